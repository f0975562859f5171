"""What exists in the room: people, chats, messages, updates on their way, files. Kept in one folder."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.clock import Clock
from bot.sandbox.message import ChatMessage
from bot.sandbox.pulse import Pulse
from bot.sandbox.refusals import bad, forbidden
from bot.sandbox.store import Store

#: Telegram's number of the room's bot.
BOT_ID = 700_000_001


@dataclass
class Chat:
    """One chat and what is in it, oldest first. ``state`` says why the bot may not write there, if so.

    ``admin`` tells that the bot is an administrator there, who may manage the topics of a ``forum``.
    """

    id: int
    kind: str
    title: str = ""
    members: list[int] = field(default_factory=list)
    state: str = ""
    moved_to: int = 0
    forum: bool = False
    admin: bool = False
    topics: dict[str, dict[str, Any]] = field(default_factory=dict)
    seq: int = 0
    received: int = 0
    doing: str = ""
    keyboard: dict[str, Any] | None = None
    messages: list[ChatMessage] = field(default_factory=list)
    gone: list[tuple[int, int]] = field(default_factory=list)

    def facts(self) -> dict[str, Any]:
        """What is stored of the chat itself."""
        return {
            "id": self.id,
            "kind": self.kind,
            "title": self.title,
            "members": self.members,
            "state": self.state,
            "moved_to": self.moved_to,
            "forum": self.forum,
            "admin": self.admin,
            "topics": self.topics,
            "keyboard": self.keyboard,
            "seq": self.seq,
        }

    def find(self, message_id: int) -> ChatMessage | None:
        """The message with this number; looked for from the newest on."""
        return next((each for each in reversed(self.messages) if each.message_id == message_id), None)


class World:
    """Everything in the room, restored from ``folder`` and written through to it."""

    def __init__(self, clock: Clock, folder: Path, username: str) -> None:
        self.clock = clock
        self.folder = folder
        self.store = Store(folder / "room.db")
        self.files = folder / "files"
        self.files.mkdir(parents=True, exist_ok=True)
        self.bot: dict[str, Any] = self.store.get("bot", "me") or {
            "id": BOT_ID,
            "is_bot": True,
            "first_name": "Sala",
            "username": username,
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": False,
        }
        self.users: dict[int, dict[str, Any]] = {int(key): body for key, body in self.store.all("user")}
        self.facts: dict[int, dict[str, Any]] = {int(key): body for key, body in self.store.all("phone")}
        self.chats: dict[int, Chat] = {int(key): Chat(**body) for key, body in self.store.all("chat")}
        self._load_messages()
        self.updates: list[dict[str, Any]] = sorted(
            (body for _key, body in self.store.all("update")), key=lambda each: int(each["update_id"])
        )
        self.presses: dict[str, dict[str, Any]] = dict(self.store.all("press"))
        self.toasts: dict[int, list[dict[str, Any]]] = {}
        self.webhook: dict[str, Any] = self.store.get("bot", "webhook") or {}
        self.changed = Pulse()
        self._numbers: dict[str, int] = dict(self.store.all("number"))

    def _load_messages(self) -> None:
        found = sorted(
            ((int(key), body) for key, body in self.store.all("message")), key=lambda each: each[0]
        )
        for _message_id, (seq, body) in found:
            chat = self.chats[body["chat"]["id"]]
            chat.messages.append(ChatMessage(body, self.bot["id"], seq))
            chat.seq = max(chat.seq, seq)
            chat.received += chat.messages[-1].from_bot

    def number(self, kind: str, first: int = 1) -> int:
        """The next number of a kind: messages, updates, accounts."""
        given = max(self._numbers.get(kind, 0) + 1, first)
        self._numbers[kind] = given
        self.store.put("number", kind, given)
        return given

    def now(self) -> int:
        """The room's time as the Bot API writes it: seconds since 1970."""
        return int(self.clock.now().timestamp())

    # People and chats

    def add_user(self, user: dict[str, Any]) -> None:
        """A new person, with a private chat that they have not opened yet."""
        self.users[user["id"]] = user
        self.store.put("user", user["id"], user)
        self.save_chat(Chat(user["id"], "private", members=[user["id"]], state="unopened"))

    def save_chat(self, chat: Chat) -> None:
        """Write a chat's own facts."""
        self.chats[chat.id] = chat
        self.store.put("chat", chat.id, chat.facts())
        self.changed.beat()

    def chat_facts(self, chat: Chat) -> dict[str, Any]:
        """A chat as it stands in messages."""
        if chat.kind != "private":
            forum = {"is_forum": True} if chat.forum else {}
            return {"id": chat.id, "type": chat.kind, "title": chat.title, **forum}
        user = self.users[chat.id]
        names = {name: user[name] for name in ("first_name", "last_name", "username") if user.get(name)}
        return {"id": chat.id, "type": "private", **names}

    def chat(self, chat_id: object) -> Chat:
        """The chat with this number, open or not. Raises "chat not found"."""
        try:
            return self.chats[int(str(chat_id))]
        except (KeyError, ValueError):
            raise bad("chat not found") from None

    def writable(self, chat_id: object) -> Chat:
        """The chat, when the bot may write there. Raises Telegram's refusal when not."""
        chat = self.chat(chat_id)
        if chat.state == "unopened":
            raise bad("chat not found")
        if chat.state == "migrated":
            raise bad("group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat.moved_to)
        if chat.state:
            raise forbidden(chat.state)
        return chat

    # Messages

    def post(self, chat: Chat, sender: dict[str, Any], what: dict[str, Any], **extra: Any) -> dict[str, Any]:
        """A new message, in the Bot API's shape. ``extra`` are facts that only the room's page shows."""
        body = {
            "message_id": self.number("message"),
            "from": sender,
            "chat": self.chat_facts(chat),
            "date": self.now(),
            **what,
        }
        message = ChatMessage(body, self.bot["id"], 0, extra)
        chat.messages.append(message)
        chat.received += message.from_bot
        self.touch(chat, message)
        return body

    def touch(self, chat: Chat, message: ChatMessage) -> None:
        """A message is new or has changed: write it, and wake who looks at the chat."""
        chat.seq += 1
        message.seq = chat.seq
        self.store.put("message", message.message_id, [message.seq, message.raw])
        self.changed.beat()

    def change(self, chat: Chat, message: ChatMessage, what: dict[str, Any]) -> dict[str, Any]:
        """Give a message other contents; a value of None takes a fact away."""
        body = {name: value for name, value in {**message.raw, **what}.items() if value is not None}
        message.renew(body)
        self.touch(chat, message)
        return body

    def remove(self, chat: Chat, message: ChatMessage) -> None:
        """Delete a message for everybody."""
        chat.messages.remove(message)
        chat.seq += 1
        chat.gone.append((chat.seq, message.message_id))
        self.store.drop("message", message.message_id)
        self.changed.beat()

    def show(self, chat: Chat) -> None:
        """Something around the messages has changed: a keyboard, what the bot is doing, a toast."""
        chat.seq += 1
        self.changed.beat()

    # Updates

    def push(self, kind: str, what: dict[str, Any]) -> dict[str, Any]:
        """Put an update into the queue for the bot."""
        update = {"update_id": self.number("update", 100_000), kind: what}
        self.updates.append(update)
        self.store.put("update", update["update_id"], update)
        self.changed.beat()
        return update

    def confirm(self, offset: int) -> None:
        """The bot has everything before ``offset``."""
        for update in self.updates:
            if update["update_id"] < offset:
                self.store.drop("update", update["update_id"])
        self.updates = [update for update in self.updates if update["update_id"] >= offset]
        self.changed.beat()

    def drop_updates(self) -> None:
        """Forget all that waits."""
        if self.updates:
            self.confirm(self.updates[-1]["update_id"] + 1)

    def waiting(self, kinds: Iterable[str] | None) -> list[dict[str, Any]]:
        """Updates of the wanted kinds, oldest first. Unwanted ones are dropped, as Telegram does."""
        wanted = set(kinds or ())
        if wanted:
            for update in [each for each in self.updates if not wanted & set(each)]:
                self.updates.remove(update)
                self.store.drop("update", update["update_id"])
        return self.updates

    # Files

    def keep_file(self, content: bytes, folder: str, ending: str, **facts: Any) -> dict[str, Any]:
        """Store a file; gives what the Bot API tells of it."""
        number = self.number("file")
        name = f"{folder}/file_{number}{ending}"
        path = self.files / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        told = {
            "file_id": secrets.token_urlsafe(36),
            "file_unique_id": secrets.token_urlsafe(9),
            "file_size": len(content),
            **{key: value for key, value in facts.items() if value not in (None, "")},
        }
        self.store.put("file", told["file_id"], {"path": name, "facts": told})
        return told

    def file(self, file_id: str) -> dict[str, Any]:
        """A file's ``path`` below the files' folder, and its ``facts``. Raises for one that is unknown."""
        found: dict[str, Any] | None = self.store.get("file", file_id)
        if found is None:
            raise bad("wrong file_id or the file is temporarily unavailable")
        return found

    def close(self) -> None:
        """Write the last facts and close the store."""
        for chat in self.chats.values():
            self.store.put("chat", chat.id, chat.facts())
        self.store.close()
