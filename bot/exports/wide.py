"""One row per person and one file per repeat, named and keyed as ODK Central does it.

Columns are ``group-question``. A question with several choices has its answer as names with spaces, and
then one column ``group-question/choice`` with 0 or 1 for each choice. A place has four columns. Rows of a
repeat carry ``PARENT_KEY`` and ``KEY``.

The columns are those of the version that runs now, in its order, and after them those of questions that
only earlier versions asked, as far as anybody answered them: ``group-question`` too, or
``group-question@type`` when the present version asks something of another type under that name.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.domain.forms.form import Choice, Form, Question
from bot.exports.cells import moment, words
from bot.exports.source import Record, is_text, writable
from bot.exports.tables import Tables
from bot.exports.versions import Earlier

#: Parts of a place, in the order of the value.
_PLACE = ("Latitude", "Longitude", "Altitude", "Accuracy")


@dataclass(frozen=True)
class Column:
    """A question as a column: ``choices`` are all that any version offered; ``mark`` stands behind the name.

    ``asked_in`` is the number of the version that asked it, None for the one that runs now.
    """

    question: Question
    choices: tuple[Choice, ...]
    mark: str = ""
    asked_in: int | None = None

    @property
    def key(self) -> tuple[str, str]:
        """What its values are found by in a record."""
        return self.question.path, self.mark


@dataclass
class _Sheet:
    """One file: the person's row (``repeat`` is empty), or the rows of one repeat."""

    repeat: str
    file: str
    columns: list[Column] = field(default_factory=list)


def columns_of(form: Form, earlier: Earlier) -> list[Column]:
    """The columns of the present version, then those that only earlier versions had."""
    found = [Column(question, earlier.choices(question)) for question in form.questions.values()]
    for question, asked_in in earlier.questions:
        mark = f"@{question.kind}" if question.path in form.specs else ""
        if any((question.path, mark) == column.key for column in found):
            mark = f"@{question.kind}"
        found.append(Column(question, earlier.choices(question), mark, asked_in))
    return found


class Wide:
    """Writes the submissions of one programme, and its repeats, person by person."""

    def __init__(self, form: Form, tables: Tables, folder: str = "", earlier: Earlier | None = None) -> None:
        self._tables = tables
        self._sheets = {"": _Sheet("", f"{folder}submissions.csv")}
        self._marks: dict[tuple[str, str], str] = {}
        for column in columns_of(form, earlier or Earlier()):
            question = column.question
            if not writable(question):
                continue
            repeat = question.repeats[-1] if question.repeats else ""
            file = f"{folder}submissions-{repeat.rpartition('/')[2]}.csv"
            self._sheets.setdefault(repeat, _Sheet(repeat, file)).columns.append(column)
            self._marks.setdefault((question.path, question.kind), column.mark)
        for sheet in self._sheets.values():
            columns = [heading for column in sheet.columns for heading in headings(column, sheet.repeat)]
            last = (
                ["PARENT_KEY", "KEY"]
                if sheet.repeat
                else ["meta-instanceID", "KEY", "workshop", "FormVersion"]
            )
            first = [] if sheet.repeat else ["SubmissionDate"]
            tables.begin(sheet.file, [*first, *columns, *last])

    def write(self, record: Record) -> None:
        """Write one person: a row of submissions, and a row for each round of a repeat that has an answer."""
        rounds: dict[tuple[str, str], dict[tuple[str, str], str]] = {("", ""): {}}
        for leaf in record.leaves.values():
            place = _round(leaf.ref, leaf.question)
            rounds.setdefault(place, {})[leaf.question.path, ""] = record.value(leaf)
        for given in record.aside:
            question = given.question
            if question is not None:
                key = question.path, self._marks.get((question.path, question.kind), "")
                rounds.setdefault(_round(given.row.question, question), {})[key] = given.value
        for (repeat, instance), values in rounds.items():
            sheet = self._sheets.get(repeat)
            if sheet is None or (repeat and not any(values.values())):
                continue
            cells = [cell for column in sheet.columns for cell in _cells(column, values.get(column.key, ""))]
            self._tables.row(sheet.file, _row(record, sheet, instance, cells))


def headings(column: Column, repeat: str = "") -> Iterator[str]:
    """The headings of a question, in the file of the repeat that holds it."""
    path = column.question.path
    name = (path.removeprefix(f"{repeat}/") if repeat else path).replace("/", "-") + column.mark
    if column.question.kind == "geopoint":
        yield from (f"{name}-{part}" for part in _PLACE)
        return
    yield name
    if column.question.kind == "select_multiple":
        yield from (f"{name}/{choice.name}" for choice in column.choices)


def _cells(column: Column, value: str) -> Iterator[str]:
    question = column.question
    if question.kind == "geopoint":
        parts = value.split()
        yield from (parts[number] if number < len(parts) else "" for number in range(len(_PLACE)))
        return
    yield words(value) if is_text(question.kind) else value
    if question.kind == "select_multiple":
        chosen = set(value.split())
        yield from ("" if not value else "01"[choice.name in chosen] for choice in column.choices)


def _row(record: Record, sheet: _Sheet, instance: str, cells: list[str]) -> list[str]:
    who = record.who
    if not sheet.repeat:
        last = max(
            (given.row.edited_at or given.row.answered_at for _ref, given in record.every), default=None
        )
        return [moment(last, who.zone), *cells, who.key, who.key, str(who.workshop_id), record.version]
    parent = instance.rpartition("/")[0]
    while parent and not parent.endswith("]"):
        parent = parent.rpartition("/")[0]
    return [*cells, f"{who.key}/{parent}" if parent else who.key, f"{who.key}/{instance}"]


def _round(ref: str, question: Question) -> tuple[str, str]:
    """The repeat that an answer stands in and which round of it: ``("d3_e5/stops", "d3_e5/stops[2]")``."""
    if not question.repeats:
        return "", ""
    repeat = question.repeats[-1]
    return repeat, "/".join(ref.split("/")[: repeat.count("/") + 1])
