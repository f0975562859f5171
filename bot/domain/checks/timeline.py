"""The schedule lived through once, for an example workshop: what comes when, and what is too much."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.domain.findings import Finding, error, warning
from bot.domain.quiet import end_of_quiet
from bot.domain.said import N_
from bot.domain.schedule import PARTICIPANTS, ROLES, Anchors, Entry, Timing, read_clock, timing

SHEET = "schedule"

#: Day 1 of the example when nobody names one: a Monday.
FIRST_DAY = dt.date(2026, 12, 7)

#: How long before day 1, and at what hour, the person of the example joins.
JOINED = (3, dt.time(17, 0))


@dataclass(frozen=True)
class Rules:
    """What the settings say: number of course days, quiet hours as local ``HH:MM``, messages a day."""

    days: int
    quiet_from: str
    quiet_to: str
    daily_cap: int


@dataclass(frozen=True)
class Moment:
    """One delivery in the example."""

    entry: Entry
    iteration: int
    timing: Timing


def lived(
    entries: Sequence[Entry], rules: Rules, first_day: dt.date, zone: str
) -> tuple[list[Moment], list[Entry]]:
    """Every delivery of an example in one zone, in order; and the rows whose day nobody can know yet."""
    joined = dt.datetime.combine(first_day - dt.timedelta(days=JOINED[0]), JOINED[1], ZoneInfo(zone))
    anchors = Anchors(
        workshop_start=first_day,
        workshop_end=first_day + dt.timedelta(days=rules.days - 1),
        joined_at=joined.astimezone(dt.UTC),
    )
    moments, unknown = [], []
    for entry in entries:
        for iteration in range(1, entry.iterations + 1):
            found = timing(entry, anchors, own_zone=zone, workshop_zone=zone, iteration=iteration)
            if found is not None:
                moments.append(Moment(entry, iteration, found))
            elif iteration == 1:
                unknown.append(entry)
    return sorted(moments, key=lambda moment: moment.timing.due_at), unknown


def check_timeline(entries: Sequence[Entry], rules: Rules, rows: Mapping[str, int]) -> Iterator[Finding]:
    """Times in quiet hours, days with too much, and course days that do not exist. Needs readable entries.

    ``rows`` has the row of the survey sheet for each activity.
    """
    for entry in entries:
        yield from _quiet(entry, rules)
        if entry.relative_to == "workshop_start" and entry.unit == "days" and entry.offset >= rules.days:
            text = N_("This is day {day}, but the course has {days}. Use workshop_end, or change sala_days.")
            yield warning(SHEET, entry.row, "offset", text, day=entry.offset + 1, days=rules.days)
    yield from _crowded([entry for entry in entries if entry.activity in rows], rules)


def _quiet(entry: Entry, rules: Rules) -> Iterator[Finding]:
    """A time in the quiet hours: it waits, or is over before it can come."""
    for text in entry.times:
        time = read_clock(text)
        if time is None:
            continue
        start = dt.datetime.combine(FIRST_DAY, time, dt.UTC)
        morning = end_of_quiet(start, "UTC", rules.quiet_from, rules.quiet_to)
        if morning is None:
            continue
        shown = {"time": text, "start": rules.quiet_from, "end": rules.quiet_to}
        closes = _closes(entry, start)
        if closes is not None and closes <= morning:
            told = N_("{time} is in the quiet hours ({start} to {end}), and it closes before they end.")
            yield error(SHEET, entry.row, "time", told, **shown)
        else:
            told = N_("{time} is in the quiet hours ({start} to {end}): it waits until {end}.")
            yield warning(SHEET, entry.row, "time", told, **shown)


def _closes(entry: Entry, start: dt.datetime) -> dt.datetime | None:
    anchors = Anchors(start.date(), start.date(), start)
    example = Entry(entry.activity, relative_to="joining", expires=entry.expires)
    found = timing(example, anchors, own_zone="UTC", workshop_zone="UTC")
    return found.expires_at if found else None


def _crowded(entries: Sequence[Entry], rules: Rules) -> Iterator[Finding]:
    """Days on which one person gets more than the cap."""
    moments, _unknown = lived(entries, rules, FIRST_DAY, "UTC")
    for role in ROLES:
        days: dict[dt.date, list[Moment]] = {}
        for moment in moments:
            if moment.entry.is_for(role):
                days.setdefault(moment.timing.due_at.date(), []).append(moment)
        for day, found in days.items():
            if len(found) <= rules.daily_cap:
                continue
            over = found[rules.daily_cap]
            if role == PARTICIPANTS[1] and over.entry.is_for(PARTICIPANTS[0]):
                continue
            text = N_(
                "{role}: {n} activities come on {day}, and the limit is {cap} a day. From this one on they "
                "wait until the next morning."
            )
            values = {"role": role, "n": len(found), "day": day_name(day, FIRST_DAY, rules.days)}
            yield warning(SHEET, over.entry.row, "time", text, cap=rules.daily_cap, **values)


def day_name(day: dt.date, first: dt.date, days: int) -> str:
    """``day 2`` of the course, or how far before or after it a day is."""
    number = (day - first).days + 1
    if number < 1:
        return f"{1 - number} days before day 1" if number < 0 else "the day before day 1"
    if number > days:
        after = number - days
        return f"{after} days after the last day" if after > 1 else "the day after the last day"
    return f"day {number}"
