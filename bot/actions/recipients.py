"""Who gets a message for many: the people of an audience who may be written to, and when."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from bot.actions.consents import granted
from bot.actions.permissions import Member
from bot.actions.tx import Tx
from bot.domain.quiet import end_of_quiet
from storage.tables import Enrolment, Person, Workshop

#: Who can be chosen, and the roles that each stands for.
AUDIENCES = {
    "everyone": ("trainee", "leader"),
    "trainee": ("trainee",),
    "leader": ("leader",),
}


@dataclass(frozen=True)
class Recipients:
    """The people who can be reached, each with the end of their quiet hours if it is quiet there now.

    ``unreachable`` are those who would get it but blocked the bot or deleted their account.
    """

    people: tuple[tuple[Person, dt.datetime | None], ...]
    unreachable: tuple[Person, ...]

    @property
    def asleep(self) -> tuple[Person, ...]:
        """Those who have quiet hours now."""
        return tuple(person for person, not_before in self.people if not_before is not None)


def recipients(tx: Tx, member: Member, audience: str) -> Recipients:
    """Who of an audience of the member's workshop gets a message now.

    Left out are people who have not finished joining, said no, left, or asked for a pause; and after
    the last day those who did not allow messages after the course (C7), when the programme asks that. In an
    archived workshop nobody gets anything.
    """
    workshop = member.workshop
    if workshop.state != "running":
        return Recipients((), ())
    query = (
        select(Enrolment, Person)
        .where(Enrolment.person_id == Person.id, Enrolment.workshop_id == workshop.id)
        .where(col(Enrolment.role).in_(AUDIENCES[audience]), Enrolment.state == "active")
        .order_by(col(Enrolment.id))
    )
    people: list[tuple[Person, dt.datetime | None]] = []
    unreachable: list[Person] = []
    needs_c7 = _after_the_course(tx, workshop)
    for enrolment, person in tx.session.exec(query):
        if needs_c7 and not granted(tx, enrolment, "c7"):
            continue
        if person.chat_id is None:  # takes part without a phone: not out of reach, only not by message
            continue
        if person.reachable != "yes":
            unreachable.append(person)
            continue
        zone = person.zone or workshop.zone
        people.append((person, end_of_quiet(tx.now, zone, workshop.quiet_from, workshop.quiet_to)))
    return Recipients(tuple(people), tuple(unreachable))


def _after_the_course(tx: Tx, workshop: Workshop) -> bool:
    if tx.now.astimezone(ZoneInfo(workshop.zone)).date() <= workshop.last_day:
        return False
    questions = tx.library.get(tx.session, workshop.programme_id).form.questions.values()
    return any(question.columns.get("consent", "").lower() == "c7" for question in questions)
