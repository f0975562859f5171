"""What the clock brings for broadcasts: their release, one person after the other, and fresh receipts.

A broadcast is released when its ten seconds are over or its time has come; who gets it is decided then.
Each recipient is a row that waits for the own local time, for the morning, or for the end of an activity.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, TypeVar

from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, exists, or_
from sqlalchemy import select as sa_select
from sqlmodel import col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from bot.actions import receipts
from bot.actions.broadcasts import contents
from bot.actions.permissions import Refused
from bot.actions.recipients import can_be_reached, own_instant, recipients, zones_of
from bot.actions.tx import BROADCAST, Tx
from bot.domain.progress import IDLE
from bot.domain.recurring import following
from storage.columns import UtcDateTime
from storage.tables import Broadcast, Conversation, Enrolment, Person, Recipient, Workshop

T = TypeVar("T")

#: An instant, or the place of one in a statement that is written once.
Instant = dt.datetime | BindParameter[Any]

#: How long a broadcast waits before it goes out, so that it can be taken back.
GRACE = dt.timedelta(seconds=10)

#: States in which ``next_due_at`` counts.
TO_COME = ("waiting", "planned")


def next_due(tx: Tx) -> dt.datetime | None:
    """The next instant at which :func:`release_due` has something to do; None when nothing is planned."""
    found = tx.session.execute(_NEXT, {"now": tx.now, "touched": tx.now - IDLE}).one()
    if found.ready:
        return tx.now
    *soonest, last_touch, _ready = found
    if last_touch is not None:
        soonest.append(last_touch + IDLE)
    return min((instant for instant in soonest if instant is not None), default=None)


def release_due(tx: Tx, limit: int = 100) -> int:
    """Do what is due now, for at most ``limit`` recipients; gives how much was done."""
    done = 0
    for broadcast in tx.session.exec(select(Broadcast).where(_to_come(), _past(tx, Broadcast.next_due_at))):
        release(tx, broadcast)
        done += 1
    due = tx.session.exec(_recipients_due(tx).limit(max(limit - done, 0))).all()
    with tx.session.no_autoflush:  # one statement writes all of them in the end
        for recipient in due:
            _send_one(tx, recipient)
            done += 1
    tx.session.flush()
    for broadcast in tx.session.exec(select(Broadcast).where(_past(tx, Broadcast.redraw_at))).all():
        broadcast.redraw_at = None
        receipts.redraw(tx, broadcast)
        done += 1
    return done


def plan(tx: Tx, broadcast: Broadcast) -> None:
    """Set when a broadcast is released: after its ten seconds, or when its time comes in the first zone."""
    workshop = tx.session.get_one(Workshop, broadcast.workshop_id)
    instants = [own_instant(broadcast, zone) for zone in zones_of(tx, workshop)]
    first = min((instant for instant in instants if instant is not None), default=tx.now)
    broadcast.next_due_at = max(tx.now + GRACE, first)
    broadcast.state = "waiting" if broadcast.day is None else "planned"


def unsay(tx: Tx, broadcast: Broadcast) -> None:
    """The message that announced it says that nothing was sent, and loses its button."""
    author = tx.session.get_one(Person, broadcast.author_id)
    if broadcast.receipt_id is not None and author.chat_id is not None:
        text = tx.tongue(author)("Taken back. Nothing was sent.")
        tx.say(author, text, kind="edit", edits=broadcast.receipt_id)


def release(tx: Tx, broadcast: Broadcast) -> None:
    """Write down who gets it. One that comes again stays as the plan; what goes out is a copy of it."""
    workshop = tx.session.get_one(Workshop, broadcast.workshop_id)
    out = _copy(tx, broadcast) if broadcast.every else broadcast
    out.state, out.next_due_at = "sending", None
    if broadcast.day is not None and not broadcast.every and broadcast.receipt_id is not None:
        author = tx.session.get_one(Person, broadcast.author_id)
        tx.say(author, "", kind="buttons", edits=broadcast.receipt_id)
        out.receipt_id = None  # the announcement stands far above by now
    if broadcast.every and broadcast.day is not None:
        next_day = following(broadcast.day, broadcast.every, broadcast.until)
        if next_day is None:
            broadcast.state, broadcast.next_due_at, broadcast.done_at = "done", None, tx.now
        else:
            broadcast.day = next_day
            plan(tx, broadcast)
    try:
        to = recipients(tx, workshop, out)
    except Refused:  # meanwhile too few match: nobody may learn who
        to = None
    for each in to.people if to is not None else ():
        wait = dt.timedelta(hours=out.busy_hours)
        tx.session.add(
            Recipient(
                broadcast_id=out.id or 0,
                enrolment_id=each.enrolment.id or 0,
                due_at=each.due_at,
                busy_until=each.due_at + wait if out.busy_hours else None,
            )
        )
    out.recipients = len(to.people) if to is not None else 0
    tx.session.flush()
    receipts.open_receipt(tx, out, len(to.asleep) if to is not None else 0)


def _copy(tx: Tx, plan_of_it: Broadcast) -> Broadcast:
    """One time of a broadcast that comes again."""
    kept = plan_of_it.model_dump(exclude={"id", "every", "until", "receipt_id", "next_due_at", "redraw_at"})
    made = Broadcast(**kept)
    made.parent_id, made.confirmed_at = plan_of_it.id, tx.now
    tx.session.add(made)
    tx.session.flush()
    return made


def _send_one(tx: Tx, recipient: Recipient) -> None:
    """Put it into the outbox for one person, unless they paused, left or cannot be reached meanwhile."""
    broadcast = tx.session.get_one(Broadcast, recipient.broadcast_id)
    enrolment = tx.session.get_one(Enrolment, recipient.enrolment_id)
    person = tx.session.get_one(Person, enrolment.person_id)
    if enrolment.state != "active" or not can_be_reached(person):
        recipient.state = "left"
        recipient.reason = enrolment.state if enrolment.state != "active" else person.reachable
        broadcast.redraw_at = broadcast.redraw_at or tx.now
        return
    recipient.language = contents.language_for(broadcast, person)
    recipient.outbox_id = contents.say(
        tx,
        broadcast,
        person,
        recipient.language,
        priority=BROADCAST,
        dedupe_key=f"broadcast:{broadcast.id}:{recipient.enrolment_id}",
        broadcast_id=broadcast.id,
        workshop_id=broadcast.workshop_id,
    )
    recipient.state = "out"


def _to_come() -> ColumnElement[bool]:
    return col(Broadcast.state).in_(TO_COME)


def _past(tx: Tx, instant: Any) -> ColumnElement[bool]:
    return col(instant) <= tx.now


def _in_activity(touched: Instant) -> ColumnElement[bool]:
    return and_(col(Conversation.flow) == "activity", col(Conversation.changed_at) > touched)


def _with_chat(query: SelectOfScalar[T]) -> SelectOfScalar[T]:
    return query.where(Conversation.person_id == Enrolment.person_id, Enrolment.id == Recipient.enrolment_id)


def _is_due(now: Instant, touched: Instant) -> ColumnElement[bool]:
    """Waiting, its time has come, and nothing more to wait for."""
    busy = exists(_with_chat(select(Conversation.person_id)).where(_in_activity(touched)))
    free = or_(col(Recipient.busy_until).is_(None), col(Recipient.busy_until) <= now, ~busy)
    return and_(col(Recipient.state) == "waiting", col(Recipient.due_at) <= now, free)


def _recipients_due(tx: Tx) -> SelectOfScalar[Recipient]:
    return select(Recipient).where(_is_due(tx.now, tx.now - IDLE)).order_by(col(Recipient.id))


def _next_instants() -> Select[Any]:
    """The question behind :func:`next_due`, which is asked after every commit: all of it in one statement."""
    now, touched = (bindparam(name, type_=UtcDateTime) for name in ("now", "touched"))
    waiting = col(Recipient.state) == "waiting"
    soonest = (
        select(func.min(Broadcast.next_due_at)).where(_to_come()),
        select(func.min(Broadcast.redraw_at)),
        select(func.min(Recipient.due_at)).where(waiting, col(Recipient.due_at) > now),
        select(func.min(Recipient.busy_until)).where(waiting, col(Recipient.busy_until) > now),
        _with_chat(select(func.min(Conversation.changed_at))).where(
            waiting, col(Recipient.busy_until) > now, _in_activity(touched)
        ),
    )
    ready = exists(select(col(Recipient.id)).where(_is_due(now, touched)))
    return sa_select(*(query.scalar_subquery() for query in soonest), ready.label("ready"))


#: Written once, since building it anew took longer than answering it.
_NEXT = _next_instants()
