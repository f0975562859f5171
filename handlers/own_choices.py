"""What people decide for themselves: language, pauses, their data, privacy, and leaving."""

from __future__ import annotations

from bot.actions import helping, language, own_data, pausing, privacy, withdrawing
from bot.actions.house import House
from handlers.reading import Handlers, command


def routes(house: House) -> Handlers:
    """/help /language /pause /resume /mydata /privacy /withdraw, and the words people know for them."""
    return [
        command(house, "help", helping.show_help),
        command(house, "language", language.choose),
        command(house, "pause", pausing.pause),
        command(house, "resume", pausing.resume),
        command(house, "mydata", own_data.show_own),
        command(house, "privacy", privacy.show_choices),
        command(house, "consent", privacy.show_choices),
        command(house, "withdraw", withdrawing.ask),
        command(house, "stop", withdrawing.ask),
        command(house, "delete", withdrawing.ask),
    ]
