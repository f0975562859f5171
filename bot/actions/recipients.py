"""Who gets a message for many: the people of an audience who may be written to, and when."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from bot.actions.broadcasts import audiences
from bot.actions.broadcasts.audiences import Pair
from bot.actions.consents import granted
from bot.actions.tx import Tx
from bot.domain.progress import IDLE
from bot.domain.quiet import end_of_quiet
from storage.tables import Broadcast, Conversation, Enrolment, Person, Workshop

ROLES = ("trainee", "leader")


@dataclass(frozen=True)
class Addressee:
    """One person who gets it, from ``due_at`` on: the own time, or the morning if ``asleep`` then."""

    enrolment: Enrolment
    person: Person
    due_at: dt.datetime
    asleep: bool
    busy: bool


@dataclass(frozen=True)
class Recipients:
    """The people who can be reached; ``unreachable`` blocked the bot or deleted their account."""

    people: tuple[Addressee, ...]
    unreachable: tuple[Person, ...]

    @property
    def asleep(self) -> tuple[Addressee, ...]:
        """Those whose quiet hours hold it."""
        return tuple(each for each in self.people if each.asleep)

    @property
    def busy(self) -> tuple[Addressee, ...]:
        """Those who are in the middle of an activity now."""
        return tuple(each for each in self.people if each.busy)


def taking_part(tx: Tx, workshop: Workshop) -> list[Pair]:
    """Everybody who may get messages for many.

    Left out are people who have not finished joining, said no, left, or asked for a pause; and after
    the last day those who did not allow messages after the course (C7), when the programme asks that. In an
    archived workshop nobody gets anything.
    """
    if workshop.state != "running":
        return []
    query = (
        select(Enrolment, Person)
        .where(Enrolment.person_id == Person.id, Enrolment.workshop_id == workshop.id)
        .where(col(Enrolment.role).in_(ROLES), Enrolment.state == "active")
        .order_by(col(Enrolment.id))
    )
    needs_c7 = _after_the_course(tx, workshop)
    return [
        (enrolment, person)
        for enrolment, person in tx.session.exec(query)
        if not needs_c7 or granted(tx, enrolment, "c7")
    ]


def recipients(tx: Tx, workshop: Workshop, broadcast: Broadcast) -> Recipients:
    """Who gets a broadcast as things stand now. Raises ``Refused`` when its audience must not be used."""
    audience = audiences.of(broadcast.audience)
    pairs = audience.pick(tx, workshop, taking_part(tx, workshop), broadcast.target)
    return reach(tx, workshop, pairs, broadcast)


def everybody(tx: Tx, workshop: Workshop) -> Recipients:
    """Everybody who takes part, for something that goes out now."""
    return reach(tx, workshop, taking_part(tx, workshop))


def reach(tx: Tx, workshop: Workshop, pairs: list[Pair], broadcast: Broadcast | None = None) -> Recipients:
    """Which of these people can be reached, and when a broadcast (or something said now) reaches each."""
    busy = _busy(tx)
    people: list[Addressee] = []
    unreachable: list[Person] = []
    for enrolment, person in pairs:
        if person.chat_id is None:  # takes part without a phone: not out of reach, only not by message
            continue
        if not can_be_reached(person):
            unreachable.append(person)
            continue
        zone = person.zone or workshop.zone
        due_at = max((own_instant(broadcast, zone) if broadcast else None) or tx.now, tx.now)
        awake = broadcast is not None and broadcast.wake
        quiet = None if awake else end_of_quiet(due_at, zone, workshop.quiet_from, workshop.quiet_to)
        people.append(Addressee(enrolment, person, quiet or due_at, quiet is not None, person.id in busy))
    return Recipients(tuple(people), tuple(unreachable))


def can_be_reached(person: Person) -> bool:
    """Whether Telegram takes a message to this person, as far as is known."""
    return person.reachable == "yes" and person.chat_id is not None


def own_instant(broadcast: Broadcast, zone: str) -> dt.datetime | None:
    """When a broadcast goes out on the clock of a zone; None for one that goes out at once.

    A time that the clock jumps over counts as the one just after the jump.
    """
    if broadcast.day is None:
        return None
    time = dt.time.fromisoformat(broadcast.time)
    return dt.datetime.combine(broadcast.day, time, tzinfo=ZoneInfo(zone)).astimezone(dt.UTC)


def zones_of(tx: Tx, workshop: Workshop) -> set[str]:
    """The zones of everybody in a workshop, its own among them."""
    query = (
        select(Person.zone)
        .distinct()
        .where(Enrolment.person_id == Person.id, Enrolment.workshop_id == workshop.id)
    )
    return {workshop.zone, *tx.session.exec(query)} - {""}


def _busy(tx: Tx) -> set[int]:
    """People who are in the middle of an activity: something happened in it a moment ago."""
    query = select(Conversation.person_id).where(
        Conversation.flow == "activity", col(Conversation.changed_at) > tx.now - IDLE
    )
    return set(tx.session.exec(query))


def _after_the_course(tx: Tx, workshop: Workshop) -> bool:
    if tx.now.astimezone(ZoneInfo(workshop.zone)).date() <= workshop.last_day:
        return False
    questions = tx.library.get(tx.session, workshop.programme_id).form.questions.values()
    return any(question.columns.get("consent", "").lower() == "c7" for question in questions)
