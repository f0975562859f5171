"""/broadcasts: past and planned messages, what became of them, and what can still be done."""

from __future__ import annotations

from sqlmodel import col, select

from bot.actions import acts, flows, receipts
from bot.actions.asking import ask, settle
from bot.actions.broadcasts import changing, contents, kinds, nudging, results, told
from bot.actions.broadcasts.audiences.base import CANNOT
from bot.actions.broadcasts.releasing import TO_COME
from bot.actions.broadcasts.steps.languages import read_version
from bot.actions.permissions import May, Member, Refused, require, require_in
from bot.actions.tx import Tx
from bot.domain.incoming import Incoming
from bot.domain.said import N_, Said
from bot.locales import LANGUAGES, Tongue
from storage.tables import Broadcast, Conversation, Person

#: Broadcasts on one page.
PAGE = 6

_STATES = {
    "waiting": N_("goes out in a moment"),
    "planned": N_("planned"),
    "sending": N_("being sent"),
    "done": N_("sent"),
    "recalled": N_("taken back"),
}

Asked = tuple[str, list[tuple[str, str]]]


def begin(tx: Tx, incoming: Incoming) -> None:
    """/broadcasts: the newest ones; what is planned comes first."""
    member = require(tx, incoming, May.BROADCAST)
    data = {"workshop": member.workshop.id, "start": 0}
    show(tx, member.person, tx.turn(member.person, "broadcasts", "list", data))


def open_one(tx: Tx, member: Member, broadcast: Broadcast) -> None:
    """Show one of them with its buttons."""
    data = {"workshop": member.workshop.id, "start": 0, "broadcast": broadcast.id}
    show(tx, member.person, tx.turn(member.person, "broadcasts", "one", data))


def show(tx: Tx, person: Person, conversation: Conversation) -> None:
    """The list, one of it, or the question of the present step."""
    member = require_in(tx, person, conversation.data["workshop"], May.BROADCAST)
    text, rows = _ASK[conversation.step](tx, member, conversation)
    buttons = [[(label, flows.data("broadcasts", conversation, code))] for label, code in rows]
    ask(tx, person, conversation, text, buttons)


def receive(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming) -> None:
    """Take the new words of a message that is changed."""
    member = require_in(tx, person, conversation.data["workshop"], May.BROADCAST)
    if conversation.step != "edit":
        raise Refused(CANNOT)
    broadcast = _of(tx, member, conversation)
    if incoming.media is not None or not incoming.text.strip():
        raise Refused(Said(N_("Please send the new words. A photo or file itself cannot be changed.")))
    language = conversation.data["language"]
    before = contents.content_of(broadcast, language)
    contents.keep_version(broadcast, language, read_version(tx, broadcast.kind, before, incoming))
    changing.rewrite(tx, broadcast, language)
    kept = {"language": language, "text": before.text, "details": before.details}
    acts.record(tx, member, "broadcast_edited", {"broadcast": broadcast.id}, kept)
    tx.say(person, tx.tongue(person)("I change it in every chat. The receipt says where that worked."))
    _go(tx, person, conversation, "one")


def tap(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming, code: str) -> None:
    """Take a button of the present step; one that does not fit changes nothing."""
    member = require_in(tx, person, conversation.data["workshop"], May.BROADCAST)
    verb, _dash, rest = code.partition("-")
    if verb == "close":
        settle(tx, person, conversation)
        flows.end(tx, person)
    elif verb == "page":
        _go(tx, person, conversation, "list", start=int(rest) if rest.isdigit() else 0)
    elif verb == "one" and rest.isdigit():
        _go(tx, person, conversation, "one", broadcast=int(rest))
    elif "broadcast" in conversation.data:
        _act(tx, member, conversation, code)


def _act(tx: Tx, member: Member, conversation: Conversation, code: str) -> None:
    """Do something with the one that is shown."""
    person, broadcast = member.person, _of(tx, member, conversation)
    codes = [each for _label, each in _ASK[conversation.step](tx, member, conversation)[1]]
    if code not in codes:
        return
    if code == "back":
        _go(tx, person, conversation, "one")
    elif code == "change":
        several = len(contents.languages_of(broadcast)) > 1
        _go(tx, person, conversation, "which" if several else "edit", language=broadcast.language)
    elif code.startswith("in-"):
        _go(tx, person, conversation, "edit", LANGUAGES[code[3:]], language=code[3:])
    elif code == "recall":
        _go(tx, person, conversation, "sure")
    elif code == "nudge":
        settle(tx, person, conversation)
        nudging.nudge(tx, member, broadcast)
    elif code == "result":
        text = results.show(tx, tx.tongue(person), broadcast)
        settle(tx, person, conversation)
        tx.say(person, text)
        _go(tx, person, conversation, "one")
    else:
        _do(tx, member, broadcast, code)
        _go(tx, person, conversation, "one")


