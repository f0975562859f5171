"""What a programme would bring on which day, before anybody gets it: the timeline, in pages of whole days."""

from __future__ import annotations

import datetime as dt
import html
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date

from bot.actions.house import House
from bot.actions.speaking import local_day, local_time
from bot.domain.checks.effort import NOTHING, Effort, efforts
from bot.domain.checks.timeline import Moment, lived
from bot.domain.programme import Programme
from bot.domain.schedule import PARTICIPANTS
from bot.locales import Tongue, tongue
from bot.pictures.timetable import Day, Mark, Timetable, draw_timetable

#: Longest page, in characters; a day is never cut, a very long one is a page of its own.
PAGE = 1800


@dataclass(frozen=True)
class Plan:
    """A programme as it would run: from a first day on, on the clock of a zone (an IANA name)."""

    programme: Programme
    first_day: dt.date
    zone: str


def facts(_: Tongue, programme: Programme) -> str:
    """How much a programme is: days, activities, questions."""
    effort = sum(efforts(programme).values(), NOTHING)
    return " · ".join(
        (
            _.plural("{n} course day", "{n} course days", programme.days),
            _.plural("{n} activity", "{n} activities", len(programme.schedule)),
            _.plural("{n} question", "{n} questions", effort.questions),
        )
    )


def pages(_: Tongue, plan: Plan) -> list[str]:
    """The timeline as Telegram HTML: each day with its activities, their local times and minutes."""
    made = [""]
    for day in _days(_, plan):
        if made[-1] and len(made[-1]) + len(day) > PAGE:
            made.append("")
        made[-1] += f"\n\n{day}" if made[-1] else day
    return made


def make(house: House, args: Mapping[str, Any]) -> tuple[str, bytes]:
    """The course days as a picture, made at delivery; gives its name and its content."""
    programme = house.read(lambda tx: tx.library.get(tx.session, int(args["programme"])))
    plan = Plan(programme, dt.date.fromisoformat(args["day"]), args["zone"])
    return "timetable.png", draw_timetable(timetable(tongue(str(args["language"])), plan, str(args["title"])))


def timetable(_: Tongue, plan: Plan, title: str) -> Timetable:
    """The days around the course on which something comes, on the clock of the place."""
    programme, zone = plan.programme, ZoneInfo(plan.zone)
    named = titles(programme, _.language)
    days: dict[dt.date, list[Mark]] = {}
    names: list[str] = []
    for moment in lived(programme.schedule, programme.rules, plan.first_day, plan.zone)[0]:
        local = moment.timing.due_at.astimezone(zone)
        names.append(named.get(moment.entry.activity, programme.title))
        for_all = all(moment.entry.is_for(role) for role in PARTICIPANTS)
        mark = Mark(len(names), local.hour + local.minute / 60, for_all)
        days.setdefault(local.date(), []).append(mark)
    some = any(not mark.for_all for marks in days.values() for mark in marks)
    return Timetable(
        title,
        f"{local_day(_, plan.first_day)} {plan.first_day.year} · {plan.zone}",
        tuple(Day(html.unescape(_short_heading(_, plan, day)), tuple(marks)) for day, marks in days.items()),
        tuple(names),
        html.unescape(_("only for trainees, or only for cluster leaders")) if some else "",
    )


def _short_heading(_: Tongue, plan: Plan, day: dt.date) -> str:
    number = (day - plan.first_day).days + 1
    short = format_date(day, "d MMM", locale=_.locale)
    if 1 <= number <= plan.programme.days:
        return _("Day {number} · {day}", number=number, day=short)
    return short


def titles(programme: Programme, language: str) -> dict[str, str]:
    """The title of each activity, in a language of the programme, as plain text."""
    form = programme.form
    spoken = form.language_for(language)
    return {
        activity.name: activity.labels.get(spoken)
        or activity.labels.get(form.default_language)
        or activity.name
        for activity in form.activities
    }


def _days(_: Tongue, plan: Plan) -> Iterator[str]:
    """One text for each day, and one for what comes on days that nobody can know yet."""
    programme = plan.programme
    moments, unknown = lived(programme.schedule, programme.rules, plan.first_day, plan.zone)
    named, effort = titles(programme, _.language), efforts(programme)
    days: dict[dt.date, list[str]] = {}
    for moment in moments:
        day = moment.timing.due_at.astimezone(ZoneInfo(plan.zone)).date()
        time = local_time(_, moment.timing.due_at, plan.zone)
        clock = _("{time} (own clock)", time=time) if _on_own_clock(moment) else time
        title = named.get(moment.entry.activity, programme.title)
        days.setdefault(day, []).append(f"{clock} {_line(_, title, moment, effort)}")
    for day, lines in days.items():
        yield "\n".join([f"<b>{_heading(_, plan, day)}</b>", *lines])
    if unknown:
        lines = [f"• {_escaped(named.get(entry.activity, programme.title))}" for entry in unknown]
        yield "\n".join([_("<b>On days that answers decide</b>"), *lines])


def _on_own_clock(moment: Moment) -> bool:
    return moment.entry.zone == "own" and bool(moment.entry.times)


def _line(_: Tongue, title: str, moment: Moment, effort: Mapping[str, Effort]) -> str:
    entry = moment.entry
    again = f" {moment.iteration}/{entry.iterations}" if entry.iterations > 1 else ""
    minutes = round(effort.get(entry.activity, NOTHING).seconds / 60)
    parts = [f"{_escaped(title)}{again}", _("{n} min", n=max(minutes, 1))]
    if not entry.is_for(PARTICIPANTS[0]):
        parts.append(_("cluster leaders only"))
    elif not entry.is_for(PARTICIPANTS[1]):
        parts.append(_("trainees only"))
    return " · ".join(parts)


def _heading(_: Tongue, plan: Plan, day: dt.date) -> str:
    number = (day - plan.first_day).days + 1
    name = local_day(_, day)
    if 1 <= number <= plan.programme.days:
        return _("Day {number} · {day}", number=number, day=name)
    return f"{name} {day.year}"


def _escaped(text: str) -> str:
    return html.escape(text, quote=False)
