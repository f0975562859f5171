"""How single values are written: instants with their local offset, and text that no spreadsheet runs."""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo

#: First letters that make a spreadsheet take a cell for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

_NUMBER = re.compile(r"[+-]?(\d+([.,]\d+)*|\.\d+)([eE][+-]?\d+)?")


def words(text: str) -> str:
    """Free text, safe to open in a spreadsheet: what looks like a formula gets an apostrophe in front.

    Numbers keep their sign, since they are data and harmless.
    """
    if text.startswith(_FORMULA) and not _NUMBER.fullmatch(text):
        return "'" + text
    return text


def moment(instant: dt.datetime | None, zone: str) -> str:
    """ISO 8601 in the person's local time with its offset, to the minute; empty for None.

    Seconds are left out on purpose: exact times can give a person away.
    """
    if instant is None:
        return ""
    return instant.astimezone(ZoneInfo(zone)).isoformat(timespec="minutes")


def seconds(start: dt.datetime | None, end: dt.datetime | None) -> str:
    """Whole seconds from one instant to the other; empty when one is unknown or they run backwards."""
    if start is None or end is None or end < start:
        return ""
    return str(round((end - start).total_seconds()))


def flag(value: bool) -> str:
    """``1`` or ``0``."""
    return "1" if value else "0"
