"""The zip of CSV files: one file per table as researchers understand it, a codebook, and the media."""

from __future__ import annotations

import tempfile
import zipfile
from pathlib import Path

from bot.exports import codebook, long, readme
from bot.exports.archive import archive, leave_out_big
from bot.exports.source import Source, Summary
from bot.exports.tables import Tables
from bot.exports.wide import Wide


def write(source: Source, output: Path, *, most_media: int | None = None) -> Summary:
    """Write the archive. Tables are written row by row; memory does not grow with the number of people."""
    summary = source.summary
    with tempfile.TemporaryDirectory(prefix="sala-export-") as name:
        folder = Path(name)
        tables = Tables(folder, summary)
        long.begin(tables)
        several = len(source.programme_ids()) > 1
        for number in source.programme_ids():
            _write_programme(source, tables, number, f"programme-{number}/" if several else "")
        long.write_notes(source, tables)
        long.write_versions(source, tables)
        tables.close()
        if leave_out_big(summary, source.files, most_media):
            source.files.clear()
        readme.write(source, folder / "README.txt")
        with archive(output, summary) as packed:
            for path in sorted(folder.rglob("*")):
                if path.is_file():
                    packed.write(path, path.relative_to(folder))
            for file, path in source.files.items():
                packed.write(path, f"media/{file}", zipfile.ZIP_STORED)
    return summary


def _write_programme(source: Source, tables: Tables, number: int, folder: str) -> None:
    earlier = source.earlier(number)
    codebook.write(source, number, tables, folder, earlier)
    wide = Wide(source.programme(number).form, tables, folder, earlier)
    for record in source.records(number):
        wide.write(record)
        long.write(record, source, tables)
