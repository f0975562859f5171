"""``geopoint``: a place, rounded to about one kilometre as soon as it is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.forms.typed_places import canonical, read_place
from bot.domain.forms.types.base import Ask, Reading, Unreadable, Value
from bot.domain.incoming import Incoming
from bot.domain.said import N_, Said

if TYPE_CHECKING:
    from bot.domain.forms.filling import Filling

_HOW = Said(N_("Send a location with the 📎 button. I keep it rounded to about one kilometre."))


class Geopoint:
    """A point, kept as ``lat lon 0 0`` with two digits after the point. The exact one is never kept."""

    kinds = ("geopoint",)

    def ask(self, filling: Filling, ref: str, draft: str = "", page: int = 0) -> Ask:
        """The phone sends it; there is nothing to tap."""
        return Ask(_HOW, (), frozenset({"location", "text"}))

    def tap(self, filling: Filling, ref: str, code: str, draft: str) -> Reading:
        """Nothing can be tapped."""
        return Unreadable(_HOW)

    def hear(self, filling: Filling, ref: str, incoming: Incoming, draft: str = "") -> Reading:
        """A location, or latitude and longitude typed."""
        if incoming.place is not None:
            return Value(canonical(incoming.place.latitude, incoming.place.longitude))
        typed = read_place(incoming.text)
        return Value(canonical(*typed)) if typed else Unreadable(_HOW)
