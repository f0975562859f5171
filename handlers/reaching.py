"""Somebody blocked the bot, or let it in again."""

from __future__ import annotations

from telegram import Update
from telegram.constants import ChatMemberStatus
from telegram.ext import ChatMemberHandler

from bot.actions import reaching
from bot.actions.house import House
from handlers.reading import Handlers

_AWAY = (ChatMemberStatus.BANNED, ChatMemberStatus.LEFT)


def routes(house: House) -> Handlers:
    """Telegram's own word about the bot's place in a private chat."""

    async def changed(update: Update, _context: object) -> None:
        change = update.my_chat_member
        if change is None or change.chat.type != "private":
            return
        away = change.new_chat_member.status in _AWAY
        house.do(reaching.blocked if away else reaching.heard_from, change.from_user.id)

    return [ChatMemberHandler(changed, ChatMemberHandler.MY_CHAT_MEMBER)]
