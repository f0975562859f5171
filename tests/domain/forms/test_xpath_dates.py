"""Dates and times: numbers of days since 1970, seen from the zone of the person."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from tests.domain.forms.writing_forms import computed

CASES = """
today() => 2026-12-07
now() => 2026-12-07T08:30:15.250+07:00
date('2026-12-07') => 2026-12-07
date('2026-1-7') => 2026-01-07
date(/data/day) => 2026-12-01
date(/data/instant) => 2026-12-01T10:15:30.000+07:00
date(0) => 1970-01-01T07:00:00.000+07:00
date('') =>
date('x') =>
date('2026-02-30') =>
date(/data/broken) =>
date(today() + 1) => 2026-12-08
date(today() - 7) => 2026-11-30
date(/data/day + 7) => 2026-12-08
today() - date('2026-12-01') => 6
/data/day - date('2026-11-01') => 30
int((today() - date('1990-12-08')) div 365.25) => 35
/data/day < today() => true
/data/day >= /data/instant => false
date('2026-12-01') = /data/day => true
date(today()) = today() => true
/data/none < today() => false
number('2026-12-01') => 20787
decimal-date-time('2026-12-07T07:00:00.000+07:00') => 20794
decimal-date-time('') =>
decimal-date-time(5) => 5
decimal-time('12:00') => 0.5
decimal-time('18:30:00.000+07:00') => 0.7708333333333334
decimal-time('25:00') =>
decimal-time('') =>
format-date('2026-12-07', '%Y/%m/%d') => 2026/12/07
format-date(/data/day, '%e %b %y %a') => 1 Dec 26 Tue
format-date(today() + 7, '%n-%e') => 12-14
format-date('', '%Y') =>
format-date('x', '%Y') =>
format-date-time(/data/instant, '%H:%M:%S.%3') => 10:15:30.000
format-date-time(/data/instant, '%h') => 10
format-date-time('2026-12-07T05:06:07', '%H-%M') => 05-06
concat('on ', today()) => on 2026-12-07
string-length(today()) => 10
coalesce(today(), '') => 2026-12-07
"""


@pytest.mark.parametrize("line", CASES.strip().splitlines())
def test_dates(line: str) -> None:
    expression, _bar, expected = line.partition(" =>")
    assert computed(expression) == expected.strip()


def test_today_is_the_day_of_the_person() -> None:
    night = dt.datetime(2026, 12, 7, 22, 0, tzinfo=dt.UTC)
    assert computed("today()", night) == "2026-12-07"
    assert computed("today()", night.astimezone(ZoneInfo("Asia/Yangon"))) == "2026-12-08"


def test_instants_with_an_offset_are_seen_from_the_zone_of_the_person() -> None:
    yangon = dt.datetime(2026, 12, 7, 9, 0, tzinfo=ZoneInfo("Asia/Yangon"))
    assert computed("format-date-time('2026-12-07T02:00:00Z', '%H:%M')", yangon) == "08:30"


def test_a_moment_needs_an_aware_now() -> None:
    with pytest.raises(ValueError, match="aware"):
        computed("now()", dt.datetime(2026, 12, 7, 9, 0))  # noqa: DTZ001 -- that is what is refused
