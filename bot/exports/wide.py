"""One row per person and one file per repeat, named and keyed as ODK Central does it.

Columns are ``group-question``. A question with several choices has its answer as names with spaces, and
then one column ``group-question/choice`` with 0 or 1 for each choice. A place has four columns. Rows of a
repeat carry ``PARENT_KEY`` and ``KEY``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.domain.forms.filling import Leaf
from bot.domain.forms.form import Form, Question
from bot.exports.cells import moment, words
from bot.exports.source import Record, is_text, writable
from bot.exports.tables import Tables

#: Parts of a place, in the order of the value.
_PLACE = ("Latitude", "Longitude", "Altitude", "Accuracy")


@dataclass
class _Sheet:
    """One file: the person's row (``repeat`` is empty), or the rows of one repeat."""

    repeat: str
    file: str
    questions: list[Question] = field(default_factory=list)


class Wide:
    """Writes the submissions of one programme, and its repeats, person by person."""

    def __init__(self, form: Form, tables: Tables, folder: str = "") -> None:
        self._tables = tables
        self._sheets = {"": _Sheet("", f"{folder}submissions.csv")}
        for question in form.questions.values():
            if not writable(question):
                continue
            repeat = question.repeats[-1] if question.repeats else ""
            file = f"{folder}submissions-{repeat.rpartition('/')[2]}.csv"
            self._sheets.setdefault(repeat, _Sheet(repeat, file)).questions.append(question)
        for sheet in self._sheets.values():
            columns = [
                heading for question in sheet.questions for heading in headings(question, sheet.repeat)
            ]
            last = (
                ["PARENT_KEY", "KEY"]
                if sheet.repeat
                else ["meta-instanceID", "KEY", "workshop", "FormVersion"]
            )
            first = [] if sheet.repeat else ["SubmissionDate"]
            tables.begin(sheet.file, [*first, *columns, *last])

    def write(self, record: Record) -> None:
        """Write one person: a row of submissions, and a row for each round of a repeat that has an answer."""
        rounds: dict[tuple[str, str], dict[str, Leaf]] = {("", ""): {}}
        for leaf in record.leaves.values():
            place = _round(leaf)
            rounds.setdefault(place, {})[leaf.question.path] = leaf
        for (repeat, instance), leaves in rounds.items():
            sheet = self._sheets.get(repeat)
            if sheet is None:
                continue
            values = [_value(record, leaves.get(question.path)) for question in sheet.questions]
            if repeat and not any(values):
                continue
            cells = [
                cell
                for question, value in zip(sheet.questions, values, strict=True)
                for cell in _cells(question, value)
            ]
            self._tables.row(sheet.file, _row(record, sheet, instance, cells))


def headings(question: Question, repeat: str = "") -> Iterator[str]:
    """The columns of a question, in the file of the repeat that holds it."""
    path = question.path.removeprefix(f"{repeat}/") if repeat else question.path
    column = path.replace("/", "-")
    if question.kind == "geopoint":
        yield from (f"{column}-{part}" for part in _PLACE)
        return
    yield column
    if question.kind == "select_multiple":
        yield from (f"{column}/{choice.name}" for choice in question.choices)


def _cells(question: Question, value: str) -> Iterator[str]:
    if question.kind == "geopoint":
        parts = value.split()
        yield from (parts[number] if number < len(parts) else "" for number in range(len(_PLACE)))
        return
    yield words(value) if is_text(question.kind) else value
    if question.kind == "select_multiple":
        chosen = set(value.split())
        yield from ("" if not value else "01"[choice.name in chosen] for choice in question.choices)


def _row(record: Record, sheet: _Sheet, instance: str, cells: list[str]) -> list[str]:
    who = record.who
    if not sheet.repeat:
        last = max(
            (given.row.edited_at or given.row.answered_at for given in record.given.values()), default=None
        )
        version = record.programme.form.version
        return [moment(last, who.zone), *cells, who.key, who.key, str(who.workshop_id), version]
    parent = instance.rpartition("/")[0]
    while parent and not parent.endswith("]"):
        parent = parent.rpartition("/")[0]
    return [*cells, f"{who.key}/{parent}" if parent else who.key, f"{who.key}/{instance}"]


def _round(leaf: Leaf) -> tuple[str, str]:
    """The repeat that a leaf stands in and which round of it: ``("d3_e5/stops", "d3_e5/stops[2]")``."""
    if not leaf.question.repeats:
        return "", ""
    repeat = leaf.question.repeats[-1]
    return repeat, "/".join(leaf.ref.split("/")[: repeat.count("/") + 1])


def _value(record: Record, leaf: Leaf | None) -> str:
    return "" if leaf is None else record.value(leaf)
