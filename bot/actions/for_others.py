"""/enter: answers for somebody who shares a phone or has none, typed by a facilitator.

The facilitator chooses a person and an activity, and answers it in the very conversation in which people
answer for themselves (``answering``); every question says for whom. What was entered is marked, and the
person is asked whether it is right as soon as they can be (``confirming``).
"""

from __future__ import annotations

import html
from typing import Any

from sqlmodel import col, select

from bot.actions import acts, confirming, erasing, flows, personal_links
from bot.actions.answer_rows import Desk, open_desk
from bot.actions.answering import open_prompt
from bot.actions.asking import ask, settle
from bot.actions.permissions import May, Member, Refused, require, require_in
from bot.actions.posing import Look, title_of
from bot.actions.showing import ask_next
from bot.actions.tx import Tx
from bot.domain.incoming import Incoming
from bot.domain.quiet import end_of_quiet
from bot.domain.said import N_, Said
from bot.domain.schedule import PARTICIPANTS
from bot.locales import Tongue
from storage.tables import Act, Conversation, Enrolment, Person, Prompt

#: People, or activities, on one page.
PAGE = 8

#: States of a prompt whose answers can be entered: what is open, and what closed without any.
ENTERED_IN = ("to_enter", "sent", "opened", "expired", "missed")

#: What an act of withdrawing for somebody is called in the log.
WITHDREW = "withdrew_for"

Rows = list[list[tuple[str, str]]]


def begin(tx: Tx, incoming: Incoming) -> None:
    """/enter: whose answers?"""
    member = require(tx, incoming, May.ENTER_FOR_OTHERS)
    settle(tx, member.person, tx.conversation(member.person))
    _turn(tx, member.person, "people", {"workshop": member.workshop.id})


def people_of(tx: Tx, workshop_id: int) -> list[tuple[Enrolment, Person]]:
    """Everybody who takes part, those without a chat first, then by name."""
    query = (
        select(Enrolment, Person)
        .where(Enrolment.person_id == Person.id, Enrolment.workshop_id == workshop_id)
        .where(Enrolment.state == "active", col(Enrolment.role).in_(PARTICIPANTS))
    )
    found = list(tx.session.exec(query).all())
    return sorted(
        found, key=lambda pair: (pair[1].chat_id is not None, pair[1].call_name.casefold(), pair[0].id)
    )


def to_enter(tx: Tx, enrolment: Enrolment, states: tuple[str, ...] = ENTERED_IN) -> list[Prompt]:
    """What can be entered for somebody: what is open first, then what closed without an answer."""
    person = tx.session.get_one(Person, enrolment.person_id)
    if person.chat_id is None and states == ENTERED_IN:
        states = (*states, "scheduled")
    query = select(Prompt).where(Prompt.enrolment_id == enrolment.id, col(Prompt.state).in_(states))
    found = [prompt for prompt in tx.session.exec(query) if prompt.due_at <= tx.now]
    closed = ("expired", "missed")
    return sorted(found, key=lambda prompt: (prompt.state in closed, prompt.due_at, prompt.id))


def leave(tx: Tx, desk: Desk, prompt: Prompt, words: str) -> None:
    """The end of entering one activity: the person is asked, and the facilitator is back at this person."""
    confirming.ask(tx, desk.enrolment, prompt)
    keep_their_chat_in_step(tx, desk, prompt)
    data = {"workshop": desk.workshop.id, "enrolment": desk.enrolment.id, "words": words}
    _turn(tx, desk.person, "person", data)


def keep_their_chat_in_step(tx: Tx, desk: Desk, prompt: Prompt) -> None:
    """What the person's own chat asks may be answered now: it goes on with the next question, or is free."""
    conversation = tx.conversation(desk.owner)
    if conversation.flow != "activity" or conversation.data.get("prompt") != prompt.id:
        return
    settle(tx, desk.owner, conversation)
    zone, workshop = desk.owner.zone or desk.workshop.zone, desk.workshop
    asleep = end_of_quiet(tx.now, zone, workshop.quiet_from, workshop.quiet_to) is not None
    if prompt.state == "completed" or asleep:
        tx.turn(desk.owner, "")
    else:
        ask_next(tx, open_desk(tx, desk.enrolment), prompt, Look())


def show(tx: Tx, person: Person, conversation: Conversation) -> None:
    """Say the present step: people, one person, or the last yes before leaving for them."""
    member = require_in(tx, person, conversation.data["workshop"], May.ENTER_FOR_OTHERS)
    text, rows = _SHOWN[conversation.step](tx, member, conversation.data)
    buttons = [[(label[:60], flows.data("enter", conversation, code)) for label, code in row] for row in rows]
    ask(tx, person, conversation, text, buttons)


