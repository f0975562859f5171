"""``integer`` and ``decimal``: a number, in any of the digits, asked back when it could mean two things."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.forms.typed_numbers import read_number, shown
from bot.domain.forms.types.base import Ask, Confirm, Reading, Unreadable, Value, code_of
from bot.domain.incoming import Incoming
from bot.domain.said import N_, Said

if TYPE_CHECKING:
    from bot.domain.forms.filling import Filling

_DIGITS = Unreadable(Said(N_("Please write a number, such as 12.")))
_WHOLE = Unreadable(Said(N_("Please write a whole number, such as 12.")))


class Number:
    """A typed number. ``1.500`` and ``1,500`` are read by the language of the form and asked back."""

    def __init__(self, kind: str, *, whole: bool) -> None:
        self.kinds = (kind,)
        self._whole = whole

    def ask(self, filling: Filling, ref: str, draft: str = "", page: int = 0) -> Ask:
        """The person writes; there is nothing to tap."""
        return Ask(expects=frozenset({"text"}))

    def tap(self, filling: Filling, ref: str, code: str, draft: str) -> Reading:
        """Nothing can be tapped."""
        return _DIGITS

    def hear(self, filling: Filling, ref: str, incoming: Incoming, draft: str = "") -> Reading:
        """The number in the message. One with a separator is shown as it was understood."""
        code = code_of(filling)
        number = read_number(incoming.text, code, whole=self._whole)
        if number is None:
            return _WHOLE if self._whole else _DIGITS
        if self._whole and "." in number.canonical:
            return _WHOLE
        echo = shown(number.value, code, incoming.text)
        if number.doubtful:
            return Confirm(number.canonical, Said(N_("You mean {number}?"), {"number": echo}))
        plain = incoming.text.strip() == number.canonical
        return Value(number.canonical, None if plain else Said("{number}", {"number": echo}))
