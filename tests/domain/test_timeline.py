"""Where facilitators' changes put things: course days, holidays, single activities, openings and closings."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.schedule import Anchors, Entry, Span, Until, timing
from bot.domain.timeline import (
    Calendar,
    Change,
    Placed,
    clock,
    extended,
    move,
    moved,
    on_day,
    opening,
    placed,
    read_opening,
    shifts,
    working_day,
)

BANGKOK, YANGON, BERLIN = "Asia/Bangkok", "Asia/Yangon", "Europe/Berlin"
MONDAY = dt.date(2026, 12, 7)
OPENING = Entry(
    "open", relative_to="workshop_start", offset=1, unit="days", times=("08:30",), zone="workshop",
    expires=Until(dt.time(10)),
)  # fmt: skip
EVENING = Entry("evening", relative_to="workshop_start", unit="days", times=("20:00",), expires=Span(days=1))
FOLLOW_UP = Entry("follow", relative_to="workshop_end", offset=3, unit="days", times=("18:00",))


def at(day: int, time: str, zone: str = BANGKOK, month: int = 12) -> dt.datetime:
    local = dt.datetime.combine(dt.date(2026, month, day), dt.time.fromisoformat(time), ZoneInfo(zone))
    return local.astimezone(dt.UTC)


def put(
    entry: Entry, *changes: Change, calendar: Calendar | None = None, own_zone: str = BANGKOK
) -> Placed | None:
    calendar = calendar or Calendar(MONDAY, 5)
    anchors = Anchors(calendar.first, calendar.last, at(1, "12:00"))
    return placed(entry, anchors, calendar, changes, own_zone=own_zone, workshop_zone=BANGKOK)


def due(entry: Entry, *changes: Change, calendar: Calendar | None = None) -> dt.datetime:
    found = put(entry, *changes, calendar=calendar)
    assert found is not None
    return found.due_at


@given(
    st.builds(
        Entry,
        activity=st.just("a"),
        relative_to=st.sampled_from(("workshop_start", "workshop_end", "joining")),
        offset=st.integers(-40, 400),
        unit=st.sampled_from(("minutes", "hours", "days", "weeks", "months")),
        times=st.sampled_from(((), ("08:30",), ("23:59",))),
        zone=st.sampled_from(("own", "workshop")),
        expires=st.sampled_from((None, Span(minutes=90), Until(dt.time(10)), Until(dt.time(7, 45), 1))),
    ),
    st.sampled_from((BANGKOK, YANGON, BERLIN, "Australia/Lord_Howe")),
    st.dates(dt.date(2025, 1, 1), dt.date(2028, 1, 1)),
)
def test_without_changes_everything_comes_as_the_programme_says(
    entry: Entry, zone: str, first: dt.date
) -> None:
    anchors = Anchors(first, first + dt.timedelta(days=4), dt.datetime(2026, 3, 1, 9, tzinfo=dt.UTC))
    found = placed(entry, anchors, Calendar(first, 5), (), own_zone=zone, workshop_zone=BANGKOK)
    plain = timing(entry, anchors, own_zone=zone, workshop_zone=BANGKOK)
    assert found is not None
    assert plain is not None
    assert (found.due_at, found.expires_at) == (plain.due_at, plain.expires_at)
    assert (found.skipped, found.closed, found.woken) == (False, False, False)


@pytest.mark.parametrize(
    ("day", "holidays", "expected"),
    [
        (7, [], 7),
        (7, [8], 7),
        (7, [7], 8),
        (7, [7, 8, 9], 10),
        (7, [7, 8, 9, 10], 7),  # none within three days: it stays
        (11, [11], 14),  # a Friday becomes the Monday after it
        (11, [11, 14], 11),
        (12, [], 12),  # a Saturday on purpose
        (12, [12], 14),
    ],
)
def test_the_next_working_day(day: int, holidays: list[int], expected: int) -> None:
    closed = [dt.date(2026, 12, number) for number in holidays]
    assert working_day(dt.date(2026, 12, day), closed) == dt.date(2026, 12, expected)


def days(*numbers: int) -> tuple[dt.date, ...]:
    return tuple(dt.date(2026, 12, number) for number in numbers)


def test_a_holiday_in_the_course_pushes_the_days_after_it() -> None:
    assert Calendar(MONDAY, 5).dates == days(7, 8, 9, 10, 11)
    assert Calendar(MONDAY, 5, frozenset(days(9))).dates == days(7, 8, 10, 11, 14), "no course on a Saturday"
    assert Calendar(MONDAY, 5, frozenset(days(7, 8))).dates == days(9, 10, 11, 14, 15)
    assert Calendar(dt.date(2026, 12, 11), 3).dates == days(11, 12, 13), "a week-end that was planned stays"
    assert Calendar(MONDAY, 5, frozenset(days(9))).last == dt.date(2026, 12, 14)


@given(st.integers(1, 20), st.sets(st.dates(dt.date(2026, 12, 1), dt.date(2027, 1, 20))))
def test_no_two_course_days_fall_together(number: int, holidays: set[dt.date]) -> None:
    found = Calendar(MONDAY, number, frozenset(holidays)).dates
    assert len(set(found)) == number
    assert list(found) == sorted(found)


def test_a_day_moved_by_hand_goes_alone_and_may_fall_on_a_holiday() -> None:
    calendar = Calendar(MONDAY, 5, frozenset(days(18)), {2: 10})
    assert calendar.dates == days(7, 18, 9, 10, 11)
    assert calendar.last == dt.date(2026, 12, 18)
    assert due(OPENING, calendar=calendar) == at(18, "08:30")
    assert due(FOLLOW_UP, calendar=calendar) == at(21, "18:00"), "counted from the real end"


def test_a_holiday_moves_what_comes_after_the_course() -> None:
    monday = frozenset(days(14))
    assert due(FOLLOW_UP, calendar=Calendar(MONDAY, 5, monday)) == at(15, "18:00")
    before = Entry("p", relative_to="workshop_start", offset=-2, unit="days", times=("18:00",))
    assert due(before, calendar=Calendar(MONDAY, 5, frozenset(days(5)))) == at(5, "18:00"), (
        "not into the course"
    )
    at_once = Entry("hello", relative_to="joining")
    assert due(at_once, calendar=Calendar(MONDAY, 5, frozenset(days(1)))) == at(1, "12:00")


def test_a_moved_activity_keeps_its_own_time_or_gets_another() -> None:
    later = Change("move", move(1), "open")
    assert due(OPENING, later) == at(9, "08:30")
    found = put(OPENING, Change("move", move(-1, dt.time(14)), "open"))
    assert found == Placed(at(7, "14:00"), at(8, "10:00"))
    assert due(OPENING, Change("move", move(1), "another")) == at(8, "08:30")
    assert due(OPENING, Change("move", move(1), "open", iteration=2)) == at(8, "08:30")
    assert due(OPENING, later, Change("move", move(2), "open")) == at(10, "08:30"), "the newer one counts"
    assert due(OPENING, later, calendar=Calendar(MONDAY, 5, shifts={2: 1})) == at(10, "08:30")


def test_a_move_on_ones_own_clock_keeps_the_local_time() -> None:
    found = put(EVENING, Change("move", move(2, dt.time(19)), "evening"), own_zone=YANGON)
    assert found is not None
    assert found.due_at == at(9, "19:00", YANGON)


def test_a_clock_change_moves_nothing_on_the_wall() -> None:
    """Clocks in Berlin go back on 25 October 2026: the day is 25 hours long."""
    planned = at(24, "20:00", BERLIN, 10)
    assert moved(planned, move(1), BERLIN) == at(25, "20:00", BERLIN, 10)
    assert (at(25, "20:00", BERLIN, 10) - planned) == dt.timedelta(hours=25)
    assert on_day(planned, dt.date(2026, 10, 25), BERLIN, dt.time(2, 30)) == dt.datetime(
        2026, 10, 25, 0, 30, tzinfo=dt.UTC
    ), "of two the first"


def test_what_is_opened_comes_then_and_closes_by_its_rule() -> None:
    now = at(7, "15:00")
    found = put(OPENING, Change("open", opening(now, wake=False), "open"))
    assert found == Placed(now, at(8, "10:00"))
    assert put(EVENING, Change("open", opening(now, wake=True), "evening")) == Placed(
        now, at(8, "15:00"), woken=True
    )
    unknown = Entry("after", relative_to="completion:x", expires=Span(minutes=30))
    assert put(unknown) is None
    assert put(unknown, Change("open", opening(now, wake=False), "after")) == Placed(now, at(7, "15:30"))


def test_what_is_closed_is_over_also_for_who_joins_later() -> None:
    now = at(8, "09:00")
    close = Change("close", now.isoformat(), "open")
    assert put(OPENING, close) == Placed(at(8, "08:30"), now, closed=True)
    early = Change("close", at(7, "12:00").isoformat(), "open")
    assert put(OPENING, early) == Placed(at(7, "12:00"), at(7, "12:00"), closed=True)
    endless = Entry("endless", relative_to="joining")
    assert put(endless, Change("close", now.isoformat(), "endless")) == Placed(
        at(1, "12:00"), now, closed=True
    )
    reopened = put(OPENING, close, Change("open", opening(at(8, "13:00"), wake=False), "open"),
                   Change("extend", "30m", "open"))  # fmt: skip
    assert reopened == Placed(at(8, "13:00"), at(8, "13:30"))


def test_deadlines() -> None:
    half = Change("extend", "+30m", "open")
    found = put(OPENING, half, half)
    assert found is not None
    assert found.expires_at == at(8, "11:00"), "twice half an hour"
    assert extended(at(8, "10:00"), clock(0, dt.time(21)), at(8, "08:30"), BANGKOK) == at(8, "21:00")
    assert extended(at(8, "10:00"), clock(2, dt.time(7, 45)), at(8, "08:30"), BANGKOK) == at(10, "07:45")
    assert extended(None, "+1h", at(8, "08:30"), BANGKOK) is None
    assert extended(None, clock(0, dt.time(21)), at(8, "08:30"), BANGKOK) == at(8, "21:00")
    assert extended(at(8, "10:00"), "nonsense", at(8, "08:30"), BANGKOK) == at(8, "10:00")


def test_skipping_and_taking_it_back() -> None:
    skip, back = Change("skip", "yes", "open"), Change("skip", "no", "open")
    assert put(OPENING, skip) == Placed(at(8, "08:30"), at(8, "10:00"), skipped=True)
    assert put(OPENING, skip, back) == Placed(at(8, "08:30"), at(8, "10:00"))


@given(st.datetimes(timezones=st.just(dt.UTC)), st.booleans())
def test_an_opening_is_read_back(instant: dt.datetime, wake: bool) -> None:
    assert read_opening(opening(instant, wake=wake)) == (instant, wake)


def test_of_two_moves_of_a_day_the_newer_counts() -> None:
    changes = [Change("day", "1", day=2), Change("day", "3", day=2), Change("move", "+1d", "a")]
    assert shifts(changes) == {2: 3}