def receive(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming) -> None:
    """Words find a person by the beginning of the name; anything else shows the step again."""
    member = require_in(tx, person, conversation.data["workshop"], May.ENTER_FOR_OTHERS)
    typed = " ".join(incoming.text.split()).casefold()
    settle(tx, person, conversation)
    if conversation.step == "people" and typed:
        found = [
            enrolment
            for enrolment, one in people_of(tx, member.workshop.id or 0)
            if one.call_name.casefold().startswith(typed)
        ]
        if len(found) == 1:
            _turn(tx, person, "person", {"workshop": member.workshop.id, "enrolment": found[0].id})
            return
    show(tx, person, tx.turn(person, "enter", conversation.step, dict(conversation.data)))


def tap(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming, code: str) -> None:
    """Take a button of the present step; a code that it did not offer changes nothing."""
    data = {key: value for key, value in conversation.data.items() if key != "words"}
    member = require_in(tx, person, data["workshop"], May.ENTER_FOR_OTHERS)
    if code not in {each for row in _SHOWN[conversation.step](tx, member, data)[1] for _label, each in row}:
        return
    verb, _dash, rest = code.partition("-")
    settle(tx, person, conversation)
    if verb == "close":
        flows.end(tx, person)
    elif verb == "open":
        _open(tx, member, int(rest))
    elif verb == "new":
        tx.turn(person, "add_person", "name", {"workshop": member.workshop.id})
        flows.show_present(tx, person)
    elif verb == "table":
        tx.turn(person, "answer_file", "activity", {"workshop": member.workshop.id})
        flows.show_present(tx, person)
    elif verb in ("keep", "erase"):
        _withdraw(tx, member, _enrolment(tx, member, data), verb)
    elif verb == "person":
        _turn(tx, person, "person", {"workshop": member.workshop.id, "enrolment": int(rest)})
    elif verb == "page":
        _turn(tx, person, conversation.step, data | {"start": int(rest)})
    elif verb == "link":
        personal_links.send(tx, member, _enrolment(tx, member, data))
        _turn(tx, person, "person", data)
    elif verb == "leaving":
        _turn(tx, person, "leaving", data)
    else:
        _turn(tx, person, "people", {"workshop": member.workshop.id})


def _turn(tx: Tx, person: Person, step: str, data: dict[str, Any]) -> None:
    show(tx, person, tx.turn(person, "enter", step, data))


def _people(tx: Tx, member: Member, data: dict[str, Any]) -> tuple[str, Rows]:
    _ = tx.tongue(member.person)
    found = people_of(tx, member.workshop.id or 0)
    text = _(
        "<b>Answers for somebody else</b>\nWhose answers do you enter? Tap a name, or write how it begins."
    )
    if not found:
        text = _(
            "<b>Answers for somebody else</b>\nNobody takes part yet. You can add a person without a phone."
        )
    text = "\n\n".join(filter(None, (data.get("words"), text)))
    rows = []
    for enrolment, one in found[_start(data) : _start(data) + PAGE]:
        mark = "✍️ " if one.chat_id is None else ""
        waiting = sum(prompt.state in ("to_enter", "scheduled") for prompt in to_enter(tx, enrolment))
        label = f"{mark}{one.call_name or enrolment.pseudonym}" + (f" · {waiting}" if waiting else "")
        rows.append([(label, f"person-{enrolment.id}")])
    rows += [_pages(_, len(found), data), [(_("A person without a phone"), "new")]]
    rows += [[(_("With a spreadsheet"), "table")]] if found else []
    rows.append([(_("Close"), "close")])
    return text, [row for row in rows if row]


def _person(tx: Tx, member: Member, data: dict[str, Any]) -> tuple[str, Rows]:
    _ = tx.tongue(member.person)
    enrolment = _enrolment(tx, member, data)
    desk = open_desk(tx, enrolment, member.person)
    lines = [data["words"], ""] if data.get("words") else []
    lines.append(f"<b>{html.escape(desk.owner.call_name or enrolment.pseudonym, quote=False)}</b>")
    found = to_enter(tx, enrolment)
    if desk.owner.chat_id is None:
        lines.append(_("Takes part without a phone."))
    lines.append(_("What do you enter?") if found else _("There is nothing to enter now."))
    rows = []
    for prompt in found[_start(data) : _start(data) + PAGE]:
        mark = "▫️" if prompt.state in ("expired", "missed") else "▶"
        number = f" ({prompt.iteration})" if prompt.iteration > 1 else ""
        rows.append([(f"{mark} {title_of(desk, prompt.activity)}{number}", f"open-{prompt.id}")])
    rows.append(_pages(_, len(found), data))
    if desk.owner.chat_id is None:
        rows += [[(_("Link for their own phone"), "link")], [(_("They want to stop"), "leaving")]]
    return "\n".join(lines), [*(row for row in rows if row), [(_("Back"), "people"), (_("Close"), "close")]]


