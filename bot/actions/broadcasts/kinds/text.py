"""A text with its bold, links and other formatting."""

from __future__ import annotations

from bot.actions.broadcasts.kinds.base import Content, Kind, check_length
from bot.domain.incoming import Incoming
from bot.domain.pieces import MESSAGE


class Text(Kind):
    """Words."""

    name = "text"

    def fits(self, incoming: Incoming) -> bool:
        """Words without anything else."""
        return bool(incoming.text.strip()) and incoming.media is None and incoming.place is None

    def read(self, incoming: Incoming) -> Content:
        """The words as the facilitator formatted them."""
        check_length(incoming.text, MESSAGE)
        return Content(incoming.html)
