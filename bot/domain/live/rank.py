"""Options in an order of one's own: "What should firms do first, second, third?"."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.live import choice
from bot.domain.live.model import Bar, Result
from bot.domain.small_numbers import FEWEST, FEWEST_EXACT, Detail

name = "rank"

read = choice.read


def accepts(options: Sequence[str], value: str) -> bool:
    """The places of all options, each once, in the order of the person, such as "2 0 1"."""
    parts = value.split(" ")
    return sorted(parts) == sorted(str(number) for number in range(len(options)))


def result(options: Sequence[str], values: Sequence[str]) -> Result:
    """The common order by Borda's count: of n options the first gets n - 1 points, the last none.

    Totals only, of at least five people; the points themselves only of at least eight. Options with equal
    points stand in the order in which they were written. When everybody has the same order, only the first
    option is named.
    """
    if len(values) < FEWEST:
        return Result(name, len(values), Detail.HIDDEN)
    points = [0] * len(options)
    for value in values:
        for place, number in enumerate(value.split(" ")):
            points[int(number)] += len(options) - 1 - place
    order = sorted(range(len(options)), key=lambda number: -points[number])
    if max(values.count(value) for value in set(values)) >= len(values) - 1:
        return Result(name, len(values), Detail.WORDS, (Bar(options[order[0]], 1.0),))
    exact = len(values) >= FEWEST_EXACT
    most = (len(options) - 1) * len(values)
    sizes = {number: points[number] / most for number in order}
    if not exact:
        sizes = {number: 1 - place / len(order) for place, number in enumerate(order)}
    bars = tuple(Bar(options[number], sizes[number], points[number] if exact else None) for number in order)
    return Result(name, len(values), Detail.COUNTS if exact else Detail.BANDS, bars)
