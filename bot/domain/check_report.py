"""What ``sala check`` prints: the remarks, then who gets what when, then how long each day is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from babel.dates import format_date

from bot.domain.checks.effort import NOTHING, Effort, efforts
from bot.domain.checks.timeline import FIRST_DAY, Moment, day_name, lived
from bot.domain.findings import Finding, is_error
from bot.domain.programme import Programme, sorted_findings
from bot.domain.schedule import ROLES, Entry

#: Zones of the example: the venue first, then homes of people.
ZONES = ("Asia/Bangkok", "Asia/Phnom_Penh", "Asia/Vientiane", "Asia/Yangon", "Asia/Ho_Chi_Minh")


@dataclass(frozen=True)
class _Example:
    """A workshop that is lived through in the report. ``zones`` begins with the venue's."""

    programme: Programme
    moments: Sequence[Moment]
    unknown: Sequence[Entry]
    first_day: dt.date
    zones: Sequence[str]
    efforts: Mapping[str, Effort]

    @property
    def venue(self) -> ZoneInfo:
        return ZoneInfo(self.zones[0])

    def day(self, day: dt.date) -> str:
        return f"{_day(day)}, {day_name(day, self.first_day, self.programme.days)}"

    def title(self, entry: Entry) -> str:
        label = self.efforts.get(entry.activity, NOTHING).title
        return f"{entry.activity}: {label}" if label else entry.activity


def exit_status(findings: Iterable[Finding]) -> int:
    """0 when the programme can run, 1 when it cannot."""
    return int(any(map(is_error, findings)))


def report(
    programme: Programme | None,
    findings: Iterable[Finding],
    *,
    first_day: dt.date = FIRST_DAY,
    zones: Sequence[str] = ZONES,
) -> str:
    """The whole report as plain text, without a line break at its end.

    ``zones`` are IANA names; the first is the venue's. Without a programme only the remarks are told.
    """
    parts = [_remarks(findings)]
    if programme is not None:
        moments, unknown = lived(programme.schedule, programme.rules, first_day, zones[0])
        example = _Example(programme, moments, unknown, first_day, zones, efforts(programme))
        parts += [_timeline(example), _lengths(example)]
    return "\n\n".join(parts)


def _remarks(findings: Iterable[Finding]) -> str:
    """``survey!12 relevant: words``, errors first."""
    told = sorted_findings(findings)
    errors = [found for found in told if is_error(found)]
    lines = []
    for title, some in (("Errors", errors), ("Warnings", told[len(errors) :])):
        if some:
            lines += [
                f"{title} ({len(some)})",
                *(f"  {_place(found)}{found.said.english()}" for found in some),
            ]
    lines.append("This programme cannot run yet." if errors else "This programme can run.")
    return "\n".join(lines)


def _place(found: Finding) -> str:
    return f"{found.place}: " if found.place else ""


def _timeline(example: _Example) -> str:
    """Each delivery, with the clock of every zone that shows another time."""
    programme, rules = example.programme, example.programme.rules
    lines = [
        f"{programme.title} ({programme.form_id} {programme.version})".replace(" )", ")"),
        f"Example: day 1 is {_day(example.first_day)}, the venue is in {example.zones[0]}, "
        f"course days: {rules.days}.",
        f"Quiet hours {rules.quiet_from} to {rules.quiet_to}, at most {rules.daily_cap} messages a day.",
        "",
        "Timeline",
    ]
    today: dt.date | None = None
    for moment in example.moments:
        local = moment.timing.due_at.astimezone(example.venue)
        if local.date() != today:
            today = local.date()
            lines.append(f"  {example.day(today)}")
        entry = moment.entry
        title = example.title(entry)
        again = f" {moment.iteration}/{entry.iterations}" if entry.iterations > 1 else ""
        clocks = _clocks(moment, example.zones)
        lines.append(f"    {clocks}  {title}{again}  [{_who(entry)}]{_until(moment, example.venue)}")
    if example.unknown:
        lines.append("  On days that answers decide")
        lines += [f"    {_told(entry)}  {example.title(entry)}  [{_who(entry)}]" for entry in example.unknown]
    return "\n".join(lines)


