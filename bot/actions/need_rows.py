"""Needs as rows: opening one, who may read it, calling them, and closing it.

Levels 1 and 2 are for every facilitator of the workshop. Level 3 goes to the lead facilitator and to the
second person outside the team, level 4 to the lead alone. What is about a facilitator goes to the second
person, and whoever is named in ``not_for_id`` never sees it. Only this file says who may read what.
"""

from __future__ import annotations

import datetime as dt

from sqlmodel import col, select

from bot.actions.permissions import PRESENT
from bot.actions.tx import REPLY, Tx
from bot.domain.deadlines import due_at
from bot.domain.quiet import end_of_quiet
from storage.tables import Contribution, Enrolment, Need, NeedOpening, Outbox, Person, Workshop

NOTICE, HELP, WRONG, SAFETY = 1, 2, 3, 4


def open_need(
    tx: Tx,
    enrolment: Enrolment,
    kind: str,
    level: int,
    *,
    trigger: str = "",
    key: str | None = None,
    answer_id: int | None = None,
    not_for: int | None = None,
    at: dt.datetime | None = None,
) -> Need | None:
    """Open a need of a participant, as of ``at`` (now); None when one with this ``key`` was opened before."""
    if key is not None and tx.session.exec(select(Need.id).where(Need.dedupe_key == key)).first():
        return None
    workshop = tx.session.get_one(Workshop, enrolment.workshop_id)
    need = Need(
        workshop_id=enrolment.workshop_id,
        enrolment_id=enrolment.id,
        level=level,
        kind=kind,
        trigger=trigger,
        dedupe_key=key,
        answer_id=answer_id,
        not_for_id=not_for,
        opened_at=at or tx.now,
        due_at=due(workshop, level, at or tx.now),
    )
    tx.session.add(need)
    tx.session.flush()
    return need


def due(workshop: Workshop, level: int, opened: dt.datetime) -> dt.datetime:
    """By when a human must have looked at a need of this level."""
    return due_at(level, opened, workshop.zone, map(dt.date.fromisoformat, workshop.holidays))


def close(tx: Tx, need: Need, closer: Person | None = None, note: str = "") -> None:
    """Close a need; what was hidden because of it is shown again. Closing twice changes nothing."""
    if need.closed_at is not None:
        return
    need.closed_at, need.closed_by, need.note = tx.now, closer.id if closer else None, note
    hidden = need.before.get("hidden", [])
    query = select(Contribution).where(col(Contribution.id).in_(hidden), Contribution.state == "hidden")
    for item in tx.session.exec(query):
        item.state = "kept"


def hide_shared(tx: Tx, need: Need) -> None:
    """Hide at once what the person shared: nobody sees it while the need is open."""
    query = select(Contribution).where(
        Contribution.enrolment_id == need.enrolment_id,
        Contribution.state == "kept",
        Contribution.visibility != "private",
    )
    found = list(tx.session.exec(query))
    for item in found:
        item.state = "hidden"
    need.before = {**need.before, "hidden": [item.id for item in found]}


def team(tx: Tx, workshop_id: int) -> list[Person]:
    """The facilitators of a workshop, in the order in which they joined."""
    query = (
        select(Person)
        .where(Enrolment.person_id == Person.id, Enrolment.workshop_id == workshop_id)
        .where(Enrolment.role == "facilitator", col(Enrolment.state).in_(PRESENT))
        .order_by(col(Enrolment.id))
    )
    return list(tx.session.exec(query))


def lead_of(tx: Tx, workshop: Workshop) -> Person | None:
    """The lead facilitator: as it was set, else who started the workshop, else the first facilitator.

    One who cannot be reached is passed over while another can: a call for safety must not wait for them.
    """
    inside = team(tx, workshop.id or 0)
    reachable = [person for person in inside if person.reachable == "yes" and person.chat_id is not None]
    found = {person.id: person for person in reachable or inside}
    for number in (workshop.lead_id, workshop.created_by):
        if number in found:
            return found[number]
    return next(iter(found.values()), None)


def second_of(tx: Tx, workshop: Workshop) -> Person | None:
    """The second person, outside the team; None when nobody was named, or they are a facilitator here now."""
    person = tx.session.get(Person, workshop.second_id) if workshop.second_id else None
    inside = {one.id for one in team(tx, workshop.id or 0)}
    return None if person is None or person.id in inside or person.chat_id is None else person


