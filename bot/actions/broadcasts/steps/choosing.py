"""Who gets it: the audience, and which one of its kind."""

from __future__ import annotations

from bot.actions.broadcasts import audiences
from bot.actions.broadcasts.audiences.base import CANNOT
from bot.actions.broadcasts.steps import checking
from bot.actions.broadcasts.steps.common import Asked, draft, go
from bot.actions.permissions import Member, Refused
from bot.actions.recipients import reach, recipients, taking_part
from bot.actions.tx import Tx
from bot.domain.incoming import Incoming
from storage.tables import Conversation

#: Choices on one page.
PAGE = 8


def show(tx: Tx, member: Member, conversation: Conversation) -> Asked:
    """Ask who gets it."""
    _ = tx.tongue(member.person)
    if conversation.step == "value":
        return _show_values(tx, member, conversation)
    rows, pairs = [], taking_part(tx, member.workshop)
    for audience in audiences.AUDIENCES.values():
        if not audience.title:
            continue
        label = _(audience.title)
        if not audience.chosen:
            found = audience.pick(tx, member.workshop, pairs, "")
            label += f" ({len(reach(tx, member.workshop, found).people)})"
        rows.append((label, f"to-{audience.name}"))
    return _("Who should get it?"), [*rows, (_("Cancel"), "cancel")]


def _show_values(tx: Tx, member: Member, conversation: Conversation) -> Asked:
    _ = tx.tongue(member.person)
    audience = audiences.of(conversation.data["audience"])
    pairs = taking_part(tx, member.workshop)
    values = audience.values(tx, _, member.workshop, pairs)
    start = int(conversation.data.get("start", 0))
    known = conversation.data.get("values", [])
    rows = [
        (label[:60], f"v-{known.index(value)}")
        for label, value in values[start : start + PAGE]
        if value in known
    ]
    if start:
        rows.append((_("Earlier"), f"page-{max(start - PAGE, 0)}"))
    if start + PAGE < len(values):
        rows.append((_("More"), f"page-{start + PAGE}"))
    return _(audience.ask, example=audience.example), [*rows, (_("Back"), "back"), (_("Cancel"), "cancel")]


def receive(tx: Tx, member: Member, conversation: Conversation, incoming: Incoming) -> None:
    """Take a written choice where the audience has one, such as an expression."""
    if conversation.step != "value":
        raise Refused(CANNOT)
    audience = audiences.of(conversation.data["audience"])
    value = audience.hear(tx, member.workshop, incoming.text)
    _choose(tx, member, conversation, audience.name, value)


def tap(tx: Tx, member: Member, conversation: Conversation, code: str) -> None:
    """Take a button: the audience, which one, another page, back."""
    verb, _dash, rest = code.partition("-")
    if conversation.step == "audience":
        audience = audiences.AUDIENCES.get(rest)
        if verb != "to" or audience is None or not audience.title:
            return
        if not audience.chosen:
            _choose(tx, member, conversation, audience.name, "")
            return
        _ = tx.tongue(member.person)
        found = audience.values(tx, _, member.workshop, taking_part(tx, member.workshop))
        if not found and not audience.secret:
            tx.say(member.person, _("Nobody is there yet who can get it."))
            go(tx, member, conversation, "audience")
            return
        values = [value for _label, value in found]
        go(tx, member, conversation, "value", _(audience.title), audience=rest, values=values, start=0)
        return
    values = conversation.data["values"]
    if verb == "back":
        go(tx, member, conversation, "audience")
    elif verb == "page" and rest.isdigit():
        go(tx, member, conversation, "value", start=int(rest))
    elif verb == "v" and rest.isdigit() and int(rest) < len(values):
        _choose(tx, member, conversation, conversation.data["audience"], values[int(rest)])


def _choose(tx: Tx, member: Member, conversation: Conversation, name: str, value: str) -> None:
    """Show the message exactly as its readers will see it, then ask for the last yes."""
    _ = tx.tongue(member.person)
    made = draft(tx, conversation)
    made.audience, made.target = name, value
    label = audiences.of(name).label(tx, _, member.workshop, value)
    if not recipients(tx, member.workshop, made).people:
        tx.say(member.person, _("Nobody is there yet who can get it."))
        go(tx, member, conversation, "audience", label)
        return
    checking.preview(tx, member, made, label, conversation)
