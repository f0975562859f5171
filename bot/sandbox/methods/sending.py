"""Messages of words, places and polls; copies of messages; what the bot is doing."""

from __future__ import annotations

from typing import Any

from bot.sandbox.fields import Fields
from bot.sandbox.methods.common import caption_of, send, text_of
from bot.sandbox.methods.registry import method
from bot.sandbox.refusals import bad
from bot.sandbox.world import World

_ACTIONS = frozenset(
    (
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    )
)

#: What is taken along when a message is copied or forwarded.
_CONTENT = (
    "text",
    "entities",
    "caption",
    "caption_entities",
    "photo",
    "voice",
    "audio",
    "video",
    "document",
    "location",
    "contact",
    "poll",
)


@method("sendMessage")
def send_message(world: World, fields: Fields) -> dict[str, Any]:
    """A message of words."""
    chat = world.writable(fields.values.get("chat_id"))
    return send(world, fields, text_of(fields), chat)


@method("sendLocation")
def send_location(world: World, fields: Fields) -> dict[str, Any]:
    """A place on the map."""
    latitude, longitude = fields.decimal("latitude"), fields.decimal("longitude")
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise bad("wrong latitude or longitude specified")
    return send(world, fields, {"location": {"latitude": latitude, "longitude": longitude}})


@method("sendContact")
def send_contact(world: World, fields: Fields) -> dict[str, Any]:
    """A telephone number with a name."""
    contact = {name: fields.text(name) for name in ("phone_number", "first_name", "last_name")}
    if not contact["phone_number"] or not contact["first_name"]:
        raise bad("PHONE_NUMBER_INVALID")
    return send(world, fields, {"contact": {name: text for name, text in contact.items() if text}})


@method("sendPoll")
def send_poll(world: World, fields: Fields) -> dict[str, Any]:
    """A poll of two to twelve options."""
    question = fields.text("question")
    given = fields.object("options") or []
    options = [each if isinstance(each, str) else each.get("text", "") for each in given]
    if not 1 <= len(question) <= 300:
        raise bad(
            "poll question must be non-empty" if not question else "poll question length must not exceed 300"
        )
    if len(options) < 2:
        raise bad("poll must have at least 2 option")
    if len(options) > 12:
        raise bad("poll can't have more than 12 options")
    poll = {
        "id": str(world.number("poll", 5_000_000)),
        "question": question,
        "options": [
            {"text": text, "voter_count": 0, "persistent_id": str(number)}
            for number, text in enumerate(options)
        ],
        "total_voter_count": 0,
        "is_closed": False,
        "is_anonymous": fields.text("is_anonymous") != "false",
        "type": fields.text("type") or "regular",
        "allows_multiple_answers": fields.flag("allows_multiple_answers"),
        "allows_revoting": fields.text("allows_revoting") != "false",
        "members_only": fields.flag("members_only"),
    }
    return send(world, fields, {"poll": poll})


@method("stopPoll")
def stop_poll(world: World, fields: Fields) -> dict[str, Any]:
    """Close a poll; gives it with its counts."""
    chat = world.writable(fields.values.get("chat_id"))
    message = chat.find(fields.number("message_id"))
    if message is None or "poll" not in message.raw:
        raise bad("message with poll to stop not found")
    if message.raw["poll"]["is_closed"]:
        raise bad("poll has already been closed")
    poll: dict[str, Any] = {**message.raw["poll"], "is_closed": True}
    world.change(chat, message, {"poll": poll})
    return poll


@method("copyMessage", "forwardMessage")
def copy_message(world: World, fields: Fields) -> dict[str, Any]:
    """The contents of a message once more, in another chat, with another caption if one is given."""
    source = world.chat(fields.values.get("from_chat_id"))
    message = source.find(fields.number("message_id"))
    if message is None:
        raise bad("message to copy not found")
    what = {name: message.raw[name] for name in _CONTENT if name in message.raw}
    if "caption" in fields.values and "text" not in what:
        what = {name: value for name, value in what.items() if not name.startswith("caption")}
        what |= caption_of(fields)
    return send(world, fields, what)


@method("sendChatAction")
def send_chat_action(world: World, fields: Fields) -> bool:
    """Show that the bot is typing, recording or sending something."""
    chat = world.writable(fields.values.get("chat_id"))
    if fields.text("action") not in _ACTIONS:
        raise bad("wrong parameter action in request")
    chat.doing = fields.text("action")
    world.show(chat)
    return True
