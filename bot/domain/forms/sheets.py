"""The sheets of a programme as tables that remember where each cell stood.

Reads a workbook (.xlsx, .xlsm, .xls, .ods), a folder of CSV files named like the sheets, or one CSV
file in pyxform's form (the first column names the sheet). What cannot be read is a finding.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook, PasswordError

from bot.domain.findings import Finding, error
from bot.domain.forms.bombs import MOST_COLUMNS, MOST_ROWS, too_big
from bot.domain.said import N_

#: Sheets that XLSForm knows, and ours.
SHEETS = ("survey", "choices", "settings", "external_choices", "entities", "osm", "schedule")

#: Largest file that is opened, in bytes.
LARGEST = 20_000_000

#: After this many empty rows a sheet is over (pyxform's own rule).
EMPTY_ROWS = 60

#: Endings of workbooks.
WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".ods")


@dataclass(frozen=True)
class Row:
    """One row that is not empty: its number as a spreadsheet counts (headings are row 1), and its cells."""

    number: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        """The text of a cell, stripped; empty when there is none."""
        return self.cells.get(column, "")


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name in small letters, its headings in order, and its rows."""

    name: str
    headings: tuple[str, ...]
    rows: tuple[Row, ...]

    def column(self, name: str) -> str:
        """The heading that means ``name``, whatever its case and blanks; ``name`` itself without one."""
        return next((found for found in self.headings if plain(found) == name), name)


