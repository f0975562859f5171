"""Zip files that facilitators send: what they may hold, and what never leaves them."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from bot.domain.forms.packed import MOST_BYTES, MOST_FILES, unpack
from bot.domain.said import Said


def packed(path: Path, **files: bytes) -> Path:
    with zipfile.ZipFile(path / "x.zip", "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(name, content)
    return path / "x.zip"


def why(found: Path | Said) -> str:
    assert isinstance(found, Said)
    return found.english()


def test_csv_files_in_a_folder_and_a_workbook_with_its_data(tmp_path: Path) -> None:
    sheets = packed(tmp_path, **{"my/survey.csv": b"type", "my/choices.csv": b"x", "my/notes.txt": b"no"})
    found = unpack(sheets, tmp_path / "a")
    assert found == tmp_path / "a"
    assert sorted(path.name for path in found.iterdir()) == ["choices.csv", "survey.csv"]
    book = packed(
        tmp_path, **{"form.xlsx": b"PK", "towns.csv": b"x", "__MACOSX/._form.xlsx": b"", "~$form.xlsx": b""}
    )
    assert unpack(book, tmp_path / "b") == tmp_path / "b" / "form.xlsx"


def test_names_lead_nowhere_but_into_the_folder(tmp_path: Path) -> None:
    evil = packed(tmp_path, **{"../../out.csv": b"a", "/etc/survey.csv": b"b", "c:\\settings.csv": b"c"})
    assert unpack(evil, tmp_path / "deep") == tmp_path / "deep"
    assert sorted(path.parent.name for path in tmp_path.rglob("*.csv")) == ["deep"] * 2


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"readme.csv": b""}, "neither survey.csv nor exactly one workbook"),
        ({"a.xlsx": b"", "b.xlsx": b""}, "neither survey.csv nor exactly one workbook"),
        ({"a/survey.csv": b"", "b/survey.csv": b""}, "There are two files “survey.csv”"),
        ({f"{number}.csv": b"" for number in range(MOST_FILES + 1)}, "holds more than 200 files"),
        ({"survey.csv": bytes(MOST_BYTES + 1)}, "unpacks to more than 60 megabytes"),
    ],
)
def test_what_is_no_programme_or_a_bomb_is_refused(
    tmp_path: Path, files: dict[str, bytes], words: str
) -> None:
    assert words in why(unpack(packed(tmp_path, **files), tmp_path / "out"))


def test_a_broken_or_locked_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(b"PK\x03\x04 nothing")
    assert "not a zip file that can be read" in why(unpack(path, tmp_path / "a"))
    whole = packed(tmp_path, **{"survey.csv": b"type,name\n" * 50}).read_bytes()
    path.write_bytes(whole[:40] + b"\xff\xff\xff" + whole[43:])
    assert "not a zip file that can be read" in why(unpack(path, tmp_path / "b"))
    locked = bytearray(whole)
    with zipfile.ZipFile(io.BytesIO(whole)) as made:
        start = made.start_dir
    locked[6] |= 1
    locked[start + 8] |= 1
    path.write_bytes(bytes(locked))
    assert "protected with a password" in why(unpack(path, tmp_path / "c"))
