"""Everybody who takes part."""

from __future__ import annotations

from bot.actions.broadcasts.audiences.base import Audience, Pair
from bot.actions.tx import Tx
from bot.domain.said import N_
from storage.tables import Workshop


class Everyone(Audience):
    """Trainees and cluster leaders."""

    name = "everyone"
    title = N_("Everybody who takes part")

    def pick(self, tx: Tx, workshop: Workshop, pairs: list[Pair], value: str) -> list[Pair]:
        """All of them."""
        return pairs
