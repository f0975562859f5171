"""Every mistake in the sheet schedule has its sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.domain.programme import check
from bot.domain.schedule_rows import COLUMNS
from tests.domain.writing import write


def found(tmp_path: Path, **sheets: str) -> list[tuple[str, str, str]]:
    findings = check(write(tmp_path, **sheets))
    return [(finding.severity, finding.place, finding.said.english()) for finding in findings]


def plan(row: str) -> str:
    return f"{','.join(COLUMNS)}\n{row}\n"


SCHEDULE_ERRORS = {
    "mornings,everyone,workshop_start,0,days,08:30": (
        "activity",
        "There is no activity “mornings”: it must be a group at the top of survey. Did you mean “morning”?",
    ),
    ",everyone,workshop_start,0,days,08:30": (
        "activity",
        "This cell is empty. Write the name of an activity here.",
    ),
    "morning,trainers,workshop_start,0,days,08:30": (
        "audience",
        "“trainers” is not an audience. Use everyone, or roles with commas: trainee, leader, facilitator, "
        "researcher; and country:LA, cluster:NAME or cluster:sector=silk. Did you mean “trainee”?",
    ),
    "morning,everyone,workshop,0,days,08:30": (
        "relative_to",
        "“workshop” is not known here. Use workshop_start, workshop_end, joining, date:QUESTION or "
        "completion:ACTIVITY. Did you mean “workshop_end”?",
    ),
    "morning,everyone,date:step,0,days,08:30": ("relative_to", "There is no question “step”."),
    "morning,everyone,date:hours,0,days,08:30": (
        "relative_to",
        "“hours” (integer) is not a date. Name a date question or a calculation of one.",
    ),
    "morning,everyone,completion:evening,0,days,08:30": (
        "relative_to",
        "There is no activity “evening”: it must be a group at the top of survey.",
    ),
    "morning,everyone,completion:morning,0,days,08:30": (
        "relative_to",
        "An activity cannot wait for itself.",
    ),
    "morning,everyone,workshop_start,one,days,08:30": ("offset", "“one” is not a whole number."),
    "morning,everyone,workshop_start,999,months,08:30": (
        "offset",
        "This is more than ten years away. Use a smaller number.",
    ),
    "morning,everyone,workshop_start,1,fortnights,08:30": (
        "unit",
        "“fortnights” is not known here. Use one of: minutes, hours, days, weeks, months.",
    ),
    "morning,everyone,workshop_start,1,,08:30": (
        "unit",
        "The offset needs a unit: minutes, hours, days, weeks, months.",
    ),
    "morning,everyone,workshop_start,0,days,8.30 am": (
        "time",
        "“8.30 am” is not a time. Write it like 08:30, or a question: ${best_time}.",
    ),
    "morning,everyone,workshop_start,0,days,": (
        "time",
        "A day is given but no time. Write one, such as 08:30.",
    ),
    "morning,everyone,workshop_start,0,days,${bed}; 18:00": ("time", "There is no question “bed”."),
    "morning,everyone,workshop_start,0,days,${hours}; 18:00": (
        "time",
        "“hours” is asked in this very activity, so it can never come. Name an earlier one.",
    ),
    "morning,everyone,workshop_start,0,days,08:30,venue": (
        "zone",
        "“venue” is not known here. Use one of: own, workshop.",
    ),
    "morning,everyone,workshop_start,0,days,08:30,own,soon": (
        "expires_after",
        "“soon” is not a closing time. Write 90m, 1h30m, 5d, 10:00 or +1d 07:45.",
    ),
    "morning,everyone,workshop_start,0,days,08:30,own,08:00": (
        "expires_after",
        "It closes at 08:00, but opens at 08:30. For the next day write +1d 08:00.",
    ),
    "morning,everyone,workshop_start,0,days,08:30,own,200mo": (
        "expires_after",
        "This is more than ten years. Use a shorter time.",
    ),
    "morning,everyone,workshop_start,0,days,08:30,own,10:00,later": (
        "remind_after",
        "“later” is not a reminder. Write 25m (after sending) or -10m (before closing).",
    ),
    "morning,everyone,workshop_start,0,days,08:30,own,,-10m": (
        "remind_after",
        "A reminder before the closing needs a closing time: fill in expires_after.",
    ),
    "morning,everyone,workshop_start,0,days,08:30,own,,,3,1w": (
        "iterations",
        "Only a repeat can come several times. Make “morning” a begin_repeat, or write 1.",
    ),
    "morning,everyone,workshop_start,0,days,08:30,own,,,999,1w": (
        "iterations",
        "Use a number from 1 to 400.",
    ),
    "morning,everyone,workshop_start,0,days,08:30,own,,,3,": (
        "every",
        "It comes 3 times: write how often, such as 1w.",
    ),
    "morning,everyone,workshop_start,0,days,08:30,own,,,3,often": (
        "every",
        "“often” is not a duration. Write it like 90m, 1h30m, 5d, 2w or 1mo.",
    ),
    "morning,everyone,workshop_start,0,days,08:30,own,,,,,shout": (
        "start_mode",
        "“shout” is not known here. Use one of: queue, interrupt, skip.",
    ),
    "morning,everyone,workshop_start,0,days,08:30,own,,,,,,a week": (
        "escalate_after",
        "“a week” is not a duration. Write it like 90m, 1h30m, 5d, 2w or 1mo.",
    ),
    "morning,everyone,workshop_start,0,days,22:00,own,23:00": (
        "time",
        "22:00 is in the quiet hours (21:00 to 07:00), and it closes before they end.",
    ),
}


@pytest.mark.parametrize("mistake", SCHEDULE_ERRORS)
def test_errors_of_the_schedule(tmp_path: Path, mistake: str) -> None:
    column, words = SCHEDULE_ERRORS[mistake]
    said = found(tmp_path, schedule=plan(mistake))
    assert ("error", f"schedule!2 {column}", words) in said


TWO = """
type,name,label::English (en)
begin_group,a,A
text,a1,A?
end_group,,
begin_group,b,B
text,b1,B?
end_group,,
begin_repeat,r,R
date,when,When?
end_repeat,,
"""


def two(tmp_path: Path, rows: str, settings: str = "") -> list[tuple[str, str, str]]:
    schedule = f"activity,audience,relative_to,offset,unit,time\n{rows}r,everyone,joining,0,days,\n"
    sheets = {"survey": TWO, "schedule": schedule, "choices": ""}
    return found(tmp_path, **sheets, **({"settings": settings} if settings else {}))


def test_activities_that_wait_for_each_other(tmp_path: Path) -> None:
    said = two(tmp_path, "a,everyone,completion:b,0,days,\nb,everyone,completion:a,0,days,\n")
    words = "These activities wait for each other, so none of them ever comes: a → b → a."
    assert [finding for finding in said if finding[0] == "error"] == [
        ("error", "schedule!2 relative_to", words)
    ]


def test_an_activity_twice_for_one_audience(tmp_path: Path) -> None:
    rows = "a,trainee,joining,0,days,\na,leader,joining,0,days,\na,everyone,joining,1,days,\n"
    words = "Row 2 brings “a” to this audience already. Delete one of the two rows."
    assert ("error", "schedule!4 activity", words) in two(tmp_path, rows)


def test_a_day_that_is_answered_many_times(tmp_path: Path) -> None:
    rows = "a,everyone,date:when,0,days,08:30\nb,everyone,joining,0,days,\n"
    words = "“when” is inside a repeat, so it has many answers. Name a question outside."
    assert ("error", "schedule!2 relative_to", words) in two(tmp_path, rows)
