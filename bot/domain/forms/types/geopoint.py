"""``geopoint``: a place, rounded to about one kilometre as soon as it is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.forms.typed_places import sent_point
from bot.domain.forms.types.base import Ask, Reading, Unreadable, Value
from bot.domain.incoming import Incoming
from bot.domain.said import N_, Said

if TYPE_CHECKING:
    from bot.domain.forms.filling import Filling

#: How a place is sent; lines and areas say the same.
HOW = Said(N_("Send a location with the 📎 button. I keep it rounded to about one kilometre."))


class Geopoint:
    """A point, kept as ``lat lon 0 0`` with two digits after the point. The exact one is never kept."""

    kinds = ("geopoint",)

    def ask(self, filling: Filling, ref: str, draft: str = "", page: int = 0) -> Ask:
        """The phone sends it; there is nothing to tap."""
        return Ask(HOW, (), frozenset({"location", "text"}))

    def tap(self, filling: Filling, ref: str, code: str, draft: str) -> Reading:
        """Nothing can be tapped."""
        return Unreadable(HOW)

    def hear(self, filling: Filling, ref: str, incoming: Incoming, draft: str = "") -> Reading:
        """A location, or latitude and longitude typed."""
        point = sent_point(incoming)
        return Value(point) if point else Unreadable(HOW)
