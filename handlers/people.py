"""The people of a workshop."""

from __future__ import annotations

from bot.actions import people
from bot.actions.house import House
from handlers.reading import Handlers, command


def routes(house: House) -> Handlers:
    """/people."""
    return [command(house, "people", people.begin)]
