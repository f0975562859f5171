"""Dates as people type them: day first, month names of six languages, and the years of the Buddhist Era."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Literal

from babel.dates import format_date, get_day_names, get_month_names

from bot.domain.days import BUDDHIST_YEARS, plain_digits

_LANGUAGES = ("en", "km", "lo", "my", "vi", "th")
_MARKS = ("ค.ศ.", "พ.ศ.", "ค.ศ", "พ.ศ", "ថ្ងៃទី", "ខែ", "ឆ្នាំ", "ວັນທີ", "ວັນທີ່", "เดือน", "วันที่", "năm", "ngày")
_YEARS = range(1900, 2201)

#: Words between the parts of a date, which say nothing more. They are looked for after the months' names.
_BETWEEN = ("ရက်နေ့", "ရက်", "ခုနှစ်", "ခု", "လ", "of", "ປີ", "ปี", "ທີ")


@dataclass(frozen=True)
class Typed:
    """A date that was read.

    ``doubt`` says what was assumed: ``era`` (the year was of the Buddhist Era), ``order`` (only
    month first gives a date), ``year`` (no year, or two digits of it); empty for nothing.
    """

    day: dt.date
    doubt: Literal["", "era", "order", "year"] = ""


@dataclass(frozen=True)
class OtherCalendar:
    """A year of an era that Sala does not convert (Burmese calendars): to be asked again."""


def read_date(text: str, language: str, today: dt.date) -> Typed | OtherCalendar | None:
    """The date in a text by the habits of a language (a code such as ``th``); None when there is none.

    Reads ``2026-11-12``, ``12/11/2026`` (day first, as in all five countries), ``12.11.26``,
    ``12 Nov 2026``, ``12 tháng 11, 2026`` and a date without year, which is the nearest to ``today``.
    """
    month, rest = _named_month(_without_marks(text))
    if re.search(r"[^\d\s./,\-–]", re.sub(r"(?<=\d)(?:st|nd|rd|th)\b", "", rest) if month else rest):
        return None
    numbers = [(int(digits), len(digits)) for digits in re.findall(r"\d+", rest)]
    if any(length > 4 for _number, length in numbers):
        return _compact(rest.strip(), language, today)
    return _from_numbers(numbers, month, language, today)


def read_month(
    text: str, language: str, today: dt.date, *, year_only: bool = False
) -> Typed | OtherCalendar | None:
    """The first day of a month in a text such as ``12.2026``; with ``year_only`` of a year such as ``2026``.

    A year of the Buddhist Era is a doubt, as in whole dates.
    """
    month, rest = _named_month(_without_marks(text))
    if re.search(r"[^\d\s./,\-–]", rest):
        return None
    numbers = [(int(digits), len(digits)) for digits in re.findall(r"\d+", rest)]
    if month:
        numbers = [(month, 2), *numbers]
    elif len(numbers) == 2 and numbers[0][1] == 4:
        numbers = numbers[::-1]
    if len(numbers) != (1 if year_only else 2) or numbers[-1][1] not in (2, 4):
        return None
    year = _year(*numbers[-1], language, today)
    if not isinstance(year, tuple):
        return year
    made = _date(year[0], 1 if year_only else numbers[0][0], 1)
    return Typed(made, year[1]) if made else None


def _without_marks(text: str) -> str:
    """A text with Latin digits and small letters, without marks of eras."""
    plain = plain_digits(_folded(text))
    plain = "".join(letter for letter in plain if unicodedata.category(letter) != "Cf")
    for mark in map(_folded, _MARKS):
        plain = plain.replace(mark, " ")
    return plain


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()


@cache
def _weekdays() -> tuple[str, ...]:
    """The names of the weekdays in all six languages, longest first; those with digits in them left out."""
    found: set[str] = set()
    for language in _LANGUAGES:
        for width in ("wide", "abbreviated"):
            names = get_day_names(width, "format", locale=language).values()
            found.update(_folded(name).rstrip(".") for name in names if len(name) > 2)
    found.update(name[3:] for name in tuple(found) if name.startswith(("วัน", "ວັນ")) and len(name) > 5)
    return tuple(sorted((name for name in found if not re.search(r"\d", name)), key=len, reverse=True))


def _named_month(text: str) -> tuple[int, str]:
    """The month whose name stands in the text, 0 for none; and the rest, without weekdays and the like."""
    month, rest = 0, text
    for name, number in _month_names():
        if name in text:
            month, rest = number, text.replace(name, " ", 1)
            break
    for word in (*map(_folded, _BETWEEN), *_weekdays()):
        rest = re.sub(rf"\b{word}\b", " ", rest) if word.isascii() else rest.replace(word, " ")
    return month, rest


@cache
def _month_names() -> tuple[tuple[str, int], ...]:
    """Names and short names of the months in all six languages, longest first."""
    found: dict[str, int] = {}
    for language in _LANGUAGES:
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                for number, name in get_month_names(width, context, locale=language).items():
                    folded = unicodedata.normalize("NFC", name).casefold()
                    if not folded.isdigit():
                        found.setdefault(folded, number)
                        found.setdefault(folded.rstrip("."), number)
    return tuple(sorted(found.items(), key=lambda pair: -len(pair[0])))


def _compact(text: str, language: str, today: dt.date) -> Typed | OtherCalendar | None:
    """Eight digits without marks: ``20261112`` or ``12112026``, also with a year of the Buddhist Era."""
    if not re.fullmatch(r"\d{8}", text):
        return None
    for year, month, day in ((text[:4], text[4:6], text[6:]), (text[4:], text[2:4], text[:2])):
        known = _year(int(year), 4, language, today)
        if isinstance(known, OtherCalendar):
            return known
        made = _date(known[0], int(month), int(day)) if known else None
        if made and known:
            return Typed(made, known[1])
    return None


def _from_numbers(
    numbers: list[tuple[int, int]], month: int, language: str, today: dt.date
) -> Typed | OtherCalendar | None:
    """Put day, month and year in their places."""
    if month:
        if len(numbers) == 2 and (numbers[0][1] == 4 or numbers[0][0] > 31):
            numbers = numbers[::-1]
        numbers = [*numbers[:1], (month, 2), *numbers[1:]]
    elif len(numbers) == 3 and numbers[0][1] == 4:
        numbers = numbers[::-1]
    if len(numbers) not in (2, 3):
        return None
    day, month = numbers[0][0], numbers[1][0]
    if len(numbers) == 2:
        return _without_year(day, month, today)
    year = _year(*numbers[2], language, today)
    if not isinstance(year, tuple):
        return year
    if (made := _date(year[0], month, day)) is not None:
        return Typed(made, year[1])
    swapped = _date(year[0], day, month)
    return Typed(swapped, "order") if swapped else None


def _year(
    year: int, length: int, language: str, today: dt.date
) -> tuple[int, Literal["", "era", "year"]] | OtherCalendar | None:
    """A year of the common era from the digits typed, and what was assumed."""
    if length == 2:
        found = _two_digits(year, today)
        return (found, "year") if found is not None else None
    if language == "my" and (year in BUDDHIST_YEARS or 1300 <= year <= 1450):
        return OtherCalendar()
    if year in BUDDHIST_YEARS:
        return year - 543, "era"
    return (year, "") if year in _YEARS else None


def _without_year(day: int, month: int, today: dt.date) -> Typed | None:
    """The date with this day and month that is nearest to today."""
    dates = [_date(today.year + step, month, day) for step in (-1, 0, 1)]
    known = [date for date in dates if date is not None]
    return Typed(min(known, key=lambda date: abs(date - today)), "year") if known else None


def _two_digits(year: int, today: dt.date) -> int | None:
    """A year of two digits: of the common era, or of the Buddhist Era, whichever is within 20 years."""
    for full in (2000 + year, 2500 + year - 543):
        if abs(full - today.year) <= 20:
            return full
    return 1900 + year if year > today.year % 100 else None


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def shown(day: dt.date, language: str) -> str:
    """A date as people of a language write it, with the month's name and the year of the common era."""
    locale = language if language in _LANGUAGES else "en"
    return str(format_date(day, "d MMMM y", locale=locale))


def echoed(day: dt.date, language: str) -> str:
    """A date for asking back what was meant."""
    return shown(day, language).removesuffix(str(day.year)) + year_shown(day, language)


def year_shown(day: dt.date, language: str) -> str:
    """The year for people: of the common era, in Thai that of the Buddhist Era beside it."""
    return f"{day.year} (พ.ศ. {day.year + 543})" if language == "th" else str(day.year)
