"""A place on the map: where we meet."""

from __future__ import annotations

from typing import Any

from bot.actions.broadcasts.kinds.base import Content, Kind
from bot.actions.tx import Buttons, Tx
from bot.domain.incoming import Incoming
from storage.tables import Person


class Location(Kind):
    """A pin. It is the facilitator's own choice to show it, so it stays as exact as it was sent."""

    name = "location"
    editable = False

    def fits(self, incoming: Incoming) -> bool:
        """A message with a place."""
        return incoming.place is not None

    def read(self, incoming: Incoming) -> Content:
        """The point, in degrees."""
        place = incoming.place
        return Content(details={"place": [place.latitude, place.longitude] if place else []})

    def say(
        self, tx: Tx, person: Person, content: Content, *, buttons: Buttons | None = None, **how: Any
    ) -> int | None:
        """The pin."""
        attach = {"place": content.details["place"]}
        return tx.say(person, "", kind="location", attach=attach, buttons=buttons, **how)
