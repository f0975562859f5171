"""Closing an activity that nobody began in time, and dropping one that is not sent at all."""

from __future__ import annotations

from sqlmodel import col, select

from bot.actions.scheduling import WOKEN
from bot.actions.tx import PROMPT, Tx
from bot.domain.pieces import MESSAGE, length
from storage.tables import Enrolment, Outbox, Person, Prompt


def close(tx: Tx, prompt: Prompt) -> None:
    """Close what has passed: sent and never begun becomes expired, never sent becomes missed.

    Nothing is said. The message loses its buttons and ends with "(closed)".
    """
    enrolment = tx.session.get_one(Enrolment, prompt.enrolment_id)
    person = tx.session.get_one(Person, enrolment.person_id)
    if prompt.state == "scheduled":
        drop(tx, prompt, "missed", _why_missed(enrolment, person, prompt))
        return
    drop(tx, prompt, "expired", "")
    _strike(tx, person, prompt)
    conversation = tx.conversation(person)
    if conversation.flow == "activity" and conversation.data.get("prompt") == prompt.id:
        tx.turn(person, "")


def drop(tx: Tx, prompt: Prompt, state: str, why: str) -> None:
    """Give a prompt its last state: cancelled, missed or expired."""
    prompt.state, prompt.reason = state, why
    prompt.closed_at, prompt.next_reminder_at = tx.now, None


def _why_missed(enrolment: Enrolment, person: Person, prompt: Prompt) -> str:
    if enrolment.state == "paused":
        return "paused"
    if person.reachable != "yes":
        return "unreachable"
    waited = prompt.reason if prompt.reason != WOKEN else ""
    return waited or "closed before it could be sent"


def _strike(tx: Tx, person: Person, prompt: Prompt) -> None:
    """Take the buttons from the last message of a prompt, and write that it is closed."""
    query = (
        select(Outbox)
        .where(Outbox.prompt_id == prompt.id, Outbox.kind == "text", Outbox.token != "")
        .order_by(col(Outbox.id).desc())
        .limit(1)
    )
    asked = tx.session.exec(query).first()
    if asked is None:
        return
    _ = tx.tongue(person)
    mark = "\n\n" + _("(closed)")
    if asked.text and length(asked.text + mark) <= MESSAGE:
        tx.say(person, asked.text + mark, kind="edit", edits=asked.id, priority=PROMPT)
    else:
        tx.say(person, "", kind="buttons", edits=asked.id, priority=PROMPT)
