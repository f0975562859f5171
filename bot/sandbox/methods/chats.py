"""The bot itself, chats and their members, and answers to button presses."""

from __future__ import annotations

from typing import Any

from bot.sandbox.fields import Fields
from bot.sandbox.methods.registry import method
from bot.sandbox.refusals import bad
from bot.sandbox.world import Chat, World

#: Seconds after which a button press cannot be answered any more, on the room's clock.
TOO_OLD = 15 * 60

LONGEST_TOAST = 200


@method("getMe")
def get_me(world: World, fields: Fields) -> dict[str, Any]:
    """The bot as an account."""
    return world.bot


@method("getChat")
def get_chat(world: World, fields: Fields) -> dict[str, Any]:
    """What is known of a chat."""
    chat = world.writable(fields.values.get("chat_id"))
    more = {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": _NO_GIFTS}
    return {**world.chat_facts(chat), **more}


_NO_GIFTS = {
    "unlimited_gifts": False,
    "limited_gifts": False,
    "unique_gifts": False,
    "premium_subscription": False,
    "gifts_from_channels": False,
}


@method("getChatMember")
def get_member(world: World, fields: Fields) -> dict[str, Any]:
    """Whether somebody is in a chat, and as what."""
    chat = world.writable(fields.values.get("chat_id"))
    number = fields.number("user_id")
    if number == world.bot["id"]:
        return bot_in(world, "administrator" if chat.admin else "member")
    user = world.users.get(number)
    if user is None:
        raise bad("user not found")
    return _member(chat, user)


@method("getChatMemberCount")
def count_members(world: World, fields: Fields) -> int:
    """How many are in a chat, the bot included."""
    return len(world.writable(fields.values.get("chat_id")).members) + 1


@method("getChatAdministrators")
def get_administrators(world: World, fields: Fields) -> list[dict[str, Any]]:
    """Whoever made a group; it has no other administrators here."""
    chat = world.writable(fields.values.get("chat_id"))
    if chat.kind == "private":
        raise bad("there are no administrators in the private chat")
    return [_member(chat, world.users[chat.members[0]])] if chat.members else []


#: What an administrator may do here, as the Bot API tells it.
_RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_manage_topics",
)


def bot_in(world: World, status: str) -> dict[str, Any]:
    """The bot as a member of a chat, by its status there."""
    more: dict[str, Any] = {"until_date": 0} if status == "kicked" else {}
    if status == "administrator":
        more = {"can_be_edited": False, "is_anonymous": False, **dict.fromkeys(_RIGHTS, True)}
    return {"user": world.bot, "status": status, **more}


def _member(chat: Chat, user: dict[str, Any]) -> dict[str, Any]:
    if user["id"] not in chat.members:
        return {"user": user, "status": "left"}
    if chat.kind != "private" and chat.members[0] == user["id"]:
        return {"user": user, "status": "creator", "is_anonymous": False}
    return {"user": user, "status": "member"}


@method("leaveChat")
def leave_chat(world: World, fields: Fields) -> bool:
    """The bot goes out of a group."""
    chat = world.writable(fields.values.get("chat_id"))
    if chat.kind == "private":
        raise bad("chat member status can't be changed in private chats")
    chat.state = "bot is not a member of the group chat"
    world.save_chat(chat)
    return True


@method("answerCallbackQuery")
def answer_press(world: World, fields: Fields) -> bool:
    """Stop the waiting sign on a button, with a word or without."""
    press = world.presses.pop(fields.text("callback_query_id"), None)
    if press is None or world.now() - press["at"] > TOO_OLD:
        raise bad("query is too old and response timeout expired or query ID is invalid")
    world.store.drop("press", fields.text("callback_query_id"))
    text = fields.text("text")
    if len(text) > LONGEST_TOAST:
        raise bad("MESSAGE_TOO_LONG")
    if text:
        seq = world.chats[press["user"]].seq + 1
        toast = {"text": text, "alert": fields.flag("show_alert"), "seq": seq}
        world.toasts.setdefault(press["user"], []).append(toast)
    world.show(world.chats[press["user"]])
    return True
