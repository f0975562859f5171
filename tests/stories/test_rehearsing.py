"""A facilitator rehearses a programme on their own phone before anybody else sees it."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Select, func
from sqlalchemy import select as sa_select
from sqlmodel import SQLModel

from bot.actions import exporting
from storage.tables import Answer, Draft, Enrolment, Media, Outbox, Person, Prompt, Workshop
from tests.stories.chat import Phone, Village, join
from tests.stories.programmes import HELLO
from tests.stories.versions import newer, upload


async def rehearsed(village: Village, tmp_path: Path) -> Phone:
    """The screen with everything, and then "Rehearse first", beside a workshop that runs."""
    await village.workshop(HELLO)
    boss = village.boss()
    await boss.send("/workshop")
    await boss.tap("Start a new workshop")
    await upload(boss, tmp_path, newer("7"))
    await boss.tap("Start a new workshop")
    await boss.send("Weavers")
    await boss.send("7.12.2026")
    await boss.send("Vientiane")
    await boss.tap("Rehearse first")
    return boss


def count_rows(village: Village, query: Select[Any]) -> int:
    """What a counting query gives."""
    return int(village.bot.read(lambda session: session.execute(query).scalar_one()))


def rows_that_refer(village: Village, table: str, number: int) -> dict[str, int]:
    """How many rows of each table refer to a row, by any foreign key."""
    found = {}
    for child in SQLModel.metadata.tables.values():
        for column in child.columns:
            if any(key.column.table.name == table for key in column.foreign_keys):
                query = sa_select(func.count()).select_from(child).where(column == number)
                if count := count_rows(village, query):
                    found[f"{child.name}.{column.name}"] = count
    return found


async def test_the_whole_programme_is_lived_by_taps(village: Village, tmp_path: Path) -> None:
    boss = await rehearsed(village, tmp_path)
    assert boss.last.text.startswith("Rehearsal: Weavers\nDone: 0 of 3\nNext: ")
    await boss.tap("Next")
    assert "Ploy, what is your cluster?" in boss.last.text
    await boss.send("Silk of Surin")
    await boss.send("12")
    assert any(text.startswith("Thank you, Ploy! That was “Hello”.") for text in boss.texts[-2:])
    assert "Done: 1 of 3\nNext: Day 1 · Monday, 7 December, 08:30: Good morning" in boss.last.text
    await village.turn_by(days=20)
    assert "Done: 1 of 3" in boss.last.text, "nothing comes by itself"
    await boss.tap("Next")
    assert "Day 1 · Monday, 7 December, 08:30" in boss.texts[-1] + boss.texts[-2]
    assert "How are you today?" in boss.last.text
    await boss.tap("4")
    await boss.tap("Next")
    assert "Which tools did you use?" in boss.last.text
    await boss.tap("Later")
    assert "That was all." in boss.last.text
    await boss.tap("As a cluster leader")
    assert "Two weeks later" in boss.last.text, "a leader has one activity more"
    await boss.tap("Next")
    assert "That was all." in boss.last.text, "it needs a consent that the rehearsal was not asked for"


async def test_it_is_deleted_without_a_trace_and_the_workshop_created(
    village: Village, tmp_path: Path
) -> None:
    boss = await rehearsed(village, tmp_path)
    [enrolment] = village.rows(Enrolment, Enrolment.workshop_id == 2)
    await boss.tap("Next")
    await boss.send("Silk of Surin")
    await boss.send("12")
    await boss.tap("Next")
    await boss.tap("4")
    await boss.tap("Next")
    await boss.tap("Chain map")
    await boss.tap(next(label for label in boss.last.labels if label.startswith("Done")))
    await boss.photo()
    assert village.rows(Media, Media.enrolment_id == enrolment.id)
    await boss.send("/workshop")
    await boss.tap("▶ Rehearsal: Weavers")
    await boss.tap("End the rehearsal")
    await boss.tap("Create the workshop")
    assert "The rehearsal is over, and all of it is deleted." in boss.texts
    assert not rows_that_refer(village, "workshop", 2)
    assert not rows_that_refer(village, "enrolment", enrolment.id)
    assert not village.rows(Answer)
    assert not village.rows(Prompt)
    assert not village.rows(Media, Media.path != "")
    [person] = village.rows(Person, Person.telegram_id == boss.number)
    [present] = village.rows(Enrolment, Enrolment.id == person.enrolment_id)
    assert (present.workshop_id, present.role) == (1, "facilitator"), "commands are about the same as before"
    assert "Weavers" in boss.last.text
    await boss.tap("Create")
    assert {(row.title, row.rehearsal) for row in village.rows(Workshop)} == {
        ("Khon Kaen", False),
        ("Weavers", False),
    }
    assert [draft.state for draft in village.rows(Draft)] == ["used"]


async def test_a_rehearsal_leaves_by_no_export_and_no_number(village: Village, tmp_path: Path) -> None:
    boss = await rehearsed(village, tmp_path)
    await boss.tap("Next")
    await boss.send("Silk of Surin")
    output = tmp_path / "out.zip"
    assert exporting.export_to(village.bot.app.house, "csv", None, output).people == 0
    packed = zipfile.ZipFile(output)
    whole = "".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())
    assert "Surin" not in whole
    assert "Weavers" not in whole
    with pytest.raises(LookupError):
        exporting.export_to(village.bot.app.house, "csv", 2, output)
    await boss.send("/board")
    assert "Khon Kaen" in boss.last.text
    await boss.send("/workshop")
    assert not any("Weavers" in label for label in boss.last.labels if "Rehearsal" not in label)


async def test_a_new_rehearsal_takes_the_place_of_the_old_one(village: Village, tmp_path: Path) -> None:
    boss = await rehearsed(village, tmp_path)
    old = boss.last
    tap = str(old.buttons[0][0].data)
    await boss.send("/workshop")
    await boss.tap("More about Khon Kaen")
    await boss.tap("Rehearse it")
    assert [row.title for row in village.rows(Workshop, Workshop.rehearsal)] == ["Khon Kaen"]
    assert boss.last.text.startswith("Rehearsal: Khon Kaen")
    await boss.press(tap, old.message_id)
    assert not village.rows(Answer)
    await boss.tap("End the rehearsal")
    assert "Create the workshop" not in boss.last.labels, "it runs already"
    await boss.tap("Delete it")
    assert not village.rows(Workshop, Workshop.rehearsal)
    assert boss.last.text == "The rehearsal is over, and all of it is deleted."
    await boss.send("/today")
    assert "This is for the people who take part" in boss.last.text


async def test_leaving_a_rehearsal_is_ending_it(village: Village, tmp_path: Path) -> None:
    boss = await rehearsed(village, tmp_path)
    await boss.send("/withdraw")
    assert boss.last.text == "This is a rehearsal. /workshop leads to it, and ending it deletes it."
    assert village.rows(Workshop, Workshop.rehearsal)


async def test_real_activities_still_come_to_a_facilitator_who_also_takes_part(
    village: Village, tmp_path: Path
) -> None:
    links = await village.workshop(HELLO)
    trainee = village.phone(7)
    await join(trainee, links["trainee"])
    boss = village.boss()
    await boss.send("/workshop")
    await boss.tap("More about Khon Kaen")
    await boss.tap("Rehearse it")
    await boss.tap("Next")
    await trainee.send("Weavers of Inle")
    await trainee.send("12")
    await village.turn_to(dt.datetime(2026, 11, 30, 1, 30, tzinfo=dt.UTC))
    assert "How are you today?" in trainee.last.text
    [mine] = village.rows(Workshop, Workshop.rehearsal)
    assert not village.rows(Outbox, Outbox.workshop_id == mine.id, Outbox.priority == 1)
    await trainee.press("rehearse:aaaa:next", trainee.last.message_id)
    assert village.rows(Workshop, Workshop.rehearsal)
