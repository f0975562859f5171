"""The outbox as the sender sees it: what comes next, and what became of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

import structlog
from sqlalchemy import ColumnElement, and_, or_
from sqlalchemy.orm import aliased
from sqlmodel import col, func, select

from bot.actions.receipts import after_delivery
from bot.actions.tx import Tx
from bot.locales import tongue
from storage.tables import Media, Outbox, Person

log = structlog.get_logger()


@dataclass(frozen=True)
class Letter:
    """One outbox row on its way. ``target`` and ``target_kind`` are the message that it changes, if any.

    ``changes`` tells that it is meant to change an earlier message; when ``target`` is None all the
    same, that message never reached the chat.
    """

    id: int
    chat_id: int
    kind: str
    text: str
    extra: dict[str, Any]
    attempts: int
    changes: bool
    target: int | None
    target_kind: str


@dataclass(frozen=True)
class Outcome:
    """What became of a letter. ``state`` is sent, failed or dropped, or queued when it is tried again.

    ``apology`` tells that the person should hear that something could not be made for them.
    """

    letter: Letter
    state: str
    reason: str = ""
    message_id: int | None = None
    apology: bool = False


@dataclass(frozen=True)
class MediaFile:
    """Where the content of a file is: a path in the media folder, or still with Telegram."""

    path: str
    telegram_file_id: str
    mime: str


def next_letters(tx: Tx, limit: int, without: Collection[int] = ()) -> list[Letter]:
    """The next letters to send, at most one for each chat, none for the chats ``without``.

    A chat whose most urgent letter comes next is served from its oldest letter on, so the order within
    a chat is always the order in which things were decided. Letters that are for later, and changes of
    messages that are for later, wait and hold nobody up.
    """
    query = select(Outbox.chat_id).where(_ready(tx)).order_by(col(Outbox.priority), col(Outbox.id))
    if without:
        query = query.where(col(Outbox.chat_id).not_in(without))
    chats = list(dict.fromkeys(tx.session.exec(query.limit(limit * 8))))
    return [letter for chat in chats[:limit] if (letter := _first_of(tx, chat)) is not None]


def anything_ready(tx: Tx) -> bool:
    """Whether anything could be sent now if no chat had to wait."""
    return tx.session.exec(select(Outbox.id).where(_ready(tx)).limit(1)).first() is not None


def next_delivery(tx: Tx) -> dt.datetime | None:
    """The next instant at which a letter that is for later may be sent; None when there is none."""
    later = and_(col(Outbox.state) == "queued", col(Outbox.not_before) > tx.now)
    return tx.session.exec(select(func.min(Outbox.not_before)).where(later)).one()


def media_file(tx: Tx, media_id: int) -> MediaFile | None:
    """Where the content of a file is; None when it was deleted or could never be fetched."""
    found = tx.session.get(Media, media_id)
    if found is None or found.state not in ("waiting", "stored"):
        return None
    return MediaFile(found.path if found.state == "stored" else "", found.telegram_file_id, found.mime)


def record(tx: Tx, outcomes: Iterable[Outcome]) -> None:
    """Write what became of letters, and let the broadcasts among them know."""
    broadcasts = set()
    for outcome in outcomes:
        row = tx.session.get_one(Outbox, outcome.letter.id)
        row.attempts += 1
        row.state, row.reason = outcome.state, outcome.reason
        if outcome.state == "sent":
            row.sent_at, row.message_id = tx.now, outcome.message_id or row.message_id
            _keep_little(row)
        if outcome.apology:
            _apologise(tx, row)
        if outcome.state != "queued" and row.broadcast_id is not None:
            broadcasts.add(row.broadcast_id)
    tx.session.flush()
    for broadcast_id in sorted(broadcasts):
        try:
            with tx.session.begin_nested():
                after_delivery(tx, broadcast_id)
        except Exception:  # a receipt must not keep anybody's message from being marked
            log.exception("a receipt could not be written", broadcast_id=broadcast_id)


def _keep_little(row: Outbox) -> None:
    """Empty what no record may hold: secret words, and what was said last to somebody who left."""
    if row.extra.get("secret"):
        row.text = ""
    if row.person_id is None and row.chat_id > 0:
        row.text, row.extra, row.chat_id, row.token = "", {}, 0, ""


def _apologise(tx: Tx, row: Outbox) -> None:
    person = tx.session.get(Person, row.person_id) if row.person_id is not None else None
    if person is None:
        return
    _ = tongue(person.language)
    tx.say(
        person,
        _("Sorry, I could not make this for you. Please try again later."),
        dedupe_key=f"apology:{row.id}",
    )


def _ready(tx: Tx) -> ColumnElement[bool]:
    """Queued, its time has come, and the message that it changes is not itself still waiting."""
    target = aliased(Outbox)
    waits = select(target.id).where(target.id == Outbox.edits_id, target.state == "queued")
    return and_(
        col(Outbox.state) == "queued",
        or_(col(Outbox.not_before).is_(None), col(Outbox.not_before) <= tx.now),
        or_(col(Outbox.edits_id).is_(None), ~waits.exists()),
    )


def _first_of(tx: Tx, chat_id: int) -> Letter | None:
    query = select(Outbox).where(Outbox.chat_id == chat_id, _ready(tx)).order_by(col(Outbox.id)).limit(1)
    row = tx.session.exec(query).first()
    if row is None:
        return None
    target = tx.session.get(Outbox, row.edits_id) if row.edits_id is not None else None
    return Letter(
        id=row.id or 0,
        chat_id=row.chat_id,
        kind=row.kind,
        text=row.text,
        extra=row.extra,
        attempts=row.attempts,
        changes=row.edits_id is not None or row.kind in ("edit", "buttons", "delete"),
        target=target.message_id if target is not None else None,
        target_kind=target.kind if target is not None else "",
    )
