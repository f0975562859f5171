"""The people of a workshop, and their clusters."""

from __future__ import annotations

from bot.actions import clusters, people
from bot.actions.house import House
from handlers.reading import Handlers, command


def routes(house: House) -> Handlers:
    """/people and /clusters."""
    return [
        command(house, "people", people.begin),
        command(house, "clusters", clusters.begin),
    ]
