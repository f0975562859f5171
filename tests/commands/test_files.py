"""`sala check`, `sala export` and `sala backup`: what they print, write, and refuse."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.__main__ import main
from bot.programmes import bundled
from tests.stories.chat import Village, join
from tests.stories.programmes import HELLO, write
from tests.support.running import RunningBot


def sala(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(each) for each in arguments], catch_exceptions=False)


def test_the_bundled_course_can_run_and_its_timeline_is_printed() -> None:
    found = sala("check", bundled()["sme_clusters"])
    assert found.exit_code == 0
    assert "This programme can run." in found.output
    assert "Timeline" in found.output
    assert "Asia/Bangkok" in found.output
    assert "day 3" in found.output


def test_mistakes_are_said_with_sheet_and_row(tmp_path: Path) -> None:
    sheets = {**HELLO, "survey": HELLO["survey"].replace("integer,firms", "intger,firms")}
    found = sala("check", write(tmp_path / "programme", **sheets))
    assert found.exit_code == 1
    assert "Errors (1)" in found.output
    assert "survey!5 type: “intger” is not a type. Did you mean “integer”?" in found.output
    assert "This programme cannot run yet." in found.output


@pytest.mark.parametrize("name", ["nothing.xlsx", "broken.xlsx", "notes.txt"])
def test_files_that_are_no_programme_get_a_plain_line(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    if name != "nothing.xlsx":
        path.write_bytes(b"this is not a workbook")
    found = sala("check", path)
    assert found.exit_code == 1
    assert name in found.output or "workbook" in found.output
    assert "Traceback" not in found.output


async def a_village(tmp_path: Path) -> RunningBot:
    """Two people in a workshop: one allows research, one does not."""
    bot = RunningBot(tmp_path)
    await bot.start()
    village = Village(bot)
    links = await village.workshop(HELLO)
    for number, no in ((7, ""), (8, "c1")):
        phone = village.phone(number)
        await join(phone, links["trainee"], name=f"Person {number}", no=no)
        await phone.send("Weavers of Inle")
        await phone.send("12")
    return bot


def a_newer_one(folder: Path) -> Path:
    """The programme of the village, in which the number of firms became a text and a morning is later."""
    survey = (
        HELLO["survey"].replace("integer,firms", "text,firms").replace("How are you today?", "How are you?")
    )
    return write(
        folder, **{**HELLO, "survey": survey, "schedule": HELLO["schedule"].replace("08:30", "09:00")}
    )


def test_what_changes_against_an_older_file(tmp_path: Path) -> None:
    old = write(tmp_path / "old", **HELLO)
    found = sala("check", a_newer_one(tmp_path / "new"), "--against", old)
    assert found.exit_code == 0
    assert "This programme can run." in found.output
    told = found.output.partition("What changes against small 1")[2]
    assert "People should know (3)" in told
    assert "morning “Good morning” comes differently: time 08:30 → 09:00." in told
    assert "firms “How many firms are in ${place}?”: type integer became text. Earlier answers fit." in told
    missing = sala("check", old, "--against", tmp_path / "nothing.xlsx")
    assert (missing.exit_code, "There is no file or folder" in missing.output) == (1, True)


async def test_what_changes_for_the_people_of_a_running_workshop(tmp_path: Path) -> None:
    bot = await a_village(tmp_path)
    new = a_newer_one(tmp_path / "new")
    try:
        found = sala("check", new, "--against", "workshop:1", "--data", tmp_path / "data")
        wrong = sala("check", new, "--against", "workshop:9", "--data", tmp_path / "data")
    finally:
        await bot.stop()
    assert found.exit_code == 0, found.output
    told = found.output.partition("What changes against small 1 (Khon Kaen, 2 people)")[2]
    assert "in the middle" not in told, "both have finished what they were sent"
    assert "time 08:30 → 09:00. People to whom it has not come yet: 2." in told
    assert "Earlier answers fit. People who have answered: 2." not in told
    assert (wrong.exit_code, "There is no workshop 9" in wrong.output) == (1, True)
    assert sala("check", new, "--against", "workshop:1", "--data", tmp_path / "none").exit_code == 1


async def test_an_export_holds_those_who_agreed_and_overwrites_nothing(tmp_path: Path) -> None:
    bot = await a_village(tmp_path)
    target = tmp_path / "out" / "course.zip"
    try:
        told = sala("export", "--data", tmp_path / "data", "--output", target)
    finally:
        await bot.stop()
    assert told.exit_code == 0, told.output
    assert "1 people" in told.output or "1 person" in told.output
    with zipfile.ZipFile(target) as packed:
        text = packed.read("submissions.csv").decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["hello-place"], row["hello-firms"]) for row in rows] == [("Weavers of Inle", "12")]
    as_xml = sala("export", "--data", tmp_path / "data", "--format", "xform", "--output", tmp_path / "x.zip")
    assert as_xml.exit_code == 0, as_xml.output
    with zipfile.ZipFile(tmp_path / "x.zip") as packed:
        [submission] = [name for name in packed.namelist() if name.endswith("/submission.xml")]
        assert b"<place>Weavers of Inle</place>" in packed.read(submission)
    again = sala("export", "--data", tmp_path / "data", "--output", target)
    assert (again.exit_code, "exists already" in again.output) == (1, True)
    assert sala("export", "--data", tmp_path / "data", "--output", target, "--overwrite").exit_code == 0
    missing = sala("export", "--data", tmp_path / "data", "--workshop", 99, "--output", tmp_path / "y.zip")
    assert (missing.exit_code, "there is no such workshop" in missing.output) == (1, True)


def test_an_export_of_nothing_says_where_it_looked(tmp_path: Path) -> None:
    found = sala("export", "--data", tmp_path)
    assert found.exit_code == 1
    assert f"There is no database at {tmp_path / 'sala.db'}" in found.output


async def test_a_backup_is_made_while_sala_runs(tmp_path: Path) -> None:
    bot = await a_village(tmp_path)
    try:
        told = sala("backup", "--data", tmp_path / "data", "--output", tmp_path / "b.zip")
    finally:
        await bot.stop()
    assert told.exit_code == 0, told.output
    with zipfile.ZipFile(tmp_path / "b.zip") as packed:
        assert "sala.db" in packed.namelist()
    assert sala("backup", "--data", tmp_path / "data", "--output", tmp_path / "b.zip").exit_code == 1


def test_every_verb_explains_itself() -> None:
    for verb in ("start", "try", "check", "export", "backup"):
        assert len(sala(verb, "--help").output.splitlines()) > 4
    assert sala("--version").output.startswith("Sala ")
