"""What several methods need: the text of a message, what it answers, and posting it."""

from __future__ import annotations

from typing import Any

from bot.sandbox.entities import length, parse_html, typed
from bot.sandbox.fields import Fields
from bot.sandbox.methods.markup import markup_of
from bot.sandbox.methods.topics import in_topic
from bot.sandbox.refusals import bad
from bot.sandbox.world import Chat, World

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024


def formatted(fields: Fields, name: str, kind: str) -> dict[str, Any]:
    """Text and entities of a message, from the fields ``name`` (``text`` or ``caption``) and ``kind``."""
    mode, source = fields.text("parse_mode").lower(), fields.text(name)
    given = fields.object(kind)
    if given:
        text, entities = source.strip(), list(given)
    elif mode == "html":
        text, entities = parse_html(source)
    elif mode:
        raise bad(f"unsupported parse_mode: the room reads HTML, not {mode}")
    else:
        text, entities = source.strip(), typed(source.strip())
    if mode == "html":
        entities = sorted([*entities, *_outside(typed(text), entities)], key=lambda each: int(each["offset"]))
    made: dict[str, Any] = {name: text} if text else {}
    if text and entities:
        made[kind] = entities
    return made


def _outside(found: list[dict[str, Any]], known: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Commands and addresses that do not stand inside code or a link."""
    shut = [each for each in known if each["type"] in ("code", "pre", "text_link")]
    return [
        each
        for each in found
        if not any(
            one["offset"] < each["offset"] + each["length"] and each["offset"] < one["offset"] + one["length"]
            for one in shut
        )
    ]


def text_of(fields: Fields) -> dict[str, Any]:
    """The text of a message. Raises when it is empty or too long."""
    made = formatted(fields, "text", "entities")
    if "text" not in made:
        raise bad("message text is empty")
    if length(made["text"]) > LONGEST_TEXT:
        raise bad("message is too long")
    return made


def caption_of(fields: Fields) -> dict[str, Any]:
    """The caption of a photo or file, which may be empty. Raises when it is too long."""
    made = formatted(fields, "caption", "caption_entities")
    if length(made.get("caption", "")) > LONGEST_CAPTION:
        raise bad("message caption is too long")
    return made


def send(world: World, fields: Fields, what: dict[str, Any], chat: Chat | None = None) -> dict[str, Any]:
    """Post a message of the bot with its markup and what it replies to."""
    chat = chat or world.writable(fields.values.get("chat_id"))
    markup = markup_of(fields)
    made = {**what, **in_topic(chat, fields), **_answers(world, chat, fields)}
    if markup is not None and "inline_keyboard" in markup:
        made["reply_markup"] = markup
    posted = world.post(chat, world.bot, made, silent=fields.flag("disable_notification"))
    chat.doing = ""
    if markup is not None and "inline_keyboard" not in markup:
        chat.keyboard = None if markup.get("remove_keyboard") else markup
        world.save_chat(chat)
        world.show(chat)
    return posted


def _answers(world: World, chat: Chat, fields: Fields) -> dict[str, Any]:
    told = fields.object("reply_parameters") or {}
    number = int(told.get("message_id") or fields.number("reply_to_message_id", 0))
    if not number:
        return {}
    found = chat.find(number)
    if found is None:
        if told.get("allow_sending_without_reply") or fields.flag("allow_sending_without_reply"):
            return {}
        raise bad("message to be replied not found")
    return {"reply_to_message": {k: v for k, v in found.raw.items() if k != "reply_to_message"}}
