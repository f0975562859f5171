"""When things happen: from local times to UTC instants, over months, time zones and clock changes.

Nothing here knows the present instant or looks at data: it computes when one activity is due for one
person, when it closes and when it reminds. Quiet hours are :mod:`bot.domain.quiet`'s business.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

Unit = Literal["minutes", "hours", "days", "weeks", "months"]
UNITS: tuple[Unit, ...] = ("minutes", "hours", "days", "weeks", "months")

#: The role names that an audience may hold, besides ``everyone``.
ROLES = ("trainee", "leader", "facilitator", "researcher")

#: Who ``everyone`` is: the people who live the programme.
PARTICIPANTS = ("trainee", "leader")

_PART = re.compile(r"(\d{1,6})\s*(months?|mo|weeks?|w|days?|d|hours?|h|minutes?|min|m)\s*", re.IGNORECASE)
_CLOCK = re.compile(r"(\d{1,2}):?([0-5]\d)(?::[0-5]\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?")
_LATER = re.compile(r"\+\s*(\d{1,3})\s*d(?:ays?)?\s+(\S+)", re.IGNORECASE)
_QUESTION = re.compile(r"\$\{\s*([^{}\s]+)\s*\}")


@dataclass(frozen=True)
class Span:
    """A length of time. Months and days follow the local calendar; minutes are exact."""

    months: int = 0
    days: int = 0
    minutes: int = 0

    @staticmethod
    def of(number: int, unit: Unit) -> Span:
        """``number`` of a unit; it may be negative."""
        if unit == "months":
            return Span(months=number)
        if unit in ("weeks", "days"):
            return Span(days=number * (7 if unit == "weeks" else 1))
        return Span(minutes=number * (60 if unit == "hours" else 1))

    @staticmethod
    def read(text: str) -> Span | None:
        """``90m``, ``1h30m``, ``5d``, ``2w``, ``1mo`` and sums of them; None for anything else."""
        text, months, days, minutes, at = text.strip(), 0, 0, 0, 0
        while part := _PART.match(text, at):
            number, unit, at = int(part[1]), part[2].lower(), part.end()
            if unit.startswith("mo"):
                months += number
            elif unit[0] in "wd":
                days += number * (7 if unit[0] == "w" else 1)
            else:
                minutes += number * (60 if unit[0] == "h" else 1)
        return Span(months, days, minutes) if text and at == len(text) else None

    def times(self, number: int) -> Span:
        """This span, ``number`` times."""
        return Span(self.months * number, self.days * number, self.minutes * number)

    def about(self) -> dt.timedelta:
        """Its length with months of 30 days: for comparing, never for planning."""
        return dt.timedelta(days=self.months * 30 + self.days, minutes=self.minutes)


@dataclass(frozen=True)
class Until:
    """A closing time on the clock: ``time`` on the local day of the opening, or ``days`` later."""

    time: dt.time
    days: int = 0

    @staticmethod
    def read(text: str) -> Until | None:
        """``10:00`` or ``+1d 07:45``; None for anything else."""
        later = _LATER.fullmatch(text.strip())
        time = read_clock(later[2] if later else text)
        return Until(time, int(later[1]) if later else 0) if time is not None and ":" in text else None


@dataclass(frozen=True)
class Reminder:
    """A reminder: ``span`` after sending, or before the closing when ``before_close``."""

    span: Span
    before_close: bool = False

    @staticmethod
    def read(text: str) -> Reminder | None:
        """``25m``, ``2h`` or ``-10m``; None for anything else."""
        text = text.strip().replace("−", "-")
        span = Span.read(text.removeprefix("-").removeprefix("+"))
        return Reminder(span, text.startswith("-")) if span is not None else None


@dataclass(frozen=True)
class Entry:
    """One row of the schedule sheet: when an activity comes to whom.

    ``times`` holds local times in the order in which they are tried: ``HH:MM``, or the name of a
    question inside ``${}`` that holds one. Without ``times`` it is due exactly at its distance from
    the anchor. ``narrowed`` are the countries and clusters that it is for (:mod:`bot.domain.audience`); empty
    for all. ``row`` is its place in the sheet, 0 when there is no sheet.
    """

    activity: str
    audience: tuple[str, ...] = ("everyone",)
    relative_to: str = "joining"
    offset: int = 0
    unit: Unit = "minutes"
    times: tuple[str, ...] = ()
    zone: Literal["own", "workshop"] = "own"
    expires: Span | Until | None = None
    reminders: tuple[Reminder, ...] = ()
    iterations: int = 1
    every: Span | None = None
    start_mode: Literal["queue", "interrupt", "skip"] = "queue"
    escalate_after: Span | None = None
    row: int = 0
    narrowed: tuple[str, ...] = ()

    def is_for(self, role: str) -> bool:
        """Whether somebody with this role gets it, if they are of its countries and clusters."""
        return role in self.audience or ("everyone" in self.audience and role in PARTICIPANTS)

    @property
    def date_question(self) -> str:
        """Name of the question or calculation whose day it is counted from; empty for other anchors."""
        return self.relative_to[5:] if self.relative_to.startswith("date:") else ""

    @property
    def after_activity(self) -> str:
        """Name of the activity whose completion it is counted from; empty for other anchors."""
        return self.relative_to[11:] if self.relative_to.startswith("completion:") else ""

    @property
    def questions(self) -> tuple[str, ...]:
        """Names of the questions whose values decide when it is due."""
        found = [self.date_question, *(name for time in self.times for name in _QUESTION.findall(time))]
        return tuple(dict.fromkeys(name for name in found if name))


@dataclass(frozen=True)
class Anchors:
    """What one person's activities are counted from.

    ``workshop_start`` is day 1, ``workshop_end`` the last day of the course. ``answers`` has the
    canonical values of the questions that entries name (:attr:`Entry.questions`), by name; ``completed``
    the instants at which activities were finished.
    """

    workshop_start: dt.date
    workshop_end: dt.date
    joined_at: dt.datetime
    answers: Mapping[str, str] = field(default_factory=dict)
    completed: Mapping[str, dt.datetime] = field(default_factory=dict)


@dataclass(frozen=True)
class Timing:
    """When one delivery happens, in UTC. ``expires_at`` None: it never closes. ``remind_at`` is in order."""

    due_at: dt.datetime
    expires_at: dt.datetime | None
    remind_at: tuple[dt.datetime, ...]


def timing(
    entry: Entry, anchors: Anchors, *, own_zone: str, workshop_zone: str, iteration: int = 1
) -> Timing | None:
    """When one iteration (1, 2, 3 …) of an activity is due, closes and reminds for one person.

    None while it cannot be known yet: the day's question is not answered, the other activity not
    completed. Reminders are counted from ``due_at``; see :func:`reminders` for one that was sent later.
    """
    zone = workshop_zone if entry.zone == "workshop" else own_zone
    due = due_at(entry, anchors, zone, iteration)
    if due is None:
        return None
    expires = expires_at(entry, due, zone)
    return Timing(due, expires, reminders(entry, due, expires, zone))


def due_at(entry: Entry, anchors: Anchors, zone: str, iteration: int = 1) -> dt.datetime | None:
    """The UTC instant at which one iteration is due on the clocks of ``zone``; None while unknown.

    Months end where the shorter month ends (one month after 31 January is the last of February). A
    local time that a clock change skips becomes as much later; one that happens twice means the first.
    """
    anchor = _anchor(entry, anchors)
    if anchor is None:
        return None
    spans = [Span.of(entry.offset, entry.unit)]
    if entry.every is not None:
        spans.append(entry.every.times(iteration - 1))
    span = Span(*(sum(parts) for parts in zip(*((s.months, s.days, s.minutes) for s in spans), strict=True)))
    if not entry.times:
        start = anchor if isinstance(anchor, dt.datetime) else instant_of(anchor, dt.time(), zone)
        return later(start, span, zone)
    time = _time(entry, anchors)
    if time is None:
        return None
    day = anchor.astimezone(ZoneInfo(zone)).date() if isinstance(anchor, dt.datetime) else anchor
    day += relativedelta(months=span.months) + relativedelta(days=span.days)
    return instant_of(day, time, zone) + dt.timedelta(minutes=span.minutes)


def expires_at(entry: Entry, due: dt.datetime, zone: str) -> dt.datetime | None:
    """When an activity that is due at ``due`` closes; always later than that. None: never.

    A closing time on the clock that is already past at ``due`` (a person's own time was later than
    the programme thought) means the next day.
    """
    if entry.expires is None:
        return None
    if isinstance(entry.expires, Span):
        return later(due, entry.expires, zone)
    day = due.astimezone(ZoneInfo(zone)).date() + dt.timedelta(days=entry.expires.days)
    close = instant_of(day, entry.expires.time, zone)
    if close <= due:
        close = instant_of(day + dt.timedelta(days=1), entry.expires.time, zone)
    return close


def reminders(
    entry: Entry, sent_at: dt.datetime, expires: dt.datetime | None, zone: str
) -> tuple[dt.datetime, ...]:
    """When to remind somebody who was sent it at ``sent_at``, in order: after that, and before it closes."""
    found = set()
    for reminder in entry.reminders:
        if not reminder.before_close:
            found.add(later(sent_at, reminder.span, zone))
        elif expires is not None:
            found.add(later(expires, reminder.span.times(-1), zone))
    return tuple(sorted(at for at in found if at > sent_at and (expires is None or at < expires)))


def later(instant: dt.datetime, span: Span, zone: str) -> dt.datetime:
    """The instant after a span: months and days on the calendar of ``zone``, then exact minutes."""
    if span.months or span.days:
        local = instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        local += relativedelta(months=span.months) + relativedelta(days=span.days)
        instant = _utc(local, zone)
    return instant.astimezone(dt.UTC) + dt.timedelta(minutes=span.minutes)


def instant_of(day: dt.date, time: dt.time, zone: str) -> dt.datetime:
    """The UTC instant of a local day and time; of two the first, and past a gap as much later."""
    return _utc(dt.datetime.combine(day, time), zone)


def _utc(local: dt.datetime, zone: str) -> dt.datetime:
    return local.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(dt.UTC)


def read_clock(text: str) -> dt.time | None:
    """A time of day: ``08:30``, ``0830``, ``8:30`` or an XForms time; None for anything else.

    An offset behind an XForms time is left out: the time is the one on the person's clock.
    """
    found = _CLOCK.fullmatch(text.strip())
    return dt.time(int(found[1]), int(found[2])) if found and int(found[1]) < 24 else None


def _anchor(entry: Entry, anchors: Anchors) -> dt.datetime | dt.date | None:
    """The day or the instant that an entry is counted from."""
    if entry.date_question:
        return _day(anchors.answers.get(entry.date_question, ""))
    if entry.after_activity:
        return anchors.completed.get(entry.after_activity)
    return {
        "workshop_start": anchors.workshop_start,
        "workshop_end": anchors.workshop_end,
        "joining": anchors.joined_at,
    }[entry.relative_to]


def _day(value: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(value.strip()[:10])
    except ValueError:
        return None


def _time(entry: Entry, anchors: Anchors) -> dt.time | None:
    """The first of the entry's times that is known."""
    for text in entry.times:
        question = _QUESTION.fullmatch(text)
        time = read_clock(anchors.answers.get(question[1], "") if question else text)
        if time is not None:
            return time
    return None