@dataclass(frozen=True)
class Tables:
    """All sheets of a programme that are known, by name, and the names of all that were there."""

    sheets: Mapping[str, Sheet]
    sheet_names: tuple[str, ...]
    stem: str = ""

    def rows(self, name: str) -> tuple[Row, ...]:
        """The rows of a sheet; none when there is no such sheet."""
        sheet = self.sheets.get(name)
        return sheet.rows if sheet else ()

    def headings(self, name: str) -> tuple[str, ...]:
        """The headings of a sheet, in order; none when there is no such sheet."""
        sheet = self.sheets.get(name)
        return sheet.headings if sheet else ()

    @cached_property
    def digest(self) -> str:
        """SHA-256 of what stands in the known sheets, the same for a workbook and for CSV files."""
        kept = {
            name: [[row.number, dict(sorted(row.cells.items()))] for row in sheet.rows]
            for name, sheet in sorted(self.sheets.items())
        }
        text = json.dumps(kept, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def for_pyxform(self) -> dict[str, Any]:
        """The XLSForm sheets as pyxform wants them. Empty rows stay, so that its row numbers are ours."""
        found: dict[str, Any] = {"sheet_names": [*self.sheet_names]}
        if self.stem:
            found["fallback_form_name"] = self.stem
        for name, sheet in self.sheets.items():
            if name == "schedule":
                continue
            last = sheet.rows[-1].number if sheet.rows else 1
            rows: list[dict[str, str]] = [{} for _number in range(2, last + 1)]
            for row in sheet.rows:
                rows[row.number - 2] = dict(row.cells)
            found[name] = rows
            found[f"{name}_header"] = [dict.fromkeys(sheet.headings)]
        return found

    def stored(self) -> dict[str, Any]:
        """Everything, as JSON can hold it."""
        return {
            name: {
                "headings": [*sheet.headings],
                "rows": [[row.number, dict(row.cells)] for row in sheet.rows],
            }
            for name, sheet in self.sheets.items()
        }

    @classmethod
    def from_stored(cls, stored: Mapping[str, Any]) -> Tables:
        """The tables that :meth:`stored` gave."""
        sheets = {
            name: Sheet(name, tuple(kept["headings"]), tuple(Row(n, cells) for n, cells in kept["rows"]))
            for name, kept in stored.items()
        }
        return cls(sheets, tuple(sheets))


def plain(heading: str) -> str:
    """A heading for comparing: small letters, single blanks, ``_`` for blanks."""
    return re.sub(r"[\s_]+", "_", heading.strip().lower())


def read_sheets(path: Path) -> tuple[Tables | None, list[Finding]]:
    """The tables of a workbook or folder, and what is wrong with the file. None when nothing can be read."""
    if path.is_dir():
        return _read_folder(path)
    if not path.is_file():
        return _no(N_("There is no file “{name}”."), name=path.name)
    if path.stat().st_size > LARGEST:
        return _no(N_("“{name}” is larger than {n} megabytes."), name=path.name, n=LARGEST // 1_000_000)
    if path.suffix.lower() == ".csv":
        return _read_single_csv(path)
    if path.suffix.lower() not in WORKBOOKS:
        return _no(
            N_("“{name}” is not a workbook. Give a file that ends in {known}, or a folder of CSV files."),
            name=path.name,
            known=", ".join(WORKBOOKS),
        )
    return _read_workbook(path)


def _no(text: str, /, **values: object) -> tuple[None, list[Finding]]:
    return None, [error("", 0, "", text, **values)]


def _read_workbook(path: Path) -> tuple[Tables | None, list[Finding]]:
    """Read a workbook with calamine, once it is known to be of a sane size."""
    try:
        why = too_big(path)
        if why is not None:
            return None, [Finding("error", "", 0, "", why)]
        with CalamineWorkbook.from_path(str(path)) as book:
            names = book.sheet_names
            wanted = {name: name.strip().lower() for name in names if name.strip().lower() in SHEETS}
            if not wanted and len(names) == 1:
                wanted = {names[0]: "survey"}
            grids = {wanted[name]: _grid(book, name) for name in wanted}
    except PasswordError:
        return _no(N_("“{name}” is protected with a password. Save it without one."), name=path.name)
    # calamine ends some broken files in a panic, which is no Exception
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException:
        return _no(
            N_("“{name}” is not a workbook that can be read. Open it in a spreadsheet and save it again."),
            name=path.name,
        )
    return _tables(grids, names, path.stem)


def _grid(book: CalamineWorkbook, name: str) -> list[list[str]]:
    rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False, nrows=MOST_ROWS + 1)
    return [[cell_text(value) for value in row] for row in rows]


def cell_text(value: object) -> str:
    """The text of a cell, as pyxform would read it."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date().isoformat()
    return str(value).replace("\u00a0", " ").strip()


def _read_folder(path: Path) -> tuple[Tables | None, list[Finding]]:
    """Read the CSV files of a folder whose names are those of known sheets."""
    files = {file.stem.lower(): file for file in sorted(path.iterdir()) if file.suffix.lower() == ".csv"}
    if "survey" not in files:
        return _no(N_("The folder “{name}” has no file survey.csv."), name=path.name)
    grids, findings = {}, []
    for name, file in files.items():
        if name not in SHEETS:
            continue
        if file.stat().st_size > LARGEST:
            found = N_("This file is larger than {n} megabytes.")
            findings.append(error(name, 0, "", found, n=LARGEST // 1_000_000))
            continue
        text = decoded(file.read_bytes())
        if text is None:
            findings.append(error(name, 0, "", N_("This file is not in UTF-8. Save it as “CSV UTF-8”.")))
            continue
        try:
            grids[name] = list(csv.reader(io.StringIO(text, newline=""), strict=True))
        except csv.Error:
            findings.append(error(name, 0, "", N_("This is not a CSV file: a quotation mark has no end.")))
    if findings:
        return None, findings
    return _tables(grids, [file.stem for file in files.values()], path.name)


def decoded(content: bytes) -> str | None:
    """The text of a file in UTF-8 or, with its mark, UTF-16; None when it is in neither."""
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text


def _read_single_csv(path: Path) -> tuple[Tables | None, list[Finding]]:
    """Read one CSV file whose first column names the sheet, as pyxform does."""
    text = decoded(path.read_bytes())
    if text is None:
        return _no(N_("“{name}” is not in UTF-8. Save it as “CSV UTF-8”."), name=path.name)
    grids: dict[str, list[list[str]]] = {}
    sheet = ""
    for row in csv.reader(io.StringIO(text, newline="")):
        if row and row[0].strip():
            sheet = row[0].strip()
        if sheet and any(cell.strip() for cell in row[1:]):
            grids.setdefault(sheet, []).append(row[1:])
    if "survey" not in {name.lower() for name in grids}:
        return _no(
            N_("“{name}” has no survey. Give the folder that holds survey.csv, choices.csv and so on."),
            name=path.name,
        )
    known = {name.lower(): grid for name, grid in grids.items() if name.lower() in SHEETS}
    return _tables(known, list(grids), path.stem)


def _tables(
    grids: Mapping[str, list[list[str]]], names: Iterable[str], stem: str
) -> tuple[Tables | None, list[Finding]]:
    sheets, findings = {}, []
    for name, grid in grids.items():
        sheet, found = _sheet(name, grid)
        sheets[name] = sheet
        findings += found
    if "survey" not in sheets:
        findings.append(error("", 0, "", N_("There is no sheet “survey”. The questions stand there.")))
    tables = Tables(sheets, tuple(names), stem)
    return (None if findings else tables), findings


def _sheet(name: str, grid: Sequence[Sequence[str]]) -> tuple[Sheet, list[Finding]]:
    """One sheet from its cells: the first row are headings; columns without a heading are left out."""
    findings: list[Finding] = []
    first = [re.sub(r"\s+", " ", cell.strip()) for cell in (grid[0] if grid else [])]
    headings = tuple(heading for heading in first if heading)
    for heading in dict.fromkeys(headings):
        if headings.count(heading) > 1:
            text = N_("Two columns have this heading. Delete one of them or give it another name.")
            findings.append(error(name, 1, heading, text))
    if name in ("survey", "choices", "schedule") and grid and not headings:
        findings.append(error(name, 1, "", N_("The first row must hold headings, such as type and name.")))
    if len(grid) > MOST_ROWS or len(headings) > MOST_COLUMNS:
        text = N_("This sheet is too large: at most {rows} rows and {columns} columns.")
        findings.append(error(name, 0, "", text, rows=MOST_ROWS, columns=MOST_COLUMNS))
    rows: list[Row] = []
    for number, cells in enumerate(grid[1:], start=2):
        found = {h: cell.strip() for h, cell in zip(first, cells, strict=False) if h and cell.strip()}
        if found:
            rows.append(Row(number, found))
        elif number - (rows[-1].number if rows else 1) > EMPTY_ROWS:
            break
    return Sheet(name, headings, tuple(rows)), findings
