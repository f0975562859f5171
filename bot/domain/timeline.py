"""What facilitators change about a schedule: the days of the course, holidays, and single activities.

The programme says when an activity is planned (:mod:`bot.domain.schedule`); here it is put where the
calendar of the workshop and the changes want it. Changes are applied in the order in which they were made,
so of two that say different things the newer one counts. Pure: no data access, no present instant.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal
from zoneinfo import ZoneInfo

from bot.domain.schedule import Anchors, Entry, Span, Until, due_at, expires_at, instant_of, later

#: How far a holiday may move something, in days.
FARTHEST = 3

What = Literal["day", "move", "open", "close", "extend", "skip"]

_MOVE = re.compile(r"([+-]\d{1,4})d(?: (\d\d:\d\d))?")

#: Stands behind the instant of an opening that does not wait for the morning.
WAKE = "wake"


@dataclass(frozen=True)
class Change:
    """One change. ``activity`` and ``iteration`` say of what, or ``day`` (1, 2 …) of which course day.

    ``value`` by ``what``: *day* a number of days, *move* days and perhaps a new local time
    (``+1d 14:00``), *open* an instant and perhaps ``wake``, *close* an instant, *extend* one of
    ``+30m`` (longer than now), ``30m`` (after the opening), ``+1d 21:00`` (on the clock, counted from
    the day of the opening), *skip* ``yes`` or ``no``.
    """

    what: What
    value: str
    activity: str = ""
    iteration: int = 1
    day: int = 0


@dataclass(frozen=True)
class Placed:
    """Where one delivery is put: like a Timing, and what a facilitator wants of it.

    ``woken``: it does not wait for the end of the quiet hours.
    """

    due_at: dt.datetime
    expires_at: dt.datetime | None
    skipped: bool = False
    closed: bool = False
    woken: bool = False


@dataclass(frozen=True)
class Calendar:
    """The days of one course. ``shifts`` says by how many days a course day (1, 2 …) was moved by hand."""

    first: dt.date
    days: int
    holidays: frozenset[dt.date] = frozenset()
    shifts: Mapping[int, int] = field(default_factory=dict)

    @property
    def planned_last(self) -> dt.date:
        """The last day of the course, were there no holiday and no change."""
        return self.first + dt.timedelta(days=max(self.days, 1) - 1)

    @cached_property
    def dates(self) -> tuple[dt.date, ...]:
        """The date of each course day.

        A day on a holiday comes on the next working day, and the days after it follow, so that two days
        never fall together. A day moved by hand is where it was put; the others do not follow it.
        """
        found, behind = [], dt.timedelta()
        for number in range(max(self.days, 1)):
            planned = self.first + dt.timedelta(days=number)
            date = working_day(planned + behind, self.holidays, weekends=not behind or planned.weekday() > 4)
            behind = date - planned
            by_hand = self.shifts.get(number + 1)
            found.append(date if by_hand is None else planned + dt.timedelta(days=by_hand))
        return tuple(found)

    @property
    def last(self) -> dt.date:
        """The day on which the course really ends."""
        return max(self.dates)

    def place(self, entry: Entry, due: dt.datetime, zone: str) -> dt.datetime:
        """What is planned for ``due``, at the same local time on the day where it belongs."""
        day = due.astimezone(ZoneInfo(zone)).date()
        return on_day(due, self._day(entry, day), zone)

    def _day(self, entry: Entry, day: dt.date) -> dt.date:
        number = (day - self.first).days
        if entry.relative_to in ("workshop_start", "workshop_end") and 0 <= number < len(self.dates):
            return self.dates[number]
        if entry.relative_to == "workshop_end":
            day += self.last - self.planned_last
        if not (entry.times or entry.unit in ("days", "weeks", "months")):
            return day
        moved = working_day(day, self.holidays)
        return day if day < self.first <= moved else moved


def working_day(day: dt.date, holidays: Iterable[dt.date], *, weekends: bool = True) -> dt.date:
    """The day itself, or when it is a holiday the next working day, at most three days later.

    When none of the three is a working day it stays where it is. ``weekends`` False also leaves a Saturday
    or Sunday, on which nothing was planned.
    """
    closed = set(holidays)
    if day not in closed and (weekends or day.weekday() < 5):
        return day
    for number in range(1, FARTHEST + 1):
        other = day + dt.timedelta(days=number)
        if other.weekday() < 5 and other not in closed:
            return other
    return day


def on_day(instant: dt.datetime, day: dt.date, zone: str, time: dt.time | None = None) -> dt.datetime:
    """The same local time on another local day, or another time on it."""
    local = instant.astimezone(ZoneInfo(zone))
    if local.date() == day and time is None:
        return instant
    return instant_of(day, time or local.time(), zone)


def placed(
    entry: Entry,
    anchors: Anchors,
    calendar: Calendar,
    changes: Iterable[Change],
    *,
    own_zone: str,
    workshop_zone: str,
    iteration: int = 1,
) -> Placed | None:
    """When one iteration of an activity comes to one person after all changes; None while it is not known.

    What a facilitator opens comes then, also to people for whom its time was not known yet.
    """
    zone = workshop_zone if entry.zone == "workshop" else own_zone
    course = replace(anchors, workshop_start=calendar.first, workshop_end=calendar.planned_last)
    planned = due_at(entry, course, zone, iteration)
    if planned is not None:
        planned = calendar.place(entry, planned, zone)
    due, opened, closed = planned, None, None
    longer: list[str] = []
    skipped = woken = False
    for change in changes:
        if (change.activity, change.iteration) != (entry.activity, iteration):
            continue
        if change.what == "move":
            due = moved(planned, change.value, zone)
            opened = closed = None
        elif change.what == "open":
            opened, woken = read_opening(change.value)
            closed = None
        elif change.what == "close":
            closed = dt.datetime.fromisoformat(change.value)
        elif change.what == "extend":
            longer.append(change.value)
        elif change.what == "skip":
            skipped = change.value == "yes"
    due = opened or due
    if due is None:
        return None
    expires = expires_at(entry, due, zone)
    for value in longer:
        expires = extended(expires, value, due, zone)
    if closed is not None:
        expires = closed if expires is None else min(expires, closed)
        due = min(due, expires)
    return Placed(due, expires, skipped, closed is not None, opened is not None and woken)


def moved(planned: dt.datetime | None, value: str, zone: str) -> dt.datetime | None:
    """What was planned, ``value`` days later (``+1d``, ``-2d 14:00``), at its own time or another one."""
    found = _MOVE.fullmatch(value)
    if planned is None or found is None:
        return planned
    day = planned.astimezone(ZoneInfo(zone)).date() + dt.timedelta(days=int(found[1]))
    return on_day(planned, day, zone, dt.time.fromisoformat(found[2]) if found[2] else None)


def extended(expires: dt.datetime | None, value: str, due: dt.datetime, zone: str) -> dt.datetime | None:
    """The new closing of something due at ``due``; what never closes gets a closing only on the clock."""
    if value.startswith("+") and (more := Span.read(value[1:])) is not None:
        return None if expires is None else later(expires, more, zone)
    closing = Span.read(value) or Until.read(value)
    return expires_at(Entry("", expires=closing), due, zone) if closing is not None else expires


def opening(instant: dt.datetime, *, wake: bool) -> str:
    """The value of a change that opens something."""
    return f"{instant.isoformat()} {WAKE}" if wake else instant.isoformat()


def read_opening(value: str) -> tuple[dt.datetime, bool]:
    """The instant of an opening, and whether it wakes people."""
    instant, _space, word = value.partition(" ")
    return dt.datetime.fromisoformat(instant), word == WAKE


def move(days: int, time: dt.time | None = None) -> str:
    """The value of a change that moves an activity."""
    return f"{days:+d}d {time:%H:%M}" if time is not None else f"{days:+d}d"


def clock(days: int, time: dt.time) -> str:
    """The value of a change that lets an activity close at a local time, ``days`` after its opening."""
    return f"+{max(days, 0)}d {time:%H:%M}"


def shifts(changes: Iterable[Change]) -> dict[int, int]:
    """By how many days each course day was moved; the newest change of a day counts."""
    return {change.day: int(change.value) for change in changes if change.what == "day"}


@dataclass(frozen=True)
class Wish:
    """What a facilitator wants to be otherwise, for everybody or for one cluster.

    ``verb``: first (the first day, ``value`` a date), day (course day ``day``, by ``value`` days), move,
    open, close, reopen (``value`` its new closing), extend, skip or unskip. Values are those of
    :class:`Change`. ``wake``: what is opened does not wait for the morning.
    """

    verb: str
    activity: str = ""
    iteration: int = 1
    day: int = 0
    value: str = ""
    cluster: int | None = None
    wake: bool = False

    def changes(self, now: dt.datetime) -> list[tuple[What, str]]:
        """The changes that make it so, each with its value; none for the first day."""
        opened: tuple[What, str] = ("open", opening(now, wake=self.wake))
        made: dict[str, list[tuple[What, str]]] = {
            "day": [("day", self.value)],
            "move": [("move", self.value)],
            "open": [opened],
            "close": [("close", now.isoformat())],
            "reopen": [opened, ("extend", self.value)],
            "extend": [("extend", self.value)],
            "skip": [("skip", "yes")],
            "unskip": [("skip", "no")],
        }
        return made.get(self.verb, [])
