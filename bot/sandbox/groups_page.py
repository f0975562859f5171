"""Groups on the room's page: who is in them, what stands there, and speaking there as one of the members."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from aiohttp import web

from bot.sandbox.group import Group
from bot.sandbox.message import ChatMessage
from bot.sandbox.room import Room
from bot.sandbox.world import Chat

#: Longest name of a group, as Telegram has it.
LONGEST_TITLE = 128


class GroupRoutes:
    """Routes of the page for groups. ``shown`` turns a message into what the page draws."""

    def __init__(self, room: Room, shown: Callable[[ChatMessage], dict[str, Any]], hold: float) -> None:
        self._room = room
        self._shown = shown
        self._hold = hold
        room.app.router.add_post("/room/groups", self._make)
        room.app.router.add_get(r"/room/groups/{id:-\d+}", self._changes)
        room.app.router.add_post(r"/room/groups/{id:-\d+}/{act:[a-z]+}", self._act)

    def cards(self) -> list[dict[str, Any]]:
        """Every group that is in use, for the list of phones."""
        return [self._card(chat) for chat in self._room.world.chats.values() if _in_use(chat)]

    def _card(self, chat: Chat) -> dict[str, Any]:
        people = [member for member in chat.members if member in self._room.phones]
        last = chat.messages[-1] if chat.messages else None
        return {
            "id": chat.id,
            "group": True,
            "name": chat.title,
            "members": people,
            "country": self._room.phones[people[0]].country if people else None,
            "received": len(chat.messages),
            "last": None
            if last is None
            else {"text": " ".join(last.text.split())[:90], "date": last.raw["date"], "own": False},
        }

    async def _make(self, request: web.Request) -> web.Response:
        told = await request.json()
        title = " ".join(str(told.get("title", "")).split())[:LONGEST_TITLE]
        members = [self._room.phones[int(number)] for number in told.get("members", ())]
        if not title or not members:
            raise ValueError("a group needs a name and somebody in it")
        group = self._room.add_group(title, members)
        return web.json_response(self._card(group.chat))

    async def _changes(self, request: web.Request) -> web.Response:
        """What has changed in a group since ``after``; waits for something when there is nothing."""
        chat, after = self._chat(request), int(request.query.get("after", "0"))
        if after:
            try:
                async with asyncio.timeout(self._hold):
                    await self._room.world.changed.until(lambda: chat.seq > after or not _in_use(chat))
            except TimeoutError:
                pass
        messages = [self._told(message) for message in chat.messages if message.seq > after]
        messages += [{"message_id": number, "deleted": True} for seq, number in chat.gone if seq > after]
        return web.json_response({"seq": chat.seq, "messages": messages})

    def _told(self, message: ChatMessage) -> dict[str, Any]:
        sender = message.raw.get("from") or {}
        name = " ".join(filter(None, (sender.get("first_name"), sender.get("last_name"))))
        return {**self._shown(message), "own": False, "by": sender.get("id"), "name": name}

    async def _act(self, request: web.Request) -> web.Response:
        """Something that a member does in the group."""
        chat, act = self._chat(request), request.match_info["act"]
        told = await request.json()
        phone = self._room.phones[int(told["by"])]
        if phone.account not in chat.members:
            raise LookupError("only members can do this")
        if act == "text" and str(told["text"]).strip():
            reply = told.get("reply_to")
            await phone.send_text(
                str(told["text"]).strip(), chat=chat.id, reply_to=int(reply) if reply else None
            )
        elif act == "tap":
            await phone.tap(int(told["message_id"]), str(told["data"]), chat=chat.id)
        elif act == "migrate" and chat.kind == "group":
            Group(self._room.world, chat.id).migrate()
        else:
            raise LookupError(f"nobody can {act} here")
        return web.json_response({})

    def _chat(self, request: web.Request) -> Chat:
        chat = self._room.world.chats.get(int(request.match_info["id"]))
        if chat is None or chat.kind == "private":
            raise LookupError("there is no such group")
        return chat


def _in_use(chat: Chat) -> bool:
    return chat.kind != "private" and chat.state != "migrated"
