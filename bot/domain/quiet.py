"""Quiet hours: when the bot does not begin to speak."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo


def end_of_quiet(instant: dt.datetime, zone: str, quiet_from: str, quiet_to: str) -> dt.datetime | None:
    """When the quiet hours that hold ``instant`` end, in UTC; None when it is not in quiet hours.

    ``quiet_from`` and ``quiet_to`` are local ``HH:MM`` and may lie on two sides of midnight. Equal times
    mean no quiet hours.
    """
    start, end = dt.time.fromisoformat(quiet_from), dt.time.fromisoformat(quiet_to)
    local = instant.astimezone(ZoneInfo(zone))
    time = local.time().replace(tzinfo=None)
    if start <= end:
        quiet, day = start <= time < end, local.date()
    else:
        quiet = time >= start or time < end
        day = local.date() + dt.timedelta(days=1 if time >= start else 0)
    if not quiet:
        return None
    return dt.datetime.combine(day, end, tzinfo=ZoneInfo(zone)).astimezone(dt.UTC)
