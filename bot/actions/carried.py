"""A personal question to somebody of an earlier workshop: would you like to join another one? And the answer.

Nobody is in before their own tap, and consent is asked anew then: it was given for another workshop.
Language, name, country and zone stay as they are known.
"""

from __future__ import annotations

import secrets

from sqlmodel import col, select

from bot.actions import flows, joining, standing
from bot.actions.erasing import new_pseudonym
from bot.actions.permissions import PRESENT, Refused
from bot.actions.speaking import local_day
from bot.actions.tx import BROADCAST, Tx
from bot.domain.incoming import Incoming
from bot.domain.quiet import end_of_quiet
from bot.domain.said import N_, Said
from storage.tables import CarryOver, Enrolment, Outbox, Person, Workshop


def ask(tx: Tx, workshop: Workshop, known: Enrolment, person: Person, by: Person) -> CarryOver:
    """Ask a person once whether they join ``workshop`` in the role that they have where they are ``known``.

    It waits for the end of their quiet hours. Who was asked before is only asked again after that was
    called off.
    """
    row = of(tx, workshop, person)
    if row is None:
        row = CarryOver(
            workshop_id=workshop.id or 0,
            source_id=known.workshop_id,
            person_id=person.id or 0,
            role=known.role,
            code="",
            invited_at=tx.now,
        )
        tx.session.add(row)
    row.source_id, row.role, row.state = known.workshop_id, known.role, "invited"
    row.code, row.invited_by = secrets.token_urlsafe(8), by.id
    row.invited_at, row.answered_at = tx.now, None
    _ = tx.tongue(person)
    labels = ((_("Yes, I join"), "yes"), (_("No, thank you"), "no"))
    zone = person.zone or workshop.zone
    row.outbox_id = tx.say(
        person,
        words(tx, workshop, tx.session.get_one(Workshop, known.workshop_id), person),
        buttons=[[(label, standing.data("carry", row.code, code))] for label, code in labels],
        token=row.code,
        priority=BROADCAST,
        not_before=end_of_quiet(tx.now, zone, workshop.quiet_from, workshop.quiet_to),
        workshop_id=workshop.id,
    )
    tx.session.flush()
    return row


def words(tx: Tx, workshop: Workshop, source: Workshop, person: Person) -> str:
    """The question as this person reads it."""
    _ = tx.tongue(person)
    return _(
        "Hello {name}! You took part in “{source}”. Now there is “{title}”, and it begins on {day}. "
        "Would you like to join?\n\n"
        "You are in only if you say so. I then ask you again what I may do with your answers.",
        name=person.call_name,
        source=source.title,
        title=workshop.title,
        day=local_day(_, workshop.first_day),
    )


def call_off(tx: Tx, row: CarryOver) -> bool:
    """Take back a question that has no answer yet; False when it has one."""
    if row.state != "invited":
        return False
    row.state = "called_off"
    letter = tx.session.get(Outbox, row.outbox_id) if row.outbox_id else None
    person = tx.session.get_one(Person, row.person_id)
    if letter is not None and letter.state == "queued":
        letter.state, letter.reason = "dropped", "called off"
    elif letter is not None:
        _ = tx.tongue(person)
        tx.say(person, _("This invitation was taken back."), kind="edit", edits=letter.id)
    return True


def of(tx: Tx, workshop: Workshop, person: Person) -> CarryOver | None:
    """The question that this person was asked for this workshop."""
    query = select(CarryOver).where(CarryOver.workshop_id == workshop.id, CarryOver.person_id == person.id)
    return tx.session.exec(query).first()


def press(tx: Tx, person: Person, asked: Outbox, incoming: Incoming, code: str) -> None:
    """Take the answer of the person who was asked, while the workshop runs and nothing was called off."""
    row = tx.session.exec(select(CarryOver).where(CarryOver.code == asked.token)).first()
    if row is None or row.person_id != person.id or code not in ("yes", "no"):
        return
    workshop = tx.session.get_one(Workshop, row.workshop_id)
    if row.state == "called_off" or workshop.state != "running":
        raise Refused(Said(N_("This invitation is closed now. Please ask your facilitator for a new link.")))
    if row.state != "invited":
        return
    tx.say(person, "", kind="buttons", edits=asked.id)
    row.answered_at = tx.now
    if code == "yes":
        row.state = "joined"
        _join(tx, person, workshop, row)
    else:
        row.state = "declined"
        _ = tx.tongue(person)
        tx.say(person, _("That is fine. I do not ask you again for “{title}”.", title=workshop.title))


def _join(tx: Tx, person: Person, workshop: Workshop, row: CarryOver) -> None:
    """Begin to join; somebody who came by a link meanwhile is where they were."""
    query = select(Enrolment).where(Enrolment.workshop_id == workshop.id, Enrolment.person_id == person.id)
    enrolment = tx.session.exec(query).first()
    if enrolment is not None and enrolment.state not in (*PRESENT, "declined"):
        raise Refused(Said(N_("You are not in this workshop any more. Your facilitator can tell you why.")))
    if enrolment is None:
        enrolment = Enrolment(
            workshop_id=workshop.id or 0,
            person_id=person.id or 0,
            role=row.role,
            pseudonym=new_pseudonym(),
            joined_at=tx.now,
        )
        tx.session.add(enrolment)
        tx.session.flush()
        tx.note("carried_over", actor=person, enrolment_id=enrolment.id, workshop_id=workshop.id)
    person.enrolment_id = enrolment.id
    if enrolment.state in ("joining", "declined"):
        joining.begin(tx, person, enrolment)
    elif not flows.show_present(tx, person):
        _ = tx.tongue(person)
        words = _(
            "You are in “{title}”. /today shows what is open, /help what I can do.", title=workshop.title
        )
        tx.say(person, words)


def numbers(tx: Tx, workshop: Workshop) -> tuple[int, int]:
    """How many people were asked, and how many of them joined. Who said no is nobody's business."""
    query = select(CarryOver).where(
        CarryOver.workshop_id == workshop.id, col(CarryOver.outbox_id).is_not(None)
    )
    rows = [row for row in tx.session.exec(query) if row.state != "called_off"]
    return len(rows), sum(row.state == "joined" for row in rows)
