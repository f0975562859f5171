"""``range``: digit buttons in one or two rows; a long scale stretch by stretch; or a typed number."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from bot.domain.forms.typed_numbers import Number, read_number
from bot.domain.forms.types import zoom
from bot.domain.forms.types.base import (
    TAP_A_BUTTON,
    Ask,
    Button,
    Draft,
    Reading,
    Unreadable,
    Value,
    habits_of,
    in_rows,
    question_of,
)
from bot.domain.forms.types.number import ask_back
from bot.domain.incoming import Incoming
from bot.domain.said import N_, Said

if TYPE_CHECKING:
    from bot.domain.forms.filling import Filling

#: Longest scale that has a button for each value at once.
MOST_BUTTONS = 25

#: Longest scale that is shown as stars.
STARS = 5


class Scale:
    """A number from ``start`` to ``end`` in steps (by default 1 to 10 by 1)."""

    kinds = ("range",)

    def ask(self, filling: Filling, ref: str, draft: str = "", page: int = 0) -> Ask:
        """A button for each value, the present one marked; a long scale is chosen from stretch by stretch."""
        start, end, step = _bounds(filling, ref)
        values = _values(start, end, step)
        if not values:
            return _long(start, end, step, draft)
        present = filling.value(ref)
        stars = "rating" in question_of(filling, ref).appearance.split() and len(values) <= STARS
        names = ["★" * n + "☆" * (len(values) - n) for n in range(1, len(values) + 1)] if stars else values
        buttons = [
            Button(f"✓ {name}" if value == present else name, f"={value}")
            for name, value in zip(names, values, strict=True)
        ]
        width = 5 if len(values) in range(6, 11) else 6 if len(values) > 10 else len(values)
        return Ask(_words(filling, ref), in_rows(buttons, 1 if stars else width), frozenset({"tap", "text"}))

    def tap(self, filling: Filling, ref: str, code: str, draft: str) -> Reading:
        """One of the values, or a stretch of a long scale."""
        start, end, step = _bounds(filling, ref)
        if zoom.stretch_of(code) is not None:
            return Draft(code)
        try:
            number = Decimal(code.removeprefix("="))
        except InvalidOperation:
            return TAP_A_BUTTON
        fits = code.startswith("=") and _on_scale(number, start, end, step)
        return Value(Number(number).canonical) if fits else TAP_A_BUTTON

    def hear(self, filling: Filling, ref: str, incoming: Incoming, draft: str = "") -> Reading:
        """A typed number on the scale."""
        start, end, step = _bounds(filling, ref)
        code = habits_of(filling)
        number = read_number(incoming.text, code)
        meant = [number.value, number.other] if number is not None else []
        fitting = [value for value in meant if value is not None and _on_scale(value, start, end, step)]
        if number is not None and fitting:
            found = Number(fitting[0], number.doubtful, *fitting[1:])
            asked_back = number.doubtful and (len(fitting) > 1 or number.other is None)
            return (
                ask_back(filling, ref, found, code, incoming.text) if asked_back else Value(found.canonical)
            )
        told = N_("Please choose a number from {start} to {end}.")
        if step != 1:
            told = N_("Please choose a number from {start} to {end}, in steps of {step}.")
        shown = {"start": _plain(start), "end": _plain(end), "step": _plain(step)}
        return Unreadable(Said(told, shown))


def _long(start: Decimal, end: Decimal, step: Decimal, draft: str) -> Ask:
    """A scale with more values than fit: stretches to choose from, or only typing."""
    told = Said(
        N_("Please write a number from {start} to {end}."), {"start": _plain(start), "end": _plain(end)}
    )
    count = int(abs(end - start) / step) + 1
    if count > zoom.MOST:
        return Ask(told, (), frozenset({"text"}))
    rows = zoom.rows_of(start, step if end >= start else -step, count, zoom.stretch_of(draft))
    return Ask(told, rows, frozenset({"tap", "text"}))


def _bounds(filling: Filling, ref: str) -> tuple[Decimal, Decimal, Decimal]:
    """Start, end and the size of a step, which is positive; start may be the larger one."""
    parameters = question_of(filling, ref).parameters
    try:
        start, end, step = (
            Decimal(parameters.get(name) or default)
            for name, default in (("start", "1"), ("end", "10"), ("step", "1"))
        )
    except InvalidOperation:
        return Decimal(1), Decimal(10), Decimal(1)
    return start, end, abs(step) or Decimal(1)


def _values(start: Decimal, end: Decimal, step: Decimal) -> list[str]:
    """The values of a scale as text, from start to end; none when there are too many for buttons."""
    count = int(abs(end - start) / step) + 1
    if count > MOST_BUTTONS:
        return []
    direction = step if end >= start else -step
    return [_plain(start + direction * n) for n in range(count)]


def _on_scale(value: Decimal, start: Decimal, end: Decimal, step: Decimal) -> bool:
    return min(start, end) <= value <= max(start, end) and (value - start) % step == 0


def _plain(number: Decimal) -> str:
    return Number(number).canonical


def _words(filling: Filling, ref: str) -> Said | None:
    """What the ticks mean, where the form has a list of labels for them: ``1 = never · 5 = always``."""
    options = [option for option in filling.choices(ref) if option.label and option.label != option.name]
    told = " · ".join(f"{option.name} = {option.label}" for option in options)
    return Said("{words}", {"words": told}) if told else None
