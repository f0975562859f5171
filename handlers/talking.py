"""People and facilitators write to each other."""

from __future__ import annotations

from bot.actions import inbox, writing_in
from bot.actions.house import House
from handlers.reading import Handlers, command


def routes(house: House) -> Handlers:
    """/ask and /inbox."""
    return [command(house, "ask", writing_in.begin), command(house, "inbox", inbox.begin)]
