"""/needs: what needs a facilitator today, each with what can be done about it; and who the lead is.

What a report says is shown only to those who may open it (:mod:`bot.actions.need_rows`), each opening is
written down, and the message that shows it is emptied once it was sent.
"""

from __future__ import annotations

import secrets

from sqlmodel import col, select

from bot.actions import acts, flows, need_kinds, need_rows, standing
from bot.actions.asking import ask, settle
from bot.actions.need_people import name_of
from bot.actions.need_screens import GRAVE, Shown, list_screen, one_screen
from bot.actions.permissions import May, Member, Refused, members_as, require
from bot.actions.tx import Tx
from bot.domain.incoming import Incoming
from bot.domain.said import N_, Said
from bot.locales import Tongue
from storage.tables import Act, Conversation, Enrolment, Need, Person, Workshop

#: Most characters of a note.
LONGEST = 500


def begin(tx: Tx, incoming: Incoming) -> None:
    """/needs: the list of the present workshop; for a second person, of the newest where they are that."""
    person = tx.person_of(incoming)
    workshop = _as_second(tx, person) if person is not None else None
    if person is None or workshop is None or members_as(tx, person, May.SEE_NEEDS):
        member = require(tx, incoming, May.SEE_NEEDS)
        person, workshop = member.person, member.workshop
    show(tx, person, tx.turn(person, "needs", "list", {"workshop": workshop.id, "page": 0}))


def _as_second(tx: Tx, person: Person) -> Workshop | None:
    """The newest workshop in which this person is the contact outside the team."""
    query = select(Workshop).where(Workshop.second_id == person.id).order_by(col(Workshop.id).desc())
    for workshop in tx.session.exec(query):
        second = need_rows.second_of(tx, workshop)
        if second is not None and second.id == person.id:
            return workshop
    return None


def _present(tx: Tx, person: Person, conversation: Conversation) -> tuple[Workshop, Member | None]:
    """The workshop of the conversation, and the facilitator; None for the second person. May refuse."""
    workshop = tx.session.get_one(Workshop, conversation.data["workshop"])
    for member in members_as(tx, person, May.SEE_NEEDS):
        if member.workshop.id == workshop.id:
            return workshop, member
    second = need_rows.second_of(tx, workshop)
    if second is None or second.id != person.id:
        raise Refused(Said(N_("Only facilitators can do this.")))
    return workshop, None


def show(tx: Tx, person: Person, conversation: Conversation) -> None:
    """Say the present step: the list, one need, or writing a note."""
    workshop, member = _present(tx, person, conversation)
    _ = tx.tongue(person)
    secret = False
    if conversation.step in ("one", "note", "write"):
        need = _need(tx, person, conversation)
        if conversation.step == "note":
            text, rows = _("Please write in a few words what was done."), [[("back", _("Back"))]]
        elif conversation.step == "write":
            text = _("Please write to <b>{name}</b>. Nobody else sees it.", name=name_of(tx, need))
            rows = [[("back", _("Back"))]]
        else:
            text, rows = one_screen(tx, _, need, person)
            secret = bool(need.text)
    else:
        need_kinds.sync(tx, workshop)
        found = need_rows.open_for(tx, person, workshop)
        text, rows = list_screen(tx, _, workshop, found, int(conversation.data["page"]), person)
        if member is not None:
            rows[-1:-1] = [[("settings", _("Lead, contact, morning message"))]]
    _say(tx, person, conversation, (text, rows), secret=secret)


def _say(tx: Tx, person: Person, conversation: Conversation, shown: Shown, *, secret: bool) -> None:
    text, rows = shown
    buttons = [[(label, flows.data("needs", conversation, code)) for code, label in row] for row in rows]
    if not secret:
        ask(tx, person, conversation, text, buttons)
        return
    conversation.outbox_id = tx.say(person, text, buttons=buttons, token=conversation.token, secret=True)


def receive(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming) -> None:
    """Take the note of a need; elsewhere the buttons are shown again."""
    _present(tx, person, conversation)
    if conversation.step not in ("note", "write") or not incoming.text.strip():
        show(tx, person, conversation)
        return
    need = _need(tx, person, conversation)
    settle(tx, person, conversation)
    if conversation.step == "write":
        _write(tx, person, need, incoming.html)
        show(tx, person, tx.turn(person, "needs", "one", dict(conversation.data)))
        return
    _close(tx, person, conversation, need, incoming.text.strip()[:LONGEST])


