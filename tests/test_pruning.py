"""Deleting a row takes along whatever refers to it, in every table that there is."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, SQLModel, col, select

from storage.engine import open_engine
from storage.pruning import prune
from storage.tables import Enrolment, Event, Media, Outbox, Person, Programme, Prompt, Workshop

NOW = dt.datetime(2026, 11, 27, tzinfo=dt.UTC)


def test_every_table_can_be_reached_by_one_number() -> None:
    several = [
        table.name for table in SQLModel.metadata.tables.values() if len(table.primary_key.columns) != 1
    ]
    assert several == [], "prune() needs one column that numbers the rows"


def test_what_hangs_on_a_workshop_goes_and_the_neighbour_stays() -> None:
    engine = open_engine("sqlite://")
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(Person(id=1, created_at=NOW, seen_at=NOW))
        session.add(
            Programme(id=1, form_id="a", version="", title="", digest="", xform="", stored={}, created_at=NOW)
        )
        session.flush()
        for number in (1, 2):
            day = dt.date(2026, 12, 7)
            session.add(
                Workshop(
                    id=number,
                    programme_id=1,
                    title="",
                    first_day=day,
                    last_day=day,
                    zone="",
                    created_at=NOW,
                )
            )
            session.flush()
            session.add(
                Enrolment(
                    id=number,
                    workshop_id=number,
                    person_id=1,
                    role="trainee",
                    pseudonym=str(number),
                    joined_at=NOW,
                )
            )
            session.flush()
            session.add(Prompt(id=number, enrolment_id=number, activity="a", due_at=NOW, scheduled_at=NOW))
            session.add(Event(workshop_id=number, enrolment_id=number, kind="joined", at=NOW))
            session.add(Media(id=number, enrolment_id=number, kind="photo", created_at=NOW))
            session.flush()
            session.add(
                Outbox(
                    id=number,
                    workshop_id=number,
                    prompt_id=number,
                    chat_id=5,
                    priority=0,
                    kind="text",
                    created_at=NOW,
                )
            )
        session.commit()
        session.delete(session.get_one(Workshop, 1))
        with pytest.raises(IntegrityError):
            session.flush()
        session.rollback()
        prune(session, "workshop", [1])
        session.commit()
        for table in (Workshop, Enrolment, Prompt):
            assert list(session.exec(select(col(table.id)))) == [2]
        assert [row.workshop_id for row in session.exec(select(Event))] == [2]
        assert [(row.id, row.workshop_id, row.prompt_id) for row in session.exec(select(Outbox))] == [
            (1, None, None),
            (2, 2, 2),
        ]
        assert [row.enrolment_id for row in session.exec(select(Media))] == [None, 2]