def readers(tx: Tx, need: Need) -> list[Person]:
    """Who may open a need; nobody when there is nobody whom the report is not about."""
    workshop = tx.session.get_one(Workshop, need.workshop_id)
    lead, second = lead_of(tx, workshop), second_of(tx, workshop)
    found: list[Person | None]
    if need.kind == "facilitator":
        found = [second]
    elif need.level >= SAFETY:
        found = [second if need.not_for_id is not None else lead]
    elif need.level == WRONG:
        found = [lead, second]
    else:
        found = [*team(tx, workshop.id or 0)]
    owner = tx.session.get(Enrolment, need.enrolment_id) if need.enrolment_id else None
    kept_from = {need.not_for_id, owner.person_id if owner else None}
    return [person for person in found if person is not None and person.id not in kept_from]


def may_open(tx: Tx, person: Person, need: Need) -> bool:
    """Whether this person may open this need."""
    return person.id in {reader.id for reader in readers(tx, need)}


def open_for(tx: Tx, person: Person, workshop: Workshop) -> list[Need]:
    """The open needs that this person may read: the gravest first, then by when they are due."""
    query = select(Need).where(Need.workshop_id == workshop.id, col(Need.closed_at).is_(None))
    found = [need for need in tx.session.exec(query) if may_open(tx, person, need)]
    return sorted(found, key=lambda need: (-need.level, need.due_at, need.id))


def call(tx: Tx, need: Need, *, wait: dt.timedelta = dt.timedelta(), again: bool = False) -> None:
    """Tell its readers that something waits, never what. Level 4 also wakes them; the rest keeps quiet hours.

    Each is called once, and again only when asked for (it became graver, or the person wrote).
    """
    for reader in readers(tx, need):
        _ = tx.tongue(reader)
        if need.level >= SAFETY:
            text = _("‼️ Somebody needs you today. /needs shows it to you alone.")
        elif need.level == WRONG:
            text = _("❗ A report waits for you. /needs shows it.")
        else:
            text = _("Somebody asks for help. /needs shows it.")
        not_before = tx.now + wait if wait else None
        if need.level < SAFETY:
            not_before = _morning(tx, reader, need)
        need.push_id = tx.say(
            reader,
            text,
            priority=REPLY,
            not_before=not_before,
            dedupe_key=f"need:{need.id}:{reader.id}:{tx.now.isoformat() if again else ''}",
        )


def call_now(tx: Tx, need: Need) -> None:
    """Let the call of a safety report go out now; other calls keep the quiet hours."""
    row = tx.session.get(Outbox, need.push_id) if need.push_id and need.level >= SAFETY else None
    if row is not None and row.state == "queued":
        row.not_before = None


def call_off(tx: Tx, need: Need) -> bool:
    """Drop a call that still waits; False when it is gone already."""
    row = tx.session.get(Outbox, need.push_id) if need.push_id else None
    if row is None or row.state != "queued":
        return False
    row.state, row.reason, row.text = "dropped", "somebody else was wanted", ""
    return True


def _morning(tx: Tx, reader: Person, need: Need) -> dt.datetime | None:
    workshop = tx.session.get_one(Workshop, need.workshop_id)
    zone = reader.zone or workshop.zone
    return end_of_quiet(tx.now, zone, workshop.quiet_from, workshop.quiet_to)


def write_opening(tx: Tx, need: Need, reader: Person) -> None:
    """Note that somebody opened a need. The person it is about can see it."""
    if need.seen_at is None:
        need.seen_at, need.seen_by = tx.now, reader.id
    tx.session.add(NeedOpening(need_id=need.id or 0, person_id=reader.id, at=tx.now))


def openings(tx: Tx, enrolment: Enrolment) -> list[tuple[NeedOpening, Person | None]]:
    """Who opened what a participant told or reported, and when; the newest first."""
    query = (
        select(NeedOpening)
        .where(NeedOpening.need_id == Need.id, Need.enrolment_id == enrolment.id, Need.level > NOTICE)
        .order_by(col(NeedOpening.id).desc())
    )
    return [
        (row, tx.session.get(Person, row.person_id) if row.person_id else None)
        for row in tx.session.exec(query)
    ]
