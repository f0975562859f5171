"""Telegram in: each handler reads an update and calls one action. One file per conversation."""

from __future__ import annotations

from typing import Any

from telegram.ext import BaseHandler

from bot.actions.house import House
from handlers import (
    activities,
    board,
    broadcasting,
    conversation,
    exporting,
    groups,
    joining,
    needs,
    own_choices,
    people,
    reaching,
    talking,
    timeline,
    wisdom,
    workshops,
)

#: Every file with handlers, in the order in which they are asked whether an update is theirs.
#: The conversation comes last: it takes whatever is not a command.
MODULES = (
    reaching,
    joining,
    activities,
    own_choices,
    people,
    wisdom,
    workshops,
    board,
    needs,
    timeline,
    broadcasting,
    exporting,
    talking,
    groups,
    conversation,
)


def routes(house: House) -> list[BaseHandler[Any, Any, Any]]:
    """All handlers of the bot, ready for the intake."""
    return [handler for module in MODULES for handler in module.routes(house)]
