"""Files that lie beside the sheets of a programme, and that its cells name.

They may lie in a folder ``media``, in ``NAME-media`` beside the workbook ``NAME.xlsx`` (as ODK has it), or
right beside the sheets.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.domain.forms.outline import Line, Outline

#: Columns that name a picture, a sound or a video of a label.
MEDIA = ("image", "big-image", "audio", "video")

#: Endings of files that a chat can show or play, by column.
ENDINGS: Mapping[str, tuple[str, ...]] = {
    "image": (".jpg", ".jpeg", ".png", ".webp", ".gif"),
    "big-image": (".jpg", ".jpeg", ".png", ".webp", ".gif"),
    "audio": (".mp3", ".m4a", ".ogg", ".oga", ".opus", ".wav", ".aac", ".flac"),
    "video": (".mp4", ".mov", ".webm", ".3gp", ".mkv"),
}

#: Largest file, and most of all files of a programme together, in bytes. Telegram takes 50 MB from a bot.
LARGEST, MOST = 20_000_000, 100_000_000


@dataclass(frozen=True)
class Named:
    """A cell that names a file: where it stands, its column in plain terms, and the name."""

    sheet: str
    row: int
    heading: str
    key: str
    name: str


def named_files(lines: Outline) -> Iterator[Named]:
    """Every cell of ``survey`` and ``choices`` that names a picture, a sound or a video."""
    for sheet, rows in (("survey", lines.items), ("choices", lines.choices)):
        for line in rows:
            yield from _of_line(sheet, line)


def _of_line(sheet: str, line: Line) -> Iterator[Named]:
    for key in MEDIA:
        for language, name in line.texts(key).items():
            if "${" not in name:
                yield Named(sheet, line.number, line.heading(key, language), key, name.strip())


def find(path: Path, name: str) -> Path | None:
    """The file of this name beside the sheets at ``path``; None when there is none. It leads nowhere else."""
    if not name or name != Path(name).name:
        return None
    around = path if path.is_dir() else path.parent
    for folder in (around / f"{path.stem}-media", around / "media", around):
        found = folder / name
        if found.is_file():
            return found
    return None
