"""``integer`` and ``decimal``: a number, in any of the digits, asked back when it could mean two things."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.domain.forms.typed_numbers import Number, read_number, shown
from bot.domain.forms.types.base import (
    Ask,
    Button,
    Confirm,
    Draft,
    Reading,
    Unreadable,
    Value,
    fits,
    habits_of,
    question_of,
)
from bot.domain.incoming import Incoming
from bot.domain.said import N_, Said

if TYPE_CHECKING:
    from bot.domain.forms.filling import Filling

#: Code of the button that takes the number of a counter, and the steps of the others.
DONE, STEPS = "done", (-10, -1, 1, 10)

_COUNT = Said(N_("Tap to count, or write the number."))
_DIGITS = Unreadable(Said(N_("Please write a number, such as 12.")))
_WHOLE = Unreadable(Said(N_("Please write a whole number, such as 12.")))


class WholeOrDecimal:
    """A typed number. ``1.500`` and ``1,500`` are read by the language of the form and asked back."""

    def __init__(self, kind: str, *, whole: bool) -> None:
        self.kinds = (kind,)
        self._whole = whole

    def ask(self, filling: Filling, ref: str, draft: str = "", page: int = 0) -> Ask:
        """The person writes; with the appearance ``counter`` there are buttons that count too."""
        if not self._counts(filling, ref):
            return Ask(expects=frozenset({"text"}))
        number = _counted(filling, ref, draft)
        steps = tuple(Button(f"{step:+d}".replace("-", "−"), f"add{step}") for step in STEPS)
        present = (Button(f"✓ {number}", DONE),)
        return Ask(_COUNT, (present, steps), frozenset({"tap", "text"}))

    def tap(self, filling: Filling, ref: str, code: str, draft: str) -> Reading:
        """A step of a counter, or its number."""
        number = _counted(filling, ref, draft)
        step = re.fullmatch(r"add(-?\d{1,2})", code)
        if not self._counts(filling, ref) or not (step or code == DONE):
            return _DIGITS
        return Draft(str(number + int(step[1]))) if step else Value(str(number))

    def _counts(self, filling: Filling, ref: str) -> bool:
        return self._whole and "counter" in question_of(filling, ref).appearance.split()

    def hear(self, filling: Filling, ref: str, incoming: Incoming, draft: str = "") -> Reading:
        """The number in the message. One with a separator is shown as it was understood."""
        code = habits_of(filling)
        number = read_number(incoming.text, code, whole=self._whole)
        if number is None:
            return _WHOLE if self._whole else _DIGITS
        if self._whole and "." in number.canonical:
            return _WHOLE
        if number.doubtful:
            return ask_back(filling, ref, number, code, incoming.text)
        echo = Said("{number}", {"number": shown(number.value, code, incoming.text)})
        plain = incoming.text.strip() == number.canonical
        return Value(number.canonical, None if plain else echo)


def ask_back(filling: Filling, ref: str, number: Number, code: str, typed: str) -> Confirm:
    """Ask which of two numbers is meant; one that the programme would refuse is not offered first."""
    values = [number.value, *([number.other] if number.other is not None else [])]
    values.sort(key=lambda value: not fits(filling, ref, Number(value).canonical))
    first, *others = [(Number(value).canonical, shown(value, code, typed)) for value in values]
    echo = Said(N_("You mean {number}?"), {"number": first[1]})
    return Confirm(first[0], echo, others[0] if others else None)


def _counted(filling: Filling, ref: str, draft: str) -> int:
    """The number of a counter now: of the draft, else of the answer, else nothing yet."""
    text = draft or filling.value(ref)
    return int(text) if re.fullmatch(r"-?\d{1,15}", text) else 0