def _clocks(moment: Moment, zones: Sequence[str]) -> str:
    """The time at the venue, and in the zones where the clock shows another one."""
    due = moment.timing.due_at
    here = f"{due.astimezone(ZoneInfo(zones[0])):%H:%M}"
    if moment.entry.zone == "own" and moment.entry.times:
        asked = [time for time in moment.entry.times if time.startswith("${")]
        return f"{here} own time" + (f" (or {', '.join(asked)})" if asked else "")
    others: dict[str, list[str]] = {}
    for zone in zones[1:]:
        there = f"{due.astimezone(ZoneInfo(zone)):%H:%M}"
        if there != here:
            others.setdefault(there, []).append(zone.rpartition("/")[2].replace("_", " "))
    told = ", ".join(f"{time} {' and '.join(names)}" for time, names in others.items())
    return f"{here} ({told})" if told else here


def _who(entry: Entry) -> str:
    return ", ".join((*entry.audience, *entry.narrowed))


def _until(moment: Moment, venue: ZoneInfo) -> str:
    """Until when it is open, and its reminders."""
    found = []
    due = moment.timing.due_at.astimezone(venue)
    if moment.timing.expires_at is not None:
        found.append(f"until {_later(moment.timing.expires_at.astimezone(venue), due)}")
    times = [_later(at.astimezone(venue), due) for at in moment.timing.remind_at]
    if times:
        found.append(f"reminder {', '.join(times)}")
    return f" {'; '.join(found)}" if found else ""


def _later(instant: dt.datetime, start: dt.datetime) -> str:
    return f"{instant:%H:%M}" if instant.date() == start.date() else f"{_day(instant.date())} {instant:%H:%M}"


def _told(entry: Entry) -> str:
    """When an activity comes whose day is not known: ``step1_date + 1 days, 18:30``."""
    anchor = entry.date_question or (f"after {entry.after_activity}" if entry.after_activity else "")
    unit = entry.unit.removesuffix("s") if abs(entry.offset) == 1 else entry.unit
    distance = f" {'+' if entry.offset > 0 else '-'} {abs(entry.offset)} {unit}" if entry.offset else ""
    time = f", {'; '.join(entry.times)}" if entry.times else ""
    return f"{anchor or entry.relative_to}{distance}{time}"


@dataclass(frozen=True)
class _Day:
    """What one role gets on one day."""

    activities: int = 0
    reminders: int = 0
    effort: Effort = NOTHING

    def __str__(self) -> str:
        begun = f"{self.activities} activit{'y' if self.activities == 1 else 'ies'}"
        reminded = f", up to {self.reminders} reminder{'' if self.reminders == 1 else 's'}"
        return f"{begun}{reminded if self.reminders else ''}: {self.effort}"


def _lengths(example: _Example) -> str:
    """Messages, questions and minutes of each day, for each role whose day differs."""
    days: dict[dt.date, dict[str, _Day]] = {}
    for moment in example.moments:
        day = days.setdefault(moment.timing.due_at.astimezone(example.venue).date(), {})
        effort = example.efforts.get(moment.entry.activity, NOTHING)
        for role in (role for role in ROLES if moment.entry.is_for(role)):
            before = day.get(role, _Day())
            reminders = before.reminders + len(moment.timing.remind_at)
            day[role] = _Day(before.activities + 1, reminders, before.effort + effort)
    lines = ["Length of each day (everything that is asked, nothing skipped)"]
    for date, roles in days.items():
        same: dict[_Day, list[str]] = {}
        for role, length in roles.items():
            same.setdefault(length, []).append(role)
        lines += [f"  {example.day(date)}  [{', '.join(names)}]  {length}" for length, names in same.items()]
    for entry in example.unknown:
        effort = example.efforts.get(entry.activity, NOTHING)
        lines.append(f"  {entry.activity}  [{_who(entry)}]  {effort}")
    return "\n".join(lines)


def _day(day: dt.date) -> str:
    return str(format_date(day, "EEE d MMM y", locale="en"))
