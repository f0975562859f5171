"""``text`` and ``barcode``: one message of words."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from bot.domain.days import plain_digits
from bot.domain.forms.types.base import IN_WORDS, Ask, Reading, Unreadable, Value, question_of
from bot.domain.incoming import Incoming
from bot.domain.said import N_, Said

if TYPE_CHECKING:
    from bot.domain.forms.filling import Filling


_NUMBERS = re.compile(r"[\d+\-.,/ ()]*\d[\d+\-.,/ ()]*")
#: What is taken off at both ends: blanks, and marks that nobody sees.
_AROUND = " \t\r\n\u00a0\u200b\u200c\u200d\u2060\ufeff"

_BARS = Said(N_("Write what stands below the bars, or send a photo of them."))
_IN_DIGITS = Unreadable(Said(N_("Please write digits, such as 020 55 123.")))


class Text:
    """Words, composed (NFC) and without blanks around. How long they may be is the programme's constraint."""

    kinds = ("text", "string", "barcode")

    def ask(self, filling: Filling, ref: str, draft: str = "", page: int = 0) -> Ask:
        """The person writes; there is nothing to tap. Bars can be photographed too."""
        if question_of(filling, ref).kind == "barcode":
            return Ask(_BARS, expects=frozenset({"text", "photo"}))
        return Ask(expects=frozenset({"text"}))

    def tap(self, filling: Filling, ref: str, code: str, draft: str) -> Reading:
        """Nothing can be tapped."""
        return IN_WORDS

    def hear(self, filling: Filling, ref: str, incoming: Incoming, draft: str = "") -> Reading:
        """The words of the message; with the appearance ``numbers`` digits, whichever they are, as 0 to 9."""
        words = unicodedata.normalize("NFC", incoming.text).replace("\0", "").strip(_AROUND)
        if "numbers" not in question_of(filling, ref).appearance.split():
            return Value(words) if words else IN_WORDS
        digits = plain_digits(unicodedata.normalize("NFKC", words))
        return Value(digits) if _NUMBERS.fullmatch(digits) else _IN_DIGITS
