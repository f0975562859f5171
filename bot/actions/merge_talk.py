"""Two enrolments of one person become one: what was said outside the programme."""

from __future__ import annotations

from typing import Any

from sqlmodel import select

from bot.actions.tx import Tx
from storage.tables import BroadcastAnswer, Enrolment, LiveAnswer, Recipient, Thread, ThreadMessage

Before = dict[str, Any]

#: Tables in which the last answer of one person to one question counts, and what names the question.
LAST: dict[str, tuple[Any, str]] = {
    "live": (LiveAnswer, "live_id"),
    "broadcast": (BroadcastAnswer, "broadcast_id"),
}


def give(tx: Tx, table: Any, number: int, to: Enrolment, **values: Any) -> None:
    """Give a row, if it is still there, to an enrolment, with other values."""
    row = tx.session.get(table, number)
    if row is not None:
        row.enrolment_id = to.id
        for name, value in values.items():
            setattr(row, name, value)


def rows_of(tx: Tx, table: Any, enrolment: Enrolment) -> list[Any]:
    """The rows of a table that belong to an enrolment, by number."""
    return list(tx.session.exec(select(table).where(table.enrolment_id == enrolment.id).order_by(table.id)))


def last(tx: Tx, kept: Enrolment, other: Enrolment) -> list[list[Any]]:
    """Answers to questions for the room or in broadcasts; of two to one question the last counts."""
    moved = []
    for name, (table, key) in LAST.items():
        mine = {getattr(row, key): row for row in rows_of(tx, table, kept)}
        for row in rows_of(tx, table, other):
            twin = mine.get(getattr(row, key))
            if twin is None:
                moved.append([name, row.id])
                row.enrolment_id = kept.id
                continue
            if row.answered_at > twin.answered_at:
                twin.value, twin.answered_at = row.value, row.answered_at
            tx.session.delete(row)
    return moved


def recipients(tx: Tx, kept: Enrolment, other: Enrolment) -> list[int | None]:
    """Broadcasts that were meant for one of the two are meant for both; none goes out twice."""
    mine = {row.broadcast_id for row in rows_of(tx, Recipient, kept)}
    moved = []
    for row in rows_of(tx, Recipient, other):
        if row.broadcast_id not in mine:
            moved.append(row.id)
            row.enrolment_id = kept.id
        elif row.state == "waiting":
            row.state, row.reason = "left", "withdrawn"
    return moved


def thread(tx: Tx, kept: Enrolment, other: Enrolment) -> Before:
    """The talk with facilitators goes along; two become one."""
    here, there = (next(iter(rows_of(tx, Thread, one)), None) for one in (kept, other))
    if there is None:
        return {}
    if here is None:
        there.enrolment_id = kept.id
        return {"whole": there.id}
    rows = list(tx.session.exec(select(ThreadMessage).where(ThreadMessage.thread_id == there.id)))
    before = {"messages": [row.id for row in rows], "from": there.id, "states": [here.state, there.state]}
    for row in rows:
        row.thread_id = here.id or 0
    here.state = "open" if "open" in (here.state, there.state) else here.state
    here.changed_at = max(here.changed_at, there.changed_at)
    there.state, there.held_by = "closed", None
    return before


def thread_back(tx: Tx, other: Enrolment, before: Before) -> None:
    """Give the talk back, each message to the line in which it was written."""
    if "whole" in before:
        give(tx, Thread, before["whole"], other)
    for number in before.get("messages", ()):
        row = tx.session.get(ThreadMessage, number)
        if row is not None:
            row.thread_id = before["from"]
    if "from" in before:
        tx.session.get_one(Thread, before["from"]).state = before["states"][1]
