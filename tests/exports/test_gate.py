from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest
from sqlmodel import Session

from bot.exports import gate
from bot.exports.gate import Names
from storage.engine import open_engine
from storage.tables import (
    AnonymousNote,
    Consent,
    Contribution,
    Enrolment,
    Media,
    Person,
    Programme,
    Workshop,
    metadata,
)

NOW = dt.datetime(2026, 12, 20, 3, tzinfo=dt.UTC)
_numbers = count(1)


@pytest.fixture
def session() -> Iterator[Session]:
    engine = open_engine("sqlite://")
    metadata.create_all(engine)
    with Session(engine) as opened:
        programme = Programme(
            form_id="f", version="1", title="F", digest="d", xform="", stored={}, created_at=NOW
        )
        opened.add(programme)
        opened.flush()
        opened.add(
            Workshop(
                programme_id=programme.id or 0,
                title="W",
                first_day=dt.date(2026, 12, 7),
                last_day=dt.date(2026, 12, 11),
                zone="Asia/Bangkok",
                created_at=NOW,
            )
        )
        opened.flush()
        yield opened


def join(
    session: Session, consents: str, role: str = "trainee", state: str = "active", name: str = ""
) -> Enrolment:
    """Somebody who joined; ``consents`` such as ``"c0+ c1+ c4-"``, in the order given."""
    person = Person(call_name=name, country="LA", created_at=NOW, seen_at=NOW)
    session.add(person)
    session.flush()
    enrolment = Enrolment(
        workshop_id=1,
        person_id=person.id or 0,
        role=role,
        pseudonym=f"P{next(_numbers)}",
        state=state,
        joined_at=NOW,
    )
    session.add(enrolment)
    session.flush()
    for word in consents.split():
        session.add(
            Consent(
                enrolment_id=enrolment.id or 0,
                layer=word[:2],
                granted=word[2] == "+",
                text="?",
                text_version="1",
                language="en",
                way="tap",
                at=NOW,
            )
        )
        session.flush()
    return enrolment


@pytest.mark.parametrize(
    ("consents", "role", "state", "passes"),
    [
        ("c0+ c1+", "trainee", "active", True),
        ("c0+ c1+", "leader", "paused", True),
        ("c0+ c1+", "trainee", "withdrawn", True),
        ("c0+ c1- c1+", "trainee", "active", True),
        ("c0+ c1+ c1-", "trainee", "active", False),
        ("c0+ c1-", "trainee", "active", False),
        ("c0+", "trainee", "active", False),
        ("c0- c1+", "trainee", "active", False),
        ("c1+", "trainee", "joining", False),
        ("", "trainee", "withdrawn", False),
        ("c0+ c1+", "trainee", "declined", False),
        ("c0+ c1+", "trainee", "removed", False),
        ("c0+ c1+", "facilitator", "active", False),
        ("c0+ c1+", "researcher", "active", False),
    ],
)
def test_who_passes(session: Session, consents: str, role: str, state: str, passes: bool) -> None:
    join(session, consents, role, state)
    admission = gate.admit(session, 1)
    assert len(admission.people) == passes
    takes_part = role in ("trainee", "leader")
    assert admission.kept_inside == (takes_part and not passes)


def test_codes_are_new_in_each_export_and_hide_the_order_of_joining(session: Session) -> None:
    for _ in range(30):
        join(session, "c0+ c1+")
    first, second = gate.admit(session).people, gate.admit(session).people
    assert not {one.key for one in first} & {one.key for one in second}
    assert [one.enrolment_id for one in first] != sorted(one.enrolment_id for one in first)
    assert all(one.key.startswith("uuid:") for one in first)


def test_nobody_of_another_workshop_passes(session: Session) -> None:
    join(session, "c0+ c1+")
    assert gate.admit(session, 2).people == ()


@pytest.mark.parametrize(
    ("kind", "consents", "passes"),
    [
        ("photo", "c5+", True),
        ("photo", "c5+ c5-", False),
        ("photo", "c4+", False),
        ("voice", "c4+", True),
        ("voice", "c5+", False),
        ("audio", "", False),
        ("video", "c4+ c5+", True),
        ("video", "c5+", False),
        ("document", "c5+", True),
        ("document", "c4+", False),
        ("something new", "c5+", False),
    ],
)
def test_a_file_needs_its_own_consent(session: Session, kind: str, consents: str, passes: bool) -> None:
    join(session, f"c0+ c1+ {consents}")
    (who,) = gate.admit(session).people
    assert who.may_give(Media(kind=kind, state="stored", created_at=NOW)) is passes
    assert not who.may_give(Media(kind=kind, state="waiting", created_at=NOW))
    assert not who.may_give(Media(kind=kind, state="deleted", created_at=NOW))


def test_words_of_a_contribution_pass_only_when_shared() -> None:
    def item(**what: Any) -> Contribution:
        return Contribution(**{"enrolment_id": 1, "answer_id": 7, "kind": "text", "created_at": NOW, **what})

    assert gate.may_quote(item(visibility="group"))
    assert gate.may_quote(item(visibility="publish"))
    assert not gate.may_quote(item(visibility="private"))
    assert not gate.may_quote(item(visibility="publish", state="withdrawn"))
    assert gate.kept_private([item(changed_at=NOW)]) == {7}
    assert gate.kept_private([item(state="withdrawn")]) == {7}
    assert gate.kept_private([item(), item(visibility="group", changed_at=NOW)]) == frozenset()


def note(session: Session, question: str, number: int) -> None:
    for each in range(number):
        session.add(
            AnonymousNote(
                id=f"{question}{each}",
                workshop_id=1,
                question=question,
                day=NOW.date(),
                value=f"{question} says {each}",
                receipt="",
            )
        )
    session.flush()


def test_notes_without_a_name_pass_from_five_on_when_the_course_is_over(session: Session) -> None:
    note(session, "few", 4)
    note(session, "enough", 5)
    passed, inside = gate.notes(session, 1, NOW)
    assert set(passed) == {(1, "enough")}
    assert sorted(passed[1, "enough"]) == [f"enough says {number}" for number in range(5)]
    assert inside == 4
    during = dt.datetime(2026, 12, 10, 3, tzinfo=dt.UTC)
    assert gate.notes(session, 1, during) == ({}, 9)


def test_notes_come_in_another_order_each_time(session: Session) -> None:
    note(session, "many", 40)
    first, second = (gate.notes(session, 1, NOW)[0][1, "many"] for _ in range(2))
    assert first != second


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("Mala told me", "[name] told me"),
        ("i asked MALA.", "i asked [name]."),
        ("Malaria is bad", "Malaria is bad"),
        ("cô Hương nói", "cô [name] nói"),
        ("Nguyễn Thị Hương đến", "[name] đến"),
        ("ชื่อสมชายครับ", "ชื่อ[name]ครับ"),
        ("ខ្ញុំឈ្មោះសុភាណា", "ខ្ញុំឈ្មោះ[name]ណា"),
        ("Ko", "[name]"),
        ("Ko goes to Kota", "Ko goes to Kota"),
        ("plain", "plain"),
        ("12 and 4", "12 and 4"),
    ],
)
def test_names_of_the_workshop_leave_the_texts(text: str, hidden: str) -> None:
    names = Names(["Mala", "Nguyễn Thị Hương", "สมชาย", "សុភា", "Ko", "12", ""])
    assert names.hide(text)[0] == hidden


def test_without_names_nothing_is_hidden(session: Session) -> None:
    assert Names([]).hide("Mala") == ("Mala", 0)
    join(session, "c0-", name="Mala")
    assert gate.names_of(session, 1).hide("Mala") == ("[name]", 1)
