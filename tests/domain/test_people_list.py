from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from bot.domain.people_list import MOST, Listed, read_people
from bot.domain.spreadsheets import Unreadable, read_table

COUNTRIES = {"lao": "LA", "la": "LA", "ไทย": "TH"}
LANGUAGES = {"lao": "lo", "km": "km"}


def read(path: Path) -> tuple[list[Listed], list[str]]:
    found, mistakes = read_people(
        read_table(path),
        lambda text: COUNTRIES.get(text.lower(), ""),
        lambda text: LANGUAGES.get(text.lower(), ""),
    )
    return found, [f"{mistake.row}: {mistake.said.english()}" for mistake in mistakes]


def csv_file(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "list.csv"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Name,Role,Country\nNoy,leader,Lao\n", "utf-8"),
        ("\ufeffname;role;country\r\nNoy;Cluster leader;LA\r\n", "utf-8"),
        ("Country\tNAME\tRole\nLao\tNoy\tleader\n", "utf-16"),
        ("ชื่อ,บทบาท,ประเทศ\nNoy,ผู้นำ,lao\n", "cp874"),
    ],
)
def test_a_list_is_read_however_it_was_saved(tmp_path: Path, text: str, encoding: str) -> None:
    assert read(csv_file(tmp_path, text, encoding)) == ([Listed("Noy", "leader", "LA")], [])


def test_a_workbook_is_read_by_its_first_sheet(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (["Name", "Cluster", "Language"], ["សុភា", "Silk  Takeo", "km"], [None], ["ဒေါ်မြ", None, None]):
        sheet.append(row)
    path = tmp_path / "list.xlsx"
    book.save(path)
    assert read(path)[0] == [Listed("សុភា", cluster="Silk Takeo", language="km"), Listed("ဒေါ်မြ")]


def test_each_mistake_names_its_row(tmp_path: Path) -> None:
    text = (
        "name,role,country,language\n"
        "Noy,,,\n,leader,,\nMya,boss,,\nAung,,Mars,\nKeo,,,Klingon\n=HYPERLINK(1),,,\nNoy,trainee,,\n"
        + "x" * 81
        + ",,,\n"
    )
    people, mistakes = read(csv_file(tmp_path, text))
    assert people == [Listed("Noy")]
    assert mistakes == [
        "3: The name is missing.",
        "4: The role “boss” is not known. Write trainee, leader, facilitator or researcher.",
        "5: The country “Mars” is not known. Write its name or its two letters.",
        "6: The language “Klingon” is not known. Write its name, or a code such as km.",
        "7: “=HYPERLINK(1)” is no name of a person.",
        "8: This is the same person as in row 2.",
        "9: A name or a cluster is very long. Please shorten it.",
    ]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "This file is empty."),
        (b"name\n", "nobody in this list"),
        (b"who,what\na,b\n", "needs headings"),
        (b"name\n" + b"a\n" * (MOST + 1), "at most 500"),
        (b"name\n\xff\xfe\xfa", "not in UTF-8"),
        (b'name\n"a\n', "a quotation mark has no end"),
        (b"name\n" + b"x" * 5_000_000, "larger than 2 megabytes"),
    ],
)
def test_what_is_no_list_says_what_to_do(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(content)
    with pytest.raises(Unreadable, match=words):
        read(path)


def test_a_broken_workbook_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    path.write_bytes(b"PK\x03\x04 not a workbook")
    with pytest.raises(Unreadable, match="save it again"):
        read(path)
