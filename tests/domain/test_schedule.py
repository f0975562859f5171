"""When activities are due: months, zones, clock changes, closing and reminders."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from dateutil.relativedelta import relativedelta
from dateutil.tz import datetime_exists, resolve_imaginary
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.domain.schedule import (
    UNITS,
    Anchors,
    Entry,
    Reminder,
    Span,
    Timing,
    Unit,
    Until,
    due_at,
    expires_at,
    instant_of,
    later,
    read_clock,
    reminders,
    timing,
)

BANGKOK, YANGON, BERLIN = "Asia/Bangkok", "Asia/Yangon", "Europe/Berlin"
ZONES = (
    BANGKOK,
    YANGON,
    BERLIN,
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Africa/Casablanca",
)
MONDAY = dt.date(2026, 12, 7)

days = st.dates(dt.date(2020, 1, 1), dt.date(2035, 12, 31))
times = st.times().map(lambda time: time.replace(second=0, microsecond=0))
zones = st.sampled_from(ZONES)
moments = st.builds(dt.datetime.combine, days, times)


def utc(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def anchors(**changes: object) -> Anchors:
    known: dict[str, object] = {
        "workshop_start": MONDAY,
        "workshop_end": MONDAY + dt.timedelta(days=4),
        "joined_at": utc("2026-12-01T11:20"),
    }
    return Anchors(**(known | changes))  # type: ignore[arg-type]  # a table of cases


def test_the_course_days_run_on_the_clock_of_the_venue() -> None:
    entry = Entry("d1", relative_to="workshop_start", times=("08:30",), zone="workshop")
    found = timing(entry, anchors(), own_zone=YANGON, workshop_zone=BANGKOK)
    assert found is not None
    assert found.due_at == utc("2026-12-07T01:30")
    assert found.due_at.astimezone(ZoneInfo(YANGON)).time() == dt.time(8, 0)


def test_before_and_after_the_course_everybody_has_their_own_clock() -> None:
    entry = Entry("p0", relative_to="workshop_start", offset=-2, unit="days", times=("18:00",))
    assert due_at(entry, anchors(), BANGKOK) == utc("2026-12-05T11:00")
    assert due_at(entry, anchors(), YANGON) == utc("2026-12-05T11:30")


@pytest.mark.parametrize(
    ("last_day", "months", "expected"),
    [("2027-01-31", 1, "2027-02-28"), ("2028-01-31", 1, "2028-02-29"), ("2026-08-31", 6, "2027-02-28")],
)
def test_a_month_ends_where_the_shorter_month_ends(last_day: str, months: int, expected: str) -> None:
    entry = Entry("f", relative_to="workshop_end", offset=months, unit="months", times=("18:00",))
    found = due_at(entry, anchors(workshop_end=dt.date.fromisoformat(last_day)), YANGON)
    assert found is not None
    assert found.astimezone(ZoneInfo(YANGON)) == dt.datetime.fromisoformat(f"{expected}T18:00+06:30")


def test_a_time_that_a_clock_change_skips_becomes_as_much_later() -> None:
    assert instant_of(dt.date(2027, 3, 28), dt.time(2, 30), BERLIN) == utc("2027-03-28T01:30")


def test_of_a_time_that_happens_twice_the_first_counts() -> None:
    assert instant_of(dt.date(2026, 10, 25), dt.time(2, 30), BERLIN) == utc("2026-10-25T00:30")


@given(days, times, zones)
def test_local_times_agree_with_another_implementation(day: dt.date, time: dt.time, zone: str) -> None:
    found = instant_of(day, time, zone)
    local = dt.datetime.combine(day, time, ZoneInfo(zone))
    assert found == resolve_imaginary(local).astimezone(dt.UTC)
    if datetime_exists(local):
        assert found.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0) == local.replace(tzinfo=None)


@given(days, times, zones, st.integers(-24, 24), st.sampled_from(["days", "weeks", "months"]))
def test_offsets_follow_the_calendar(
    start: dt.date, time: dt.time, zone: str, offset: int, unit: Unit
) -> None:
    entry = Entry("a", relative_to="workshop_start", offset=offset, unit=unit, times=(f"{time:%H:%M}",))
    found = due_at(entry, anchors(workshop_start=start), zone)
    day = start + relativedelta(**{unit: offset})  # type: ignore[arg-type]  # a table of cases
    assert found == instant_of(day, time, zone)


@given(moments, zones, st.integers(-5000, 5000))
def test_minutes_and_hours_are_exact(joined: dt.datetime, zone: str, minutes: int) -> None:
    entry = Entry("a", relative_to="joining", offset=minutes, unit="minutes")
    at = joined.replace(tzinfo=dt.UTC)
    assert due_at(entry, anchors(joined_at=at), zone) == at + dt.timedelta(minutes=minutes)


@given(days, times, zones, st.integers(1, 12), st.integers(1, 40))
def test_iterations_never_drift(
    start: dt.date, time: dt.time, zone: str, months: int, iteration: int
) -> None:
    """A check-in on the 31st comes on the last day of a short month, and on the 31st of the next long one."""
    entry = Entry(
        "monthly",
        relative_to="workshop_start",
        times=(f"{time:%H:%M}",),
        iterations=iteration,
        every=Span(months=months),
    )
    found = due_at(entry, anchors(workshop_start=start), zone, iteration)
    assert found == instant_of(start + relativedelta(months=months * (iteration - 1)), time, zone)


def test_joining_with_a_time_means_that_hour_of_the_local_day() -> None:
    entry = Entry("a", offset=1, unit="days", times=("07:15",))
    late = anchors(joined_at=utc("2026-12-01T18:00"))
    assert due_at(entry, late, BANGKOK) == utc("2026-12-03T00:15")  # 2 December there already


def test_a_day_that_somebody_named() -> None:
    entry = Entry("step", relative_to="date:step1_date", offset=1, unit="days", times=("${best}", "18:30"))
    assert entry.questions == ("step1_date", "best")
    assert due_at(entry, anchors(), BANGKOK) is None
    known = {"step1_date": "2027-01-31", "best": ""}
    assert due_at(entry, anchors(answers=known), BANGKOK) == utc("2027-02-01T11:30")
    known["best"] = "0730"
    assert due_at(entry, anchors(answers=known), BANGKOK) == utc("2027-02-01T00:30")
    known["best"] = "19:00:00.000+06:30"
    assert due_at(entry, anchors(answers=known), YANGON) == utc("2027-02-01T12:30")


def test_a_day_that_cannot_be_read_is_not_known() -> None:
    entry = Entry("step", relative_to="date:d", times=("18:30",))
    assert due_at(entry, anchors(answers={"d": "soon"}), BANGKOK) is None


def test_without_any_known_time_it_is_not_due() -> None:
    entry = Entry("f", relative_to="workshop_end", times=("${best}",))
    assert due_at(entry, anchors(), BANGKOK) is None


def test_after_another_activity() -> None:
    entry = Entry("b", relative_to="completion:a", offset=2, unit="hours")
    assert entry.after_activity == "a"
    assert due_at(entry, anchors(), BANGKOK) is None
    done = anchors(completed={"a": utc("2026-12-07T03:10")})
    assert due_at(entry, done, BANGKOK) == utc("2026-12-07T05:10")


@pytest.mark.parametrize(
    ("closing", "due", "expected"),
    [
        ("90m", "2026-12-07T01:30", "2026-12-07T03:00"),
        ("5d", "2026-12-07T01:30", "2026-12-12T01:30"),
        ("10:00", "2026-12-07T01:30", "2026-12-07T03:00"),
        ("+1d 07:45", "2026-12-07T10:00", "2026-12-08T00:45"),
        ("10:00", "2026-12-07T12:00", "2026-12-08T03:00"),
    ],
)
def test_closing(closing: str, due: str, expected: str) -> None:
    until = Until.read(closing) or Span.read(closing)
    entry = Entry("a", expires=until)
    assert expires_at(entry, utc(due), BANGKOK) == utc(expected)


def test_without_a_closing_it_stays_open() -> None:
    assert expires_at(Entry("a"), utc("2026-12-07T01:30"), BANGKOK) is None


def test_five_days_are_five_local_days_when_the_clock_changes() -> None:
    found = expires_at(Entry("a", expires=Span(days=5)), utc("2027-03-25T17:00"), BERLIN)
    assert found == utc("2027-03-30T16:00")


@given(days, times, zones, times, st.integers(0, 3))
def test_nothing_closes_before_it_opens(
    day: dt.date, opens: dt.time, zone: str, closes: dt.time, later_days: int
) -> None:
    due = instant_of(day, opens, zone)
    found = expires_at(Entry("a", expires=Until(closes, later_days)), due, zone)
    assert found is not None
    assert due < found <= due + dt.timedelta(days=later_days + 2)


def test_reminders_after_sending_and_before_closing() -> None:
    entry = Entry(
        "a",
        relative_to="workshop_start",
        times=("08:30",),
        expires=Until(dt.time(10)),
        reminders=(Reminder(Span(minutes=10), before_close=True), Reminder(Span(minutes=25))),
    )
    found = timing(entry, anchors(), own_zone=BANGKOK, workshop_zone=BANGKOK)
    assert found == Timing(
        utc("2026-12-07T01:30"), utc("2026-12-07T03:00"), (utc("2026-12-07T01:55"), utc("2026-12-07T02:50"))
    )
    assert reminders(entry, utc("2026-12-07T02:45"), found.expires_at, BANGKOK) == (utc("2026-12-07T02:50"),)


@given(st.lists(st.tuples(st.integers(1, 3000), st.booleans()), max_size=5), st.integers(1, 2000))
def test_reminders_are_in_order_and_while_it_is_open(spans: list[tuple[int, bool]], open_for: int) -> None:
    entry = Entry("a", reminders=tuple(Reminder(Span(minutes=n), before) for n, before in spans))
    sent = utc("2026-12-07T01:30")
    close = sent + dt.timedelta(minutes=open_for)
    found = reminders(entry, sent, close, BANGKOK)
    assert list(found) == sorted(set(found))
    assert all(sent < at < close for at in found)


@given(moments, zones, st.integers(0, 36))
def test_months_back_and_forth_meet_unless_a_month_was_shorter(
    start: dt.datetime, zone: str, months: int
) -> None:
    assume(start.day <= 28)
    at = instant_of(start.date(), start.time().replace(second=0, microsecond=0), zone)
    there = later(at, Span(months=months), zone)
    local = at.astimezone(ZoneInfo(zone)), there.astimezone(ZoneInfo(zone))
    assert relativedelta(local[1].date(), local[0].date()) == relativedelta(months=months)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("90m", Span(minutes=90)),
        ("1h30m", Span(minutes=90)),
        ("5d", Span(days=5)),
        ("2w", Span(days=14)),
        ("1mo", Span(months=1)),
        ("1 month", Span(months=1)),
        ("1d 12h", Span(days=1, minutes=720)),
        ("", None),
        ("soon", None),
        ("5", None),
        ("5d x", None),
    ],
)
def test_durations_as_people_write_them(text: str, expected: Span | None) -> None:
    assert Span.read(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("08:30", dt.time(8, 30)),
        ("8:30", dt.time(8, 30)),
        ("0830", dt.time(8, 30)),
        ("08:30:00", dt.time(8, 30)),
        ("19:00:00.000+07:00", dt.time(19)),
        ("24:00", None),
        ("8", None),
        ("", None),
    ],
)
def test_times_as_people_write_them(text: str, expected: dt.time | None) -> None:
    assert read_clock(text) == expected


def test_units_are_all_spans() -> None:
    assert {unit: Span.of(1, unit) for unit in UNITS} == {
        "minutes": Span(minutes=1),
        "hours": Span(minutes=60),
        "days": Span(days=1),
        "weeks": Span(days=7),
        "months": Span(months=1),
    }


def test_everyone_means_those_who_take_part() -> None:
    entry = Entry("a")
    assert [entry.is_for(role) for role in ("trainee", "leader", "facilitator", "researcher")] == [
        True,
        True,
        False,
        False,
    ]
    assert Entry("a", audience=("facilitator",)).is_for("facilitator")
