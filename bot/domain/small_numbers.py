"""What a group result may show, so that in a group of twelve nobody's answer can be worked out.

The rules are those of section 4.5 of the course's method file: nothing below five answers, no exact numbers
below eight, words instead of numbers when (almost) everybody gave the same answer, no new result after fewer
than three new answers.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence

#: Fewest answers for any result at all (``k_min``).
FEWEST = 5

#: Fewest answers for exact counts and for a mean.
FEWEST_EXACT = 8

#: Fewest new answers before a result is published a second time (``delta_min``).
FEWEST_NEW = 3

#: Fewest people who must have used a word before it is shown.
FEWEST_FOR_A_WORD = 2


class Detail(enum.StrEnum):
    """How much of a result may be shown."""

    HIDDEN = "hidden"
    WORDS = "words"
    BANDS = "bands"
    COUNTS = "counts"


def detail(counts: Sequence[int]) -> Detail:
    """How much of the counts of one question may be shown; ``counts`` has one number for each choice.

    ``WORDS`` when all, or all but one, chose the same: then a number would tell what each of them said.
    """
    answered = sum(counts)
    if answered < FEWEST:
        return Detail.HIDDEN
    if max(counts) >= answered - 1:
        return Detail.WORDS
    return Detail.COUNTS if answered >= FEWEST_EXACT else Detail.BANDS


def band(share: float) -> float:
    """A share of the answers (0 to 1) as a length that tells no exact number: none, less than half, or more.

    With five to seven answers the true share would give the count away.
    """
    if share <= 0:
        return 0.0
    return 1 / 3 if share < 1 / 2 else 2 / 3


def publish_again(before: int, new: int) -> bool:
    """Whether a result may replace the one published before.

    ``before`` is the number of answers in that result, 0 when none was shown; ``new`` counts the answers
    that were given or changed since.
    """
    return before < FEWEST or new >= FEWEST_NEW
