"""One of several options, such as "Which step first?"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from bot.domain.live.model import LONGEST_OPTION, MOST_OPTIONS, Bar, Result, Unclear, lines_of
from bot.domain.said import N_, Said
from bot.domain.small_numbers import Detail, band, detail

name = "choice"


def read(text: str) -> tuple[str, tuple[str, ...]]:
    """The first line is the question, each further line an option."""
    question, options = (lines_of(text) or [""])[0], tuple(lines_of(text)[1:])
    if not 2 <= len(options) <= MOST_OPTIONS:
        raise Unclear(
            Said(
                N_(
                    "Please write the question in the first line, and from 2 to {most} options, "
                    "each in a line of its own."
                ),
                {"most": MOST_OPTIONS},
            )
        )
    long = next((option for option in options if len(option) > LONGEST_OPTION), None)
    if long is not None:
        raise Unclear(
            Said(
                N_("“{option}” is too long. An option has at most {most} letters."),
                {"option": long[:LONGEST_OPTION] + "…", "most": LONGEST_OPTION},
            )
        )
    if len({option.casefold() for option in options}) < len(options):
        raise Unclear(Said(N_("Two options are the same. Please write each one once.")))
    return question, options


def accepts(options: Sequence[str], value: str) -> bool:
    """A value is the place of an option, from 0 on."""
    return value.isascii() and value.isdigit() and int(value) < len(options)


def result(options: Sequence[str], values: Sequence[str]) -> Result:
    """How many chose each option, as exactly as the small-number rules allow."""
    counted = Counter(int(value) for value in values)
    return bars(name, options, [counted[number] for number in range(len(options))])


def bars(kind: str, labels: Sequence[str], counts: Sequence[int]) -> Result:
    """A result of counts: exact ones, bands, only the leading one, or nothing."""
    answered, shown = sum(counts), detail(counts)
    if shown is Detail.HIDDEN:
        return Result(kind, answered, shown)
    if shown is Detail.WORDS:
        return Result(kind, answered, shown, (Bar(labels[counts.index(max(counts))], 1.0),))
    exact = shown is Detail.COUNTS
    return Result(
        kind,
        answered,
        shown,
        tuple(
            Bar(label, count / answered if exact else band(count / answered), count if exact else None)
            for label, count in zip(labels, counts, strict=True)
        ),
    )
