"""The person has the last word about what a facilitator entered for them: right, to change, or to delete.

The message stands for itself: its buttons work whatever else goes on in the chat, and they are about the
answers that were entered before it was written, never about later ones.
"""

from __future__ import annotations

import datetime as dt
import html
import secrets

from sqlmodel import select

from bot.actions import erasing, flows, standing
from bot.actions.answer_rows import Desk, open_desk
from bot.actions.earlier import answer_of, question_of
from bot.actions.entries import unconfirmed
from bot.actions.posing import title_of
from bot.actions.reading_back import readable
from bot.actions.tx import Buttons, Tx
from bot.domain.incoming import Incoming
from bot.domain.quiet import end_of_quiet
from storage.tables import Answer, Enrolment, Outbox, Person, Prompt

#: Longest answer that is read back, in characters, and how many of them.
SHOWN, MOST = 120, 12


def ask(tx: Tx, enrolment: Enrolment, prompt: Prompt) -> None:
    """Ask somebody who has a chat whether what was entered for them in an activity is right.

    Nothing is said when they were asked about all of it already.
    """
    rows = unconfirmed(tx, enrolment.id, prompt.id)
    person = tx.session.get_one(Person, enrolment.person_id)
    if not rows or person.chat_id is None or enrolment.state != "active":
        return
    asked_at = _last_asked(tx, person, prompt)
    if asked_at is not None and all((row.edited_at or row.answered_at) <= asked_at for row in rows):
        return
    desk = open_desk(tx, enrolment)
    token = secrets.token_urlsafe(4)
    quiet = end_of_quiet(
        tx.now, person.zone or desk.workshop.zone, desk.workshop.quiet_from, desk.workshop.quiet_to
    )
    tx.say(
        person,
        _words(desk, prompt, rows),
        buttons=_buttons(tx, person, token, ("yes", "change", "delete")),
        token=token,
        not_before=quiet,
        prompt_id=prompt.id,
        workshop_id=desk.workshop.id,
    )


def _last_asked(tx: Tx, person: Person, prompt: Prompt) -> dt.datetime | None:
    """When the person was last asked about what was entered in an activity."""
    query = select(Outbox).where(Outbox.person_id == person.id, Outbox.prompt_id == prompt.id)
    found = [
        row.created_at
        for row in tx.session.exec(query.where(Outbox.kind == "text", Outbox.token != ""))
        if any(data.startswith("confirm:") for each in row.extra.get("buttons", ()) for _label, data in each)
    ]
    return max(found, default=None)


def ask_after(tx: Tx, prompts: list[int]) -> None:
    """Ask about what a facilitator has entered and left, on whatever way they left it."""
    for number in dict.fromkeys(prompts):
        prompt = tx.session.get(Prompt, number)
        if prompt is not None:
            ask(tx, tx.session.get_one(Enrolment, prompt.enrolment_id), prompt)


def ask_all(tx: Tx, enrolment: Enrolment) -> None:
    """Ask about everything that was entered and not confirmed, one message for each activity."""
    for number in sorted(
        {row.prompt_id for row in unconfirmed(tx, enrolment.id) if row.prompt_id is not None}
    ):
        ask(tx, enrolment, tx.session.get_one(Prompt, number))


def _words(desk: Desk, prompt: Prompt, rows: list[Answer]) -> str:
    _ = desk.tx.tongue(desk.person)
    writer = desk.tx.session.get(Person, rows[-1].entered_by)
    lines = [
        _(
            "{who} wrote these answers for you, in “{title}”. Is it right?",
            who=(writer.call_name if writer is not None else "") or _("Your facilitator"),
            title=title_of(desk, prompt.activity),
        ),
        "",
    ]
    for row in rows[:MOST]:
        ref = desk.ref_of(row)
        told = readable(desk, ref, row.value) if ref is not None else answer_of(desk, row)
        asked = html.escape(question_of(desk, row)[:SHOWN], quote=False)
        lines.append(f"• {asked}\n→ <b>{html.escape(told[:SHOWN] or '📎', quote=False)}</b>")
    return "\n".join([*lines, *(["…"] if len(rows) > MOST else [])])


def _buttons(tx: Tx, person: Person, token: str, verbs: tuple[str, ...]) -> Buttons:
    _ = tx.tongue(person)
    labels = {
        "yes": _("Yes, it is right"),
        "change": _("Change"),
        "delete": _("Delete"),
        "sure": _("Yes, delete them"),
        "stay": _("Back"),
    }
    return [[(labels[verb], standing.data("confirm", token, verb)) for verb in row] for row in _rows(verbs)]


def _rows(verbs: tuple[str, ...]) -> list[tuple[str, ...]]:
    return [verbs[:1], verbs[1:]]


def press(tx: Tx, person: Person, asked: Outbox, incoming: Incoming, code: str) -> None:
    """Take a button of such a message, which the person got; anything else changes nothing."""
    prompt = tx.session.get(Prompt, asked.prompt_id) if asked.prompt_id is not None else None
    if prompt is None:
        return
    enrolment = tx.session.get_one(Enrolment, prompt.enrolment_id)
    if enrolment.person_id != person.id:
        return
    rows = [
        row
        for row in unconfirmed(tx, enrolment.id, prompt.id)
        if (row.edited_at or row.answered_at) <= asked.created_at
    ]
    _ = tx.tongue(person)
    if not rows:
        _close(
            tx,
            person,
            asked,
            _("These answers were changed or deleted meanwhile. /mydata shows what stands."),
        )
    elif code == "yes":
        for row in rows:
            row.confirmed_at = tx.now
        _close(tx, person, asked, f"✓ {_('Yes, it is right')}")
        tx.note("confirmed", actor=person, enrolment_id=enrolment.id, workshop_id=enrolment.workshop_id)
    elif code == "delete":
        _redraw(tx, person, asked, ("sure", "stay"), _("Delete these answers? It cannot be taken back."))
    elif code == "stay":
        _redraw(tx, person, asked, ("yes", "change", "delete"))
    elif code == "sure":
        for row in rows:
            erasing.drop_answer(tx, enrolment, row)
        _forget(tx, person, asked, _("Done. I deleted what was written for you."))
    elif code == "change":
        _close(tx, person, asked, _("/mydata shows each answer; there you can change it."))
        tx.turn(person, "mydata", "answers", {"enrolment": enrolment.id, "activity": prompt.activity})
        flows.show_present(tx, person)


def _close(tx: Tx, person: Person, asked: Outbox, words: str) -> None:
    tx.say(person, f"{asked.text}\n\n{words}", kind="edit", edits=asked.id)


def _forget(tx: Tx, person: Person, asked: Outbox, words: str) -> None:
    """Take the answers out of the message too."""
    tx.say(person, words, kind="edit", edits=asked.id)
    asked.text = ""


def _redraw(tx: Tx, person: Person, asked: Outbox, verbs: tuple[str, ...], words: str = "") -> None:
    text = f"{asked.text}\n\n{words}" if words else asked.text
    tx.say(
        person,
        text,
        kind="edit",
        edits=asked.id,
        buttons=_buttons(tx, person, asked.token, verbs),
        token=asked.token,
    )
