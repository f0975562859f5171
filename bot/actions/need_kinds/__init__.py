"""What may need a human: one file for each source of needs, and its line here.

A module offers ``describe``, and where it makes sense ``sync`` (open and close its needs in step with the
data; called before anybody looks), ``remedies`` (buttons: code and label) and ``remedy`` (do what was tapped,
and give the words that say so; empty when another conversation goes on from there).
"""

from __future__ import annotations

from importlib import import_module
from typing import Protocol, cast

from bot.actions.permissions import Member
from bot.actions.tx import Tx
from bot.locales import Tongue
from storage.tables import Need, Workshop

#: Kind of a need, and the module that knows it.
KINDS = {
    "question": "bot.actions.need_kinds.questions",
    "silence": "bot.actions.need_kinds.silence",
    "unreachable": "bot.actions.need_kinds.unreachable",
    "undelivered": "bot.actions.need_kinds.undelivered",
    "alert": "bot.actions.need_kinds.alerts",
    "stuck": "bot.actions.need_kinds.reports",
    "call": "bot.actions.need_kinds.reports",
    "wrong": "bot.actions.need_kinds.reports",
    "unsafe": "bot.actions.need_kinds.reports",
    "facilitator": "bot.actions.need_kinds.reports",
}


class Kind(Protocol):
    """A module behind a kind."""

    def describe(self, tx: Tx, _: Tongue, need: Need) -> str:
        """One line in Telegram HTML: who, and what. Never an answer."""
        ...


class Syncing(Kind, Protocol):
    """A kind whose needs follow from other rows."""

    def sync(self, tx: Tx, workshop: Workshop) -> None:
        """Open what is new, as of the moment it began, and close what is over."""
        ...


class Remedied(Kind, Protocol):
    """A kind for which something can be done with one tap."""

    def remedies(self, tx: Tx, _: Tongue, need: Need) -> list[tuple[str, str]]:
        """The buttons that help now: code and label."""
        ...

    def remedy(self, tx: Tx, member: Member, need: Need, code: str) -> str:
        """Do it; gives what to say. May raise :class:`bot.actions.permissions.Refused`."""
        ...


def sync(tx: Tx, workshop: Workshop) -> None:
    """Bring all needs of a workshop in step with what has happened."""
    for name in dict.fromkeys(KINDS.values()):
        module = import_module(name)
        if hasattr(module, "sync"):
            cast("Syncing", module).sync(tx, workshop)
    tx.session.flush()


def describe(tx: Tx, _: Tongue, need: Need) -> str:
    """One line in Telegram HTML: who, and what."""
    return cast("Kind", import_module(KINDS[need.kind])).describe(tx, _, need)


def remedies(tx: Tx, _: Tongue, need: Need) -> list[tuple[str, str]]:
    """The buttons that help now: code and label."""
    module = import_module(KINDS[need.kind])
    return cast("Remedied", module).remedies(tx, _, need) if hasattr(module, "remedies") else []


def remedy(tx: Tx, member: Member, need: Need, code: str) -> str:
    """Do what was tapped, if it was offered; gives what to say, empty when it was not."""
    if code not in dict(remedies(tx, tx.tongue(member.person), need)):
        return ""
    return cast("Remedied", import_module(KINDS[need.kind])).remedy(tx, member, need, code)
