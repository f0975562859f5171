"""People and facilitators write to each other."""

from __future__ import annotations

from bot.actions import writing_in
from bot.actions.house import House
from handlers.reading import Handlers, command


def routes(house: House) -> Handlers:
    """/ask."""
    return [command(house, "ask", writing_in.begin)]
