"""Somebody blocked the bot, or let it in again; a group took it in, or sent it away."""

from __future__ import annotations

from telegram import ChatMemberUpdated, Update
from telegram.constants import ChatMemberStatus
from telegram.ext import ChatMemberHandler

from bot.actions import groups, reaching
from bot.actions.house import House
from handlers.reading import Handlers

_AWAY = (ChatMemberStatus.BANNED, ChatMemberStatus.LEFT)


def routes(house: House) -> Handlers:
    """Telegram's own word about the bot's place in a private chat or a group."""

    def _in_group(change: ChatMemberUpdated) -> None:
        here, before = change.new_chat_member.status, change.old_chat_member.status
        if here in _AWAY:
            house.do(groups.left, change.chat.id)
        elif before in _AWAY:
            house.do(groups.brought_in, change.chat.id, change.from_user.id)

    async def changed(update: Update, _context: object) -> None:
        change = update.my_chat_member
        if change is None:
            return
        if change.chat.type != "private":
            _in_group(change)
            return
        away = change.new_chat_member.status in _AWAY
        house.do(reaching.blocked if away else reaching.heard_from, change.from_user.id)

    return [ChatMemberHandler(changed, ChatMemberHandler.MY_CHAT_MEMBER)]
