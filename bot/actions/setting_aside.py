"""What was coming to somebody is set aside, and comes back: for acts that can be undone."""

from __future__ import annotations

from typing import Any

from sqlmodel import col, select

from bot.actions.answer_rows import open_desk
from bot.actions.scheduling import cancel_all, next_reminder
from bot.actions.tx import Tx
from bot.domain.quiet import end_of_quiet
from storage.tables import Contribution, Conversation, Enrolment, Person, Prompt, Workshop

#: Conversations about one's own data; they go on whatever a facilitator does.
OWN = ("mydata", "withdraw", "language")

#: Number of a prompt, and the state and reason that it had.
Before = dict[str, list[str]]


def set_aside(tx: Tx, enrolment: Enrolment, why: str) -> Before:
    """Cancel what waits or is open for somebody; gives what :func:`bring_back` needs."""
    query = select(Prompt).where(Prompt.enrolment_id == enrolment.id)
    open_ones = tx.session.exec(
        query.where(col(Prompt.state).in_(("scheduled", "to_enter", "sent", "opened")))
    )
    before = {str(row.id): [row.state, row.reason] for row in open_ones}
    cancel_all(tx, enrolment, why)
    return before


def bring_back(tx: Tx, enrolment: Enrolment, before: Before) -> None:
    """Let what was set aside wait, or be open, again; what has closed meanwhile is closed by the timer.

    To be planned afterwards, since days may have moved.
    """
    desk = open_desk(tx, enrolment)
    for number, (state, reason) in before.items():
        row = tx.session.get(Prompt, int(number))
        if row is None or row.enrolment_id != enrolment.id or row.state != "cancelled":
            continue
        row.state, row.reason, row.closed_at = state, reason, None
        if state == "sent":
            row.next_reminder_at = next_reminder(desk, row, tx.now)
    tx.session.flush()


def step_out(tx: Tx, person: Person, enrolment: Enrolment) -> None:
    """End the conversation that somebody has in a workshop; one about their own data goes on."""
    conversation = tx.conversation(person)
    if conversation.flow and conversation.flow not in OWN and _is_about(tx, person, conversation, enrolment):
        tx.turn(person, "")


def _is_about(tx: Tx, person: Person, conversation: Conversation, enrolment: Enrolment) -> bool:
    data: dict[str, Any] = conversation.data
    prompt = tx.session.get(Prompt, data["prompt"]) if data.get("prompt") else None
    if prompt is not None:
        return prompt.enrolment_id == enrolment.id
    item = tx.session.get(Contribution, data["contribution"]) if data.get("contribution") else None
    if item is not None:
        return item.enrolment_id == enrolment.id
    if "enrolment" in data and "workshop" not in data:
        return bool(data["enrolment"] == enrolment.id)
    if "workshop" in data:
        return bool(data["workshop"] == enrolment.workshop_id)
    return person.enrolment_id == enrolment.id


def tell(tx: Tx, workshop: Workshop, person: Person, text: str) -> None:
    """Tell somebody what was done for them; not in quiet hours, and not in an archived workshop."""
    if workshop.state != "running":
        return
    zone = person.zone or workshop.zone
    morning = end_of_quiet(tx.now, zone, workshop.quiet_from, workshop.quiet_to)
    tx.say(person, text, not_before=morning, workshop_id=workshop.id)
