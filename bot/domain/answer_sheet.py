"""A table of answers that a facilitator fills: a row for each person, a column for each question.

The first row holds ``person``, ``name`` and the names of the questions; every row that begins with a number
is a person. What stands in between explains itself to people and is passed over.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from python_calamine import CalamineWorkbook

from bot.domain.forms.bombs import too_big
from bot.domain.forms.form import Form, Question
from bot.domain.forms.sheets import decoded
from bot.domain.forms.typed_places import PLACES
from bot.domain.said import N_, Said

#: Endings of files that can hold answers, and the headings of the first two columns.
ENDINGS = (".xlsx", ".xls", ".ods", ".csv")
PERSON, NAME = "person", "name"

#: Largest file in bytes, and most rows and columns that are looked at.
LARGEST, MOST_ROWS, MOST_COLUMNS = 2_000_000, 2000, 300

#: Types whose answers cannot be written into a cell.
NO_CELL = frozenset({"note", "image", "audio", "video", "file", "barcode", *PLACES})


@dataclass(frozen=True)
class Cell:
    """What stands in a cell. ``exact`` says that the spreadsheet itself knows it as a number or a date."""

    text: str
    exact: bool = False


@dataclass(frozen=True)
class Line:
    """One person's row: its number in the sheet, whose it is, and the filled cells by question name."""

    row: int
    person: int
    name: str
    cells: Mapping[str, Cell]


@dataclass(frozen=True)
class Filled:
    """A table that was read: the letter of each column by its heading, and the rows of people."""

    columns: Mapping[str, str]
    lines: Sequence[Line]


def columns_of(form: Form, activity: str) -> list[Question]:
    """The questions of an activity that have a column, in form order.

    Left out are questions inside repeats, files and places, what the form computes, and boxes without a name.
    """
    return [
        question
        for question in form.questions.values()
        if question.path.startswith(f"{activity}/")
        and question.asked
        and not question.readonly
        and question.kind not in NO_CELL
        and not _inner_repeats(question, activity)
        and _sees(form, question) != "anonymous"
    ]


def _inner_repeats(question: Question, activity: str) -> list[str]:
    return [repeat for repeat in question.repeats if repeat != activity]


def _sees(form: Form, question: Question) -> str:
    parts = question.path.split("/")
    found = ""
    for end in range(1, len(parts) + 1):
        found = form.columns_of("/".join(parts[:end])).get("sees") or found
    return found


def read_answers(path: Path) -> Filled | Said:
    """Read a table; what is wrong with it as a sentence when it is none. Never raises."""
    if path.stat().st_size > LARGEST:
        return Said(N_("This file is too large. A table of answers is small."))
    try:
        grid = _csv(path) if path.suffix.lower() == ".csv" else _workbook(path)
    # calamine ends some broken files in a panic, which is no Exception
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException:
        return Said(N_("This file cannot be read. Open it in a spreadsheet, and save it again."))
    return grid if isinstance(grid, Said) else _filled(grid)


def _csv(path: Path) -> list[list[Cell]] | Said:
    text = decoded(path.read_bytes())
    if text is None:
        return Said(N_("This file is not in UTF-8. Save it as “CSV UTF-8”."))
    first = text.split("\n", 1)[0]
    mark = max(",;\t", key=first.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    return [
        [Cell(cell.strip()) for cell in row[:MOST_COLUMNS]]
        for row, _number in zip(rows, range(MOST_ROWS), strict=False)
    ]


def _workbook(path: Path) -> list[list[Cell]] | Said:
    why = too_big(path)
    if why is not None:
        return why
    with CalamineWorkbook.from_path(str(path)) as book:
        rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False, nrows=MOST_ROWS)
    return [[_cell(value) for value in row[:MOST_COLUMNS]] for row in rows]


def _cell(value: object) -> Cell:
    if isinstance(value, bool):
        return Cell("yes" if value else "no")
    if isinstance(value, int | float):
        return Cell(str(int(value)) if float(value).is_integer() else repr(value), exact=True)
    if isinstance(value, dt.datetime):
        day = value.time() == dt.time()
        return Cell(value.date().isoformat() if day else value.isoformat(timespec="minutes"), exact=True)
    if isinstance(value, dt.date):
        return Cell(value.isoformat(), exact=True)
    if isinstance(value, dt.time):
        return Cell(value.isoformat(timespec="minutes"), exact=True)
    return Cell(str(value).replace("\u00a0", " ").strip())


def _filled(grid: list[list[Cell]]) -> Filled | Said:
    headings = [cell.text.strip() for cell in grid[0]] if grid else []
    if [heading.lower() for heading in headings[:2]] != [PERSON, NAME]:
        return Said(N_("This is not the table that I gave: its first row begins with “person” and “name”."))
    twice = next((each for each in headings if each and headings.count(each) > 1), None)
    if twice is not None:
        return Said(
            N_("Two columns are called “{name}”. Please leave the first row as it was."), {"name": twice}
        )
    columns = {heading: letter(place) for place, heading in enumerate(headings) if heading}
    lines = []
    for number, row in enumerate(grid[1:], start=2):
        if not row or not row[0].text.isdecimal() or len(row[0].text) > 12:
            continue
        cells = {
            heading: cell
            for heading, cell in zip(headings[2:], row[2:], strict=False)
            if heading and cell.text
        }
        lines.append(Line(number, int(row[0].text), row[1].text if len(row) > 1 else "", cells))
    if not any(line.cells for line in lines):
        return Said(N_("There is no answer in this table yet."))
    return Filled(columns, lines)


def letter(place: int) -> str:
    """The letter of a column, counted from 0: A, B … Z, AA."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
