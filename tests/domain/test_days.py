from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.days import next_mondays, plain_digits, read_day

DAY = dt.date(2026, 12, 7)


@pytest.mark.parametrize(
    "typed",
    [
        "2026-12-07",
        "7.12.2026",
        " 07/12/2026 ",
        "7 12 2026",
        "7-12-2569",
        "๗/๑๒/๒๕๖๙",
        "៧.១២.២០២៦",
        "໗.໑໒.໒໐໒໖",
        "၇.၁၂.၂၀၂၆",
    ],
)
def test_a_date_as_people_of_five_countries_type_it(typed: str) -> None:
    assert read_day(typed) == DAY


@pytest.mark.parametrize(
    "typed", ["", "tomorrow", "31.2.2026", "12/2026", "7.12.26", "0.1.2026", "1.1.9999", "7.12.2026 x"]
)
def test_what_is_no_date_is_none(typed: str) -> None:
    assert read_day(typed) is None


@given(st.dates(dt.date(1900, 1, 1), dt.date(2200, 12, 31)))
def test_every_date_reads_back(day: dt.date) -> None:
    assert read_day(day.isoformat()) == day
    assert read_day(f"{day.day}.{day.month}.{day.year}") == day


@given(st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1)), st.integers(1, 6))
def test_the_mondays_offered_lie_ahead_and_are_a_week_apart(today: dt.date, number: int) -> None:
    found = next_mondays(today, number)
    assert len(found) == number
    assert all(day.weekday() == 0 and today < day for day in found)
    assert found[0] <= today + dt.timedelta(days=7)


def test_digits_of_other_scripts_and_nothing_else_change() -> None:
    assert plain_digits("១២៣ ໑໒໓ ၁၂၃ ๑๒๓ ½ ក") == "123 123 123 123 ½ ក"
