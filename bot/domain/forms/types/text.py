"""``text`` and ``barcode``: one message of words."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from bot.domain.forms.types.base import IN_WORDS, Ask, Reading, Value
from bot.domain.incoming import Incoming

if TYPE_CHECKING:
    from bot.domain.forms.filling import Filling


class Text:
    """Words, composed (NFC) and without blanks around. How long they may be is the programme's constraint."""

    kinds = ("text", "string", "barcode")

    def ask(self, filling: Filling, ref: str, draft: str = "", page: int = 0) -> Ask:
        """The person writes; there is nothing to tap."""
        return Ask(expects=frozenset({"text"}))

    def tap(self, filling: Filling, ref: str, code: str, draft: str) -> Reading:
        """Nothing can be tapped."""
        return IN_WORDS

    def hear(self, filling: Filling, ref: str, incoming: Incoming, draft: str = "") -> Reading:
        """The words of the message."""
        words = unicodedata.normalize("NFC", incoming.text).replace("\0", "").strip()
        return Value(words) if words else IN_WORDS
