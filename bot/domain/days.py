"""Dates as people type them."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

#: Years in this span are of the Buddhist era, as Thais and Lao write them; 543 less is the common era.
BUDDHIST_YEARS = range(2400, 2701)


def plain_digits(text: str) -> str:
    """The text with Khmer, Lao, Burmese, Thai and other digits written as 0 to 9."""
    return "".join(str(unicodedata.decimal(letter, letter)) for letter in text)


def read_day(text: str) -> dt.date | None:
    """The date in a text: ``2026-12-07``, ``7.12.2026``, ``07/12/2569`` or ``7 12 2026``; None for no date.

    The day-first order is the one of all five countries.
    """
    found = re.fullmatch(r"\s*(\d{1,4})\s*[-./ ]\s*(\d{1,2})\s*[-./ ]\s*(\d{1,4})\s*", plain_digits(text))
    if found is None:
        return None
    first, month, last = int(found[1]), int(found[2]), int(found[3])
    year, day = (first, last) if len(found[1]) == 4 else (last, first)
    if year in BUDDHIST_YEARS:
        year -= 543
    if not 1900 <= year <= 2200:
        return None
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def next_mondays(today: dt.date, number: int) -> list[dt.date]:
    """The coming Mondays, beginning with the first after ``today``."""
    first = today + dt.timedelta(days=7 - today.weekday())
    return [first + dt.timedelta(weeks=week) for week in range(number)]
