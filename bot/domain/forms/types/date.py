"""``date``: buttons for the near days, or typed."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from bot.domain.forms.typed_dates import OtherCalendar, Typed, echoed, read_date, read_month, year_shown
from bot.domain.forms.types import calendar
from bot.domain.forms.types.base import (
    TAP_A_BUTTON,
    Ask,
    Button,
    Confirm,
    Draft,
    Reading,
    Rows,
    Unreadable,
    Value,
    code_of,
    fits,
    habits_of,
    question_of,
)
from bot.domain.incoming import Incoming
from bot.domain.said import N_, Said

if TYPE_CHECKING:
    from bot.domain.forms.filling import Filling

#: Days from today that have a button, row by row.
NEAR: tuple[tuple[tuple[int, str], ...], ...] = (
    ((0, N_("Today")),),
    ((-1, N_("Yesterday")), (1, N_("Tomorrow"))),
    ((7, N_("In 1 week")), (14, N_("In 2 weeks"))),
)

UNREADABLE = Unreadable(Said(N_("I cannot read this as a date. Please write it like 7.12.2026.")))
ANOTHER_CALENDAR = Unreadable(
    Said(N_("Please write the year of the international calendar, like 7.12.2026."))
)


class Date:
    """A day, stored as ``YYYY-MM-DD``. Years of the Buddhist Era are converted and asked back."""

    kinds = ("date",)

    def ask(self, filling: Filling, ref: str, draft: str = "", page: int = 0) -> Ask:
        """Buttons for the near days that the programme accepts, and a calendar; or any day is written."""
        coarse, today = _coarse(filling, ref), filling.now.date()
        if draft or coarse:
            rows = calendar.rows_of(filling, ref, draft or calendar.first_page(today, coarse), coarse)
            return Ask(TAP_OR_WRITE[coarse], rows, frozenset({"tap", "text"}))
        rows = near_days(filling, ref)
        other, any_day = (
            N_("Or write another day, like 7.12.2026."),
            N_("Please write the day, like 7.12.2026."),
        )
        told = Said(other if rows else any_day)
        if "no-calendar" not in question_of(filling, ref).appearance.split():
            rows = (*rows, (Button(Said(N_("Calendar")), f"v{calendar.first_page(today, '')}"),))
        return Ask(told, rows, frozenset({"tap", "text"}))

    def tap(self, filling: Filling, ref: str, code: str, draft: str) -> Reading:
        """A day counted from today or chosen in the calendar, or another page of it."""
        page, day = calendar.page_of(code), calendar.day_of(code)
        if page is not None:
            return Draft(page)
        if day is not None:
            return Value(day.isoformat())
        if code == calendar.NOTHING:
            return Unreadable(Said(N_("This one cannot be chosen. Please tap another one.")))
        if not re.fullmatch(r"d-?\d{1,2}", code):
            return TAP_A_BUTTON
        return Value((filling.now.date() + dt.timedelta(days=int(code[1:]))).isoformat())

    def hear(self, filling: Filling, ref: str, incoming: Incoming, draft: str = "") -> Reading:
        """A typed day; with the appearance ``month-year`` or ``year`` also a month or a year."""
        coarse = _coarse(filling, ref)
        if coarse:
            return _read_coarse(filling, incoming.text, coarse)
        found = read_date(incoming.text, habits_of(filling), filling.now.date())
        return read_day(found, incoming.text, code_of(filling))


TAP_OR_WRITE = {
    "": Said(N_("Tap the day, or write it, like 7.12.2026.")),
    "month-year": Said(N_("Tap the month, or write it, like 12.2026.")),
    "year": Said(N_("Tap the year, or write it, like 2026.")),
}


def near_days(filling: Filling, ref: str) -> Rows:
    """Buttons for the near days, without those that the programme's constraint refuses."""
    today = filling.now.date()
    rows = []
    for row in NEAR:
        buttons = tuple(
            Button(Said(label), f"d{days}")
            for days, label in row
            if fits(filling, ref, (today + dt.timedelta(days=days)).isoformat())
        )
        if buttons:
            rows.append(buttons)
    return tuple(rows)


def read_day(found: Typed | OtherCalendar | None, typed: str, code: str) -> Reading:
    """A date as an answer: asked back when something about it was assumed."""
    if isinstance(found, OtherCalendar):
        return ANOTHER_CALENDAR
    if found is None:
        return UNREADABLE
    day = echoed(found.day, code)
    if found.doubt == "era":
        echo = Said(N_("{typed} = {date}. Right?"), {"typed": typed.strip(), "date": day})
        return Confirm(found.day.isoformat(), echo)
    if found.doubt:
        return Confirm(found.day.isoformat(), Said(N_("You mean {date}?"), {"date": day}))
    return Value(found.day.isoformat())


def _coarse(filling: Filling, ref: str) -> str:
    """``month-year`` or ``year`` when the programme wants no more than that."""
    words = question_of(filling, ref).appearance.split()
    return next((word for word in ("month-year", "year") if word in words), "")


def _read_coarse(filling: Filling, text: str, coarse: str) -> Reading:
    """A typed month or year; a whole date is one too."""
    year_only, today = coarse == "year", filling.now.date()
    found = read_month(text, habits_of(filling), today, year_only=year_only)
    if found is None:
        found = read_date(text, habits_of(filling), today)
        if isinstance(found, Typed):
            found = Typed(found.day.replace(day=1, month=1 if year_only else found.day.month), found.doubt)
    if isinstance(found, OtherCalendar):
        return ANOTHER_CALENDAR
    if found is None:
        return Unreadable(TAP_OR_WRITE[coarse])
    code = code_of(filling)
    shown_day = year_shown(found.day, code) if year_only else echoed(found.day, code).partition(" ")[2]
    if found.doubt == "era":
        echo = Said(N_("{typed} = {date}. Right?"), {"typed": text.strip(), "date": shown_day})
        return Confirm(found.day.isoformat(), echo)
    if found.doubt:
        return Confirm(found.day.isoformat(), Said(N_("You mean {date}?"), {"date": shown_day}))
    return Value(found.day.isoformat())
