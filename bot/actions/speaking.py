"""Dates and times as people read them, in their language (CLDR) and their zone."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time

from bot.locales import Tongue


def local_moment(_: Tongue, instant: dt.datetime, zone: str) -> str:
    """Weekday, date and time of an instant in a zone, such as "Monday, 30 November, 08:30"."""
    local = instant.astimezone(ZoneInfo(zone))
    return f"{local_day(_, local.date())}, {local_time(_, instant, zone)}"


def local_time(_: Tongue, instant: dt.datetime, zone: str) -> str:
    """Time of day of an instant in a zone, 24 hours, such as "08:30"."""
    return format_time(instant.astimezone(ZoneInfo(zone)), "HH:mm", locale=_.locale)


def local_day(_: Tongue, day: dt.date) -> str:
    """Weekday, day and month, such as "Monday, 30 November"."""
    pattern = "EEEE, d MMMM" if _.language == "en" else "EEEE d MMMM"
    return format_date(day, pattern, locale=_.locale)
