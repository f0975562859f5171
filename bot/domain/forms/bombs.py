"""Workbooks that would fill the memory when opened: a small file can hold a cell a million rows away."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from bot.domain.said import N_, Said

MOST_ROWS = 20_000
MOST_COLUMNS = 1_000

#: Most bytes that the parts of one workbook may unpack to.
UNPACKED = 200_000_000

#: Most parts (sheets, pictures, styles) of one workbook.
PARTS = 2_000

#: A cell of an .xlsx sheet that holds something; one that only has a colour has no content.
_REF = re.compile(
    rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,4})(\d{1,8})"[^>]*>(?=\s*<(?:\w+:)?(?:v|is|f)\b)', re.DOTALL
)
#: A repeated cell that holds something, and a repeated row, of an .ods file.
_CELLS = re.compile(
    rb"<table:(?:covered-)?table-cell\b(?=[^>]*office:value-type)[^>]*number-columns-repeated=\"(\d+)\""
)
_ROWS = re.compile(
    rb"<table:table-row\b[^>]*number-rows-repeated=\"(\d+)\"[^>]*>(.*?)</table:table-row>", re.DOTALL
)

_FAR = Said(
    N_(
        "A sheet reaches beyond {rows} rows or {columns} columns. Delete what stands far right or far "
        "below, and save again."
    ),
    {"rows": MOST_ROWS, "columns": MOST_COLUMNS},
)
_LARGE = Said(
    N_("This workbook unpacks to more than {n} megabytes. Leave out pictures and old sheets."),
    {"n": UNPACKED // 1_000_000},
)


def too_big(path: Path) -> Said | None:
    """Why a workbook must not be opened, or None. Raises ``zipfile.BadZipFile`` for a broken one.

    Files that are no zip (.xls) can reach 65,536 rows and 256 columns at most and are let through.
    """
    if not zipfile.is_zipfile(path):
        return None
    with zipfile.ZipFile(path) as book:
        parts = book.infolist()
        if len(parts) > PARTS or sum(part.file_size for part in parts) > UNPACKED:
            return _LARGE
        for part in parts:
            if part.filename.startswith("xl/worksheets/") and part.filename.endswith(".xml"):
                far = _far_sheet(_content(book, part))
            elif part.filename == "content.xml":
                far = _far_table(_content(book, part))
            else:
                continue
            if far:
                return _FAR
    return None


def _content(book: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    """The bytes of a part. zipfile never gives more than the size that the directory states."""
    with book.open(part) as file:
        return file.read()


def _far_sheet(xml: bytes) -> bool:
    columns = {found[1] for found in _REF.finditer(xml)}
    if any(_column(letters) > MOST_COLUMNS for letters in columns):
        return True
    rows = (found[2] for found in _REF.finditer(xml))
    return any(int(row) > MOST_ROWS for row in rows)


def _far_table(xml: bytes) -> bool:
    if any(int(found[1]) > MOST_COLUMNS for found in _CELLS.finditer(xml)):
        return True
    filled = (found for found in _ROWS.finditer(xml) if b"office:value-type" in found[2])
    return any(int(found[1]) > MOST_ROWS for found in filled)


def _column(letters: bytes) -> int:
    """1 for A, 27 for AA."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
