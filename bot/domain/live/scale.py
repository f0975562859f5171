"""A number from 0 to 10, such as "How strong is trust in your cluster?"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from bot.domain.live.choice import bars
from bot.domain.live.model import Result, Unclear, lines_of
from bot.domain.said import N_, Said
from bot.domain.small_numbers import FEWEST_EXACT, Detail

name = "scale"

#: The numbers that can be tapped.
NUMBERS = tuple(str(number) for number in range(11))


def read(text: str) -> tuple[str, tuple[str, ...]]:
    """All of it is the question; the numbers are always 0 to 10."""
    if not lines_of(text):
        raise Unclear(Said(N_("Please write the question.")))
    return "\n".join(lines_of(text)), NUMBERS


def accepts(options: Sequence[str], value: str) -> bool:
    """One of the numbers."""
    return value in options


def result(options: Sequence[str], values: Sequence[str]) -> Result:
    """How many chose each number, and the mean of at least eight answers that are not all alike."""
    counted = Counter(values)
    found = bars(name, options, [counted[number] for number in options])
    if found.detail is Detail.COUNTS and len(values) >= FEWEST_EXACT:
        return replace(found, mean=sum(int(value) for value in values) / len(values))
    return found
