"""When something that comes again comes next. Local days; pure."""

from __future__ import annotations

import datetime as dt

#: What can be chosen, and the days between two times.
EVERY = {"daily": 1, "weekly": 7}


def following(day: dt.date, every: str, until: dt.date | None) -> dt.date | None:
    """The next day after ``day``; None when it comes only once, or when ``until`` is over."""
    if every not in EVERY:
        return None
    found = day + dt.timedelta(days=EVERY[every])
    return None if until is not None and found > until else found
