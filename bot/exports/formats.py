"""The formats of an export. A new one is a module with a function like :data:`Write`, and one line here."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from bot.domain.said import N_, Said
from bot.exports import csv_zip, xform_zip
from bot.exports.source import Source, Summary


class Write(Protocol):
    """Writes an archive to ``output``, whole or not at all, and says what is in it and what was left out.

    With ``most_media`` (bytes), media that are bigger together stay out, and the README says so. Raises
    ``OSError`` when the place cannot be written.
    """

    def __call__(self, source: Source, output: Path, *, most_media: int | None = None) -> Summary:
        """Write the archive."""


@dataclass(frozen=True)
class Format:
    """A format: its name on the command line, what it is on a button and in the help, and its writer."""

    name: str
    title: Said
    about: str
    write: Write


FORMATS = {
    one.name: one
    for one in (
        Format(
            "csv",
            Said(N_("Tables (CSV)")),
            "CSV tables as ODK Central writes them, with a codebook and the media",
            csv_zip.write,
        ),
        Format(
            "xform",
            Said(N_("ODK submissions (XML)")),
            "each submission as ODK's instance XML with its attachments, and the form",
            xform_zip.write,
        ),
    )
}