def _leaving(tx: Tx, member: Member, data: dict[str, Any]) -> tuple[str, Rows]:
    """Only for somebody who cannot do it themselves."""
    _ = tx.tongue(member.person)
    enrolment = _enrolment(tx, member, data)
    name = tx.session.get_one(Person, enrolment.person_id).call_name
    text = _(
        "{name} wants to stop, and told or wrote it to you. What should happen with the answers? "
        "Ask {name}; this cannot be taken back.",
        name=name,
    )
    rows = [[(_("Keep without name"), "keep")], [(_("Delete all"), "erase")]]
    return text, [*rows, [(_("Back"), f"person-{enrolment.id}")]]


_SHOWN = {"people": _people, "person": _person, "leaving": _leaving}


def _start(data: dict[str, Any]) -> int:
    return int(data.get("start", 0))


def _pages(_: Tongue, number: int, data: dict[str, Any]) -> list[tuple[str, str]]:
    start = _start(data)
    before = [(_("Earlier ones"), f"page-{max(start - PAGE, 0)}")] if start else []
    return before + ([(_("More"), f"page-{start + PAGE}")] if start + PAGE < number else [])


def _enrolment(tx: Tx, member: Member, data: dict[str, Any]) -> Enrolment:
    """The person who was chosen, if they still take part in this workshop; else raises :class:`Refused`."""
    found = tx.session.get(Enrolment, data.get("enrolment"))
    if found is None or found.workshop_id != member.workshop.id or found.state != "active":
        tx.turn(member.person, "")
        raise Refused(Said(N_("This person does not take part any more. /enter shows who does.")))
    return found


def _open(tx: Tx, member: Member, number: int) -> None:
    """Begin to enter an activity; what closed without an answer is opened again for that."""
    prompt = tx.session.get_one(Prompt, number)
    begin_entering(tx, prompt)
    enrolment = tx.session.get_one(Enrolment, prompt.enrolment_id)
    details = {"enrolment": enrolment.id, "prompt": prompt.id}
    tx.note("entering", actor=member.person, workshop_id=member.workshop.id, enrolment_id=enrolment.id)
    acts.record(tx, member, "entered_for", details)
    open_prompt(tx, open_desk(tx, enrolment, member.person), prompt)


def begin_entering(tx: Tx, prompt: Prompt) -> None:
    """Open an activity that is entered, so that it neither closes nor reminds."""
    if prompt.state not in ("opened", "completed"):
        prompt.state, prompt.opened_at, prompt.closed_at = "opened", tx.now, None
        prompt.next_reminder_at = None


def _withdraw(tx: Tx, member: Member, enrolment: Enrolment, verb: str) -> None:
    """Let somebody without a chat leave, as they wished."""
    _ = tx.tongue(member.person)
    owner = tx.session.get_one(Person, enrolment.person_id)
    code = enrolment.pseudonym
    (erasing.forget if verb == "keep" else erasing.erase)(tx, owner, enrolment)
    acts.record(tx, member, WITHDREW, {"enrolment": enrolment.id, "scope": verb})
    words = _("Done. The name is forgotten, and the answers stay under a random code.")
    if verb == "erase":
        words = _("Done. All answers are deleted. The code for the person is {code}.", code=code)
    tx.say(member.person, words)
    _turn(tx, member.person, "people", {"workshop": member.workshop.id})


def describe(tx: Tx, _: Tongue, act: Act) -> str:
    """What was done for somebody, with the name that they have now."""
    enrolment = tx.session.get(Enrolment, act.details.get("enrolment"))
    person = tx.session.get(Person, enrolment.person_id) if enrolment is not None else None
    name = (person.call_name if person is not None else "") or _("somebody who left")
    if act.kind == WITHDREW:
        return _("Somebody without a phone has left, as they wished")
    if act.kind == "person_added":
        return _("Added {name}, who has no phone", name=name)
    return _("Entered answers for {name}", name=name)
