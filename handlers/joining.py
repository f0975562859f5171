"""The way in: links of invitations."""

from __future__ import annotations

from bot.actions import entering
from bot.actions.house import House
from handlers.reading import Handlers, command


def routes(house: House) -> Handlers:
    """/start."""
    return [command(house, "start", entering.start)]
