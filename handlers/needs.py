"""A problem, told with one tap; and what needs a facilitator today."""

from __future__ import annotations

from bot.actions import needs, problems
from bot.actions.house import House
from handlers.reading import Handlers, command


def routes(house: House) -> Handlers:
    """/problem and /needs."""
    return [command(house, "problem", problems.begin), command(house, "needs", needs.begin)]
