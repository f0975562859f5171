"""Archiving a workshop and opening it again, both of which can be undone.

An archived workshop keeps everything and says nothing: what waited is set aside, messages that were still to
go out are dropped, links stop working. Its facilitators go on seeing its data. Opened again, it goes on with
what is still to come.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_, update
from sqlmodel import col, select

from bot.actions import acts, live_answers, people_lists, receipts
from bot.actions.answer_rows import open_desk
from bot.actions.broadcasts import resting
from bot.actions.flows import CHANGES
from bot.actions.live_rows import open_in
from bot.actions.permissions import PRESENT, Member, Refused
from bot.actions.scheduling import ARCHIVED, cancel_all, next_reminder, plan_workshop
from bot.actions.tx import REPLY, Tx
from bot.domain.said import N_, Said
from bot.locales import Tongue
from storage.tables import Act, Conversation, Enrolment, Outbox, Person, Prompt, Workshop

#: Why an activity that was open was set aside; cancel_all says it so.
WHILE_OPEN = f"{ARCHIVED} while open"

#: Conversations of participants that lead somewhere in one workshop.
_LED = ("joining", "activity", "late", "today")


def archive(tx: Tx, member: Member) -> Act:
    """Archive the member's workshop. Raises :class:`Refused` when it is archived already."""
    workshop = member.workshop
    if workshop.state != "running":
        raise Refused(Said(N_("“{title}” is archived already."), {"title": workshop.title}))
    before = _close(tx, workshop)
    return acts.record(tx, member, "workshop_archived", {}, before)


def reopen(tx: Tx, member: Member) -> Act:
    """Open an archived workshop again and plan what is still to come; raises :class:`Refused` otherwise."""
    workshop = member.workshop
    if workshop.state != "archived":
        raise Refused(Said(N_("“{title}” is not archived."), {"title": workshop.title}))
    _open(tx, workshop)
    return acts.record(tx, member, "workshop_reopened", {})


def describe(tx: Tx, _: Tongue, act: Act) -> str:
    """What was done, for the log of facilitators."""
    if act.kind == "workshop_archived":
        return _("The workshop was archived")
    return _("The workshop was opened again")


def undo(tx: Tx, member: Member, act: Act) -> None:
    """Take the act back. Messages that archiving dropped wait again."""
    workshop = tx.session.get_one(Workshop, act.workshop_id)
    wanted = "archived" if act.kind == "workshop_archived" else "running"
    if workshop.state != wanted:
        raise Refused(Said(N_("The workshop was changed since then.")))
    if wanted == "running":
        _close(tx, workshop)
        return
    _open(tx, workshop, act.before.get("recipients", []))
    again = update(Outbox).where(
        col(Outbox.id).in_(act.before["letters"]),
        col(Outbox.state) == "dropped",
        col(Outbox.reason) == ARCHIVED,
        col(Outbox.chat_id) != 0,  # emptied by a withdrawal meanwhile
    )
    tx.session.execute(again.values(state="queued", reason=""))


def _close(tx: Tx, workshop: Workshop) -> dict[str, list[int]]:
    """Set aside all that waits or is open; gives the numbers of what is not sent, for the undo."""
    workshop.state = "archived"
    people_lists.forget_names(tx, workshop.id)
    tx.session.flush()
    query = select(Enrolment, Person).where(
        Enrolment.workshop_id == workshop.id, Enrolment.person_id == Person.id
    )
    for enrolment, person in tx.session.exec(query).all():
        _leave_conversation(tx, person, enrolment)
        cancel_all(tx, enrolment, ARCHIVED)
        if enrolment.role in ("trainee", "leader") and person.enrolment_id == enrolment.id:
            person.enrolment_id = _running(tx, person) or enrolment.id
    live = open_in(tx, workshop.id or 0)
    if live is not None:
        live.state, live.closed_at = "closed", tx.now
        live_answers.retire(tx, live)
    recipients = resting.rest(tx, workshop)
    return {"letters": _drop_letters(tx, workshop), "recipients": recipients}


def _leave_conversation(tx: Tx, person: Person, enrolment: Enrolment) -> None:
    """End a conversation that leads on in this workshop; its buttons go."""
    conversation = tx.session.get(Conversation, person.id)
    if conversation is None or conversation.flow not in _LED:
        return
    prompt = tx.session.get(Prompt, conversation.data["prompt"]) if "prompt" in conversation.data else None
    mine = prompt.enrolment_id if prompt else conversation.data.get("enrolment", person.enrolment_id)
    if mine == enrolment.id:
        tx.turn(person, "")


def _running(tx: Tx, person: Person) -> int | None:
    """The person's newest enrolment in a workshop that runs, for their commands to be about."""
    query = (
        select(Enrolment.id)
        .where(Enrolment.workshop_id == Workshop.id, Enrolment.person_id == person.id)
        .where(Workshop.state == "running", col(Enrolment.state).in_(PRESENT))
        .order_by(col(Enrolment.id).desc())
    )
    return tx.session.exec(query).first()


def _drop_letters(tx: Tx, workshop: Workshop) -> list[int]:
    """Drop what waits to be sent by itself, prompts and broadcasts; replies still arrive."""
    prompts = select(Prompt.id).join(Enrolment, col(Enrolment.id) == Prompt.enrolment_id)
    about = or_(
        col(Outbox.workshop_id) == workshop.id,
        col(Outbox.prompt_id).in_(prompts.where(Enrolment.workshop_id == workshop.id)),
    )
    query = select(Outbox).where(about, Outbox.state == "queued", Outbox.priority != REPLY)
    dropped = list(tx.session.exec(query.where(col(Outbox.kind).not_in(CHANGES))))
    for letter in dropped:
        letter.state, letter.reason = "dropped", ARCHIVED
    tx.session.flush()
    for broadcast_id in sorted({letter.broadcast_id for letter in dropped if letter.broadcast_id}):
        receipts.after_delivery(tx, broadcast_id)
    return [letter.id or 0 for letter in dropped]


def _open(tx: Tx, workshop: Workshop, recipients: Sequence[int] = ()) -> None:
    workshop.state = "running"
    resting.let_go(tx, workshop, recipients)
    query = select(Enrolment).where(Enrolment.workshop_id == workshop.id)
    for enrolment in tx.session.exec(query.where(col(Enrolment.state).in_(("active", "paused")))):
        _open_prompts(tx, enrolment)
    tx.session.flush()
    plan_workshop(tx, workshop)


def _open_prompts(tx: Tx, enrolment: Enrolment) -> None:
    """What was open may be gone on with: begun at any time, not begun until it closes."""
    query = select(Prompt).where(Prompt.enrolment_id == enrolment.id, Prompt.reason == WHILE_OPEN)
    found = list(tx.session.exec(query))
    desk = open_desk(tx, enrolment) if found else None
    for prompt in found:
        over = prompt.expires_at is not None and prompt.expires_at <= tx.now
        if desk is not None and (prompt.opened_at is not None or not over):
            prompt.state = "opened" if prompt.opened_at is not None else "sent"
            prompt.reason, prompt.closed_at = "", None
            prompt.next_reminder_at = next_reminder(desk, prompt, tx.now) if prompt.state == "sent" else None
