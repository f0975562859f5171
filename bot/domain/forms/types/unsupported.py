"""Types that a chat cannot serve: said kindly, and skipped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.forms.types.base import Ask, Reading, Unreadable
from bot.domain.incoming import Incoming
from bot.domain.said import N_, Said

if TYPE_CHECKING:
    from bot.domain.forms.filling import Filling

_SKIP = Said(N_("This kind of question cannot be answered in a chat. Please tap Skip."))


class Unsupported:
    """Objects picked from a map of another app, and the like."""

    kinds = ("osm",)

    def ask(self, filling: Filling, ref: str, draft: str = "", page: int = 0) -> Ask:
        """The kind sentence."""
        return Ask(_SKIP)

    def tap(self, filling: Filling, ref: str, code: str, draft: str) -> Reading:
        """Nothing can be tapped."""
        return Unreadable(_SKIP)

    def hear(self, filling: Filling, ref: str, incoming: Incoming, draft: str = "") -> Reading:
        """Nothing can be answered."""
        return Unreadable(_SKIP)
