"""Choosing a day, a month or a year by buttons: a page of a calendar at a time.

A page is named by a text: ``2026-12`` are the days of a month, ``2026`` the months of a year, ``2020+``
twelve years from 2020 on. Days that the programme refuses have no button.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from typing import TYPE_CHECKING

from babel import Locale
from babel.dates import get_day_names, get_month_names

from bot.domain.forms.types.base import Button, Rows, code_of, fits, in_rows

if TYPE_CHECKING:
    from bot.domain.forms.filling import Filling

#: Code of a button that only fills its place.
NOTHING = "none"

#: Years on one page.
YEARS = 12

_FIRST, _LAST = 1900, 2200
_PAGE = re.compile(r"(\d{4})-(\d{2})|(\d{4})(\+?)")


def page_of(code: str) -> str | None:
    """The page that a button turns to; None for another button."""
    page = code.removeprefix("v")
    return page if code != page and _PAGE.fullmatch(page) else None


def day_of(code: str) -> dt.date | None:
    """The day that a button chooses; None for another button."""
    try:
        return dt.date.fromisoformat(code.removeprefix("on")) if code.startswith("on") else None
    except ValueError:
        return None


def rows_of(filling: Filling, ref: str, page: str, coarse: str = "") -> Rows:
    """The buttons of a page. ``coarse`` is ``month-year`` or ``year`` when no more than that is asked for."""
    found = _PAGE.fullmatch(page)
    if found is None:
        return ()
    if found[4]:
        return _years(filling, ref, int(found[3]), coarse)
    if found[3]:
        return _months(filling, ref, int(found[3]), coarse)
    return _days(filling, ref, int(found[1]), int(found[2]))


def _days(filling: Filling, ref: str, year: int, month: int) -> Rows:
    locale = _locale(filling)
    names = get_day_names("narrow", "stand-alone", locale)
    head = tuple(Button(str(names[day]), NOTHING) for day in range(7))
    weeks = []
    for week in calendar.monthcalendar(year, month):
        days = [dt.date(year, month, day) if day else None for day in week]
        weeks.append(tuple(_choosing(filling, ref, day, str(day.day) if day else "") for day in days))
    before, after = _month(year, month, -1), _month(year, month, 1)
    title = f"{get_month_names('abbreviated', 'stand-alone', locale)[month]} {year}"
    return (_turning(before, (title, f"{year}"), after), head, *weeks)


def _months(filling: Filling, ref: str, year: int, coarse: str) -> Rows:
    names = get_month_names("abbreviated", "stand-alone", _locale(filling))
    buttons = []
    for month in range(1, 13):
        if coarse:
            buttons.append(_choosing(filling, ref, dt.date(year, month, 1), names[month]))
        else:
            buttons.append(Button(names[month], f"v{year}-{month:02}"))
    first = year - (year - _FIRST) % YEARS
    return (_turning(f"{year - 1}", (f"{year}", f"{first}+"), f"{year + 1}"), *in_rows(buttons, 4))


def _years(filling: Filling, ref: str, first: int, coarse: str) -> Rows:
    buttons = []
    for year in range(first, first + YEARS):
        if coarse == "year":
            buttons.append(_choosing(filling, ref, dt.date(year, 1, 1), str(year)))
        else:
            buttons.append(Button(str(year), f"v{year}"))
    middle = (f"{first} – {first + YEARS - 1}", "")
    return (_turning(f"{first - YEARS}+", middle, f"{first + YEARS}+"), *in_rows(buttons, 4))


def first_page(today: dt.date, coarse: str) -> str:
    """The page that is shown first: this month, this year, or the years up to about now."""
    if coarse == "year":
        return f"{today.year - YEARS + 2}+"
    return f"{today.year}" if coarse else f"{today.year}-{today.month:02}"


def _choosing(filling: Filling, ref: str, day: dt.date | None, label: str) -> Button:
    known = day is not None and fits(filling, ref, day.isoformat())
    return Button(label, f"on{day}") if known else Button("·", NOTHING)


def _turning(before: str, middle: tuple[str, str], after: str) -> tuple[Button, ...]:
    title, up = middle
    shown = [Button("‹", f"v{before}")] if int(before[:4]) >= _FIRST else []
    shown.append(Button(title, f"v{up}" if up else NOTHING))
    return (*shown, *([Button("›", f"v{after}")] if int(after[:4]) <= _LAST else []))


def _month(year: int, month: int, step: int) -> str:
    at = year * 12 + month - 1 + step
    return f"{at // 12}-{at % 12 + 1:02}"


def _locale(filling: Filling) -> Locale:
    code = code_of(filling)
    return Locale.parse(code if code in ("en", "km", "lo", "my", "vi", "th") else "en")
