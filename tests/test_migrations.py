from __future__ import annotations

import datetime as dt
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import Session, SQLModel

from storage import migrate
from storage.engine import open_engine
from storage.lock import DatabaseLock, InUse
from storage.tables import Person


def test_migrations_make_exactly_the_tables_of_the_models(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'sala.db'}")
    migrate.upgrade(engine)
    assert migrate.differences(engine) == []


def test_migrated_tables_are_declared_as_the_models_declare_them(tmp_path: Path) -> None:
    migrated = open_engine(f"sqlite:///{tmp_path / 'migrated.db'}")
    migrate.upgrade(migrated)
    created = open_engine(f"sqlite:///{tmp_path / 'created.db'}")
    SQLModel.metadata.create_all(created)

    def declared(url: str) -> dict[str, tuple[set[tuple[object, ...]], bool]]:
        with open_engine(url).connect() as connection:
            names = connection.execute(
                text("SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name != 'alembic_version'")
            )
            return {
                name: (
                    {tuple(row[1:]) for row in connection.execute(text(f'PRAGMA table_info("{name}")'))},
                    "WITHOUT ROWID" in sql,
                )
                for name, sql in names.all()
            }

    assert declared(str(migrated.url)) == declared(str(created.url))


def test_upgrading_twice_keeps_what_is_there(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'sala.db'}")
    migrate.upgrade(engine)
    now = dt.datetime(2026, 11, 30, tzinfo=dt.UTC)
    with Session(engine) as session:
        session.add(Person(call_name="Noy", created_at=now, seen_at=now))
        session.commit()
    migrate.upgrade(engine)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT call_name FROM person")).scalar() == "Noy"
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1


def test_earlier_values_of_a_database_from_before_say_which_version_was_asked(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'sala.db'}")
    migrate.upgrade_to(engine, "0001")
    with closing(sqlite3.connect(tmp_path / "sala.db")) as raw:  # without foreign keys: the rest is left out
        raw.execute(
            "INSERT INTO answer (id, enrolment_id, programme_id, question, name, activity, iteration, kind,"
            " state, value, raw, way, language, late, answered_at, edits)"
            " VALUES (4, 1, 7, 'a/b', 'b', 'a', 1, 'text', 'answered',"
            " 'now', '', 'text', 'en', 0, '2026-11-30', 1)"
        )
        raw.execute(
            "INSERT INTO answer_version (answer_id, state, value, raw, replaced_at)"
            " VALUES (4, 'answered', 'before', '', '2026-11-30')"
        )
        raw.commit()
    migrate.upgrade(engine)
    with engine.connect() as connection:
        found = connection.execute(text("SELECT value, programme_id FROM answer_version")).one()
    assert tuple(found) == ("before", 7)


def test_a_database_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'sala.db'}")
    migrate.upgrade(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(migrate.NewerDatabase, match="newer version of Sala"):
        migrate.upgrade(engine)


def test_two_processes_do_not_run_on_one_database(tmp_path: Path) -> None:
    database = tmp_path / "sala.db"
    lock = DatabaseLock(database)
    lock.take()
    other = (
        "import sys; from pathlib import Path; from storage.lock import DatabaseLock, InUse\n"
        "try: DatabaseLock(Path(sys.argv[1])).take()\n"
        "except InUse as error: print(error.pid)\n"
        "else: print('taken')"
    )

    def elsewhere() -> str:
        return subprocess.run(
            [sys.executable, "-c", other, str(database)], capture_output=True, text=True, check=True
        ).stdout.strip()

    assert elsewhere() == str(os.getpid())
    with pytest.raises(InUse, match="is running on this database already"):
        DatabaseLock(database).take()
    lock.release()
    assert elsewhere() == "taken"
