"""Times of day as people type them."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass

from bot.domain.days import plain_digits

#: Words for the hour. What is said with one of them may be of the morning or of the evening.
_HOUR = ("giờ", "ໂມງ", "ម៉ោង", "နာရီ", "โมง")
_MINUTE = ("phút", "ນາທີ", "នាទី", "မိနစ်", "นาที")

#: Words for parts of the day: before noon, after it, and the Thai evening that begins to count at 18:00.
_MORNING = ("a.m.", "am", "sáng", "ព្រឹក", "ເຊົ້າ", "မနက်", "ตี", "เช้า")
_AFTERNOON = (
    *("p.m.", "pm", "chiều", "tối", "ល្ងាច", "រសៀល", "ແລງ", "ບ່າຍ", "ຄ່ຳ", "ညနေ", "နေ့လယ်", "บ่าย", "เย็น"),
)
_EVENING = ("ทุ่ม",)

_TIME = re.compile(r"(\d{1,2})(?:\s*(?P<mark>[:.h])\s*(\d{2})?(?::\d{2}(?:\.\d+)?)?|(\d{2}))?")


@dataclass(frozen=True)
class Typed:
    """A time that was read. ``doubtful``: an hour below 12 that could be of the morning or of the evening."""

    time: dt.time
    doubtful: bool = False


def read_time(text: str) -> Typed | None:
    """The time in a text: ``8:30``, ``0830``, ``8h30``, ``8.30 pm``, ``บ่าย 2 โมง``; None without one."""
    plain = plain_digits(unicodedata.normalize("NFC", text)).casefold()
    plain = "".join(letter for letter in plain if unicodedata.category(letter) != "Cf")
    half = next((half for half, words in _HALVES.items() for word in words if word in plain), "")
    for word in (word for words in _HALVES.values() for word in words):
        plain = plain.replace(word, " ")
    said = any(word in plain for word in _HOUR)
    plain = plain.replace("น.", " ")
    for word in _HOUR:
        plain = re.sub(rf"(\d)\s*{word}", r"\1:", plain).replace(word, " ")
    for word in _MINUTE:
        plain = plain.replace(word, " ")
    found = _TIME.fullmatch(plain.strip().removesuffix("m").strip())
    if found is None:
        return None
    return _made(int(found[1]), int(found[3] or found[4] or 0), half, said or not (found["mark"] or found[4]))


def _made(hour: int, minute: int, half: str, in_words: bool) -> Typed | None:
    """A time of an hour in a part of the day; without one, an hour below 12 that was said is doubtful."""
    if half == "afternoon" and hour < 12:
        hour += 12
    if half == "morning" and hour == 12:
        hour = 0
    if half == "evening":
        hour += 18
    if hour == 24 and minute == 0:
        hour = 0
    if hour > 23 or minute > 59:
        return None
    return Typed(dt.time(hour, minute), doubtful=in_words and not half and hour < 12)


_HALVES = {"morning": _MORNING, "afternoon": _AFTERNOON, "evening": _EVENING}


def canonical(time: dt.time, now: dt.datetime) -> str:
    """A local time as XForms write it, with the offset of the person's clock."""
    return f"{time:%H:%M}:00.000{offset(now)}"


def offset(now: dt.datetime) -> str:
    """The offset of an aware instant, such as ``+06:30``."""
    text = now.strftime("%z")
    return f"{text[:3]}:{text[3:5]}" if text else ""
