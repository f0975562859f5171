"""The one gate that data passes on its way to a researcher. Whatever is in doubt stays inside.

People pass with C0 and C1 both yes (the newest answer counts), as trainee or leader, unless they
declined, were removed, or had everything deleted. Those who left and kept their answers without a name
pass. Everybody gets a new random code in every export, so that two exports cannot be joined. Nothing of
a rehearsal passes.
"""

from __future__ import annotations

import datetime as dt
import re
import secrets
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlmodel import Session, col, select

from storage.tables import AnonymousNote, Consent, Contribution, Enrolment, Media, Need, Person, Workshop

#: Roles whose answers are research data.
ROLES = ("trainee", "leader")

#: States of an enrolment that never pass.
CLOSED = ("declined", "removed", "merged")

#: Level of a need that is about somebody's safety.
SAFETY = 4

#: Least number of notes without a name before those of one question pass.
LEAST_NOTES = 5

#: Consent layers for each kind of file, beside C1. A video is voice and picture; any file may be a picture.
MEDIA_LAYERS = {
    "photo": ("c5",),
    "voice": ("c4",),
    "audio": ("c4",),
    "video": ("c4", "c5"),
    "document": ("c5",),
}

#: Values of these kinds of questions name a person or a device.
NAMING_KINDS = frozenset({"username", "phonenumber", "email", "deviceid", "subscriberid", "simserial"})


@dataclass(frozen=True)
class Admitted:
    """One person whose answers may be studied. ``key`` is new in each export; there is no name here.

    ``by_proxy`` are the layers whose question a facilitator read aloud, and whose answer they marked.
    """

    enrolment_id: int
    workshop_id: int
    programme_id: int
    key: str
    role: str
    country: str
    language: str
    zone: str
    state: str
    joined: dt.datetime
    granted: frozenset[str] = field(default_factory=frozenset)
    by_proxy: frozenset[str] = field(default_factory=frozenset)

    def may_give(self, media: Media) -> bool:
        """Whether this person allowed a file of this kind to be kept and studied."""
        layers = MEDIA_LAYERS.get(media.kind, ("c4", "c5"))
        return media.state == "stored" and all(layer in self.granted for layer in layers)


@dataclass(frozen=True)
class Admission:
    """Who passed, and how many of the people who take part did not."""

    people: tuple[Admitted, ...]
    kept_inside: int


def admit(session: Session, workshop_id: int | None = None, enrolment_id: int | None = None) -> Admission:
    """Who passes, of one workshop or of all, in an order that says nothing about when they joined.

    With ``enrolment_id`` only this one is looked at.
    """
    query = (
        select(Enrolment, Person, Workshop)
        .where(Enrolment.person_id == Person.id, Enrolment.workshop_id == Workshop.id)
        .where(col(Enrolment.role).in_(ROLES), col(Workshop.rehearsal).is_(False))
        .where(col(Enrolment.merged_into).is_(None))
    )
    if workshop_id is not None:
        query = query.where(Enrolment.workshop_id == workshop_id)
    if enrolment_id is not None:
        query = query.where(Enrolment.id == enrolment_id)
    newest = _newest_consents(session, enrolment_id)
    people, asked = [], 0
    for enrolment, person, workshop in session.exec(query):
        asked += 1
        choices = newest.get(enrolment.id or 0, {})
        granted = frozenset(layer for layer, row in choices.items() if row.granted)
        if enrolment.state in CLOSED or not {"c0", "c1"} <= granted:
            continue
        people.append(
            Admitted(
                enrolment_id=enrolment.id or 0,
                workshop_id=enrolment.workshop_id,
                programme_id=workshop.programme_id,
                key=f"uuid:{uuid.uuid4()}",
                role=enrolment.role,
                country=person.country,
                language=person.language,
                zone=person.zone or workshop.zone,
                state=enrolment.state,
                joined=enrolment.joined_at,
                granted=granted,
                by_proxy=frozenset(layer for layer, row in choices.items() if row.way == "proxy"),
            )
        )
    return Admission(tuple(sorted(people, key=lambda one: (one.workshop_id, one.key))), asked - len(people))


