"""Where stored answers stand in the form that a workshop runs now, which may not be the one that was asked.

An answer stands under the name of its question: at its own place when the form still has a question of a
fitting type there, else at the place to which the question was moved. What fits nowhere is set aside: it is
kept and exported, but the form does not know of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Protocol, TypeVar

from bot.domain.changes.fitting import fits
from bot.domain.forms.form import Form

#: State and kind of a row that holds the number of rounds of a repeat.
ROUNDS = "repeat"

_ROUND = re.compile(r"\[\d+\]")


class Stored(Protocol):
    """What is looked at of a stored answer."""

    @property
    def question(self) -> str:
        """Its ref in the form that was asked."""

    @property
    def kind(self) -> str:
        """Type of the question that was asked."""

    @property
    def state(self) -> str:
        """``answered``, ``skipped``, ``seen`` …"""

    @property
    def value(self) -> str:
        """The canonical value; empty for a file."""


S = TypeVar("S", bound=Stored)


def place_all(form: Form, rows: Iterable[S]) -> tuple[dict[str, S], list[S]]:
    """The rows by the ref under which they stand in a form, and those that are set aside.

    When a question was moved and then answered anew at its new place, that newer answer stands.
    """
    standing: dict[str, S] = {}
    elsewhere: list[S] = []
    for row in rows:
        ref = row.question
        plain = form.questions.get(ref)  # nearly every answer stands where it stood, and outside of repeats
        same = plain is not None and plain.kind == row.kind and not plain.repeats
        if same or stands(form, ref, row):
            standing[ref] = row
        else:
            elsewhere.append(row)
    aside = []
    for row in elsewhere:
        there = moved_to(form, row.question)
        if there is not None and there not in standing and stands(form, there, row):
            standing[there] = row
        else:
            aside.append(row)
    return standing, aside


def stands(form: Form, ref: str, row: Stored) -> bool:
    """Whether a stored answer can stand at a ref of a form."""
    path, rounds = _ROUND.subn("", ref)
    spec = form.specs.get(path)
    if spec is None or len(spec.repeats) != rounds:
        return False
    question = form.questions.get(path)
    if row.state == ROUNDS or question is None:
        return row.state == ROUNDS and spec.repeat
    if question.kind == row.kind:
        return True
    if row.state != "answered":
        return row.state != "seen"
    if not question.asked:
        return False
    return fits(row.value, row.kind, question.kind, [choice.name for choice in question.choices])


def moved_to(form: Form, ref: str) -> str | None:
    """The ref of the only question or repeat that has this name in a form, in the same rounds; else None."""
    path = _ROUND.sub("", ref)
    if path in form.specs:
        return None
    found = form.by_name.get(path.rpartition("/")[2], [])
    rounds = _ROUND.findall(ref)
    if len(found) != 1 or len(found[0].repeats) != len(rounds):
        return None
    made = found[0].path
    for repeat, number in reversed(list(zip(found[0].repeats, rounds, strict=True))):
        made = made[: len(repeat)] + number + made[len(repeat) :]
    return made
