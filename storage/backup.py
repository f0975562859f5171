"""A copy of everything that Sala keeps, in one file, taken while it runs."""

from __future__ import annotations

import os
import sqlite3
import tempfile
import zipfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path


class BackupFailed(Exception):
    """No backup was made; the text says why, for the operator."""


@dataclass(frozen=True)
class Backup:
    """What was written: the file, its size in bytes, and how many photos and other files are in it."""

    path: Path
    size: int
    files: int


def back_up(database: Path, media: Path, output: Path) -> Backup:
    """Write ``sala.db`` and the files of ``media`` into the zip file ``output``.

    The database is copied as of one instant, also while Sala writes to it, and checked page by page.
    Media files are whole or absent, because the collector names them only when they are. ``output``
    appears only when it is complete. Raises :class:`BackupFailed` when there is no database, when the
    copy does not pass SQLite's check, when ``output`` exists, or when the disk cannot take it.
    """
    if not database.is_file():
        raise BackupFailed(f"There is no database at {database}, so there is nothing to copy.")
    if output.exists():
        raise BackupFailed(f"{output} exists already. Give another name, or move it away first.")
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=output.parent, prefix=".sala-backup-") as folder:
            copy = Path(folder) / "sala.db"
            _copy_database(database, copy)
            made = Path(folder) / "backup.zip"
            files = _pack(copy, media, made)
            made.replace(output)
    except (OSError, sqlite3.Error) as error:
        raise BackupFailed(f"The backup could not be written: {error}.") from error
    return Backup(output, output.stat().st_size, files)


def _copy_database(database: Path, copy: Path) -> None:
    address = f"{database.resolve().as_uri()}?mode=ro"
    with closing(sqlite3.connect(address, uri=True)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")
        (found,) = target.execute("PRAGMA integrity_check").fetchone()
    if found != "ok":
        raise BackupFailed(f"The database is damaged, SQLite says: {found}. Go back to an earlier backup.")


def _pack(copy: Path, media: Path, made: Path) -> int:
    """Put the copy and the files into a zip, on the disk for good before it gets its name."""
    files = sorted(path for path in media.rglob("*") if path.is_file() and path.suffix != ".part")
    with made.open("wb") as raw:
        with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as packed:
            packed.write(copy, "sala.db")
            for path in files:
                packed.write(path, f"media/{path.relative_to(media).as_posix()}", zipfile.ZIP_STORED)
        raw.flush()
        os.fsync(raw.fileno())
    return len(files)
