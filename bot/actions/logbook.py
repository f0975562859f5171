"""/log: what facilitators did in the workshop, who and when, and taking it back."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from bot.actions import acts, flows
from bot.actions.asking import ask, settle
from bot.actions.permissions import May, require, require_in
from bot.actions.speaking import local_day, local_time
from bot.actions.tx import Tx
from bot.domain.incoming import Incoming
from bot.locales import Safe, Tongue
from storage.tables import Act, Conversation, Person

#: Acts on one page.
PAGE = 6


def begin(tx: Tx, incoming: Incoming) -> None:
    """/log: the newest acts of the workshop that commands are about."""
    member = require(tx, incoming, May.READ_LOG)
    data = {"workshop": member.workshop.id, "start": 0}
    show(tx, member.person, tx.turn(member.person, "log", "list", data))


def show(tx: Tx, person: Person, conversation: Conversation) -> None:
    """One page of acts, each that can be taken back with its button; or the last yes."""
    data = conversation.data
    member = require_in(tx, person, data["workshop"], May.READ_LOG)
    _ = tx.tongue(person)
    if conversation.step == "sure":
        text = _("Take this back?") + "\n" + _line(tx, _, acts.find(tx, data["act"]), person)
        rows = [(_("Yes, take it back"), "undo"), (_("Back"), "page")]
    else:
        text, rows = _page(tx, _, member.workshop.title, conversation, person)
    buttons = [[(label, flows.data("log", conversation, code))] for label, code in rows]
    ask(tx, person, conversation, text, buttons)


def receive(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming) -> None:
    """Words are no choice here: show the buttons again."""
    show(tx, person, conversation)


def tap(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming, code: str) -> None:
    """Take a button: an act to take back, the last yes, another page, or close."""
    data = conversation.data
    member = require_in(tx, person, data["workshop"], May.READ_LOG)
    verb, _dash, rest = code.partition("-")
    settle(tx, person, conversation)
    if verb == "close":
        flows.end(tx, person)
        return
    step, found = "list", dict(data)
    if verb == "page":
        found["start"] = int(rest) if rest.isdigit() else data["start"]
    elif verb == "act" and rest.isdigit():
        step, found["act"] = "sure", acts.find(tx, int(rest)).id
    elif verb == "undo" and conversation.step == "sure":
        act = acts.find(tx, data["act"])
        acts.undo(tx, member, act)
        _ = tx.tongue(person)
        tx.say(person, _("Taken back: {what}", what=Safe(acts.describe(tx, _, act))))
    show(tx, person, tx.turn(person, "log", step, found))


def _page(
    tx: Tx, _: Tongue, title: str, conversation: Conversation, person: Person
) -> tuple[str, list[tuple[str, str]]]:
    start, workshop = int(conversation.data["start"]), int(conversation.data["workshop"])
    found = acts.newest(tx, workshop, start, PAGE)
    lines = [_("<b>What was done in {title}</b>", title=title)]
    if not found:
        lines.append(_("Nothing yet."))
    rows = []
    for number, act in enumerate(found, start + 1):
        lines += ["", f"{number}. {_line(tx, _, act, person)}"]
        if acts.can_undo(act):
            rows.append((_("Take back {number}", number=number), f"act-{act.id}"))
    if start:
        rows.append((_("Newer"), f"page-{max(start - PAGE, 0)}"))
    if acts.count(tx, workshop) > start + PAGE:
        rows.append((_("Older"), f"page-{start + PAGE}"))
    return "\n".join(lines), [*rows, (_("Close"), "close")]


def _line(tx: Tx, _: Tongue, act: Act, reader: Person) -> str:
    zone = reader.zone or tx.rules.zone
    actor = tx.session.get(Person, act.actor_id) if act.actor_id else None
    line = _(
        "{what} ({who}, {day}, {time})",
        what=Safe(acts.describe(tx, _, act)),
        who=(actor.call_name if actor else "") or _("somebody who left"),
        day=local_day(_, act.at.astimezone(ZoneInfo(zone)).date()),
        time=local_time(_, act.at, zone),
    )
    if act.undone_at is None:
        return line
    return f"<s>{line}</s> " + _("taken back")
