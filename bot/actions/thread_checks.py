"""What is looked at in every message that somebody writes to the facilitators, before it is passed on.

A check is a module with ``look_at(tx, enrolment, message) -> bool`` and its line in :data:`CHECKS`. It runs
once for a message, in the transaction that takes it in, and once more when its author edits it. What it does
(open an escalation, stop the questions) is part of that transaction. True keeps the words out of every
notification: facilitators then see only that somebody wrote, and each reading is noted.
"""

from __future__ import annotations

from importlib import import_module
from typing import Protocol, cast

from bot.actions.tx import Tx
from storage.tables import Enrolment, ThreadMessage

#: Modules that look at messages.
CHECKS: tuple[str, ...] = ()


class Check(Protocol):
    """A module that looks at messages."""

    def look_at(self, tx: Tx, enrolment: Enrolment, message: ThreadMessage) -> bool:
        """Whether the words must not stand in a notification. ``message.text`` is Telegram HTML."""
        ...


def must_be_withheld(tx: Tx, enrolment: Enrolment, message: ThreadMessage) -> bool:
    """Let every check look at a message; True when one of them wants its words kept from notifications."""
    found = [cast("Check", import_module(path)).look_at(tx, enrolment, message) for path in CHECKS]
    return any(found)
