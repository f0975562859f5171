"""Which function answers which method. Names are read without regard to case, as Telegram does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.sandbox.fields import Fields
from bot.sandbox.world import World

Method = Callable[[World, Fields], Any]

METHODS: dict[str, Method] = {}


def method(*names: str) -> Callable[[Method], Method]:
    """Register a function under these names."""

    def put(function: Method) -> Method:
        for name in names:
            METHODS[name.lower()] = function
        return function

    return put
