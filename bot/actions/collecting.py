"""Files that wait at Telegram, and files that must leave the disk."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import exists, or_
from sqlmodel import col, func, select

from bot.actions.tx import Tx
from storage.tables import AnswerFile, Draft, Media, PeopleList, ProgrammeChange

#: Waits between tries. Telegram keeps a file for a long time, so a bad day does not lose a photo.
WAITS = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720, 1440))


#: Tables with a row for each file that a facilitator sent: it waits there until somebody has looked at it.
_AWAITED = (ProgrammeChange, Draft, AnswerFile, PeopleList)


@dataclass(frozen=True)
class Waiting:
    """A file that waits at Telegram."""

    id: int
    kind: str
    telegram_file_id: str


@dataclass(frozen=True)
class Stored:
    """A file that was fetched: its name in the media folder, what it is, its bytes and SHA-256."""

    path: str
    mime: str
    size: int
    sha256: str


def anything(tx: Tx) -> bool:
    """Whether there may be a file to fetch, to look at or to remove: one question after every commit."""
    due = or_(col(Media.next_try_at).is_(None), col(Media.next_try_at) <= tx.now)
    there = (
        exists().where(col(Media.state) == "deleted", col(Media.path) != ""),
        exists().where(col(Media.state) == "waiting", due),
        *(exists().where(col(table.state) == "waiting") for table in _AWAITED),
    )
    return bool(tx.session.execute(select(or_(*there))).scalar_one())


def waiting(tx: Tx, limit: int) -> list[Waiting]:
    """Files to fetch now, oldest first."""
    due = or_(col(Media.next_try_at).is_(None), col(Media.next_try_at) <= tx.now)
    query = select(Media).where(Media.state == "waiting", due).order_by(col(Media.id)).limit(limit)
    return [Waiting(row.id or 0, row.kind, row.telegram_file_id) for row in tx.session.exec(query)]


def next_try(tx: Tx) -> dt.datetime | None:
    """The next instant at which a file is tried again; None when there is none."""
    query = select(func.min(Media.next_try_at)).where(
        Media.state == "waiting", col(Media.next_try_at) > tx.now
    )
    return tx.session.exec(query).one()


def store(tx: Tx, media_id: int, stored: Stored) -> bool:
    """Write down where a file is; False when it was deleted meanwhile, and must not be kept."""
    row = tx.session.get(Media, media_id)
    if row is None or row.state != "waiting":
        return False
    row.state, row.path, row.mime, row.size = "stored", stored.path, stored.mime, stored.size
    row.sha256, row.telegram_file_id, row.next_try_at = stored.sha256, "", None
    row.attempts += 1
    return True


def fail(tx: Tx, media_id: int, *, for_good: bool) -> None:
    """A file could not be fetched: try again later, or never when that cannot help."""
    row = tx.session.get(Media, media_id)
    if row is None or row.state != "waiting":
        return
    row.attempts += 1
    if for_good or row.attempts > len(WAITS):
        row.state, row.next_try_at = "failed", None
    else:
        row.next_try_at = tx.now + WAITS[row.attempts - 1]


def to_remove(tx: Tx) -> dict[int, str]:
    """Files on the disk whose rows were deleted, by media id."""
    query = select(Media).where(Media.state == "deleted", Media.path != "")
    return {row.id or 0: row.path for row in tx.session.exec(query)}


def removed(tx: Tx, media_id: int) -> None:
    """The file of a deleted row has left the disk."""
    row = tx.session.get_one(Media, media_id)
    row.path = ""