def _do(tx: Tx, member: Member, broadcast: Broadcast, code: str) -> None:
    """What stands in the log: taking back, closing, cancelling."""
    if code == "yes":
        changing.recall(tx, broadcast)
        acts.record(tx, member, "broadcast_recalled", {"broadcast": broadcast.id})
    elif code == "shut":
        changing.close(tx, broadcast)
        acts.record(tx, member, "broadcast_closed", {"broadcast": broadcast.id})
    elif code == "stop":
        told.cancel(tx, broadcast)
        acts.record(tx, member, "broadcast_cancelled", {"broadcast": broadcast.id})


def _ask_list(tx: Tx, member: Member, conversation: Conversation) -> Asked:
    _ = tx.tongue(member.person)
    query = select(Broadcast).where(
        Broadcast.workshop_id == member.workshop.id, col(Broadcast.state).in_(tuple(_STATES))
    )
    order = (col(Broadcast.state).in_(TO_COME).desc(), col(Broadcast.id).desc())
    start = int(conversation.data["start"])
    found = list(tx.session.exec(query.order_by(*order).offset(start).limit(PAGE + 1)))
    if not found:
        return _("No message to many was sent yet. /broadcast writes one."), [(_("Close"), "close")]
    lines, rows = [_("<b>Messages to many</b>")], []
    for number, each in enumerate(found[:PAGE], start + 1):
        audience = told.audience_of(tx, _, each)
        lines.append(
            _("{number}. {audience}: {state}", number=number, audience=audience, state=_(_STATES[each.state]))
        )
        rows.append((f"{number}. {told.snippet(each, 24)}", f"one-{each.id}"))
    if start:
        rows.append((_("Newer"), f"page-{max(start - PAGE, 0)}"))
    if len(found) > PAGE:
        rows.append((_("Older"), f"page-{start + PAGE}"))
    return "\n".join(lines), [*rows, (_("Close"), "close")]


def _ask_one(tx: Tx, member: Member, conversation: Conversation) -> Asked:
    _ = tx.tongue(member.person)
    broadcast = _of(tx, member, conversation)
    lines = [_("“{words}”", words=told.snippet(broadcast, 300)), told.audience_of(tx, _, broadcast)]
    if broadcast.state in TO_COME:
        lines.append(told.when(_, broadcast) or _(_STATES[broadcast.state]))
        rows = [(_("Cancel it"), "stop")]
    elif broadcast.state == "cancelled":
        lines.append(_("It was cancelled."))
        rows = []
    else:
        lines.append(receipts.text_of(tx, _, broadcast))
        rows = _rows_of_sent(tx, _, broadcast)
    return "\n".join(lines), [*rows, (_("Back"), "page"), (_("Close"), "close")]


def _rows_of_sent(tx: Tx, _: Tongue, broadcast: Broadcast) -> list[tuple[str, str]]:
    rows = []
    kind = kinds.of(broadcast.kind)
    if broadcast.every or broadcast.state == "recalled":
        return []
    if kind.collects:
        rows.append((_("Results"), "result"))
    if number := receipts.silent(tx, broadcast):
        rows.append((_("Nudge the silent ({number})", number=number), "nudge"))
    if kind.collects and broadcast.closed_at is None and "nudges" not in broadcast.details:
        rows.append((_("Close the question"), "shut"))
    if kind.editable:
        rows.append((_("Change the words"), "change"))
    return [*rows, (_("Take it back"), "recall")]


def _ask_which(tx: Tx, member: Member, conversation: Conversation) -> Asked:
    _ = tx.tongue(member.person)
    known = contents.languages_of(_of(tx, member, conversation))
    rows = [(contents.language_name(code), f"in-{code}") for code in known]
    return _("Which version?"), [*rows, (_("Back"), "back")]


def _ask_edit(tx: Tx, member: Member, conversation: Conversation) -> Asked:
    _ = tx.tongue(member.person)
    return _("Please send the new words. I put them in place of the old ones."), [(_("Back"), "back")]


def _ask_sure(tx: Tx, member: Member, conversation: Conversation) -> Asked:
    _ = tx.tongue(member.person)
    text = _("Take it back? I delete it where it is younger than 48 hours; some have read it already.")
    return text, [(_("Yes, take it back"), "yes"), (_("Back"), "back")]


_ASK = {"list": _ask_list, "one": _ask_one, "which": _ask_which, "edit": _ask_edit, "sure": _ask_sure}


def _of(tx: Tx, member: Member, conversation: Conversation) -> Broadcast:
    """The broadcast that is shown. Raises :class:`Refused` for one of another workshop."""
    found = tx.session.get(Broadcast, conversation.data["broadcast"])
    if found is None or found.workshop_id != member.workshop.id or found.state == "draft":
        raise Refused(Said(N_("This belongs to another workshop.")))
    return found


def _go(
    tx: Tx, person: Person, conversation: Conversation, step: str, shown: str = "", **data: object
) -> None:
    settle(tx, person, conversation, shown)
    show(tx, person, tx.turn(person, "broadcasts", step, {**conversation.data, **data}))
