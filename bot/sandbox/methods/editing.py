"""Changing and deleting messages that were sent, reacting to them, keeping one at the top."""

from __future__ import annotations

from typing import Any

from bot.sandbox.fields import Fields
from bot.sandbox.message import ChatMessage
from bot.sandbox.methods.common import caption_of, text_of
from bot.sandbox.methods.files import _content
from bot.sandbox.methods.markup import inline_of
from bot.sandbox.methods.registry import method
from bot.sandbox.refusals import bad
from bot.sandbox.world import Chat, World

_SAME = (
    "message is not modified: specified new message content and reply markup are exactly the same as a "
    "current content and reply markup of the message"
)

#: Seconds after which the bot cannot delete a message any more.
_DELETABLE = 48 * 3600

_MEDIA = ("photo", "video", "audio", "document", "animation")


def _to_edit(world: World, fields: Fields) -> tuple[Chat, ChatMessage]:
    chat = world.writable(fields.values.get("chat_id"))
    message = chat.find(fields.number("message_id"))
    if message is None:
        raise bad("message to edit not found")
    if not message.from_bot:
        raise bad("message can't be edited")
    return chat, message


def _change(
    world: World,
    fields: Fields,
    chat: Chat,
    message: ChatMessage,
    what: dict[str, Any],
    *,
    words: bool = True,
) -> dict[str, Any]:
    """Apply an edit. Without a markup the buttons go, as at Telegram. Refuses one that changes nothing."""
    made = {**what, "reply_markup": inline_of(fields)}
    if all(message.raw.get(name) == value for name, value in made.items()):
        raise bad(_SAME)
    if words:
        made["edit_date"] = world.now()
    return world.change(chat, message, made)


@method("editMessageText")
def edit_text(world: World, fields: Fields) -> dict[str, Any]:
    """Other words in place of those of a message."""
    chat, message = _to_edit(world, fields)
    made = text_of(fields)
    if "text" not in message.raw:
        raise bad("there is no text in the message to edit")
    return _change(world, fields, chat, message, {"text": made["text"], "entities": made.get("entities")})


@method("editMessageCaption")
def edit_caption(world: World, fields: Fields) -> dict[str, Any]:
    """Another caption."""
    chat, message = _to_edit(world, fields)
    made = caption_of(fields)
    if "text" in message.raw:
        raise bad("there is no caption in the message to edit")
    what = {"caption": made.get("caption"), "caption_entities": made.get("caption_entities")}
    return _change(world, fields, chat, message, what)


@method("editMessageReplyMarkup")
def edit_markup(world: World, fields: Fields) -> dict[str, Any]:
    """Other buttons, or none."""
    chat, message = _to_edit(world, fields)
    return _change(world, fields, chat, message, {}, words=False)


@method("editMessageMedia")
def edit_media(world: World, fields: Fields) -> dict[str, Any]:
    """Another photo or file in place of the one in a message."""
    chat, message = _to_edit(world, fields)
    media = fields.object("media") or {}
    kind = str(media.get("type", ""))
    if kind not in _MEDIA:
        raise bad("wrong type of media")
    inner = Fields({**fields.values, **media}, fields.files)
    content = _content(world, inner.upload("media"), kind, int(media.get("duration", 0)))
    made = caption_of(inner)
    what = {**dict.fromkeys((*_MEDIA, "text", "entities")), kind: content}
    what |= {"caption": made.get("caption"), "caption_entities": made.get("caption_entities")}
    return _change(world, fields, chat, message, what)


@method("deleteMessage")
def delete_message(world: World, fields: Fields) -> bool:
    """Take a message away, for everybody."""
    chat = world.writable(fields.values.get("chat_id"))
    _delete(world, chat, fields.number("message_id"))
    return True


@method("deleteMessages")
def delete_messages(world: World, fields: Fields) -> bool:
    """Take several messages away; those that are not there are passed over."""
    chat = world.writable(fields.values.get("chat_id"))
    for number in fields.object("message_ids") or []:
        if chat.find(int(number)) is not None:
            _delete(world, chat, int(number))
    return True


def _delete(world: World, chat: Chat, number: int) -> None:
    message = chat.find(number)
    if message is None:
        raise bad("message to delete not found")
    if world.now() - int(message.raw["date"]) > _DELETABLE:
        raise bad("message can't be deleted for everyone")
    world.remove(chat, message)


@method("setMessageReaction")
def set_reaction(world: World, fields: Fields) -> bool:
    """A small sign of the bot on a message."""
    chat = world.writable(fields.values.get("chat_id"))
    message = chat.find(fields.number("message_id"))
    if message is None:
        raise bad("message to react not found")
    message.extra["reaction"] = [each.get("emoji", "") for each in fields.object("reaction") or []]
    world.touch(chat, message)
    return True


@method("pinChatMessage", "unpinChatMessage")
def pin(world: World, fields: Fields) -> bool:
    """Keep a message at the top of its chat, or let it go."""
    chat = world.writable(fields.values.get("chat_id"))
    number = fields.number("message_id", 0)
    if number and chat.find(number) is None:
        raise bad("message to pin not found")
    return True
