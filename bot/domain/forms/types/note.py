"""``note``: a text that asks nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.forms.types.base import Ask, Reading, Unreadable
from bot.domain.incoming import Incoming
from bot.domain.said import N_, Said

if TYPE_CHECKING:
    from bot.domain.forms.filling import Filling

_NOTHING_ASKED = Unreadable(Said(N_("This needs no answer.")))


class Note:
    """A note, and everything that is computed or filled in: no buttons, no answer."""

    kinds = ("note", "calculate", "hidden")

    def ask(self, filling: Filling, ref: str, draft: str = "", page: int = 0) -> Ask:
        """Its text alone."""
        return Ask()

    def tap(self, filling: Filling, ref: str, code: str, draft: str) -> Reading:
        """Nothing can be tapped."""
        return _NOTHING_ASKED

    def hear(self, filling: Filling, ref: str, incoming: Incoming, draft: str = "") -> Reading:
        """Nothing is asked."""
        return _NOTHING_ASKED
