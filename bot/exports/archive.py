"""The zip file of an export: it appears whole or not at all, and says its checksum."""

from __future__ import annotations

import hashlib
import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.exports.source import Summary

#: How much of the finished file is read at once for its checksum, in bytes.
_CHUNK = 1 << 20


@contextmanager
def archive(output: Path, summary: Summary) -> Iterator[zipfile.ZipFile]:
    """A zip file to write into; at the end it takes the place of ``output``, and the summary knows it.

    Raises ``OSError`` when the place cannot be written; a half-written file is removed.
    """
    summary.path = output
    output.parent.mkdir(parents=True, exist_ok=True)
    half = output.with_name(f".{output.name}.part")
    try:
        with zipfile.ZipFile(half, "w", zipfile.ZIP_DEFLATED) as packed:
            yield packed
        os.replace(half, output)  # noqa: PTH105 -- atomic on every system, also over an older file
    finally:
        half.unlink(missing_ok=True)
    summary.sha256, summary.size = _checksum(output), output.stat().st_size


def leave_out_big(summary: Summary, files: dict[str, Path], most: int | None) -> bool:
    """Whether media are too big together for a chat; then they are counted as left out."""
    if most is None or sum(path.stat().st_size for path in files.values()) <= most:
        return False
    summary.leave_out("photos and voice messages: too big for a chat, `sala export` has them", len(files))
    return True


def _checksum(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_CHUNK):
            digest.update(piece)
    return digest.hexdigest()
