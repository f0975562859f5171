"""Topics of a forum: a supergroup in which each talk has a place of its own."""

from __future__ import annotations

from typing import Any

from bot.sandbox.fields import Fields
from bot.sandbox.methods.registry import method
from bot.sandbox.refusals import bad
from bot.sandbox.world import Chat, World

#: Longest name of a topic, and the colour that it gets when none is asked for.
LONGEST, COLOUR = 128, 7322096


@method("createForumTopic")
def create_topic(world: World, fields: Fields) -> dict[str, Any]:
    """A new topic; its number is that of the service message that opens it."""
    chat = _manageable(world, fields, "create a topic")
    name = _name(fields)
    told = {"name": name, "icon_color": fields.number("icon_color", COLOUR)}
    body = world.post(chat, world.bot, {"forum_topic_created": told})
    number = int(body["message_id"])
    chat.topics[str(number)] = {**told, "closed": False}
    world.save_chat(chat)
    return {"message_thread_id": number, **told}


@method("editForumTopic")
def edit_topic(world: World, fields: Fields) -> bool:
    """Another name for a topic."""
    topic = _topic(_manageable(world, fields, "edit the topic"), fields)
    name = _name(fields)
    if topic["name"] == name:
        raise bad("TOPIC_NOT_MODIFIED")
    topic["name"] = name
    return True


@method("closeForumTopic", "reopenForumTopic")
def close_topic(world: World, fields: Fields) -> bool:
    """Only administrators write in a closed topic; the room keeps the mark and lets the bot write on."""
    _topic(_manageable(world, fields, "close or reopen the topic"), fields)
    return True


@method("deleteForumTopic")
def delete_topic(world: World, fields: Fields) -> bool:
    """Take a topic away, with every message in it."""
    chat = _manageable(world, fields, "delete the topic")
    _topic(chat, fields)
    number = fields.number("message_thread_id")
    del chat.topics[str(number)]
    for message in [*chat.messages]:
        if message.message_id == number or message.raw.get("message_thread_id") == number:
            world.remove(chat, message)
    world.save_chat(chat)
    return True


def in_topic(chat: Chat, fields: Fields) -> dict[str, Any]:
    """What a message that is sent into a topic tells of it. Raises for a topic that is not there."""
    number = fields.number("message_thread_id", 0)
    if not number:
        return {}
    if str(number) not in chat.topics:
        raise bad("message thread not found")
    return {"message_thread_id": number, "is_topic_message": True}


def _manageable(world: World, fields: Fields, what: str) -> Chat:
    chat = world.writable(fields.values.get("chat_id"))
    if not chat.forum:
        raise bad("the chat is not a forum")
    if not chat.admin:
        raise bad(f"not enough rights to {what}")
    return chat


def _topic(chat: Chat, fields: Fields) -> dict[str, Any]:
    topic = chat.topics.get(str(fields.number("message_thread_id")))
    if topic is None:
        raise bad("TOPIC_ID_INVALID")
    return topic


def _name(fields: Fields) -> str:
    name = fields.text("name").strip()
    if not 1 <= len(name) <= LONGEST:
        raise bad("TOPIC_TITLE_EMPTY" if not name else "topic name is too long")
    return name
