"""Whether an answer to a question of one type can stand as the answer to a question of another."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from typing import Literal

#: What becomes of answers when a question gets another type.
Fit = Literal["always", "sometimes", "never"]

#: Types whose answers are words: whatever was written, counted or chosen can stand there.
WORDS = ("text", "barcode")

#: Types whose answers are plain enough to be looked at as something else. Files and places never are: their
#: own consent stands behind them.
PLAIN = frozenset(
    {"text", "barcode", "integer", "decimal", "range", "date", "time", "dateTime"}
    | {"select_one", "select_multiple", "rank"}
)

_WIDER = {
    ("integer", "decimal"),
    ("integer", "range"),
    ("decimal", "range"),
    ("range", "decimal"),
    ("select_one", "select_multiple"),
}
_WHOLE = re.compile(r"[+-]?\d+")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")


def fit_of(before: str, now: str) -> Fit:
    """Whether answers of type ``before`` fit the type ``now``, as far as the types alone tell."""
    if before == now:
        return "always"
    if before not in PLAIN or now not in PLAIN:
        return "never"
    return "always" if now in WORDS or (before, now) in _WIDER else "sometimes"


def fits(value: str, before: str, now: str, choices: Sequence[str] = ()) -> bool:
    """Whether this very answer fits. ``choices`` are the names that the question of type ``now`` offers.

    An answer of the same type always does: a choice that was taken away stays what the person said.
    """
    fit = fit_of(before, now)
    if before == now or fit == "never" or not value:
        return before == now
    if now in ("select_one", "select_multiple", "rank"):
        return _chosen(value, now, choices)
    return fit == "always" or _TESTS[now](value)


def _chosen(value: str, now: str, choices: Sequence[str]) -> bool:
    names = value.split()
    if now == "select_one":
        return value in choices
    if now == "rank":
        return sorted(names) == sorted(choices)
    return all(name in choices for name in names)


def _reads(read: Callable[[str], object]) -> Callable[[str], bool]:
    def test(value: str) -> bool:
        try:
            read(value)
        except ValueError:
            return False
        return True

    return test


_TESTS: dict[str, Callable[[str], bool]] = {
    "integer": lambda value: _WHOLE.fullmatch(value) is not None,
    "decimal": lambda value: _NUMBER.fullmatch(value) is not None,
    "range": lambda value: _NUMBER.fullmatch(value) is not None,
    "date": _reads(dt.date.fromisoformat),
    "time": _reads(dt.time.fromisoformat),
    "dateTime": lambda value: "T" in value and _reads(dt.datetime.fromisoformat)(value),
}
