"""One message to many people."""

from __future__ import annotations

from bot.actions import broadcasting
from bot.actions.house import House
from handlers.reading import Handlers, command


def routes(house: House) -> Handlers:
    """/broadcast."""
    return [command(house, "broadcast", broadcasting.begin)]
