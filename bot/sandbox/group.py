"""Groups with the bot in them: how they are made, become forums or supergroups, and send the bot away."""

from __future__ import annotations

from collections.abc import Sequence

from bot.sandbox.message import ChatMessage
from bot.sandbox.phone import Phone, membership
from bot.sandbox.world import Chat, World


class Group:
    """A group with the bot in it."""

    def __init__(self, world: World, chat_id: int) -> None:
        self._world = world
        self.id = chat_id

    @property
    def chat(self) -> Chat:
        """The group as a chat."""
        return self._world.chats[self.id]

    @property
    def messages(self) -> Sequence[ChatMessage]:
        """What stands in the group, oldest first."""
        return self.chat.messages

    @classmethod
    def make(cls, world: World, title: str, members: Sequence[Phone]) -> Group:
        """Somebody makes a group and takes the bot in."""
        number = -world.number("group", 4_000_001)
        world.save_chat(Chat(number, "group", title, [phone.account for phone in members]))
        group = cls(world, number)
        world.push("my_chat_member", membership(world, group.chat, members[0].user, "left", "member"))
        return group

    def make_forum(self, *, admin: bool = True) -> None:
        """Turn the topics on, which makes a supergroup of it; the bot becomes administrator if ``admin``."""
        if self.chat.kind == "group":
            self.migrate()
        self.chat.forum, self.chat.admin = True, admin
        self._world.save_chat(self.chat)
        if admin:
            owner = self._world.users[self.chat.members[0]]
            told = membership(self._world, self.chat, owner, "member", "administrator")
            self._world.push("my_chat_member", told)

    def send_away(self) -> None:
        """Its maker takes the bot out."""
        self.chat.state = "bot was kicked from the group chat"
        self._world.save_chat(self.chat)
        owner = self._world.users[self.chat.members[0]]
        self._world.push("my_chat_member", membership(self._world, self.chat, owner, "member", "kicked"))

    def migrate(self) -> int:
        """The group becomes a supergroup with a new number; gives it."""
        world, old = self._world, self.chat
        number = -1_000_000_000_000 - world.number("supergroup", 1_000_001)
        world.save_chat(Chat(number, "supergroup", old.title, list(old.members)))
        owner = world.users[old.members[0]]
        world.push("message", world.post(old, owner, {"migrate_to_chat_id": number}))
        world.push("message", world.post(world.chats[number], owner, {"migrate_from_chat_id": old.id}))
        old.state, old.moved_to = "migrated", number
        world.save_chat(old)
        self.id = number
        return number
