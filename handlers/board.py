"""What the whole room sees or is asked: the board, and the live question."""

from __future__ import annotations

from bot.actions import boards, live
from bot.actions.house import House
from handlers.reading import Handlers, command


def routes(house: House) -> Handlers:
    """/board and /live."""
    return [command(house, "board", boards.begin), command(house, "live", live.begin)]
