"""What is open, how far one is, and taking back a note that was given without a name."""

from __future__ import annotations

from bot.actions import anonymous, progress_card, today
from bot.actions.house import House
from handlers.reading import Handlers, command


def routes(house: House) -> Handlers:
    """/today /progress /undo."""
    return [
        command(house, "today", today.show_today),
        command(house, "progress", progress_card.show_progress),
        command(house, "undo", anonymous.take_back),
    ]
