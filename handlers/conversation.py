"""Whatever is not a command: words, files and button presses go to the conversation a person is in."""

from __future__ import annotations

from telegram import Update
from telegram.ext import CallbackQueryHandler, MessageHandler, filters

from bot.actions import flows
from bot.actions.house import House
from bot.actions.talking import receive
from handlers.reading import Handlers, read


def routes(house: House) -> Handlers:
    """Handlers for button presses, and for messages (new or edited) in private chats."""

    async def press(update: Update, _context: object) -> None:
        incoming = read(update)
        if incoming is not None:
            house.hear(flows.tap, incoming)

    async def say(update: Update, _context: object) -> None:
        incoming = read(update)
        if incoming is not None:
            house.hear(receive, incoming)

    return [
        CallbackQueryHandler(press),
        MessageHandler(
            filters.ChatType.PRIVATE & (filters.UpdateType.MESSAGE | filters.UpdateType.EDITED), say
        ),
    ]
