"""CSV files as ODK Central writes them: UTF-8, commas, quotes where needed; with a BOM for spreadsheets."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import IO, Any

from bot.exports.source import Summary


class Tables:
    """Open CSV files in a folder, several at a time, each row written at once, so that memory stays flat."""

    def __init__(self, folder: Path, summary: Summary) -> None:
        self.folder = folder
        self.summary = summary
        self._open: dict[str, tuple[IO[str], Any]] = {}

    def begin(self, name: str, header: Sequence[str]) -> None:
        """Start the file ``name`` (with folders and ``.csv``) with a row of headings."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("w", encoding="utf-8-sig", newline="")
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        self._open[name] = (file, writer)
        self.summary.rows[name] = 0

    def row(self, name: str, cells: Iterable[str]) -> None:
        """Add a row to a file that was begun."""
        self._open[name][1].writerow(cells)
        self.summary.rows[name] += 1

    def close(self) -> None:
        """Close every file."""
        for file, _writer in self._open.values():
            file.close()
        self._open.clear()
