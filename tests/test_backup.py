from __future__ import annotations

import datetime as dt
import sqlite3
import zipfile
from pathlib import Path

import pytest
from sqlmodel import Session

from storage import migrate
from storage.backup import BackupFailed, back_up
from storage.engine import open_engine
from storage.tables import Person

NOW = dt.datetime(2026, 11, 30, 1, 30, tzinfo=dt.UTC)


def a_house(folder: Path) -> Path:
    database = folder / "sala.db"
    engine = open_engine(f"sqlite:///{database}")
    migrate.upgrade(engine)
    with Session(engine) as session:
        session.add(Person(telegram_id=7, chat_id=7, call_name="ນ້ອຍ", created_at=NOW, seen_at=NOW))
        session.commit()
    engine.dispose()  # the last connection that closes takes the write-ahead log with it
    (folder / "media" / "a1").mkdir(parents=True)
    (folder / "media" / "a1" / "a.jpg").write_bytes(b"photo")
    (folder / "media" / "b.ogg.part").write_bytes(b"half a voice")
    return database


def names_in(packed: Path, folder: Path) -> list[str]:
    with zipfile.ZipFile(packed) as opened:
        opened.extract("sala.db", folder)
    connection = sqlite3.connect(folder / "sala.db")
    found = [name for (name,) in connection.execute("SELECT call_name FROM person ORDER BY id")]
    connection.close()
    return found


def test_a_backup_holds_the_database_and_the_whole_files(tmp_path: Path) -> None:
    database = a_house(tmp_path)
    made = back_up(database, tmp_path / "media", tmp_path / "out" / "monday.zip")
    with zipfile.ZipFile(made.path) as packed:
        assert packed.namelist() == ["sala.db", "media/a1/a.jpg"]
        assert packed.read("media/a1/a.jpg") == b"photo"
    assert (made.files, made.size) == (1, made.path.stat().st_size)
    assert names_in(made.path, tmp_path / "out") == ["ນ້ອຍ"]


def test_a_backup_sees_one_instant_while_sala_writes(tmp_path: Path) -> None:
    database = a_house(tmp_path)
    with Session(open_engine(f"sqlite:///{database}")) as session:
        session.add(Person(telegram_id=8, chat_id=8, call_name="Mya", created_at=NOW, seen_at=NOW))
        session.flush()
        made = back_up(database, tmp_path / "media", tmp_path / "during.zip")
        session.commit()
    assert names_in(made.path, tmp_path / "media") == ["ນ້ອຍ"]
    later = back_up(database, tmp_path / "nothing-here", tmp_path / "later.zip")
    assert names_in(later.path, tmp_path / "media") == ["ນ້ອຍ", "Mya"]


def test_nothing_is_overwritten_and_nothing_half_is_left(tmp_path: Path) -> None:
    with pytest.raises(BackupFailed, match="There is no database at"):
        back_up(tmp_path / "sala.db", tmp_path / "media", tmp_path / "x.zip")
    database = a_house(tmp_path)
    (tmp_path / "x.zip").write_bytes(b"last week's")
    with pytest.raises(BackupFailed, match="exists already"):
        back_up(database, tmp_path / "media", tmp_path / "x.zip")
    assert (tmp_path / "x.zip").read_bytes() == b"last week's"


def test_a_damaged_database_makes_no_backup(tmp_path: Path) -> None:
    database = a_house(tmp_path)
    with database.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 8192)
    with pytest.raises(BackupFailed, match=r"damaged|malformed"):
        back_up(database, tmp_path / "media", tmp_path / "x.zip")
    assert [path.name for path in tmp_path.glob("*.zip")] == []
    assert not list(tmp_path.glob(".sala-backup-*"))
