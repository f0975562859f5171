"""Functions on dates and times, seen from the zone of the person who fills the form."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Sequence

from bot.domain.forms.xpath.moments import Moment, format_moment, moment_of, read_moment
from bot.domain.forms.xpath.registry import Code, Context, function, text
from bot.domain.forms.xpath.values import Value, to_string

_UNPADDED = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(T.*)?")
_TIME = re.compile(r"(\d\d):([0-5]\d)(?::([0-5]\d)(?:\.(\d+))?)?(?:Z|[+-]\d\d:\d\d)?")


@function("today", 0)
def _today(c: Context, args: Sequence[Code]) -> Value:
    return Moment.at(dt.datetime.combine(c.world.now.date(), dt.time(), c.world.zone))


@function("now", 0)
def _now(c: Context, args: Sequence[Code]) -> Value:
    return Moment.at(c.world.now)


@function("date", 1)
def _date(c: Context, args: Sequence[Code]) -> Value:
    moment = _moment(c, args[0](c))
    return "" if moment is None else moment


function("date-time", 1)(_date)


@function("decimal-date-time", 1)
def _decimal_date_time(c: Context, args: Sequence[Code]) -> Value:
    moment = _moment(c, args[0](c))
    return float(moment) if moment is not None else math.nan


@function("decimal-time", 1)
def _decimal_time(c: Context, args: Sequence[Code]) -> Value:
    found = _TIME.fullmatch(text(c, args[0]))
    if found is None or int(found[1]) > 23:
        return math.nan
    seconds = int(found[1]) * 3600 + int(found[2]) * 60 + float(f"{found[3] or 0}.{found[4] or 0}")
    return seconds / 86_400


@function("format-date", 2)
def _format_date(c: Context, args: Sequence[Code]) -> Value:
    return _formatted(c, args)


@function("format-date-time", 2)
def _format_date_time(c: Context, args: Sequence[Code]) -> Value:
    return _formatted(c, args)


def _formatted(c: Context, args: Sequence[Code]) -> str:
    moment = _moment(c, args[0](c))
    return format_moment(moment.instant, text(c, args[1])) if moment is not None else ""


def _moment(c: Context, value: Value) -> Moment | None:
    """The moment that a date, a text or a number of days since 1970 means."""
    if isinstance(value, Moment):
        return value
    if isinstance(value, bool):
        return None
    if isinstance(value, float):
        return moment_of(value, c.world.zone)
    return read_date(to_string(value), c.world.zone)


def read_date(written: str, zone: dt.tzinfo) -> Moment | None:
    """The moment in a text; month and day may be one digit, and a number counts days since 1970."""
    found = _UNPADDED.fullmatch(written)
    if found is None:
        return None
    year, month, day, rest = found.groups()
    return read_moment(f"{year}-{month:>02}-{day:>02}{rest or ''}", zone)
