"""What the stories of changed programmes share: newer versions, as files, and what became of the workshop."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import openpyxl

from storage.tables import Answer, Programme, Prompt, Workshop
from tests.stories.chat import Phone, Village, join
from tests.stories.programmes import HELLO, write

FIRMS, PLACE = (
    next(line.strip() for line in HELLO["survey"].splitlines() if f",{name}," in line)
    for name in ("firms", "place")
)

SETTINGS = """
    form_title,form_id,version,default_language,sala_days,sala_quiet_from,sala_quiet_to,sala_daily_cap
    A small course,small,1,English (en),2,21:00,07:00,12
"""


def newer(version: str = "2", **swaps: tuple[str, str]) -> dict[str, str]:
    """The programme of the stories with some text replaced in some sheets."""
    sheets = {**HELLO, "settings": SETTINGS.replace("small,1,", f"small,{version},")}
    for sheet, (before, after) in swaps.items():
        assert before in sheets[sheet]
        sheets[sheet] = sheets[sheet].replace(before, after)
    return sheets


def zipped(folder: Path, sheets: Mapping[str, str]) -> bytes:
    """The sheets as CSV files in a zip, inside a folder, as people pack them."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        for path in sorted(write(folder / "csv", **sheets).iterdir()):
            packed.write(path, f"my course/{path.name}")
    return buffer.getvalue()


def workbook(folder: Path, sheets: Mapping[str, str]) -> bytes:
    """The sheets as an .xlsx workbook."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for path in write(folder / "book", **sheets).iterdir():
        sheet = book.create_sheet(path.stem)
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.reader(file):
                sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


async def begun(village: Village, folder: Path) -> tuple[Phone, Phone]:
    """A facilitator, and a trainee who has answered the first of two questions."""
    links = await village.workshop(HELLO)
    boss, phone = village.boss(), village.phone(7)
    await join(phone, links["trainee"])
    await phone.send("Weavers of Inle")
    assert "How many firms are in Weavers of Inle?" in phone.last.text
    return boss, phone


async def upload(boss: Phone, folder: Path, sheets: Mapping[str, str], name: str = "new.xlsx") -> None:
    made = zipped(folder, sheets) if name.endswith(".zip") else workbook(folder, sheets)
    await boss.document(made, name)


def running(village: Village) -> str:
    """The version that the workshop runs."""
    [workshop] = village.rows(Workshop)
    [programme] = village.rows(Programme, Programme.id == workshop.programme_id)
    return str(programme.version)


def answers(village: Village) -> dict[str, tuple[str, int]]:
    """Value and version of each answer, by question."""
    return {row.question: (row.value, row.programme_id) for row in village.rows(Answer)}


def morning_of(village: Village) -> Prompt:
    [found] = village.rows(Prompt, Prompt.activity == "morning")
    assert isinstance(found, Prompt)
    return found
