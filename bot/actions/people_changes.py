"""What facilitators change of a person: role, cluster, language, clock. What is scheduled follows.

Each change is told to the person, stands in the log, and can be taken back as long as nothing else was
changed since.
"""

from __future__ import annotations

from typing import Any

from bot.actions import acts, consents, digests, joining, roster
from bot.actions.menus import offer
from bot.actions.permissions import PARTICIPANTS, Member, Refused
from bot.actions.places import city
from bot.actions.scheduling import OTHER_ROLE, plan, plan_person
from bot.actions.setting_aside import bring_back, set_aside, step_out, tell
from bot.actions.tx import Tx
from bot.domain.said import N_, Said
from bot.locales import LANGUAGES, Tongue
from storage.tables import Act, Cluster, Enrolment, Person

ROLE, CLUSTER, LANGUAGE, ZONE = "person_role", "person_cluster", "person_language", "person_zone"


def set_role(tx: Tx, member: Member, enrolment: Enrolment, person: Person, role: str) -> Act:
    """Give somebody another role. Who takes part from now on is asked for consent first.

    Raises :class:`Refused` for the last facilitator.
    """
    roster.keep_a_facilitator(tx, enrolment)
    before: dict[str, Any] = {"role": enrolment.role, "state": enrolment.state, "prompts": {}}
    if enrolment.role in PARTICIPANTS and role not in PARTICIPANTS:
        before["prompts"] = set_aside(tx, enrolment, OTHER_ROLE)
    act = acts.record(tx, member, ROLE, {"enrolment": enrolment.id, "role": role}, before)
    _become(tx, member, enrolment, person, role)
    return act


def _become(tx: Tx, member: Member, enrolment: Enrolment, person: Person, role: str) -> None:
    other_side = (enrolment.role in PARTICIPANTS) != (role in PARTICIPANTS)
    enrolment.role = role
    if other_side:
        step_out(tx, person, enrolment)
    _ = tx.tongue(person)
    if person.id != member.person.id:
        words = _(
            "Your role in “{title}” is now: {role}.",
            title=member.workshop.title,
            role=_(roster.ROLE_WORDS[role]),
        )
        tell(tx, member.workshop, person, words)
    if other_side and enrolment.state in ("joining", "active", "paused"):
        asks = role in PARTICIPANTS and consents.unanswered(tx, enrolment)
        if asks or enrolment.state == "joining":
            enrolment.state, person.enrolment_id = "joining", enrolment.id
            joining.begin(tx, person, enrolment)
    plan(tx, enrolment)
    offer(tx, person)


def set_cluster(tx: Tx, member: Member, enrolment: Enrolment, person: Person, cluster: Cluster | None) -> Act:
    """Put somebody into a cluster, or into none."""
    before = {"cluster": enrolment.cluster_id}
    number = cluster.id if cluster else None
    act = acts.record(tx, member, CLUSTER, {"enrolment": enrolment.id, "cluster": number}, before)
    _move(tx, member, enrolment, person, cluster)
    return act


def _move(tx: Tx, member: Member, enrolment: Enrolment, person: Person, cluster: Cluster | None) -> None:
    enrolment.cluster_id = cluster.id if cluster else None
    plan(tx, enrolment)
    if cluster is not None and person.id != member.person.id and enrolment.state in ("active", "paused"):
        _ = tx.tongue(person)
        tell(tx, member.workshop, person, _("Your cluster is now: <b>{cluster}</b>.", cluster=cluster.name))


def set_language(tx: Tx, member: Member, enrolment: Enrolment, person: Person, language: str) -> Act:
    """Speak with somebody in another language. Raises ``KeyError`` for one that Sala does not speak."""
    before, details = {"language": person.language}, {"enrolment": enrolment.id, "language": language}
    act = acts.record(tx, member, LANGUAGE, details, before)
    _speak(tx, member, person, language)
    return act


def _speak(tx: Tx, member: Member, person: Person, language: str) -> None:
    name = LANGUAGES[language]
    person.language = language
    if person.id != member.person.id:
        _ = tx.tongue(person)
        words = _("From now on I write in {language}.", language=name) + "\n" + _("/language changes it.")
        tell(tx, member.workshop, person, words)
    offer(tx, person)


def set_zone(tx: Tx, member: Member, enrolment: Enrolment, person: Person, zone: str) -> Act:
    """Follow another clock, of somebody who has moved; what comes on their own clock moves along."""
    act = acts.record(tx, member, ZONE, {"enrolment": enrolment.id, "zone": zone}, {"zone": person.zone})
    _follow(tx, member, person, zone)
    return act


def _follow(tx: Tx, member: Member, person: Person, zone: str) -> None:
    person.zone = zone
    tx.session.flush()
    plan_person(tx, person)
    digests.replan(tx, person)
    if zone and person.id != member.person.id:
        _ = tx.tongue(person)
        tell(tx, member.workshop, person, _("I follow the clock of {city} for you now.", city=city(zone)))


def describe(tx: Tx, _: Tongue, act: Act) -> str:
    """For the log: who, and what they have now."""
    name, details = roster.name_of(tx, _, act.details["enrolment"]), act.details
    if act.kind == ROLE:
        return _("{name}: role {role}", name=name, role=_(roster.ROLE_WORDS[details["role"]]))
    if act.kind == LANGUAGE:
        return _("{name}: language {language}", name=name, language=LANGUAGES[details["language"]])
    if act.kind == ZONE:
        return _("{name}: clock of {city}", name=name, city=city(details["zone"]))
    cluster = tx.session.get(Cluster, details["cluster"]) if details["cluster"] else None
    if cluster is None:
        return _("{name}: in no cluster", name=name)
    return _("{name}: cluster {cluster}", name=name, cluster=cluster.name)


def undo(tx: Tx, member: Member, act: Act) -> None:
    """Put back what was there. Refused when the person has left, or when it was changed again since."""
    enrolment, person = roster.find(tx, member, act.details["enrolment"])
    before = act.before
    if act.kind == ROLE:
        _same(enrolment.role, act.details["role"])
        roster.keep_a_facilitator(tx, enrolment)
        if before["role"] not in PARTICIPANTS:
            set_aside(tx, enrolment, OTHER_ROLE)
        if enrolment.state == "joining" and before["state"] in ("active", "paused"):
            step_out(tx, person, enrolment)
            enrolment.state = before["state"]
        _become(tx, member, enrolment, person, before["role"])
        bring_back(tx, enrolment, before["prompts"])
        plan(tx, enrolment)
    elif act.kind == LANGUAGE:
        _same(person.language, act.details["language"])
        _speak(tx, member, person, before["language"])
    elif act.kind == ZONE:
        _same(person.zone, act.details["zone"])
        _follow(tx, member, person, before["zone"])
    else:
        _same(enrolment.cluster_id, act.details["cluster"])
        cluster = tx.session.get(Cluster, before["cluster"]) if before["cluster"] else None
        _move(tx, member, enrolment, person, cluster)


def _same(now: object, then: object) -> None:
    if now != then:
        raise Refused(Said(N_("It was changed again since then, so this cannot be taken back.")))
