"""The schedule sheet against the form: what it names exists, comes in a possible order, and is open."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from bot.domain.findings import Finding, error, nearest, warning
from bot.domain.forms.outline import Item, Outline
from bot.domain.forms.sheets import Tables, plain
from bot.domain.said import N_
from bot.domain.schedule import PARTICIPANTS, ROLES, Entry, Span, Until, read_clock
from bot.domain.schedule_rows import COLUMNS, read_entry

SHEET = "schedule"


def read_plan(tables: Tables) -> tuple[list[Entry], list[Finding]]:
    """The rows of the sheet as entries, without those that cannot be read, and why not."""
    entries, findings = [], []
    for heading in tables.headings(SHEET):
        if plain(heading) not in COLUMNS:
            text = N_("The sheet schedule has no column “{column}”.{hint}")
            hint = nearest(plain(heading), COLUMNS)
            findings.append(warning(SHEET, 1, heading, text, column=heading, hint=hint))
    for row in tables.rows(SHEET):
        entry, found = read_entry({plain(column): text for column, text in row.cells.items()}, row.number)
        findings += found
        if not found:
            entries.append(entry)
    return entries, findings


def check_plan(entries: Sequence[Entry], lines: Outline, tables: Tables) -> Iterator[Finding]:
    """What the rows of the schedule name, and whether all activities come."""
    if SHEET not in tables.sheets:
        return
    if not tables.rows(SHEET):
        yield warning(SHEET, 0, "", N_("The sheet schedule is empty: everything is offered at once."))
        return
    activities = {item.name: item for item in lines.activities}
    loose = [item for item in lines.items if not item.activity and item.is_asked]
    for item in loose[:1]:
        text = N_(
            "This question stands in no group, so no activity brings it. Put it into a top-level group."
        )
        yield error("survey", item.number, item.heading("name"), text)
    for entry in entries:
        yield from _names(entry, activities, lines)
        yield from _times(entry)
        yield from _repeated(entry, activities.get(entry.activity))
    yield from _twice(entries)
    yield from _never(tables, activities)
    yield from _cycles(entries)


def _names(entry: Entry, activities: Mapping[str, Item], lines: Outline) -> Iterator[Finding]:
    """Activities and questions that the row names."""
    for column, name in (("activity", entry.activity), ("relative_to", entry.after_activity)):
        if name and name not in activities:
            text = N_("There is no activity “{name}”: it must be a group at the top of survey.{hint}")
            yield error(SHEET, entry.row, column, text, name=name, hint=nearest(name, activities))
    for name in entry.questions:
        column = "relative_to" if name == entry.date_question else "time"
        found = lines.named.get(name, [])
        if not found:
            text = N_("There is no question “{name}”.{hint}")
            yield error(SHEET, entry.row, column, text, name=name, hint=nearest(name, lines.named))
        elif found[0].repeats:
            text = N_("“{name}” is inside a repeat, so it has many answers. Name a question outside.")
            yield error(SHEET, entry.row, column, text, name=name)
        elif column == "relative_to" and found[0].kind.name not in (
            "date",
            "dateTime",
            "calculate",
            "hidden",
        ):
            text = N_("“{name}” ({type}) is not a date. Name a date question or a calculation of one.")
            yield error(SHEET, entry.row, column, text, name=name, type=found[0].kind.name)
        elif found[0].activity == entry.activity:
            text = N_("“{name}” is asked in this very activity, so it can never come. Name an earlier one.")
            yield error(SHEET, entry.row, column, text, name=name)


def _times(entry: Entry) -> Iterator[Finding]:
    """Times that are missing, and a closing that comes too early."""
    day = entry.relative_to.startswith(("workshop_", "date:"))
    if day and not entry.times and entry.unit in ("days", "weeks", "months"):
        yield error(SHEET, entry.row, "time", N_("A day is given but no time. Write one, such as 08:30."))
    if entry.times and entry.times[-1].startswith("${"):
        text = N_("If “{name}” has no answer, this never comes. Add a time after it: {time}; 18:00")
        name = entry.times[-1].strip("${}")
        yield warning(SHEET, entry.row, "time", text, name=name, time="; ".join(entry.times))
    if any(not time.startswith("${") for time in entry.times[:-1]):
        yield warning(
            SHEET, entry.row, "time", N_("Only the first time counts; what follows it is never used.")
        )
    if isinstance(entry.expires, Until) and not entry.expires.days:
        for time in map(read_clock, entry.times):
            if time is not None and entry.expires.time <= time:
                text = N_("It closes at {close}, but opens at {open}. For the next day write +1d {close}.")
                values = {"close": f"{entry.expires.time:%H:%M}", "open": f"{time:%H:%M}"}
                yield error(SHEET, entry.row, "expires_after", text, **values)
    yield from _reminders(entry)


def open_for(entry: Entry) -> dt.timedelta | None:
    """About how long an activity is open; None when it never closes or its time is a person's own."""
    if isinstance(entry.expires, Span):
        return entry.expires.about()
    if entry.expires is None or not entry.times:
        return None
    start = read_clock(entry.times[-1])
    if start is None:
        return None
    close = entry.expires
    minutes = (close.time.hour - start.hour) * 60 + close.time.minute - start.minute
    return dt.timedelta(days=close.days, minutes=minutes)


