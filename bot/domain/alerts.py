"""Rules of a programme that call a human: a ``calculate`` with a level and words in ``sala_alert``.

``2: Asks for advice`` on a calculation means: when it becomes true, a need of level 2 opens, and facilitators
read these words. The words are of the author; no answer stands in them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

_CELL = re.compile(r"\s*([1-4])\s*[:：]\s*(\S.*?)\s*", re.DOTALL)

#: Values of a calculation that are not true.
_FALSE = frozenset({"", "0", "0.0", "false", "nan"})


@dataclass(frozen=True)
class Rule:
    """One rule: the path of its calculation, the level, and the words for facilitators."""

    path: str
    level: int
    words: str


class _Form(Protocol):
    @property
    def questions(self) -> Mapping[str, object]: ...

    def columns_of(self, path: str) -> Mapping[str, str]: ...


def read_cell(text: str) -> tuple[int, str] | None:
    """Level and words of a cell; None when it cannot be read."""
    found = _CELL.fullmatch(text)
    return (int(found[1]), found[2]) if found else None


@lru_cache(maxsize=32)
def rules_of(form: _Form) -> tuple[Rule, ...]:
    """Every rule of a form, in the order of its rows. Kept for each form: every answer asks."""
    found = []
    for path in form.questions:
        read = read_cell(form.columns_of(path).get("alert", ""))
        if read is not None:
            found.append(Rule(path, *read))
    return tuple(found)


def is_true(value: str) -> bool:
    """Whether the value of a calculation sets a rule off."""
    return value.strip().lower() not in _FALSE
