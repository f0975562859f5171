"""Up to three words or short phrases from each person; the picture shows those that several people used."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence

import regex

from bot.domain.live.model import Bar, Result, Unclear, lines_of
from bot.domain.said import N_, Said
from bot.domain.small_numbers import FEWEST, FEWEST_FOR_A_WORD, Detail

name = "words"

#: Words or phrases of one person, and letters of one of them.
MOST, LONGEST = 3, 40

#: What stands between two words when somebody writes them in one line, in the scripts of the six languages.
_BETWEEN = regex.compile(r"[,;،、၊။។\n]+")

#: Most words in the cloud.
SHOWN = 40


def read(text: str) -> tuple[str, tuple[str, ...]]:
    """All of it is the question."""
    if not lines_of(text):
        raise Unclear(Said(N_("Please write the question.")))
    return "\n".join(lines_of(text)), ()


def split(text: str) -> list[str]:
    """The words or phrases of one message, in the order in which they were written, each once.

    Raises :class:`Unclear` when there are none, too many, or one that is too long.
    """
    found = [" ".join(part.split()) for part in _BETWEEN.split(unicodedata.normalize("NFC", text))]
    words = list({part.casefold(): part for part in found if part}.values())
    if not words:
        raise Unclear(Said(N_("Please write one, two or three words.")))
    if len(words) > MOST or any(len(word) > LONGEST for word in words):
        raise Unclear(
            Said(N_("Please write at most three words or short phrases, with commas between them."))
        )
    return words


def accepts(options: Sequence[str], value: str) -> bool:
    """Words that :func:`split` gave, one a line."""
    try:
        return "\n".join(split(value)) == value
    except Unclear:
        return False


def result(options: Sequence[str], values: Sequence[str]) -> Result:
    """The words that at least two people used, the most frequent first, of at least five people.

    The words of one person alone are never shown: a rare word, or a rare language, tells who wrote it.
    """
    if len(values) < FEWEST:
        return Result(name, len(values), Detail.HIDDEN)
    spelled: dict[str, Counter[str]] = {}
    for value in values:
        for word in value.split("\n"):
            spelled.setdefault(word.casefold(), Counter())[word] += 1
    counted = [(-words.total(), words.most_common(1)[0][0]) for words in spelled.values()]
    shared = [(word, -times) for times, word in sorted(counted) if -times >= FEWEST_FOR_A_WORD]
    most = shared[0][1] if shared else 1
    cloud = tuple(Bar(word, times / most) for word, times in shared[:SHOWN])
    return Result(name, len(values), Detail.BANDS, cloud)
