"""The methods of the Bot API, by name. A new one is a function with ``@method`` in one of these files."""

from __future__ import annotations

from bot.sandbox.methods import chats, commands, editing, files, sending, topics
from bot.sandbox.methods.registry import METHODS, Method

__all__ = ["METHODS", "Method", "chats", "commands", "editing", "files", "sending", "topics"]
