"""A long scale by buttons: first a stretch of it, then a smaller one, then the value."""

from __future__ import annotations

import re
from decimal import Decimal

from bot.domain.forms.typed_numbers import Number
from bot.domain.forms.types.base import Button, Rows, in_rows

#: Values that stand on one screen, and stretches into which a longer scale falls.
VALUES, STRETCHES = 25, 10

#: Longest scale that is chosen from by buttons; a longer one is typed.
MOST = 10_000

_STRETCH = re.compile(r"z(\d{1,5})-(\d{1,5})")


def stretch_of(code: str) -> tuple[int, int] | None:
    """The stretch that a button opens: the numbers of its first and last value. None for another button."""
    found = _STRETCH.fullmatch(code)
    return (int(found[1]), int(found[2])) if found else None


def rows_of(start: Decimal, step: Decimal, count: int, stretch: tuple[int, int] | None) -> Rows:
    """The buttons of a stretch of a scale of ``count`` values; of all of it when ``stretch`` is None."""
    first, last = stretch or (0, count - 1)
    if last - first < VALUES:
        values = [text_at(start, step, number) for number in range(first, min(last, count - 1) + 1)]
        rows = in_rows([Button(value, f"={value}") for value in values], 5)
    else:
        steps = last - first
        size = steps // STRETCHES if steps % STRETCHES == 0 else -(-(steps + 1) // STRETCHES)
        begins = range(first, last if steps % STRETCHES == 0 else last + 1, size)
        ends = [(at, at + size - 1 if at != begins[-1] else last) for at in begins]
        labels = [f"{text_at(start, step, a)} – {text_at(start, step, b)}" for a, b in ends]
        buttons = [Button(label, f"z{a}-{b}") for label, (a, b) in zip(labels, ends, strict=True)]
        rows = in_rows(buttons, 2)
    return (*rows, (Button("‹‹", f"z0-{count - 1}"),)) if stretch not in (None, (0, count - 1)) else rows


def text_at(start: Decimal, step: Decimal, number: int) -> str:
    """The value with a number, as plain text."""
    return Number(start + step * number).canonical