def _newest_consents(session: Session, enrolment_id: int | None) -> dict[int, dict[str, Consent]]:
    query = select(Consent).order_by(col(Consent.id))
    if enrolment_id is not None:
        query = query.where(Consent.enrolment_id == enrolment_id)
    newest: dict[int, dict[str, Consent]] = {}
    for row in session.exec(query):
        newest.setdefault(row.enrolment_id, {})[row.layer] = row
    return newest


def may_quote(contribution: Contribution) -> bool:
    """Whether the words of a contribution may be read: its author let the group or the public see it."""
    return contribution.state == "kept" and contribution.visibility in ("group", "publish")


def kept_apart(session: Session, enrolment_id: int) -> frozenset[int]:
    """Answers that set off a report of safety (answer numbers): never research data, also afterwards."""
    query = select(Need.answer_id).where(Need.enrolment_id == enrolment_id, Need.level >= SAFETY)
    return frozenset(number for number in session.exec(query) if number is not None)


def kept_private(contributions: Iterable[Contribution]) -> frozenset[int]:
    """Answers whose author was asked about sharing and chose to keep them private (answer numbers)."""
    return frozenset(
        item.answer_id
        for item in contributions
        if item.answer_id is not None
        and (item.state != "kept" or (item.visibility == "private" and item.changed_at is not None))
    )


def notes(
    session: Session, workshop_id: int | None, now: dt.datetime
) -> tuple[dict[tuple[int, str], list[str]], int]:
    """Notes without a name that may pass, by workshop and question, shuffled; and how many may not.

    They pass when the question has at least :data:`LEAST_NOTES` of them and the course is over
    (before that, comparing two exports would show who wrote in between).
    """
    query = (
        select(AnonymousNote)
        .join(Workshop, col(Workshop.id) == AnonymousNote.workshop_id)
        .where(col(Workshop.rehearsal).is_(False))
    )
    if workshop_id is not None:
        query = query.where(AnonymousNote.workshop_id == workshop_id)
    found: dict[tuple[int, str], list[str]] = {}
    for note in session.exec(query):
        found.setdefault((note.workshop_id, note.question), []).append(note.value)
    passed = {
        place: _shuffled(values)
        for place, values in sorted(found.items())
        if len(values) >= LEAST_NOTES and _over(session, place[0], now)
    }
    return passed, sum(map(len, found.values())) - sum(map(len, passed.values()))


def _over(session: Session, workshop_id: int, now: dt.datetime) -> bool:
    workshop = session.get_one(Workshop, workshop_id)
    return workshop.state == "archived" or workshop.last_day < now.date()


def _shuffled(values: list[str]) -> list[str]:
    secrets.SystemRandom().shuffle(values)
    return values


class Names:
    """Takes the names of the workshop's people out of texts and counts what it took out.

    A name in a script with spaces is found as a whole word; in Khmer, Lao, Burmese and Thai, which
    have none, anywhere. Names of fewer than three letters are only found as the whole text.
    """

    def __init__(self, names: Iterable[str]) -> None:
        known = {name.strip() for name in names if any(letter.isalpha() for letter in name)}
        words = {word for name in known for word in name.split() if len(word) >= 4}
        patterns = [
            _pattern(name) for name in sorted(known | words, key=lambda name: (-len(name), name)) if name
        ]
        self._pattern = re.compile("|".join(patterns), re.IGNORECASE) if patterns else None

    def hide(self, text: str) -> tuple[str, int]:
        """The text with ``[name]`` in place of every known name, and how many there were."""
        if self._pattern is None:
            return text, 0
        return self._pattern.subn("[name]", text)


def _pattern(name: str) -> str:
    if len(name) < 3:
        return rf"\A{re.escape(name)}\Z"
    spaced = not re.search("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]", name)
    return rf"(?<!\w){re.escape(name)}(?!\w)" if spaced else re.escape(name)


def names_of(session: Session, workshop_id: int | None) -> Names:
    """The names of everybody in the workshop (or in all), whatever their role and choices."""
    query = select(Person.call_name).distinct()
    if workshop_id is not None:
        query = query.where(Enrolment.person_id == Person.id, Enrolment.workshop_id == workshop_id)
    return Names(name for name in session.exec(query) if name)
