"""The outbox as the sender sees it: what comes next, and what became of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

import structlog
from sqlalchemy import and_, bindparam, exists, or_
from sqlalchemy import select as sa_select
from sqlmodel import col, func, select

from bot.actions.receipts import after_delivery
from bot.actions.topic_outcomes import recorded
from bot.actions.tx import Tx
from bot.locales import tongue
from storage.columns import UtcDateTime
from storage.tables import Media, Outbox, Person, Thread

log = structlog.get_logger()


@dataclass(frozen=True)
class Letter:
    """One outbox row on its way. ``target`` and ``target_kind`` are the message that it changes, if any;
    ``topic`` is the forum topic in which it is to stand.

    ``changes`` tells that it is meant to change an earlier message; when ``target`` is None all the
    same, that message never reached the chat.
    """

    id: int
    chat_id: int
    kind: str
    text: str
    extra: dict[str, Any]
    changes: bool
    target: int | None
    target_kind: str
    topic: int | None = None


@dataclass(frozen=True)
class Outcome:
    """What became of a letter. ``state`` is sent, failed or dropped, or queued when it is tried again.

    ``apology`` tells that the person should hear that something could not be made for them.
    ``poll`` is Telegram's number of the poll that was sent.
    """

    letter: Letter
    state: str
    reason: str = ""
    message_id: int | None = None
    apology: bool = False
    poll: str = ""


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
    asked = {"now": tx.now, "without": list(without), "limit": limit * 8}
    chats = list(dict.fromkeys(tx.session.execute(_CHATS, asked).scalars()))
    return [letter for chat in chats[:limit] if (letter := _first_of(tx, chat)) is not None]


def anything_ready(tx: Tx) -> bool:
    """Whether anything could be sent now if no chat had to wait."""
    return bool(tx.session.execute(_CHATS, {"now": tx.now, "without": [], "limit": 1}).first())


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
            row.token = outcome.poll or row.token
            _keep_little(row)
        _place_topic(tx, row)
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


def _place_topic(tx: Tx, row: Outbox) -> None:
    try:
        with tx.session.begin_nested():
            recorded(tx, row)
    except Exception:  # a topic must not keep anybody's message from being marked
        log.exception("what became of a topic could not be written", outbox_id=row.id)


def _keep_little(row: Outbox) -> None:
    """Empty what no record may hold: secret words, and what was said last to somebody who left."""
    if row.extra.get("secret"):
        row.text = ""
        rows = row.extra.get("buttons", [])
        row.extra = {**row.extra, "buttons": [[["", code] for _label, code in each] for each in rows]}
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


def _first_of(tx: Tx, chat_id: int) -> Letter | None:
    found = tx.session.execute(_FIRST, {"now": tx.now, "chat_id": chat_id}).first()
    if found is None:
        return None
    return Letter(
        id=found.id,
        chat_id=found.chat_id,
        kind=found.kind,
        text=found.text,
        extra=found.extra or {},
        changes=found.edits_id is not None or found.kind in ("edit", "buttons", "delete", "stop"),
        target=found.target,
        target_kind=found.target_kind or "",
        topic=_topic_of(tx, found.extra or {}),
    )


def _topic_of(tx: Tx, extra: dict[str, Any]) -> int | None:
    """Telegram's number of the topic that a letter belongs into, which was made before its turn came."""
    number = extra.get("attach", {}).get("topic_of")
    thread = tx.session.get(Thread, number) if number is not None else None
    return thread.topic_id if thread is not None else None


# The two questions that are asked for every message; written once, since building them anew took longer
# than answering them.
_row = Outbox.__table__.alias("row")  # type: ignore[attr-defined]  # every table model has one
_target = Outbox.__table__.alias("target")  # type: ignore[attr-defined]  # the same
_earlier = Outbox.__table__.alias("earlier")  # type: ignore[attr-defined]  # the same

#: Queued, its time has come, and the message that it changes is not itself still waiting.
_READY = and_(
    _row.c.state == "queued",
    or_(_row.c.not_before.is_(None), _row.c.not_before <= bindparam("now", type_=UtcDateTime)),
    or_(
        _row.c.edits_id.is_(None),
        ~exists().where(_earlier.c.id == _row.c.edits_id, _earlier.c.state == "queued"),
    ),
)

_CHATS = (
    sa_select(_row.c.chat_id)
    .where(_READY, _row.c.chat_id.not_in(bindparam("without", expanding=True)))
    .order_by(_row.c.priority, _row.c.id)
    .limit(bindparam("limit"))
)

_FIRST = (
    sa_select(
        _row.c.id,
        _row.c.chat_id,
        _row.c.kind,
        _row.c.text,
        _row.c.extra,
        _row.c.edits_id,
        _target.c.message_id.label("target"),
        _target.c.kind.label("target_kind"),
    )
    .select_from(_row.outerjoin(_target, _target.c.id == _row.c.edits_id))
    .where(_READY, _row.c.chat_id == bindparam("chat_id"))
    .order_by(_row.c.id)
    .limit(1)
)
