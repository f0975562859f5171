"""How many rounds a repeat has, as it is kept under the repeat's own ref: ``3+ -2``."""

from __future__ import annotations

import re
from dataclasses import dataclass

_KEPT = re.compile(r"(\d{1,6})(\+?)((?: -\d{1,6})*)")


@dataclass(frozen=True)
class Rounds:
    """``made`` rounds, numbered from 1; ``more`` asks for another one after them.

    ``removed`` are the numbers of those that their author took away. A number is never given twice, so
    that a round can be brought back as it was.
    """

    made: int
    more: bool = False
    removed: frozenset[int] = frozenset()

    @property
    def text(self) -> str:
        """As it is kept: ``3`` (three and no more), ``3+`` (ask again), ``3+ -2`` (without the second)."""
        return f"{self.made}{'+' * self.more}" + "".join(f" -{number}" for number in sorted(self.removed))

    @property
    def left(self) -> list[int]:
        """The numbers of the rounds that are there."""
        return [number for number in range(1, self.made + 1) if number not in self.removed]


def read_rounds(text: str) -> Rounds | None:
    """The rounds that a kept text means; None for any other text."""
    found = _KEPT.fullmatch(text)
    if found is None:
        return None
    return Rounds(int(found[1]), bool(found[2]), frozenset(int(number[1:]) for number in found[3].split()))
