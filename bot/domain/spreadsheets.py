"""A table that somebody sends in the chat: the first sheet of a workbook, or a CSV file of any common kind.

People save CSV as their spreadsheet does it: with commas, semicolons or tabs, in UTF-8 with and without its
mark, in UTF-16, or in the old Thai encoding. What cannot be read raises :class:`Unreadable` with a sentence
that says what to do.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path

from python_calamine import CalamineWorkbook, PasswordError

from bot.domain.forms.bombs import MOST_ROWS, too_big
from bot.domain.forms.sheets import WORKBOOKS, cell_text, decoded
from bot.domain.said import N_, Said

#: Endings of files that can hold a table.
ENDINGS = (*WORKBOOKS, ".csv", ".tsv", ".txt")

#: Largest CSV file, in bytes.
LARGEST = 2_000_000

#: Row number as a spreadsheet counts, and the text of each cell.
Line = tuple[int, list[str]]


class Unreadable(ValueError):
    """The file holds no table; ``said`` tells what to do."""

    def __init__(self, said: Said) -> None:
        super().__init__(said.english())
        self.said = said


def read_table(path: Path, ending: str = "") -> list[Line]:
    """The rows that are not empty. ``ending`` stands for that of the path. Raises :class:`Unreadable`."""
    grid = _workbook(path) if (ending or path.suffix).lower() in WORKBOOKS else _csv(path)
    lines = [(number, [cell.strip() for cell in row]) for number, row in enumerate(grid, 1)]
    found = [(number, cells) for number, cells in lines if any(cells)]
    if not found:
        raise Unreadable(Said(N_("This file is empty.")))
    return found


def _workbook(path: Path) -> list[list[str]]:
    try:
        why = too_big(path)
        if why is not None:
            raise Unreadable(why)
        with CalamineWorkbook.from_path(str(path)) as book:
            rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False, nrows=MOST_ROWS + 1)
            return [[cell_text(value) for value in row] for row in rows]
    except PasswordError:
        raise Unreadable(Said(N_("This file is protected with a password. Save it without one."))) from None
    except (Unreadable, KeyboardInterrupt, SystemExit, MemoryError):
        raise
    # calamine ends some broken files in a panic, which is no Exception
    except BaseException:
        words = N_("This workbook cannot be read. Open it in a spreadsheet and save it again.")
        raise Unreadable(Said(words)) from None


def _csv(path: Path) -> list[list[str]]:
    if path.stat().st_size > LARGEST:
        raise Unreadable(Said(N_("This file is larger than {n} megabytes."), {"n": LARGEST // 1_000_000}))
    content = path.read_bytes()
    text = decoded(content)
    if text is None:
        text = _thai(content)
    if text is None:
        raise Unreadable(Said(N_("This file is not in UTF-8. Save it as “CSV UTF-8”.")))
    first = text.split("\n", 1)[0]
    mark = max((",", ";", "\t"), key=first.count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True))
    except csv.Error:
        words = N_("This is not a CSV file: a quotation mark has no end.")
        raise Unreadable(Said(words)) from None


def _thai(content: bytes) -> str | None:
    """The text of a file in Windows' Thai encoding; None when its letters are not mostly Thai."""
    try:
        text = content.decode("cp874")
    except UnicodeDecodeError:
        return None
    foreign = [letter for letter in text if ord(letter) > 127]
    thai = [letter for letter in foreign if "\u0e00" <= letter <= "\u0e7f"]
    return text if foreign and len(thai) > 0.9 * len(foreign) else None
