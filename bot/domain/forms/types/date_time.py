"""``dateTime``: a day and a time, typed in one message; or now."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from bot.domain.days import plain_digits
from bot.domain.forms.typed_dates import OtherCalendar, echoed, read_date
from bot.domain.forms.typed_times import offset, read_time
from bot.domain.forms.types.base import (
    TAP_A_BUTTON,
    Ask,
    Button,
    Confirm,
    Reading,
    Unreadable,
    Value,
    code_of,
    fits,
    habits_of,
)
from bot.domain.forms.types.date import ANOTHER_CALENDAR
from bot.domain.incoming import Incoming
from bot.domain.said import N_, Said

if TYPE_CHECKING:
    from bot.domain.forms.filling import Filling

#: A day, then a time that looks like one, so that a year is never taken for it.
_PARTS = re.compile(
    r"(.*\S)(?:\s+|T|,\s*)(\d{1,2}[:.h]\d{0,2}\S*(?:\s*[ap]\.?m\.?)?|\d{1,2}\s*[ap]\.?m\.?)",
    re.IGNORECASE,
)

_UNREADABLE = Unreadable(Said(N_("Please write day and time, like 7.12.2026 8:30.")))


class DateTime:
    """A moment on the person's own clock, stored with its offset."""

    kinds = ("dateTime", "datetime")

    def ask(self, filling: Filling, ref: str, draft: str = "", page: int = 0) -> Ask:
        """A button for now, where the programme accepts that; else it is written."""
        now = _canonical(filling.now)
        rows = ((Button(Said(N_("Now")), "now"),),) if fits(filling, ref, now) else ()
        return Ask(_UNREADABLE.why, rows, frozenset({"tap", "text"}))

    def tap(self, filling: Filling, ref: str, code: str, draft: str) -> Reading:
        """The present moment."""
        return Value(_canonical(filling.now)) if code == "now" else TAP_A_BUTTON

    def hear(self, filling: Filling, ref: str, incoming: Incoming, draft: str = "") -> Reading:
        """Day first, time last."""
        parts = _PARTS.fullmatch(plain_digits(incoming.text).strip())
        if parts is None:
            return _UNREADABLE
        day = read_date(parts[1], habits_of(filling), filling.now.date())
        time = read_time(parts[2])
        if isinstance(day, OtherCalendar):
            return ANOTHER_CALENDAR
        if day is None or time is None:
            return _UNREADABLE
        moment = dt.datetime.combine(day.day, time.time, tzinfo=filling.now.tzinfo)
        if day.doubt or time.doubtful:
            echo = {"date": echoed(day.day, code_of(filling)), "time": f"{time.time:%H:%M}"}
            return Confirm(_canonical(moment), Said(N_("You mean {date}, {time}?"), echo))
        return Value(_canonical(moment))


def _canonical(moment: dt.datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M}:00.000{offset(moment)}"
