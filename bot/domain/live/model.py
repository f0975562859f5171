"""A question for the whole room, and its result as it may be shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Protocol

from bot.domain.said import Said
from bot.domain.small_numbers import Detail

#: Longest question, and longest option, in characters: they must be readable from the back of a room.
LONGEST_QUESTION = 300
LONGEST_OPTION = 60

#: Most options of a question.
MOST_OPTIONS = 8


class Unclear(ValueError):
    """What a facilitator wrote is no question of this kind; ``said`` tells what to do."""

    def __init__(self, said: Said) -> None:
        super().__init__(said.english())
        self.said = said


@dataclass(frozen=True)
class Bar:
    """One line of a result. ``size`` is 0 to 1; ``count`` is None where no number may be shown."""

    text: str
    size: float
    count: int | None = None


@dataclass(frozen=True)
class Result:
    """A result as anybody may see it: it holds nothing that the small-number rules hide.

    ``bars`` are in the order in which they are shown; empty when ``detail`` is ``HIDDEN``. ``mean`` is None
    unless there are enough numbers for one.
    """

    kind: str
    answered: int
    detail: Detail
    bars: tuple[Bar, ...] = ()
    mean: float | None = None

    def stored(self) -> dict[str, Any]:
        """As JSON for the row."""
        return asdict(self)

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> Result:
        """Back from JSON."""
        return cls(
            kind=stored["kind"],
            answered=stored["answered"],
            detail=Detail(stored["detail"]),
            bars=tuple(Bar(**bar) for bar in stored["bars"]),
            mean=stored["mean"],
        )


class Kind(Protocol):
    """One way to ask the room. A new one is a file beside this and a line in the registry."""

    name: str

    def read(self, text: str) -> tuple[str, tuple[str, ...]]:
        """The question and its options from what a facilitator wrote. Raises :class:`Unclear`."""
        ...

    def accepts(self, options: Sequence[str], value: str) -> bool:
        """Whether a value that came from a phone is an answer to this question."""
        ...

    def result(self, options: Sequence[str], values: Sequence[str]) -> Result:
        """What may be shown of the answers."""
        ...


def lines_of(text: str) -> list[str]:
    """The lines that hold something, each with single spaces and without the mark of a list."""
    found = (" ".join(line.split()).removeprefix("- ").removeprefix("• ") for line in text.splitlines())
    return [line for line in found if line]
