"""Whether a person can be reached: they may block the bot, come back, or delete their account.

While somebody cannot be reached their prompts wait (the timer looks at ``person.reachable``) and expire
as usual; what was queued for them is dropped, and the delivery receipt says why.
"""

from __future__ import annotations

import itertools

from sqlalchemy import bindparam, update
from sqlmodel import col, select

from bot.actions import groups, thread_copies
from bot.actions.receipts import after_delivery
from bot.actions.tx import Tx
from storage.tables import Outbox, Person, ThreadMessage

BLOCKED, GONE = "blocked", "gone"

_BACK = (
    update(Person)
    .where(col(Person.telegram_id) == bindparam("account"), col(Person.reachable) != "yes")
    .values(reachable="yes")
)


def heard_from(tx: Tx, telegram_id: int) -> None:
    """Somebody did something in their private chat, so they can be reached (again)."""
    tx.session.connection().execute(_BACK, {"account": telegram_id})


def blocked(tx: Tx, telegram_id: int) -> None:
    """Telegram told that this account blocked the bot."""
    chat = tx.session.exec(select(Person.chat_id).where(Person.telegram_id == telegram_id)).first()
    if chat is not None:
        lost(tx, chat, BLOCKED)


def lost(tx: Tx, chat_id: int, how: str) -> None:
    """Nothing can be sent to this chat any more: mark its person, drop what is queued for it.

    ``how`` is ``blocked`` or ``gone``; it is the reason on the dropped rows.
    """
    if chat_id < 0:
        groups.left(tx, chat_id)
    people = list(tx.session.exec(select(Person).where(Person.chat_id == chat_id)))
    for person in people:
        if person.reachable != how:
            person.reachable = how
            tx.note("unreachable", actor=person, how=how)
    waiting = (col(Outbox.chat_id) == chat_id, col(Outbox.state) == "queued")
    broadcasts = set(tx.session.exec(select(Outbox.broadcast_id).where(*waiting)))
    messages = set(tx.session.exec(select(Outbox.thread_message_id).where(*waiting)))
    tx.session.execute(update(Outbox).where(*waiting).values(state="dropped", reason=how))
    for person, message_id in itertools.product(people, messages - {None}):
        thread_copies.not_delivered(tx, int(message_id or 0), person)
    for broadcast_id in broadcasts - {None}:
        after_delivery(tx, int(broadcast_id or 0))


def moved(tx: Tx, chat_id: int, new_chat_id: int) -> None:
    """A group became a supergroup and has a new number; everything for it goes there."""
    groups.moved(tx, chat_id, new_chat_id)
    for table in (Outbox, Person, ThreadMessage):
        tx.session.execute(update(table).where(col(table.chat_id) == chat_id).values(chat_id=new_chat_id))