def tap(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming, code: str) -> None:
    """Take a button; a need that the person may not open is refused, and stays closed to them."""
    workshop, member = _present(tx, person, conversation)
    data = {"workshop": workshop.id, "page": conversation.data["page"]}
    verb, _dash, rest = code.partition("-")
    settle(tx, person, conversation)
    if verb == "close":
        flows.end(tx, person)
    elif verb == "settings" and member is not None:
        flows.flow("need_settings").show(
            tx, person, tx.turn(person, "need_settings", "menu", {"workshop": workshop.id})
        )
    elif verb == "open" and rest.isdigit():
        _open(tx, person, tx.turn(person, "needs", "one", {**data, "need": int(rest)}))
    elif verb in ("note", "write", "done", "do") and "need" in conversation.data:
        _act(tx, person, conversation, member, verb, rest)
    elif verb == "undo" and rest.isdigit() and member is not None:
        _undo(tx, member, int(rest))
        show(tx, person, tx.turn(person, "needs", "list", data))
    else:
        page = int(rest) if verb == "page" and rest.isdigit() else data["page"]
        show(tx, person, tx.turn(person, "needs", "list", {**data, "page": page}))


def _open(tx: Tx, person: Person, conversation: Conversation) -> None:
    need_rows.write_opening(tx, _need(tx, person, conversation), person)
    tx.session.flush()
    show(tx, person, conversation)


def _act(
    tx: Tx, person: Person, conversation: Conversation, member: Member | None, verb: str, rest: str
) -> None:
    need = _need(tx, person, conversation)
    if verb == "note" or (verb == "write" and need.level >= GRAVE):
        show(tx, person, tx.turn(person, "needs", verb, dict(conversation.data)))
    elif verb == "done":
        _close(tx, person, conversation, need, "")
    else:
        said = need_kinds.remedy(tx, member, need, rest) if member is not None else ""
        act = acts.newest(tx, need.workshop_id, 0, 1)
        turned = tx.turn(person, "needs", "list", dict(conversation.data))
        if said:
            _ = tx.tongue(person)
            mine = [one for one in act if one.at == tx.now and acts.can_undo(one)]
            undo = [[(f"undo-{mine[0].id}", _("Take it back"))]] if mine else []
            _say(tx, person, turned, (said, [*undo, [("list", _("Back to the list"))]]), secret=False)
        else:
            show(tx, person, turned)


def _write(tx: Tx, reader: Person, need: Need, words: str) -> None:
    """Send words of the reader of a report to its person; no record keeps them once they were sent."""
    owner = tx.session.get_one(Enrolment, need.enrolment_id)
    person = tx.session.get_one(Person, owner.person_id)
    _, token = tx.tongue(person), secrets.token_urlsafe(6)
    name = reader.call_name or "?"
    sent = tx.say(
        person,
        _("<b>{name}</b> writes to you alone:", name=name) + "\n\n" + words,
        buttons=[[(_("Answer {name}", name=name), standing.data("report", token, str(need.id)))]],
        token=token,
        secret=True,
        workshop_id=need.workshop_id,
    )
    _ = tx.tongue(reader)
    tx.say(
        reader, _("It is on its way.") if sent else _("I cannot reach this person. Please try another way.")
    )


def _close(tx: Tx, person: Person, conversation: Conversation, need: Need, note: str) -> None:
    """Close a need. Levels 1 and 2 stand in the log; who reads the log must not learn of the others."""
    workshop, member = _present(tx, person, conversation)
    need_rows.close(tx, need, person, note)
    if member is not None and need.level <= need_rows.HELP:
        acts.record(tx, member, "need_closed", {"need": need.id})
    _ = tx.tongue(person)
    tx.say(person, _("Done: it is off the list."))
    data = {"workshop": workshop.id, "page": conversation.data["page"]}
    show(tx, person, tx.turn(person, "needs", "list", data))


def _undo(tx: Tx, member: Member, number: int) -> None:
    act = acts.find(tx, number)
    acts.undo(tx, member, act)
    _ = tx.tongue(member.person)
    tx.say(member.person, _("Taken back."))


def _need(tx: Tx, person: Person, conversation: Conversation) -> Need:
    need = tx.session.get(Need, conversation.data["need"])
    if need is None or need.workshop_id != conversation.data["workshop"] or not _may(tx, person, need):
        raise Refused(Said(N_("This is not for you, or it is done.")))
    return need


def _may(tx: Tx, person: Person, need: Need) -> bool:
    return need_rows.may_open(tx, person, need)


def describe(tx: Tx, _: Tongue, act: Act) -> str:
    """Whose need was closed."""
    need = tx.session.get(Need, act.details["need"])
    return _("Looked after what {name} needed", name=name_of(tx, need) if need is not None else "?")


def undo(tx: Tx, member: Member, act: Act) -> None:
    """Put the need on the list again."""
    need = tx.session.get(Need, act.details["need"])
    if need is None:
        raise Refused(Said(N_("This cannot be taken back.")))
    need.closed_at = need.closed_by = None
    need.note = ""
