"""Who has done what, as a picture."""

from __future__ import annotations

from bot.actions import boards
from bot.actions.house import House
from handlers.reading import Handlers, command


def routes(house: House) -> Handlers:
    """/board."""
    return [command(house, "board", boards.begin)]
