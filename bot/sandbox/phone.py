"""Phones: what people do, as updates for the bot, and what they see."""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qs, urlsplit

from bot.sandbox.entities import typed
from bot.sandbox.message import ChatMessage
from bot.sandbox.methods.chats import bot_in
from bot.sandbox.methods.commands import commands_for
from bot.sandbox.methods.files import keep_document, keep_photo, keep_video, keep_voice
from bot.sandbox.world import Chat, World

BLOCKED = "bot was blocked by the user"
DELETED = "user is deactivated"


class Phone:
    """One person's phone. Acts put an update into the queue and give the message; none waits for the bot."""

    def __init__(self, world: World, account: int) -> None:
        self._world = world
        self.account = account
        self.toasts: list[dict[str, Any]] = world.toasts.setdefault(account, [])

    @property
    def user(self) -> dict[str, Any]:
        """The account in the Bot API's shape."""
        return self._world.users[self.account]

    @property
    def name(self) -> str:
        """The name on the account."""
        return " ".join(filter(None, (self.user["first_name"], self.user.get("last_name"))))

    @property
    def language_code(self) -> str:
        """The language of the phone."""
        return str(self.user.get("language_code", ""))

    @property
    def facts(self) -> dict[str, Any]:
        """What the room knows of the person besides: country, role, invitation."""
        return self._world.facts.get(self.account, {})

    def describe(self, **facts: Any) -> None:
        """Add to the facts."""
        self._world.facts[self.account] = {**self.facts, **facts}
        self._world.store.put("phone", self.account, self.facts)
        self._world.changed.beat()

    @property
    def country(self) -> str | None:
        """ISO code of the country where the person lives, when it was given."""
        country: str | None = self.facts.get("country")
        return country

    @property
    def chat(self) -> Chat:
        """The private chat with the bot."""
        return self._world.chats[self.account]

    @property
    def messages(self) -> Sequence[ChatMessage]:
        """The private chat, oldest first, with edits applied and without what was deleted."""
        return self.chat.messages

    @property
    def blocked(self) -> bool:
        """Whether this person has blocked the bot."""
        return self.chat.state == BLOCKED

    @property
    def commands(self) -> list[dict[str, str]]:
        """The menu of commands as this phone shows it."""
        return commands_for(self._world, self.chat, self.language_code)

    @property
    def keyboard(self) -> dict[str, Any] | None:
        """The keyboard that the bot put in place of the phone's own."""
        return self.chat.keyboard

    @property
    def typing(self) -> str:
        """What the bot is doing now, such as ``typing``."""
        return self.chat.doing

    @property
    def seq(self) -> int:
        """Grows with everything that changes in the private chat."""
        return self.chat.seq

    async def changed(self, after: int, patience: float = 25) -> bool:
        """Wait until something has changed since ``after``; False when nothing did for so many seconds."""
        try:
            async with asyncio.timeout(patience):
                await self._world.changed.until(lambda: self.chat.seq > after)
        except TimeoutError:
            return False
        return True

    async def open_link(self, link: str) -> dict[str, Any]:
        """Open an invitation, ``https://t.me/BOT?start=CODE`` or only its code: the bot hears /start CODE."""
        code = parse_qs(urlsplit(link).query).get("start", [link])[0] if "://" in link else link
        return await self.send_text(f"/start {code}".strip())

    async def send_text(
        self, text: str, *, chat: int | None = None, reply_to: int | None = None, topic: int | None = None
    ) -> dict[str, Any]:
        """Write a message, also in a topic of a forum.

        In a group the bot hears only commands, mentions and answers to itself, unless it is an administrator.
        """
        what: dict[str, Any] = {"text": text}
        if typed(text):
            what["entities"] = typed(text)
        return self._say(what, chat, reply_to, topic)

    async def edit_text(self, message_id: int, text: str, *, chat: int | None = None) -> dict[str, Any]:
        """Change the words, or the caption, of an own message."""
        where = self._world.chats[self.account if chat is None else chat]
        message = where.find(message_id)
        if message is None or message.from_bot:
            raise LookupError("only an own message can be edited")
        name = "caption" if message.kind != "text" else "text"
        entities = "caption_entities" if name == "caption" else "entities"
        what = {name: text, entities: typed(text) or None, "edit_date": self._world.now()}
        body = self._world.change(where, message, what)
        self._world.push("edited_message", body)
        return body

    async def send_photo(self, content: bytes, caption: str = "") -> dict[str, Any]:
        """Send a photo; the phone makes it smaller. Raises ``Refusal`` for what is no picture."""
        return self._say(_with({"photo": keep_photo(self._world, content)}, caption))

    async def send_voice(
        self,
        content: bytes,
        *,
        duration: int = 5,
        caption: str = "",
        chat: int | None = None,
        topic: int | None = None,
    ) -> dict[str, Any]:
        """Send a voice message of ``duration`` seconds."""
        what = _with({"voice": keep_voice(self._world, content, "", duration)}, caption)
        return self._say(what, chat, None, topic)

    async def send_video(self, content: bytes, *, duration: int = 5, caption: str = "") -> dict[str, Any]:
        """Send a video of ``duration`` seconds."""
        return self._say(_with({"video": keep_video(self._world, content, "", duration)}, caption))

    async def send_document(self, content: bytes, name: str, caption: str = "") -> dict[str, Any]:
        """Send a file as it is."""
        return self._say(_with({"document": keep_document(self._world, content, name)}, caption))

    async def send_location(self, latitude: float, longitude: float) -> dict[str, Any]:
        """Send a place on the map."""
        return self._say({"location": {"latitude": latitude, "longitude": longitude}})

    async def move_location(self, message_id: int, latitude: float, longitude: float) -> dict[str, Any]:
        """Let a live location move: Telegram tells it as an edit of the message."""
        message = self.chat.find(message_id)
        if message is None or message.from_bot:
            raise LookupError("only an own location can move")
        place = {"latitude": latitude, "longitude": longitude, "live_period": 900}
        body = self._world.change(self.chat, message, {"location": place, "edit_date": self._world.now()})
        self._world.push("edited_message", body)
        return body

    async def share_contact(self) -> dict[str, Any]:
        """Give the own telephone number, an invented one."""
        number = f"+000{self.account}"
        return self._say(
            {
                "contact": {
                    "phone_number": number,
                    "first_name": self.user["first_name"],
                    "user_id": self.account,
                }
            }
        )

    async def tap(self, message_id: int, data: str, *, chat: int | None = None) -> str:
        """Press an inline button by its data; gives the number of the press. The room does not check that
        the message has such a button: a forged press is one of the things that it must be able to make."""
        message = self._world.chats[self.account if chat is None else chat].find(message_id)
        press = secrets.token_hex(8)
        told: dict[str, Any] = {
            "id": press,
            "from": self.user,
            "chat_instance": str(self.account),
            "data": data,
        }
        if message is not None:
            told["message"] = message.raw
        known = {"user": self.account, "at": self._world.now()}
        self._world.presses[press] = known
        self._world.store.put("press", press, known)
        self._world.push("callback_query", told)
        return press

    async def vote(self, message_id: int, options: Sequence[int]) -> None:
        """Vote in a poll of the bot, by the numbers of its options from 0; none takes the vote back.

        The bot hears of it only when the poll is not anonymous, as at Telegram.
        """
        message = self.chat.find(message_id)
        if message is None or "poll" not in message.raw or message.raw["poll"]["is_closed"]:
            raise LookupError("there is no open poll in this message")
        poll = message.raw["poll"]
        chosen = sorted({each for each in options if 0 <= each < len(poll["options"])})
        if len(chosen) > 1 and not poll["allows_multiple_answers"]:
            raise LookupError("this poll takes one choice")
        counted = [
            {**each, "voter_count": int(number in chosen)} for number, each in enumerate(poll["options"])
        ]
        changed = {**poll, "options": counted, "total_voter_count": int(bool(chosen))}
        self._world.change(self.chat, message, {"poll": changed})
        if not poll["is_anonymous"]:
            told = {
                "poll_id": poll["id"],
                "user": self.user,
                "option_ids": chosen,
                "option_persistent_ids": [poll["options"][number]["persistent_id"] for number in chosen],
            }
            self._world.push("poll_answer", told)

    async def block(self, blocked: bool = True) -> None:
        """Block the bot, or let it in again."""
        self.chat.state = BLOCKED if blocked else ""
        self._world.save_chat(self.chat)
        before, after = ("member", "kicked") if blocked else ("kicked", "member")
        self._world.push("my_chat_member", membership(self._world, self.chat, self.user, before, after))
        self._world.show(self.chat)

    def delete_account(self) -> None:
        """The account is gone; the bot hears of it only when it writes."""
        self.chat.state = DELETED
        self._world.save_chat(self.chat)

    def _say(
        self,
        what: dict[str, Any],
        chat_id: int | None = None,
        reply_to: int | None = None,
        topic: int | None = None,
    ) -> dict[str, Any]:
        world = self._world
        chat = world.chats[self.account if chat_id is None else chat_id]
        if chat.kind == "private" and chat.state in ("unopened", BLOCKED):
            chat.state = ""
            world.save_chat(chat)
        answered = chat.find(reply_to) if reply_to is not None else None
        if answered is not None:
            what = {**what, "reply_to_message": answered.raw}
        if topic is not None:
            what = {**what, "message_thread_id": topic, "is_topic_message": True}
        body = world.post(chat, self.user, what)
        if chat.kind == "private" or chat.admin or _is_for_bot(world, body):
            world.push("message", body)
        return body


def _with(what: dict[str, Any], caption: str) -> dict[str, Any]:
    made = {**what, "caption": caption} if caption else what
    return {**made, "caption_entities": typed(caption)} if typed(caption) else made


def _is_for_bot(world: World, body: dict[str, Any]) -> bool:
    """What a bot hears in a group: commands, its name, and answers to its messages."""
    kinds = {entity["type"] for entity in body.get("entities", ())}
    named = re.search(rf"@{world.bot['username']}\b", body.get("text", "")) is not None
    answers = (body.get("reply_to_message") or {}).get("from", {}).get("id") == world.bot["id"]
    return "bot_command" in kinds or named or answers


def membership(world: World, chat: Chat, user: dict[str, Any], before: str, after: str) -> dict[str, Any]:
    """A change of the bot's place in a chat, as an update tells it."""
    return {
        "chat": world.chat_facts(chat),
        "from": user,
        "date": world.now(),
        "old_chat_member": bot_in(world, before),
        "new_chat_member": bot_in(world, after),
    }
