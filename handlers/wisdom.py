"""Local wisdom, at any moment."""

from __future__ import annotations

from bot.actions import wisdom
from bot.actions.house import House
from handlers.reading import Handlers, command


def routes(house: House) -> Handlers:
    """/wisdom."""
    return [command(house, "wisdom", wisdom.begin)]
