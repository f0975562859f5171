"""Dates and times as numbers: days since 1970, as seen from a zone."""

from __future__ import annotations

import datetime as dt
import math
import re

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_DAY = dt.timedelta(days=1)
_LIKE = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)"
    r"(?:T(\d\d)(?::(\d\d)(?::(\d\d)(?:\.(\d+))?)?)?(Z|[+-](?:0\d|1[0-4]):[0-5]\d)?)?"
)


class Moment(float):
    """A day or an instant: a number of days since 1970 that keeps the text it is written as."""

    text: str
    instant: dt.datetime

    @classmethod
    def at(cls, instant: dt.datetime) -> Moment:
        """The moment of an aware instant; midnight is written as a day."""
        made = cls((instant - _EPOCH) / _DAY)
        made.instant = instant
        made.text = moment_text(instant)
        return made

    def counted(self) -> Moment:
        """The same moment, written as the number of its day."""
        made = Moment(self)
        made.instant = self.instant
        made.text = str(math.floor(self))
        return made


def moment_text(instant: dt.datetime) -> str:
    """An aware instant as ODK writes it: ``2026-12-07T08:30:00.000+07:00``; midnight is the day alone."""
    if instant.timetz().replace(tzinfo=None) == dt.time():
        return instant.date().isoformat()
    return instant.isoformat(timespec="milliseconds")


def read_moment(text: str, zone: dt.tzinfo) -> Moment | None:
    """The moment that a text stands for, None when it is no date. Without an offset it is in ``zone``."""
    if len(text) < 10 or text[4] != "-":
        return None
    found = _LIKE.fullmatch(text)
    if found is None:
        return None
    year, month, day, hour, minute, second, fraction, offset = found.groups()
    try:
        local = dt.datetime(
            int(year),
            int(month),
            int(day),
            int(hour or 0),
            int(minute or 0),
            int(second or 0),
            int((fraction or "0").ljust(6, "0")[:6]),
            tzinfo=_offset(offset) if offset else zone,
        )
        return Moment.at(local.astimezone(zone) if offset else local)
    except (ValueError, OverflowError):
        return None


def _offset(text: str) -> dt.timezone:
    if text == "Z":
        return dt.UTC
    span = dt.timedelta(hours=int(text[1:3]), minutes=int(text[4:6]))
    return dt.timezone(-span if text[0] == "-" else span)


def moment_of(days: float, zone: dt.tzinfo) -> Moment | None:
    """The moment that lies ``days`` after 1970, seen from ``zone``; None beyond the calendar."""
    if math.isnan(days) or math.isinf(days):
        return None
    try:
        instant = _EPOCH + dt.timedelta(milliseconds=round(days * 86_400_000))
        return Moment.at(instant.astimezone(zone))
    except (ValueError, OverflowError):
        return None


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def format_moment(instant: dt.datetime, pattern: str) -> str:
    """A pattern of ``format-date-time`` filled in; codes that ODK does not have stay as they are."""
    return re.sub(r"%([YymnbdeaHhMS3])", lambda found: _part(instant, found[1]), pattern)


def _part(at: dt.datetime, code: str) -> str:
    parts = {
        "Y": f"{at.year:04}",
        "y": f"{at.year % 100:02}",
        "m": f"{at.month:02}",
        "n": str(at.month),
        "b": _MONTHS[at.month - 1],
        "d": f"{at.day:02}",
        "e": str(at.day),
        "a": _DAYS[at.weekday()],
        "H": f"{at.hour:02}",
        "h": str(at.hour),
        "M": f"{at.minute:02}",
        "S": f"{at.second:02}",
        "3": f"{at.microsecond // 1000:03}",
    }
    return parts[code]
