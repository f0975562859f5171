"""Who can be written to. A new audience is a file here and a line in :data:`AUDIENCES`."""

from __future__ import annotations

from bot.actions.broadcasts.audiences.base import Audience, Pair
from bot.actions.broadcasts.audiences.cluster import OfCluster
from bot.actions.broadcasts.audiences.country import OfCountry
from bot.actions.broadcasts.audiences.everyone import Everyone
from bot.actions.broadcasts.audiences.matching import Matching
from bot.actions.broadcasts.audiences.one import One
from bot.actions.broadcasts.audiences.role import OfRole
from bot.actions.broadcasts.audiences.silent import Silent
from bot.actions.broadcasts.audiences.unanswered import Unanswered
from bot.domain.said import N_

__all__ = ["AUDIENCES", "Audience", "Pair", "of"]

#: In the order in which they are offered.
AUDIENCES: dict[str, Audience] = {
    audience.name: audience
    for audience in (
        Everyone(),
        OfRole("trainee", N_("Trainees")),
        OfRole("leader", N_("Cluster leaders")),
        OfCountry(),
        OfCluster(),
        Silent(),
        Matching(),
        One(),
        Unanswered(),
    )
}


def of(name: str) -> Audience:
    """The audience with this name. Raises ``KeyError`` for an unknown one."""
    return AUDIENCES[name]
