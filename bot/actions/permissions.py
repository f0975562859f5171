"""Who may do what: the one place. The table follows the roles of the course (trainee, leader, …)."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlmodel import col, select

from bot.domain.incoming import Incoming
from bot.domain.said import N_, Said
from storage.tables import Enrolment, Person, Workshop

if TYPE_CHECKING:
    from bot.actions.tx import Tx


class May(enum.StrEnum):
    """Something that only some roles may do."""

    TAKE_PART = "take_part"
    ASK = "ask"
    RUN_WORKSHOP = "run_workshop"
    CHANGE_TIMELINE = "change_timeline"
    INVITE = "invite"
    MANAGE_PEOPLE = "manage_people"
    ENTER_FOR_OTHERS = "enter_for_others"
    TALK = "talk"
    RUN_LIVE = "run_live"
    MANAGE_GROUP = "manage_group"
    SEE_NEEDS = "see_needs"
    READ_LOG = "read_log"
    SEE_BOARD = "see_board"
    BROADCAST = "broadcast"
    EXPORT = "export"


PARTICIPANTS = frozenset({"trainee", "leader"})
FACILITATORS = frozenset({"facilitator"})

#: Which roles may do it. Whoever is named as facilitator in the configuration may do what a facilitator may.
ROLES: dict[May, frozenset[str]] = {
    May.TAKE_PART: PARTICIPANTS,
    May.ASK: PARTICIPANTS,
    May.RUN_WORKSHOP: FACILITATORS,
    May.CHANGE_TIMELINE: FACILITATORS,
    May.INVITE: FACILITATORS,
    May.MANAGE_PEOPLE: FACILITATORS,
    May.ENTER_FOR_OTHERS: FACILITATORS,
    May.TALK: FACILITATORS,
    May.RUN_LIVE: FACILITATORS,
    May.MANAGE_GROUP: FACILITATORS,
    May.SEE_NEEDS: FACILITATORS,
    May.READ_LOG: FACILITATORS,
    May.SEE_BOARD: FACILITATORS,
    May.BROADCAST: FACILITATORS,
    May.EXPORT: frozenset({"researcher"}),
}


class Refused(Exception):
    """Raised inside an action to undo it and tell the person why, kindly."""

    def __init__(self, said: Said) -> None:
        super().__init__(said.english())
        self.said = said


@dataclass(frozen=True)
class Member:
    """A person in the workshop that their commands refer to at present."""

    person: Person
    enrolment: Enrolment
    workshop: Workshop


#: States in which an enrolment counts; the others are over.
PRESENT = ("joining", "active", "paused")


def require(tx: Tx, incoming: Incoming, may: May) -> Member:
    """The member behind an update, if one of their roles allows it; else raises :class:`Refused`.

    Their present workshop comes first; when their role there does not allow it, the newest other
    workshop in which it does. Strangers and people who left are refused with the same words.
    """
    person = tx.person_of(incoming)
    members = _memberships(tx, person) if person is not None else []
    for member in members:
        if member.enrolment.role in ROLES[may]:
            return member
    if not members:
        raise Refused(Said(N_("This is for people of a workshop. Please open the link of your invitation.")))
    raise Refused(Said(_WHY[may]))


def require_starter(tx: Tx, incoming: Incoming) -> Person:
    """Whoever may start a workshop: named in the configuration, or facilitator of some workshop."""
    person = tx.person_of(incoming)
    if incoming.sender.telegram_id in tx.rules.facilitators:
        return person or tx.meet(incoming)
    if person is not None and may_start(tx, person):
        return person
    raise Refused(Said(_WHY[May.RUN_WORKSHOP]))


def may_start(tx: Tx, person: Person) -> bool:
    """Whether somebody may start a workshop."""
    return person.telegram_id in tx.rules.facilitators or bool(members_as(tx, person, May.RUN_WORKSHOP))


def members_as(tx: Tx, person: Person, may: May) -> list[Member]:
    """The person's workshops in which their role allows it; the one their commands are about comes first."""
    return [member for member in _memberships(tx, person) if member.enrolment.role in ROLES[may]]


def require_in(tx: Tx, person: Person, workshop_id: int, may: May) -> Member:
    """The person as a member of this very workshop, if their role there allows it; else raises Refused.

    For buttons, which may be pressed long after they were sent.
    """
    for member in members_as(tx, person, may):
        if member.workshop.id == workshop_id:
            return member
    raise Refused(Said(_WHY[may]))


def roles_of(tx: Tx, person: Person) -> frozenset[str]:
    """Every role that the person has in some workshop at present."""
    roles = {member.enrolment.role for member in _memberships(tx, person)}
    if person.telegram_id in tx.rules.facilitators:
        roles.add("facilitator")
    return frozenset(roles)


def _memberships(tx: Tx, person: Person) -> list[Member]:
    query = (
        select(Enrolment, Workshop)
        .where(Enrolment.workshop_id == Workshop.id, Enrolment.person_id == person.id)
        .where(col(Enrolment.state).in_(PRESENT))
        .order_by(col(Enrolment.id).desc())
    )
    found = [Member(person, enrolment, workshop) for enrolment, workshop in tx.session.exec(query)]
    return sorted(
        found, key=lambda one: (one.enrolment.id != person.enrolment_id, one.workshop.state == "archived")
    )


def require_running(member: Member) -> None:
    """Raises :class:`Refused` when the member's workshop is archived: nothing is sent in it."""
    if member.workshop.state != "running":
        said = N_("“{title}” is archived, so nothing is sent. /workshop opens it again.")
        raise Refused(Said(said, {"title": member.workshop.title}))


_FACILITATORS_ONLY = N_("Only facilitators can do this.")

_WHY = {
    May.TAKE_PART: N_("This is for the people who take part in the workshop."),
    May.ASK: N_("This is for the people who take part in the workshop."),
    May.RUN_WORKSHOP: _FACILITATORS_ONLY,
    May.CHANGE_TIMELINE: _FACILITATORS_ONLY,
    May.INVITE: _FACILITATORS_ONLY,
    May.MANAGE_PEOPLE: _FACILITATORS_ONLY,
    May.ENTER_FOR_OTHERS: _FACILITATORS_ONLY,
    May.TALK: _FACILITATORS_ONLY,
    May.RUN_LIVE: _FACILITATORS_ONLY,
    May.MANAGE_GROUP: _FACILITATORS_ONLY,
    May.SEE_NEEDS: _FACILITATORS_ONLY,
    May.READ_LOG: _FACILITATORS_ONLY,
    May.SEE_BOARD: N_("Only facilitators can see the board."),
    May.BROADCAST: N_("Only facilitators can send a message to everybody."),
    May.EXPORT: N_("Only researchers can export the data."),
}
