"""A photo, a voice message or a file, with a caption."""

from __future__ import annotations

from typing import Any

from bot.actions.broadcasts.kinds.base import Content, Kind, check_length
from bot.actions.tx import Buttons, Tx
from bot.domain.incoming import Incoming
from bot.domain.pieces import CAPTION
from storage.tables import Person


class File(Kind):
    """One kind of file. In another language it may be another file, or the same with other words."""

    def __init__(self, name: str) -> None:
        self.name = name

    def fits(self, incoming: Incoming) -> bool:
        """A message with such a file."""
        return incoming.media is not None and incoming.media.kind == self.name

    def read(self, incoming: Incoming) -> Content:
        """The caption; the file itself is kept by the caller."""
        check_length(incoming.caption or incoming.text, CAPTION)
        return Content(incoming.html)

    def say(
        self, tx: Tx, person: Person, content: Content, *, buttons: Buttons | None = None, **how: Any
    ) -> int | None:
        """The file with its caption."""
        attach = {"media": content.media_id}
        return tx.say(person, content.text, kind=self.name, attach=attach, buttons=buttons, **how)
