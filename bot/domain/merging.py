"""Two lines of answers of one person become one: which of two answers counts, and where rounds go."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Protocol

from bot.domain.forms.rounds import Rounds, read_rounds
from bot.domain.kept import Kept

#: States of prompts, from what tells least to what tells most about what a person did.
RANK = ("cancelled", "missed", "scheduled", "to_enter", "expired", "sent", "opened", "completed")


class Asked(Kept, Protocol):
    """What is looked at of an answer's row."""

    @property
    def question(self) -> str:
        """Path of the question, with the numbers of rounds."""


def theirs_counts(mine: Kept, theirs: Kept) -> bool:
    """Whether the second of two answers to one question counts: one that says something, then the newer."""
    return _weight(theirs) > _weight(mine)


def _weight(row: Kept) -> tuple[bool, float]:
    says = row.state in ("answered", "withheld", "set") or row.media_id is not None
    return says, (row.edited_at or row.answered_at).timestamp()


def rank(state: str) -> int:
    """How much the state of a prompt tells; the one that tells more stays."""
    return RANK.index(state) if state in RANK else 0


def repeats_of(rows: Collection[Asked]) -> dict[str, Rounds]:
    """The repeats to which their author gave rounds, by ref, outer ones first."""
    found = {row.question: read_rounds(row.value) for row in rows if row.state == "repeat"}
    return {ref: rounds for ref, rounds in sorted(found.items()) if rounds is not None}


def joined(mine: Rounds, theirs: Rounds) -> Rounds:
    """The rounds of both, one after the other: none of them is mixed with another."""
    moved = frozenset(number + mine.made for number in theirs.removed)
    return Rounds(mine.made + theirs.made, mine.more or theirs.more, mine.removed | moved)


def shifted(question: str, by: Mapping[str, int]) -> str:
    """Where an answer stands when the rounds of the outermost repeat around it come ``by`` that many later.

    >>> shifted("walk/stops[2]/place", {"walk/stops": 3})
    'walk/stops[5]/place'
    """
    for ref, number in by.items():
        found = re.match(re.escape(ref) + r"\[(\d+)\]", question)
        if found is not None:
            return f"{ref}[{int(found[1]) + number}]{question[found.end() :]}"
    return question
