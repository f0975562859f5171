"""Times of day as people type them."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass

from bot.domain.days import plain_digits

_TIME = re.compile(
    r"(\d{1,2})(?:\s*(?:[:.h]|giờ|ໂມງ|ម៉ោង|နာရီ|โมง|น\.)\s*(\d{2})?(?:\s*(?:phút|ນາທີ|นาที|m))?|(\d{2}))?"
    r"(?::\d{2}(?:\.\d+)?)?\s*(am|pm|a\.m\.|p\.m\.|sáng|chiều|tối|น\.)?",
)
_AFTERNOON = ("pm", "p.m.", "chiều", "tối")
_MORNING = ("am", "a.m.", "sáng")


@dataclass(frozen=True)
class Typed:
    """A time that was read. ``doubtful``: a bare number below 12, morning or evening."""

    time: dt.time
    doubtful: bool = False


def read_time(text: str) -> Typed | None:
    """The time in a text: ``8:30``, ``0830``, ``8h30``, ``8.30 pm``, ``8 giờ``; None when there is none."""
    plain = plain_digits(unicodedata.normalize("NFC", text)).strip().casefold()
    plain = "".join(letter for letter in plain if unicodedata.category(letter) != "Cf")
    found = _TIME.fullmatch(plain)
    if found is None:
        return None
    hour, minute, half = int(found[1]), int(found[2] or found[3] or 0), found[4] or ""
    if half in _AFTERNOON and hour < 12:
        hour += 12
    if half in _MORNING and hour == 12:
        hour = 0
    if hour == 24 and minute == 0:
        hour = 0
    if hour > 23 or minute > 59:
        return None
    bare = not (found[2] or found[3] or half) and plain.isdigit()
    return Typed(dt.time(hour, minute), doubtful=bare and hour < 12)


def canonical(time: dt.time, now: dt.datetime) -> str:
    """A local time as XForms write it, with the offset of the person's clock."""
    return f"{time:%H:%M}:00.000{offset(now)}"


def offset(now: dt.datetime) -> str:
    """The offset of an aware instant, such as ``+06:30``."""
    text = now.strftime("%z")
    return f"{text[:3]}:{text[3:5]}" if text else ""
