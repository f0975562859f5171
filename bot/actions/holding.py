"""Whether a facilitator has taken somebody's chat over, so that the bot is quiet there.

While a chat is held, activities and reminders wait (:mod:`bot.actions.prompting`), words go to the
facilitators, and buttons of activities wait too. What people decide for themselves (/stop, /privacy …) works
as ever.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, exists
from sqlmodel import col, select

from bot.actions.tx import Tx
from storage.tables import Enrolment, Person, Thread

#: Conversations that wait while a chat is held: there words are for the facilitator.
WAITING = frozenset({"", "offer", "today", "activity", "late", "ask"})


def held(tx: Tx, person: Person) -> Thread | None:
    """The thread by which this person's chat is held, in the workshop that their commands are about."""
    if person.enrolment_id is None:
        return None
    query = select(Thread).where(Thread.enrolment_id == person.enrolment_id, col(Thread.held_by).is_not(None))
    return tx.session.exec(query).first()


def not_held() -> ColumnElement[bool]:
    """For queries over :class:`Enrolment`: nobody holds the chat."""
    return ~exists().where(col(Thread.enrolment_id) == Enrolment.id, col(Thread.held_by).is_not(None))
