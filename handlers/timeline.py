"""What comes when, and changing it."""

from __future__ import annotations

from bot.actions import timeline
from bot.actions.house import House
from handlers.reading import Handlers, command


def routes(house: House) -> Handlers:
    """/timeline."""
    return [command(house, "timeline", timeline.begin)]
