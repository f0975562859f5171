"""What the bot says of itself: commands by place and language, name, descriptions, the menu's button."""

from __future__ import annotations

import json
import re
from typing import Any

from bot.sandbox.fields import Fields
from bot.sandbox.methods.registry import method
from bot.sandbox.refusals import bad
from bot.sandbox.world import Chat, World

_NAME = re.compile(r"[a-z0-9_]{1,32}")
_SCOPES = frozenset(
    (
        "default",
        "all_private_chats",
        "all_group_chats",
        "all_chat_administrators",
        "chat",
        "chat_administrators",
        "chat_member",
    )
)
_LONGEST = {"name": 64, "description": 512, "short_description": 120}


def _scope(fields: Fields) -> str:
    scope = fields.object("scope") or {"type": "default"}
    if scope.get("type") not in _SCOPES:
        raise bad("can't parse BotCommandScope: unsupported type specified")
    if scope["type"].startswith("chat"):
        return f"{scope['type']}:{scope.get('chat_id')}"
    return str(scope["type"])


@method("setMyCommands")
def set_commands(world: World, fields: Fields) -> bool:
    """Set the menu for a place and a language."""
    commands = fields.object("commands") or []
    if len(commands) > 100:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    for each in commands:
        if not _NAME.fullmatch(str(each.get("command", "")).removeprefix("/")):
            raise bad("BOT_COMMAND_INVALID")
        if not 1 <= len(str(each.get("description", ""))) <= 256:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    scope = _scope(fields)
    if scope.startswith("chat:"):
        world.writable(scope.removeprefix("chat:"))
    world.store.put("commands", json.dumps([scope, fields.text("language_code")]), commands)
    for chat in world.chats.values():
        chat.seq += 1
    world.changed.beat()
    return True


@method("getMyCommands")
def get_commands(world: World, fields: Fields) -> list[dict[str, str]]:
    """The menu that was set for just this place and language."""
    found: list[dict[str, str]] = world.store.get(
        "commands", json.dumps([_scope(fields), fields.text("language_code")]), []
    )
    return found


@method("deleteMyCommands")
def delete_commands(world: World, fields: Fields) -> bool:
    """Take a menu away; a wider one counts then."""
    world.store.drop("commands", json.dumps([_scope(fields), fields.text("language_code")]))
    return True


def commands_for(world: World, chat: Chat, language: str) -> list[dict[str, str]]:
    """The menu that somebody sees in a chat: the narrowest place first, their language before none."""
    wide = "all_private_chats" if chat.kind == "private" else "all_group_chats"
    for scope in (f"chat:{chat.id}", wide, "default"):
        for spoken in (language, ""):
            found: list[dict[str, str]] | None = world.store.get("commands", json.dumps([scope, spoken]))
            if found:
                return found
    return []


def _words(name: str, setter: str, getter: str) -> None:
    def put(world: World, fields: Fields) -> bool:
        text = fields.text(name)
        if len(text) > _LONGEST[name]:
            raise bad(f"{name} is too long")
        world.store.put(name, fields.text("language_code"), text)
        return True

    def get(world: World, fields: Fields) -> dict[str, Any]:
        spoken = world.store.get(name, fields.text("language_code"))
        return {name: spoken if spoken is not None else world.store.get(name, "", "")}

    method(setter)(put)
    method(getter)(get)


_words("name", "setMyName", "getMyName")
_words("description", "setMyDescription", "getMyDescription")
_words("short_description", "setMyShortDescription", "getMyShortDescription")


@method("setChatMenuButton")
def set_menu_button(world: World, fields: Fields) -> bool:
    """What the button beside the box does. The room's page always shows the commands."""
    return True


@method("getChatMenuButton")
def get_menu_button(world: World, fields: Fields) -> dict[str, str]:
    """The button beside the box opens the commands."""
    return {"type": "commands"}
