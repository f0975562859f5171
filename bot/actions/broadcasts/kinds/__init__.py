"""The kinds of messages that can be sent to many. A new one is a file here and a line in :data:`KINDS`."""

from __future__ import annotations

from bot.actions.broadcasts.kinds.base import Content, Kind
from bot.actions.broadcasts.kinds.files import File
from bot.actions.broadcasts.kinds.location import Location
from bot.actions.broadcasts.kinds.poll import Poll
from bot.actions.broadcasts.kinds.question import Question
from bot.actions.broadcasts.kinds.text import Text
from bot.domain.incoming import Incoming

__all__ = ["KINDS", "Content", "Kind", "of", "recognise"]

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        File("photo"),
        File("voice"),
        File("document"),
        Location(),
        Poll(),
        Question(),
        Text(),
    )
}


def of(name: str) -> Kind:
    """The kind with this name. Raises ``KeyError`` for an unknown one."""
    return KINDS[name]


def recognise(incoming: Incoming) -> Kind | None:
    """The kind of a message that was sent as it is; None for what cannot be sent to many."""
    return next((kind for kind in KINDS.values() if not kind.button and kind.fits(incoming)), None)
