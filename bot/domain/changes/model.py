"""One difference between two versions of a programme: how bad it is, what it is, and whom it concerns."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from bot.domain.changes.people import People, Whom
from bot.domain.said import Said


class Weight(enum.StrEnum):
    """How bad a change is, the worst first."""

    BREAKS = "breaks"
    TELL = "tell"
    HARMLESS = "harmless"


@dataclass(frozen=True)
class Change:
    """One difference. With ``stays`` it keeps its weight even when it concerns nobody so far."""

    weight: Weight
    said: Said
    whom: Whom | None = None
    stays: bool = False

    def weighed(self, people: People | None) -> Weight:
        """How bad it is for these people: what concerns nobody is harmless. None: they are unknown."""
        if people is None or self.stays or self.whom is None or self.whom.count(people):
            return self.weight
        return Weight.HARMLESS


def breaks(text: str, whom: Whom | None = None, /, *, stays: bool = False, **values: object) -> Change:
    """A change by which answers are lost to the analysis, or mean something else."""
    return Change(Weight.BREAKS, Said(text, values), whom, stays)


def tell(text: str, whom: Whom | None = None, /, *, stays: bool = False, **values: object) -> Change:
    """A change of which people must hear."""
    return Change(Weight.TELL, Said(text, values), whom, stays)


def harmless(text: str, whom: Whom | None = None, /, **values: object) -> Change:
    """A change that nobody needs to care about."""
    return Change(Weight.HARMLESS, Said(text, values), whom)
