"""By when a human must look at a need: the days of each level, counted on the workshop's calendar."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from bot.domain.schedule import instant_of

#: Working days until a human must have looked, by level; safety is of the same day, whichever it is.
DAYS = {1: 5, 2: 2, 3: 1, 4: 0}


def due_at(level: int, opened: dt.datetime, zone: str, holidays: Iterable[dt.date] = ()) -> dt.datetime:
    """The end of the last local day for a need of this level, in UTC. Raises ``KeyError`` for another level.

    Saturdays, Sundays and the workshop's holidays are no working days.
    """
    closed = set(holidays)
    day, left = opened.astimezone(ZoneInfo(zone)).date(), DAYS[level]
    while left:
        day += dt.timedelta(days=1)
        if day.weekday() < 5 and day not in closed:
            left -= 1
    return instant_of(day + dt.timedelta(days=1), dt.time(), zone)
