"""``time``: buttons for the hours of the day, or typed."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from bot.domain.forms.typed_times import canonical, read_time
from bot.domain.forms.types.base import (
    TAP_A_BUTTON,
    Ask,
    Button,
    Confirm,
    Reading,
    Unreadable,
    Value,
    fits,
    in_rows,
)
from bot.domain.incoming import Incoming
from bot.domain.said import N_, Said

if TYPE_CHECKING:
    from bot.domain.forms.filling import Filling

#: Hours that have a button.
HOURS = range(6, 22)


class Time:
    """A time of day on the person's own clock, stored with its offset (``08:30:00.000+07:00``)."""

    kinds = ("time",)

    def ask(self, filling: Filling, ref: str, draft: str = "", page: int = 0) -> Ask:
        """The full hours from morning to evening that the programme accepts."""
        hours = [hour for hour in HOURS if fits(filling, ref, canonical(dt.time(hour), filling.now))]
        buttons = [Button(f"{hour:02}:00", f"h{hour:02}00") for hour in hours]
        told = (
            Said(N_("Or write another time, like 8:30."))
            if buttons
            else Said(N_("Please write it like 8:30."))
        )
        return Ask(told, in_rows(buttons, 4), frozenset({"tap", "text"}))

    def tap(self, filling: Filling, ref: str, code: str, draft: str) -> Reading:
        """A full hour."""
        found = re.fullmatch(r"h([01]\d|2[0-3])([0-5]\d)", code)
        if found is None:
            return TAP_A_BUTTON
        return Value(canonical(dt.time(int(found[1]), int(found[2])), filling.now))

    def hear(self, filling: Filling, ref: str, incoming: Incoming, draft: str = "") -> Reading:
        """A typed time; a bare small number is asked back, since it could mean the evening."""
        found = read_time(incoming.text)
        if found is None:
            return Unreadable(Said(N_("I cannot read this as a time. Please write it like 8:30.")))
        value = canonical(found.time, filling.now)
        if found.doubtful:
            return Confirm(value, Said(N_("You mean {time}?"), {"time": f"{found.time:%H:%M}"}))
        return Value(value)
