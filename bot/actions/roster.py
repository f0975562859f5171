"""The people of a workshop as facilitators see them: who is there, found by role, cluster or name.

Nothing here tells what somebody answered or allowed. Who said no to taking part cannot be told apart from
who has not finished joining.
"""

from __future__ import annotations

from sqlmodel import col, func, select

from bot.actions.permissions import Member, Refused
from bot.actions.tx import Tx
from bot.domain.names import has_part, plain_name
from bot.domain.said import N_, Said
from bot.locales import Tongue
from storage.tables import Cluster, Enrolment, Person

Pair = tuple[Enrolment, Person]

#: What each role is called, for one person.
ROLE_WORDS = {
    "trainee": N_("Trainee"),
    "leader": N_("Cluster leader"),
    "facilitator": N_("Facilitator"),
    "researcher": N_("Researcher"),
}

#: States in which somebody is in the list; ``declined`` looks like ``joining``.
LISTED = ("joining", "declined", "active", "paused")

#: What a list can be narrowed to, besides ``role-…`` and ``cluster-NUMBER``.
EVERYONE, NO_CLUSTER, REMOVED = "everyone", "cluster-none", "removed"


def people_of(tx: Tx, workshop_id: int, only: str = EVERYONE, part: str = "") -> list[Pair]:
    """Who is in a workshop, by name. With ``part``, those whose name has it, the removed among them."""
    query = (
        select(Enrolment, Person)
        .where(Enrolment.person_id == Person.id, Enrolment.workshop_id == workshop_id)
        .where(col(Enrolment.state).in_((*LISTED, "removed") if part else LISTED))
    )
    if part:
        found = [pair for pair in tx.session.exec(query) if has_part(pair[1].call_name, part)]
    elif only == REMOVED:
        gone = select(Enrolment, Person).where(Enrolment.person_id == Person.id)
        found = list(
            tx.session.exec(gone.where(Enrolment.workshop_id == workshop_id, Enrolment.state == "removed"))
        )
    else:
        kind, _dash, which = only.partition("-")
        if kind == "role":
            query = query.where(Enrolment.role == which)
        elif only == NO_CLUSTER:
            query = query.where(col(Enrolment.cluster_id).is_(None))
        elif kind == "cluster" and which.isdigit():
            query = query.where(Enrolment.cluster_id == int(which))
        found = list(tx.session.exec(query))
    return sorted(found, key=lambda pair: (not pair[1].call_name, plain_name(pair[1].call_name), pair[0].id))


def find(tx: Tx, member: Member, number: int) -> Pair:
    """Somebody of the member's workshop, also somebody removed. Raises :class:`Refused` for all others."""
    enrolment = tx.session.get(Enrolment, number)
    if (
        enrolment is None
        or enrolment.workshop_id != member.workshop.id
        or enrolment.state not in (*LISTED, "removed")
    ):
        raise Refused(Said(N_("This person is not in this workshop.")))
    return enrolment, tx.session.get_one(Person, enrolment.person_id)


def clusters_of(tx: Tx, workshop_id: int) -> list[Cluster]:
    """The clusters of a workshop, by name."""
    found = tx.session.exec(select(Cluster).where(Cluster.workshop_id == workshop_id))
    return sorted(found, key=lambda cluster: (plain_name(cluster.name), cluster.id))


def find_cluster(tx: Tx, member: Member, number: int) -> Cluster:
    """A cluster of the member's workshop. Raises :class:`Refused` for all others."""
    cluster = tx.session.get(Cluster, number)
    if cluster is None or cluster.workshop_id != member.workshop.id:
        raise Refused(Said(N_("This cluster is not in this workshop.")))
    return cluster


def size_of(tx: Tx, cluster: Cluster) -> int:
    """How many people of the workshop are in a cluster."""
    here = (Enrolment.cluster_id == cluster.id, col(Enrolment.state).in_(LISTED))
    return tx.session.exec(select(func.count()).select_from(Enrolment).where(*here)).one()


def other_facilitators(tx: Tx, enrolment: Enrolment) -> int:
    """How many others run the workshop of this enrolment."""
    query = (
        select(func.count())
        .select_from(Enrolment)
        .where(Enrolment.workshop_id == enrolment.workshop_id, Enrolment.id != enrolment.id)
        .where(Enrolment.role == "facilitator", col(Enrolment.state).in_(("active", "paused")))
    )
    return tx.session.exec(query).one()


def keep_a_facilitator(tx: Tx, enrolment: Enrolment) -> None:
    """Raise :class:`Refused` when without this enrolment nobody would run the workshop."""
    if enrolment.role == "facilitator" and not other_facilitators(tx, enrolment):
        raise Refused(
            Said(
                N_("The last facilitator of a workshop stays. Please make somebody else a facilitator first.")
            )
        )


def called(_: Tongue, enrolment: Enrolment, person: Person) -> str:
    """What to call somebody in a list, as plain text: the name, or the code of who has not given one."""
    return person.call_name or f"{_('no name yet')} · {enrolment.pseudonym[:4]}"


def name_of(tx: Tx, _: Tongue, number: int) -> str:
    """The name of somebody in a sentence of the log, looked up now, as plain text."""
    enrolment = tx.session.get(Enrolment, number)
    person = tx.session.get(Person, enrolment.person_id) if enrolment else None
    if enrolment is None or person is None or enrolment.state == "withdrawn":
        return _("somebody who left")
    return called(_, enrolment, person)
