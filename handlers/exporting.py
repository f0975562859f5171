"""The data, for researchers."""

from __future__ import annotations

from bot.actions import exporting
from bot.actions.house import House
from handlers.reading import Handlers, command


def routes(house: House) -> Handlers:
    """/export."""
    return [command(house, "export", exporting.begin)]
