"""Acts on threads that can be taken back: taking one, closing one."""

from __future__ import annotations

from bot.actions import thread_copies, threads
from bot.actions.permissions import Member
from bot.actions.threads import describe
from bot.actions.tx import Tx
from storage.tables import Act

__all__ = ["describe", "undo"]


def undo(tx: Tx, member: Member, act: Act) -> None:
    """Put a thread back as it was. Raises ``Refused`` when its person has left."""
    thread = threads.find(tx, act.details["thread"])
    for name, value in act.before.items():
        setattr(thread, name, value)
    thread.changed_at = tx.now
    thread_copies.redraw(tx, thread)
