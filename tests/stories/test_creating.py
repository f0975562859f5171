"""A facilitator starts a workshop with a workbook of their own, sees its timeline, and sets its limits."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.actions.uploads import LARGEST
from storage.tables import Draft, Media, Programme, Workshop
from tests.stories.chat import Phone, Village, join
from tests.stories.programmes import HELLO
from tests.stories.versions import newer, upload, workbook
from tests.support.running import RunningBot

BOSS = 2
COURSE = "Action Research on SME Clusters and Value Chains"


@pytest.fixture
async def village(tmp_path: Path) -> AsyncIterator[Village]:
    """A bot whose settings name one facilitator; no workshop yet."""
    bot = RunningBot(tmp_path, people={"facilitators": [BOSS]})
    await bot.start()
    yield Village(bot)
    await bot.stop()


def file_in(village: Village, phone: Phone) -> str:
    """The text of the newest file that the bot has sent."""
    document = next(bubble for bubble in reversed(phone.bubbles) if bubble.kind == "document")
    found = village.bot.room.world.file(document.raw["document"]["file_id"])
    path: Path = village.bot.room.world.files / found["path"]
    return path.read_text(encoding="utf-8")


async def up_to_check(boss: Phone) -> None:
    """From the question whether to start with the file, to the screen with everything."""
    await boss.tap("Start a new workshop")
    await boss.send("Weavers")
    await boss.send("7.12.2026")
    await boss.send("Vientiane")


@pytest.mark.parametrize("name", ["course.xlsx", "course.zip"])
async def test_a_workbook_is_checked_shown_and_run(village: Village, tmp_path: Path, name: str) -> None:
    boss = village.phone(BOSS, name="Ploy")
    await upload(boss, tmp_path, HELLO, name)
    assert "A small course, version 1\n2 course days · 4 activities" in boss.last.text
    assert "This programme can run." in file_in(village, boss)
    assert "Timeline" in file_in(village, boss)
    await up_to_check(boss)
    assert "Programme: A small course" in boss.last.text
    assert "For: Laos" in boss.last.text
    assert "Quiet hours: 21:00 to 07:00\nAt most 12 messages a day for each person" in boss.last.text
    await boss.tap("See the timeline")
    assert "Weavers: what comes when, Asia/Vientiane" in boss.last.text
    assert "Day 1 · Monday, 7 December\n08:30 Good morning" in boss.last.text
    assert "18:00 (own clock) Two weeks later" in boss.last.text
    assert "cluster leaders only" in boss.last.text
    await boss.tap("As a picture")
    assert boss.bubbles[-2].raw["document"]["file_name"] == "timetable.png"
    assert "what comes when" in boss.last.text
    assert not village.rows(Workshop)
    await boss.tap("Back")
    await boss.tap("Create")
    [workshop] = village.rows(Workshop)
    assert (workshop.title, workshop.country, workshop.zone) == ("Weavers", "LA", "Asia/Vientiane")
    assert [draft.state for draft in village.rows(Draft)] == ["used"]
    assert [(media.state, media.path) for media in village.rows(Media)] == [("deleted", "")]
    await boss.send("/links")
    code = next(word for word in boss.last.text.split() if "start=" in word).partition("start=")[2]
    await join(village.phone(7), code)
    assert "what is your cluster?" in village.phone(7).last.text


async def test_the_timeline_of_the_course_has_pages_of_whole_days(village: Village) -> None:
    boss = village.phone(BOSS, name="Ploy")
    await boss.send("/workshop")
    await boss.tap(COURSE)
    await boss.tap("Same as the programme")
    await boss.send("7.12.2026")
    await boss.send("Bangkok")
    await boss.tap("See the timeline")
    pages = [boss.last.text]
    while "Further" in boss.last.labels:
        await boss.tap("Further")
        pages.append(boss.last.text)
    assert f"1 of {len(pages)}" in pages[0]
    assert all(len(page) < 2500 for page in pages)
    whole = "\n".join(pages)
    assert all(f"Day {number} · " in whole for number in range(1, 6))
    assert "On days that answers decide" in whole
    await boss.tap("Before that")
    assert boss.last.text == pages[-2]


async def test_mistakes_are_said_with_their_rows_and_the_mended_file_is_taken(
    village: Village, tmp_path: Path
) -> None:
    boss = village.phone(BOSS, name="Ploy")
    await boss.send("/workshop")
    bad = HELLO["survey"]
    for number in range(8):
        bad = bad.replace("end_group", f"intger,wrong{number},What?,,,,,,,,,,,,,\nend_gruop", 1).replace(
            "end_gruop", "end_group"
        )
    await boss.document(workbook(tmp_path / "a", {**HELLO, "survey": bad}), "mine.xlsx")
    said = next(text for text in reversed(boss.texts) if "mend this first" in text)
    assert said.startswith("“mine.xlsx” cannot run yet. Please mend this first:\nsurvey!")
    assert "… and " in said
    report = file_in(village, boss)
    assert report.startswith("Errors (")
    assert report.count("intger") == 8
    assert "Which programme do you want to run?" in boss.last.text, "the next try is one file away"
    assert not village.rows(Programme)
    await boss.document(workbook(tmp_path / "b", HELLO), "mine.xlsx")
    assert "Do you want to start a new workshop with it?" in boss.last.text
    assert [draft.state for draft in village.rows(Draft)] == ["refused", "ready"]
    await boss.tap("Another programme")
    assert "📎 mine.xlsx" in boss.last.labels
    await boss.tap("📎 mine.xlsx")
    await boss.tap("Cancel")
    assert [draft.state for draft in village.rows(Draft)] == ["refused", "cancelled"]
    assert not village.rows(Workshop)


async def test_a_file_that_is_no_workbook_inside_is_said_kindly(village: Village) -> None:
    boss = village.phone(BOSS, name="Ploy")
    for name in ("odd.xlsx", "odd.ods", "odd.zip"):
        await boss.document(b"this is no table at all", name)
        assert any(f"“{name}” cannot run yet." in text for text in boss.texts[-3:]), boss.texts[-3:]
    assert not village.rows(Workshop)


async def test_a_file_too_large_or_of_another_kind_changes_nothing(village: Village) -> None:
    boss = village.phone(BOSS, name="Ploy")
    await boss.send("/workshop")
    await boss.document(b"PK" + bytes(LARGEST + 5 * 1024 * 1024), "large.xlsx")
    assert boss.last.text == "This file is larger than 20 megabytes. I cannot read it."
    await boss.document(b"%PDF-1.7", "plan.pdf")
    assert "Please send the programme as a file that ends in .xlsx" in boss.texts[-2]
    assert "Which programme do you want to run?" in boss.last.text
    assert not village.rows(Draft)
    assert not village.rows(Media)


async def test_strangers_and_trainees_start_nothing_with_a_file(village: Village, tmp_path: Path) -> None:
    links = await village.workshop(HELLO)
    trainee, stranger = village.phone(7), village.phone(8)
    await join(trainee, links["trainee"])
    for phone in (trainee, stranger):
        await upload(phone, tmp_path / str(phone.number), newer("2"))
    assert not village.rows(Draft)
    assert len(village.rows(Workshop)) == 1


async def test_a_version_that_is_another_programme_may_become_a_workshop_of_its_own(
    village: Village, tmp_path: Path
) -> None:
    await village.workshop(HELLO)
    boss = village.boss()
    settings = newer()["settings"].replace("small,2", "silk,1").replace("A small course", "Silk")
    await upload(boss, tmp_path, {**HELLO, "settings": settings})
    assert any("This is another programme: its form_id is “silk”" in text for text in boss.texts)
    assert "Silk, version 1" in boss.last.text
    await up_to_check(boss)
    await boss.tap("Create")
    assert {row.title for row in village.rows(Workshop)} == {"Khon Kaen", "Weavers"}
    await boss.send("/workshop")
    assert {"Khon Kaen · Thailand", "Weavers · Laos"} <= set(boss.last.labels), "two countries: both are said"


async def test_limits_and_country_are_changed_before_it_is_created(village: Village, tmp_path: Path) -> None:
    boss = village.phone(BOSS, name="Ploy")
    await upload(boss, tmp_path, HELLO)
    await up_to_check(boss)
    for field, typed, button in (
        ("Quiet hours", "from late to early", "20:00 – 08:00"),
        ("Messages a day", "0", "8"),
        ("Country", "", "Several countries"),
    ):
        await boss.tap("Change …")
        await boss.tap(field)
        if typed:
            await boss.send(typed)
            assert "Please write" in boss.texts[-2]
        await boss.tap(button)
    await boss.tap("Change …")
    await boss.tap("Messages a day")
    await boss.send("៧")
    assert "For: several countries" in boss.last.text
    assert "Quiet hours: 20:00 to 08:00\nAt most 7 messages a day for each person" in boss.last.text
    await boss.tap("Change …")
    await boss.tap("Day 1")
    await boss.send("14.12.2026")
    await boss.tap("Create")
    [workshop] = village.rows(Workshop)
    assert (workshop.quiet_from, workshop.quiet_to, workshop.daily_cap) == ("20:00", "08:00", 7)
    assert (workshop.country, workshop.first_day.day, workshop.last_day.day) == ("", 14, 15)


async def test_a_forged_button_of_another_step_creates_nothing(village: Village, tmp_path: Path) -> None:
    boss = village.phone(BOSS, name="Ploy")
    await upload(boss, tmp_path, HELLO)
    yes = next(str(button.data) for row in boss.last.buttons for button in row if "Start" in button.text)
    for forged in ("create", "d-99", "p-99", "c-XX", "page-7"):
        await boss.press(f"{yes.rpartition(':')[0]}:{forged}", boss.last.message_id)
    assert not village.rows(Workshop)
    assert "Do you want to start a new workshop with it?" in boss.last.text
