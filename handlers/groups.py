"""Groups: commands there, and their way to a supergroup."""

from __future__ import annotations

from telegram import Update
from telegram.ext import CommandHandler, MessageHandler, filters

from bot.actions import announcing, groups, reaching, topic_talk
from bot.actions.house import House
from handlers.reading import Handlers, command, read


def routes(house: House) -> Handlers:
    """/group (in a group and in the private chat), other commands in a group, and groups that move."""

    async def tie(update: Update, _context: object) -> None:
        incoming = read(update)
        if incoming is not None:
            house.hear(groups.ask_kind, incoming)

    async def other(update: Update, _context: object) -> None:
        incoming = read(update)
        if incoming is not None and _is_for_us(update, house.rules.bot_username):
            house.hear(groups.point_to_private, incoming)

    async def migrate(update: Update, _context: object) -> None:
        message = update.effective_message
        if message is None:
            return
        if message.migrate_to_chat_id:
            house.do(reaching.moved, message.chat.id, message.migrate_to_chat_id)
        elif message.migrate_from_chat_id:
            house.do(reaching.moved, message.migrate_from_chat_id, message.chat.id)

    async def talk(update: Update, _context: object) -> None:
        incoming = read(update)
        if incoming is not None:
            house.hear(topic_talk.heard, incoming)

    spoken = filters.UpdateType.MESSAGE | filters.UpdateType.EDITED
    here = filters.ChatType.GROUPS & filters.UpdateType.MESSAGE
    return [
        command(house, "group", announcing.begin),
        MessageHandler(filters.StatusUpdate.MIGRATE, migrate),
        CommandHandler("group", tie, here),
        MessageHandler(here & filters.COMMAND, other),
        MessageHandler(filters.ChatType.GROUPS & spoken, talk),
    ]


def _is_for_us(update: Update, username: str) -> bool:
    """Whether a command names this bot, or no bot."""
    text = update.effective_message.text or "" if update.effective_message else ""
    _name, named, bot = text.split(maxsplit=1)[0].partition("@") if text else ("", "", "")
    return not named or bot.lower() == username.lower()
