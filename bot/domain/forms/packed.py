"""A zip file with the sheets of a programme: CSV files, or one workbook and the files it reads.

Nothing of a zip file is trusted: names lead nowhere but into the folder given, what does not belong to a
programme is left out, and nothing is unpacked that would fill the disk.
"""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path, PurePosixPath

from bot.domain.forms.beside import ENDINGS
from bot.domain.forms.sheets import LARGEST, WORKBOOKS
from bot.domain.said import N_, Said

#: Endings of files that a programme can consist of.
KEPT = (".csv", ".xml", ".geojson", *WORKBOOKS, *(ending for kind in ENDINGS.values() for ending in kind))

#: Most files, and most bytes of all of them together once unpacked.
MOST_FILES, MOST_BYTES = 200, 3 * LARGEST

_BROKEN = Said(N_("This is not a zip file that can be read. Please pack it again."))
_LARGE = Said(
    N_("This zip file holds more than {files} files or unpacks to more than {n} megabytes."),
    {"files": MOST_FILES, "n": MOST_BYTES // 1_000_000},
)
_LOCKED = Said(N_("This zip file is protected with a password. Pack it without one."))
_TWICE = N_("There are two files “{name}” in this zip file. Leave one of them out.")
_NOTHING = Said(
    N_(
        "This zip file holds neither survey.csv nor exactly one workbook. The questions must stand in one "
        "of them."
    )
)


def unpack(packed: Path, folder: Path) -> Path | Said:
    """Unpack into ``folder``, which is made; gives what can be read as a programme, or why nothing can."""
    folder.mkdir()
    try:
        with zipfile.ZipFile(packed) as found:
            members = [member for member in found.infolist() if _belongs(member)]
            if len(members) > MOST_FILES or sum(member.file_size for member in members) > MOST_BYTES:
                return _LARGE
            for member in members:
                target = folder / PurePosixPath(member.filename).name
                if target.exists():
                    return Said(_TWICE, {"name": target.name})
                target.write_bytes(found.read(member))
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, OSError, ValueError, EOFError):
        return _BROKEN
    except RuntimeError:  # so says zipfile when it needs a password
        return _LOCKED
    files = list(folder.iterdir())
    books = [path for path in files if path.suffix.lower() in WORKBOOKS]
    if any(path.name.lower() == "survey.csv" for path in files):
        return folder
    return books[0] if len(books) == 1 else _NOTHING


def _belongs(member: zipfile.ZipInfo) -> bool:
    path = PurePosixPath(member.filename)
    hidden = any(part.startswith((".", "__MACOSX", "~$")) for part in path.parts)
    return not member.is_dir() and not hidden and path.suffix.lower() in KEPT