def _reminders(entry: Entry) -> Iterator[Finding]:
    length = open_for(entry)
    for reminder in entry.reminders:
        if length is not None and dt.timedelta() < length <= reminder.span.about():
            text = N_("It is open for {hours} hours only, so this reminder is never sent. Use a shorter one.")
            hours = round(length.total_seconds() / 3600, 1)
            yield warning(SHEET, entry.row, "remind_after", text, hours=f"{hours:g}")


def _repeated(entry: Entry, activity: Item | None) -> Iterator[Finding]:
    if entry.iterations > 1 and activity is not None and activity.kind.name != "repeat":
        text = N_("Only a repeat can come several times. Make “{name}” a begin_repeat, or write 1.")
        yield error(SHEET, entry.row, "iterations", text, name=entry.activity)
    if entry.after_activity and entry.after_activity == entry.activity:
        yield error(SHEET, entry.row, "relative_to", N_("An activity cannot wait for itself."))


def _twice(entries: Sequence[Entry]) -> Iterator[Finding]:
    """The same activity twice for one role, and two activities at the same moment."""
    seen: dict[tuple[str, str], Entry] = {}
    moments: dict[tuple[object, ...], Entry] = {}
    for entry in entries:
        for role in ROLES:
            if not entry.is_for(role):
                continue
            first = seen.setdefault((entry.activity, role), entry)
            if first is not entry and not _apart(entry, first):
                text = N_("Row {row} brings “{name}” to this audience already. Delete one of the two rows.")
                yield error(SHEET, entry.row, "activity", text, name=entry.activity, row=first.row)
                break
            moment = (role, entry.relative_to, entry.offset, entry.unit, entry.times, entry.zone)
            other = moments.setdefault(moment, entry)
            if (
                other is not entry
                and not _apart(entry, other)
                and entry.relative_to != "joining"
                and role in PARTICIPANTS
            ):
                text = N_(
                    "“{other}” (row {row}) comes at the same moment. The second one waits for the first."
                )
                yield warning(SHEET, entry.row, "time", text, other=other.activity, row=other.row)
                break


def _apart(one: Entry, other: Entry) -> bool:
    """Whether two rows are for different countries or clusters, as far as the sheet can tell."""
    return bool(one.narrowed and other.narrowed) and not set(one.narrowed) & set(other.narrowed)


def _never(tables: Tables, activities: Mapping[str, Item]) -> Iterator[Finding]:
    heading = tables.sheets[SHEET].column("activity")
    counted = Counter(row[heading] for row in tables.rows(SHEET))
    for name, item in activities.items():
        if not counted[name]:
            text = N_("The activity “{name}” is not in the sheet schedule, so it never comes.")
            yield warning("survey", item.number, item.heading("name"), text, name=name)


def _cycles(entries: Sequence[Entry]) -> Iterator[Finding]:
    """Activities that wait for each other, and for one that its people never get."""
    waits = {entry.activity: entry.after_activity for entry in entries if entry.after_activity}
    by_name = {entry.activity: entry for entry in entries}
    told: set[str] = set()
    for name in waits:
        path = [name]
        while path[-1] in waits and waits[path[-1]] not in path:
            path.append(waits[path[-1]])
        if waits.get(path[-1]) == name and len(path) > 1 and not told & set(path):
            told.update(path)
            text = N_("These activities wait for each other, so none of them ever comes: {names}.")
            names = " → ".join([*path, name])
            yield error(SHEET, by_name[name].row, "relative_to", text, names=names)
    for entry in entries:
        before = by_name.get(entry.after_activity)
        if before is None:
            continue
        left_out = [role for role in ROLES if entry.is_for(role) and not before.is_for(role)]
        if left_out:
            text = N_("“{before}” does not come to {roles}, so this does not come to them either.")
            values = {"before": before.activity, "roles": ", ".join(left_out)}
            yield warning(SHEET, entry.row, "audience", text, **values)
