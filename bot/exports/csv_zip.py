"""The zip of CSV files: one file per table as researchers understand it, a codebook, and the media."""

from __future__ import annotations

import hashlib
import os
import tempfile
import zipfile
from pathlib import Path

from bot.exports import codebook, long, readme
from bot.exports.source import Source, Summary
from bot.exports.tables import Tables
from bot.exports.wide import Wide

#: How much of the finished file is read at once for its checksum, in bytes.
_CHUNK = 1 << 20


def write(source: Source, output: Path, *, most_media: int | None = None) -> Summary:
    """Write the archive to ``output`` and say what is in it and what was left out.

    With ``most_media`` (bytes), media that are bigger together stay out and the README says so. The file
    appears whole or not at all. Tables are written row by row; memory does not grow with
    the number of people. Raises ``OSError`` when the place cannot be written.
    """
    summary = source.summary
    summary.path = output
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
        if most_media is not None and sum(path.stat().st_size for path in source.files.values()) > most_media:
            summary.leave_out(
                "photos and voice messages: too big for a chat, `sala export` has them", len(source.files)
            )
            source.files.clear()
        readme.write(source, folder / "README.txt")
        _pack(source, folder, output)
    summary.sha256, summary.size = _checksum(output), output.stat().st_size
    return summary


def _write_programme(source: Source, tables: Tables, number: int, folder: str) -> None:
    earlier = source.earlier(number)
    codebook.write(source, number, tables, folder, earlier)
    wide = Wide(source.programme(number).form, tables, folder, earlier)
    for record in source.records(number):
        wide.write(record)
        long.write(record, source, tables)


def _pack(source: Source, folder: Path, output: Path) -> None:
    output.parent.mkdir(parents=True, exist_ok=True)
    half = output.with_name(f".{output.name}.part")
    try:
        with zipfile.ZipFile(half, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(folder.rglob("*")):
                if path.is_file():
                    archive.write(path, path.relative_to(folder))
            for name, path in source.files.items():
                archive.write(path, f"media/{name}", zipfile.ZIP_STORED)
        os.replace(half, output)  # noqa: PTH105 -- atomic on every system, also over an older file
    finally:
        half.unlink(missing_ok=True)


def _checksum(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_CHUNK):
            digest.update(piece)
    return digest.hexdigest()
