"""What comes in, before anybody looks at what it says: once only, and never lost when Sala fails on it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, delete
from sqlalchemy.dialects.sqlite import insert
from sqlmodel import col, select

from bot.actions import people_lists
from bot.actions.tx import Tx
from bot.locales import tongue
from storage.columns import UtcDateTime
from storage.tables import DeadLetter, Event, Person, Update

#: How long an update may come again. Telegram keeps updates for a day, and after a week without any it
#: may start their numbers anew, so older numbers must be forgotten.
REMEMBERED = dt.timedelta(days=3)


_APPLIED = (
    insert(Update)
    .values(id=bindparam("number"), at=bindparam("now", type_=UtcDateTime))
    .on_conflict_do_nothing()
    .returning(col(Update.id))
)


@dataclass(frozen=True)
class Failure:
    """An update on which Sala failed: its number and JSON, the traceback, and who is waiting for a word.

    ``chat_id`` is None when nobody should hear of it, as in a group.
    """

    update_id: int
    update: dict[str, Any]
    traceback: str
    telegram_id: int | None = None
    chat_id: int | None = None
    language_code: str = ""


def first_time(tx: Tx, update_id: int) -> bool:
    """Write down that this update is applied; False when it has been applied before."""
    applied = tx.session.execute(_APPLIED, {"number": update_id, "now": tx.now})
    return applied.scalar_one_or_none() is not None


def set_aside(tx: Tx, failure: Failure) -> None:
    """Keep a failed update whole, so that it is not tried again by itself, and tell the person kindly."""
    first_time(tx, failure.update_id)
    tx.session.merge(
        DeadLetter(
            id=failure.update_id,
            telegram_id=failure.telegram_id,
            update=failure.update,
            traceback=failure.traceback,
            at=tx.now,
        )
    )
    if failure.chat_id is None:
        return
    query = select(Person).where(Person.telegram_id == failure.telegram_id)
    person = tx.session.exec(query).first() if failure.telegram_id is not None else None
    if person is None:  # a stranger: nothing is kept of them but this one message on its way
        person = Person(
            chat_id=failure.chat_id, language=failure.language_code, created_at=tx.now, seen_at=tx.now
        )
    _ = tongue(person.language)
    tx.say(
        person,
        _(
            "Sorry, something went wrong on my side. Your message is not lost: the people who run Sala can "
            "see it. You can go on, or try again later."
        ),
        dedupe_key=f"sorry:{failure.update_id}",
    )


def forget_old(tx: Tx) -> None:
    """Forget the numbers of updates that cannot come again, names that nobody came for, and wrong codes."""
    people_lists.forget_names(tx)
    wrong = col(Event.kind) == "unknown_code"
    tx.session.execute(delete(Event).where(wrong, col(Event.at) < tx.now - REMEMBERED))
    tx.session.execute(delete(Update).where(col(Update.at) < tx.now - REMEMBERED))
