"""Buttons that stand outside every conversation: they hold as long as what they belong to is open.

A question of a conversation is asked one at a time, and the next one takes its buttons away. Something that
comes from outside, while a person may be in the middle of an activity, needs buttons that leave the
conversation alone. They carry ``name:token:code`` as well; the token is that of the outbox row they were sent
with, so that a button which was never sent to this chat does nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import Protocol, cast

from sqlmodel import col, select

from bot.actions.tx import Tx
from bot.domain.incoming import Incoming
from storage.tables import Outbox, Person

#: Name in the button, and the module whose ``press`` takes it.
MODULES = {
    "report": "bot.actions.problems",
    "room": "bot.actions.live_answers",
    "tie": "bot.actions.group_buttons",
    "talk": "bot.actions.thread_buttons",
    "panel": "bot.actions.live_panel",
    "carry": "bot.actions.carried",
    "confirm": "bot.actions.confirming",
    "twin": "bot.actions.same_person",
    "sent": "bot.actions.broadcasts.panel",
    "heard": "bot.actions.broadcasts.replies",
}


class Presser(Protocol):
    """The module behind standing buttons."""

    def press(self, tx: Tx, person: Person, asked: Outbox, incoming: Incoming, code: str) -> None:
        """Take a press of a button under the message ``asked``. May toast; may refuse."""
        ...


def press(tx: Tx, person: Person, name: str, token: str, incoming: Incoming, code: str) -> bool:
    """Hand a press to the module of this name; False when such a button was never sent to this chat."""
    if name not in MODULES or not token:
        return False
    query = select(Outbox).where(Outbox.chat_id == incoming.chat_id, Outbox.token == token)
    asked = tx.session.exec(query.order_by(col(Outbox.id)).limit(1)).first()
    if asked is None:
        return False
    cast("Presser", import_module(MODULES[name])).press(tx, person, asked, incoming, code)
    return True


def data(name: str, token: str, code: str) -> str:
    """Callback data of a standing button. Raises ``ValueError`` beyond Telegram's 64 bytes."""
    made = f"{name}:{token}:{code}"
    if len(made.encode()) > 64:
        raise ValueError(f"button data too long: {made}")
    return made
