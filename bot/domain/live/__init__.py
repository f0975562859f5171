"""Questions for the whole room: each kind is a file here and a line below."""

from __future__ import annotations

from importlib import import_module
from typing import cast

from bot.domain.live.model import Kind

#: Kinds in the order in which they are offered.
KINDS = ("choice", "scale", "words", "rank")


def kind(name: str) -> Kind:
    """The kind of this name. Raises ``KeyError`` for an unknown one."""
    if name not in KINDS:
        raise KeyError(name)
    return cast("Kind", import_module(f"bot.domain.live.{name}"))
