"""What decides whether and how a question is asked, what it computes, who sees it, and its consent."""

from __future__ import annotations

from collections.abc import Iterator

from bot.domain.changes.asking import PROMISES
from bot.domain.changes.model import Change, Weight
from bot.domain.changes.people import Answered
from bot.domain.changes.sides import Both, row_name
from bot.domain.forms.outline import Item
from bot.domain.said import N_, Said

#: How bad a change of a column is. Columns of consent and visibility keep their weight in any case.
COLUMNS = {
    "relevant": Weight.TELL,
    "required": Weight.TELL,
    "constraint": Weight.HARMLESS,
    "calculation": Weight.TELL,
    "choice_filter": Weight.TELL,
    "repeat_count": Weight.TELL,
    "read_only": Weight.TELL,
    "default": Weight.HARMLESS,
    "appearance": Weight.HARMLESS,
    "parameters": Weight.HARMLESS,
    "trigger": Weight.HARMLESS,
}

#: Longest piece of a cell that is shown.
SHORT = 80


def compare_rules(both: Both) -> Iterator[Change]:
    """Every difference of this kind."""
    groups = [
        (both.old.groups[path], item) for path, item in both.new.groups.items() if path in both.old.groups
    ]
    rows = [(pair.old, pair.new) for pair in both.pairs if pair.how != "renamed"]
    for old, new in (*groups, *rows):
        whom = Answered(both.old.below(old.path) if old.is_group else (old.path,))
        for column, weight in COLUMNS.items():
            if old[column] != new[column]:
                heavier = Weight.BREAKS if _scale(column, old) else weight
                computed = column == "calculation"
                yield Change(heavier, _said(old, column, old[column], new[column]), whom, stays=computed)
        for name in sorted({*old.sala, *new.sala}):
            before, after = old.sala.get(name, ""), new.sala.get(name, "")
            if before != after:
                promise = name in PROMISES
                said = _said(old, f"sala_{name}", before, after)
                yield Change(Weight.TELL if promise else Weight.HARMLESS, said, whom, stays=promise)


def _scale(column: str, item: Item) -> bool:
    """Whether a change of this column makes the numbers of a scale mean something else."""
    return column == "parameters" and item.kind.name == "range"


def _said(item: Item, column: str, before: str, after: str) -> Said:
    values = {"row": row_name(item), "column": column, "old": _short(before), "new": _short(after)}
    return Said(N_("{row}: {column} was {old} and is {new}."), values)


def _short(cell: str) -> str:
    line = " ".join(cell.split())
    return f"“{line if len(line) <= SHORT else f'{line[: SHORT - 1]}…'}”" if line else "-"
