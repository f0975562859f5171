"""Taking somebody out of a workshop, and letting them return. Nothing that they gave is deleted."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import update
from sqlmodel import col, select

from bot.actions import acts, roster, thread_erasing
from bot.actions.menus import offer
from bot.actions.permissions import PRESENT, Member, Refused
from bot.actions.receipts import after_delivery
from bot.actions.scheduling import plan
from bot.actions.setting_aside import bring_back, set_aside, step_out, tell
from bot.actions.tx import REPLY, Tx
from bot.domain.said import N_, Said
from bot.locales import Tongue
from storage.tables import Act, Enrolment, Outbox, Person, Workshop

KIND, STATE = "person_removed", "removed"


def remove(tx: Tx, member: Member, enrolment: Enrolment, person: Person) -> Act:
    """Take somebody out: they hear it kindly, and nothing comes any more. What they gave stays theirs.

    Raises :class:`Refused` for the last facilitator, and for somebody who is out already.
    """
    roster.keep_a_facilitator(tx, enrolment)
    if enrolment.state not in roster.LISTED:
        raise Refused(Said(N_("This person is not in this workshop.")))
    before = {
        "state": enrolment.state,
        "paused_until": enrolment.paused_until.isoformat() if enrolment.paused_until else None,
        "prompts": set_aside(tx, enrolment, STATE),
    }
    step_out(tx, person, enrolment)
    enrolment.state, enrolment.left_at, enrolment.paused_until = STATE, tx.now, None
    thread_erasing.let_go(tx, enrolment)
    _drop_letters(tx, enrolment, person)
    _turn_to_another(tx, enrolment, person)
    _ = tx.tongue(person)
    words = _(
        "Your facilitator ended your part in “{title}”. I send you nothing more from it. Thank you for "
        "everything you gave. It stays yours: /mydata shows it, /withdraw takes it out. "
        "If this is a mistake, please tell your facilitator.",
        title=member.workshop.title,
    )
    tell(tx, member.workshop, person, words)
    offer(tx, person)
    return acts.record(tx, member, KIND, {"enrolment": enrolment.id}, before)


def let_return(tx: Tx, member: Member, enrolment: Enrolment) -> Act:
    """Take back the removal of somebody, however long ago it was."""
    query = select(Act).where(Act.workshop_id == member.workshop.id, Act.kind == KIND)
    for act in tx.session.exec(query.where(col(Act.undone_at).is_(None)).order_by(col(Act.id).desc())):
        if act.details["enrolment"] == enrolment.id:
            acts.undo(tx, member, act)
            return act
    raise Refused(Said(N_("This cannot be taken back.")))


def describe(tx: Tx, _: Tongue, act: Act) -> str:
    """For the log: who was taken out."""
    return _("{name} was taken out of the workshop", name=roster.name_of(tx, _, act.details["enrolment"]))


def undo(tx: Tx, member: Member, act: Act) -> None:
    """Let them return as they were: state, pause, and what is still open or to come."""
    enrolment = tx.session.get(Enrolment, act.details["enrolment"])
    if enrolment is None or enrolment.state != STATE:
        raise Refused(Said(N_("This person has left for good, or is back already.")))
    person = tx.session.get_one(Person, enrolment.person_id)
    enrolment.state, enrolment.left_at = act.before["state"], None
    paused = act.before["paused_until"]
    enrolment.paused_until = dt.datetime.fromisoformat(paused) if paused else None
    bring_back(tx, enrolment, act.before["prompts"])
    plan(tx, enrolment)
    person.enrolment_id = enrolment.id
    _ = tx.tongue(person)
    words = _(
        "You are in “{title}” again. Good to have you back! /help shows what you can do.",
        title=member.workshop.title,
    )
    tell(tx, member.workshop, person, words)
    offer(tx, person)


def _drop_letters(tx: Tx, enrolment: Enrolment, person: Person) -> None:
    """What waits for the morning, such as a broadcast of this workshop, does not go out any more."""
    waiting = (
        col(Outbox.person_id) == person.id,
        col(Outbox.workshop_id) == enrolment.workshop_id,
        col(Outbox.state) == "queued",
        col(Outbox.priority) != REPLY,
    )
    broadcasts = set(tx.session.exec(select(Outbox.broadcast_id).where(*waiting))) - {None}
    tx.session.execute(update(Outbox).where(*waiting).values(state="dropped", reason="withdrawn"))
    for number in broadcasts:
        after_delivery(tx, int(number or 0))


def _turn_to_another(tx: Tx, enrolment: Enrolment, person: Person) -> None:
    """Commands of somebody who is also in another running workshop are about that one from now on."""
    if person.enrolment_id != enrolment.id:
        return
    query = (
        select(Enrolment.id)
        .where(Enrolment.workshop_id == Workshop.id, Workshop.state == "running")
        .where(Enrolment.person_id == person.id, Enrolment.id != enrolment.id)
        .where(col(Enrolment.state).in_(PRESENT))
    )
    other = tx.session.exec(query.order_by(col(Enrolment.id).desc())).first()
    person.enrolment_id = other if other is not None else enrolment.id
