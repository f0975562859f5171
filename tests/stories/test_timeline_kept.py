"""Changes of the timeline last over new versions and restarts, and an undo leaves no trace."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from storage.tables import Act, Prompt, Workshop
from tests.stories.chat import Village, join
from tests.stories.programmes import HELLO, TIMES
from tests.stories.test_timeline import tap
from tests.stories.versions import morning_of, newer, running, upload


def plans(village: Village) -> list[tuple[Any, ...]]:
    """Everything that counts of every delivery."""
    return [
        (row.id, row.activity, row.state, row.reason, row.due_at, row.expires_at, row.utc_offset)
        for row in village.rows(Prompt)
    ]


@pytest.mark.parametrize(
    "taps",
    [
        ["Move the first day", "Monday, 7 December"],
        ["Move this day", "Thursday, 3 December"],
        ["08:30 Good morning", "Another day or time", "Tuesday, 1 December", "The same time"],
        ["08:30 Good morning", "More time", "1 hour more"],
        ["08:30 Good morning", "Skip it"],
        ["Settings", "Clock", "Myanmar (Burma) · 16:30"],
    ],
    ids=["first day", "day", "activity", "deadline", "skip", "clock"],
)
async def test_an_undo_leaves_everything_as_it_was(village: Village, taps: list[str]) -> None:
    links = await village.workshop(TIMES)
    for number, country in ((7, "Thailand"), (8, "Myanmar (Burma)")):
        await join(village.phone(number), links["leader"], country=country)
    boss, before = village.boss(), plans(village)
    workshop = village.rows(Workshop)[0].model_dump()
    await boss.send("/timeline")
    await tap(boss, "Day 1 ›", *taps)
    assert plans(village) == before, "a preview changes nothing"
    await tap(boss, "Yes, do it")
    assert plans(village) != before
    await tap(boss, "Undo")
    assert plans(village) == before
    assert village.rows(Workshop)[0].model_dump() == workshop


async def test_a_new_version_keeps_what_was_changed_here(village: Village, tmp_path: Path) -> None:
    links, boss = await village.workshop(HELLO), village.boss()
    await join(village.phone(7), links["trainee"])
    await boss.send("/timeline")
    await tap(boss, "Settings", "Messages a day", "20", "Yes, do it", "Settings", "Quiet hours")
    await tap(boss, "22:00 – 06:00", "Yes, do it", "Timeline", "08:30 Good morning")
    await tap(boss, "Another day or time", "Tuesday, 1 December", "The same time", "Yes, do it")
    planned = morning_of(village).due_at
    assert planned == dt.datetime(2026, 12, 1, 1, 30, tzinfo=dt.UTC)
    sheets = newer(schedule=("workshop_start,0,days,08:30", "workshop_start,0,days,09:00"))
    sheets["settings"] = sheets["settings"].replace(",12", ",6")
    await upload(boss, tmp_path, sheets)
    await boss.tap("Accept")
    assert running(village) == "2"
    assert morning_of(village).due_at == planned + dt.timedelta(minutes=30), (
        "a day later than the new version"
    )
    [workshop] = village.rows(Workshop)
    assert (workshop.quiet_from, workshop.daily_cap) == ("22:00", 6), "only what the version says otherwise"


async def test_an_activity_that_a_new_version_lost_is_not_changed(village: Village, tmp_path: Path) -> None:
    links, boss = await village.workshop(HELLO), village.boss()
    await join(village.phone(7), links["leader"])
    await boss.send("/timeline")
    await tap(boss, "After the course ›", "18:00 ◷ Two weeks later", "Skip it")
    other = village.phone(20)
    await other.send(f"/start {links['facilitator']}")
    await other.tap("English")
    await other.send("Lin")
    await tap(other, "Yes", "Thailand")
    follow = next(line for line in HELLO["schedule"].splitlines() if line.strip().startswith("follow_up"))
    await upload(other, tmp_path, newer(schedule=(follow, "")))
    await other.tap("Accept")
    await boss.tap("Yes, do it")
    assert "This activity is not in the programme any more." in " ".join(boss.toasts)
    assert not village.rows(Act, Act.kind == "timeline_changed")
    await boss.send("/timeline")
    assert "After the course ›" not in boss.last.labels


async def test_a_restart_goes_on_in_the_middle_of_a_change(village: Village) -> None:
    links, boss = await village.workshop(TIMES), village.boss()
    phone = village.phone(7)
    await join(phone, links["trainee"])
    await boss.send("/timeline")
    await tap(boss, "Day 1 ›", "08:30 Good morning", "Another day or time")
    await boss.send("11:00")
    await village.bot.stop_bot()
    await village.bot.start_bot()
    await tap(boss, "Yes, do it")
    assert morning_of(village).due_at == dt.datetime(2026, 11, 30, 4, 0, tzinfo=dt.UTC)
    await village.bot.stop_bot()
    village.clock.turn_to(dt.datetime(2026, 11, 30, 4, 30, tzinfo=dt.UTC))
    await village.bot.start_bot()
    await village.bot.settle()
    await village.turn_by(minutes=16)
    assert any("How are you?" in text for text in phone.texts)
