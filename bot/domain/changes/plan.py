"""Who gets what at which other time: the rows of the schedule sheet, side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from bot.domain.changes.model import Change, harmless, tell
from bot.domain.changes.people import Waiting
from bot.domain.changes.sides import Both, Side
from bot.domain.said import N_
from bot.domain.schedule_rows import COLUMNS

#: Columns that do not move anything that people get.
QUIET = ("remind_after", "start_mode", "escalate_after")

Place = tuple[str, int]


def compare_plans(both: Both) -> Iterator[Change]:
    """Every difference of this kind. Without a schedule sheet everything is offered on joining."""
    old, new = _rows(both.old), _rows(both.new)
    for place, cells in old.items():
        activity = place[0]
        if place in new:
            yield from _row(both, activity, cells, new[place])
        elif activity in both.new.activities:
            text = N_("{activity} is not planned any more as it was ({when}).")
            values: dict[str, Any] = {"activity": both.old.title(activity), "when": _when(cells)}
            yield tell(text, Waiting(activity), **values)
    for place, cells in new.items():
        if place not in old:
            text = N_("{activity} is planned now: {when}.")
            yield tell(text, stays=True, activity=both.new.title(place[0]), when=_when(cells))


def _rows(side: Side) -> dict[Place, Mapping[str, str]]:
    """The rows by activity, and by their number among those of the same activity."""
    found: dict[Place, Mapping[str, str]] = {}
    seen: Counter[str] = Counter()
    for _number, cells in side.programme.stored["schedule"]:
        activity = cells.get("activity", "").strip()
        found[activity, seen[activity]] = cells
        seen[activity] += 1
    if not found:
        found = {(entry.activity, 0): {"relative_to": "joining"} for entry in side.programme.schedule}
    return found


def _row(both: Both, activity: str, old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Change]:
    loud: list[str] = []
    quiet: list[str] = []
    for column in COLUMNS:
        before, after = _cell(old, column), _cell(new, column)
        if before != after:
            told = f"{column} {before or '-'} → {after or '-'}"
            (quiet if column in QUIET else loud).append(told)
    title = both.new.title(activity)
    if loud:
        text = N_("{activity} comes differently: {changes}.")
        yield tell(text, Waiting(activity), activity=title, changes=", ".join(loud))
    if quiet:
        text = N_("{activity} is sent with other reminders or rules: {changes}.")
        yield harmless(text, activity=title, changes=", ".join(quiet))


def _cell(cells: Mapping[str, str], column: str) -> str:
    return " ".join(cells.get(column, "").split())


def _when(cells: Mapping[str, str]) -> str:
    """A row in one line: ``everyone, workshop_start + 0 days, 08:30``."""
    offset = f" + {_cell(cells, 'offset') or '0'} {_cell(cells, 'unit') or 'minutes'}"
    parts = (
        _cell(cells, "audience") or "everyone",
        f"{_cell(cells, 'relative_to') or 'joining'}{offset}",
        _cell(cells, "time"),
    )
    return ", ".join(part for part in parts if part)
