"""People of one role."""

from __future__ import annotations

from bot.actions.broadcasts.audiences.base import Audience, Pair
from bot.actions.tx import Tx
from storage.tables import Workshop


class OfRole(Audience):
    """All of one role."""

    def __init__(self, name: str, title: str) -> None:
        self.name, self.title = name, title

    def pick(self, tx: Tx, workshop: Workshop, pairs: list[Pair], value: str) -> list[Pair]:
        """Those with the role."""
        return [pair for pair in pairs if pair[0].role == self.name]
