"""Functions on texts and on lists of selected choices."""

from __future__ import annotations

import base64
import hashlib
import math
import re
from collections.abc import Sequence

from bot.domain.forms.xpath.patterns import matches
from bot.domain.forms.xpath.registry import Code, Context, function, number, text, texts
from bot.domain.forms.xpath.values import Value

#: Longest text that is put together: calculations that double each other must not fill the memory.
LONGEST = 100_000

_HASHES = {"MD5": "md5", "SHA-1": "sha1", "SHA-256": "sha256", "SHA-384": "sha384", "SHA-512": "sha512"}


@function("string", 0, 1)
def _string(c: Context, args: Sequence[Code]) -> Value:
    return text(c, args[0]) if args else c.node.string()


@function("concat", 0, None)
def _concat(c: Context, args: Sequence[Code]) -> Value:
    return "".join(texts(c, args))[:LONGEST]


@function("join", 1, None)
def _join(c: Context, args: Sequence[Code]) -> Value:
    return text(c, args[0]).join(texts(c, args[1:]))[:LONGEST]


@function("coalesce", 2)
def _coalesce(c: Context, args: Sequence[Code]) -> Value:
    return text(c, args[0]) or text(c, args[1])


@function("contains", 2)
def _contains(c: Context, args: Sequence[Code]) -> Value:
    return text(c, args[1]) in text(c, args[0])


@function("starts-with", 2)
def _starts_with(c: Context, args: Sequence[Code]) -> Value:
    return text(c, args[0]).startswith(text(c, args[1]))


@function("ends-with", 2)
def _ends_with(c: Context, args: Sequence[Code]) -> Value:
    return text(c, args[0]).endswith(text(c, args[1]))


@function("substring-before", 2)
def _substring_before(c: Context, args: Sequence[Code]) -> Value:
    before, found, _after = _parted(text(c, args[0]), text(c, args[1]))
    return before if found else ""


@function("substring-after", 2)
def _substring_after(c: Context, args: Sequence[Code]) -> Value:
    return _parted(text(c, args[0]), text(c, args[1]))[2]


def _parted(whole: str, separator: str) -> tuple[str, bool, str]:
    if not separator:
        return "", True, whole
    before, found, after = whole.partition(separator)
    return before, bool(found), after


@function("substring", 2, 3)
def _substring(c: Context, args: Sequence[Code]) -> Value:
    whole, start = text(c, args[0]), rounded(number(c, args[1]))
    length = rounded(number(c, args[2])) if len(args) > 2 else math.inf
    if math.isnan(start) or math.isnan(length):
        return ""
    end = start + length
    return "".join(letter for place, letter in enumerate(whole, 1) if start <= place < end)


@function("substr", 2, 3)
def _substr(c: Context, args: Sequence[Code]) -> Value:
    whole = text(c, args[0])
    start = number(c, args[1])
    end = number(c, args[2]) if len(args) > 2 else float(len(whole))
    if math.isnan(start) or math.isnan(end):
        return ""
    return whole[_index(start, len(whole)) : _index(end, len(whole))]


def _index(place: float, length: int) -> int:
    """A place counted from 0, or from the end when negative, kept inside the text."""
    place = max(-length, min(length, place))
    return int(place) if place >= 0 else max(0, length + int(place))


@function("string-length", 0, 1)
def _string_length(c: Context, args: Sequence[Code]) -> Value:
    return float(len(_string_of(c, args)))


@function("normalize-space", 0, 1)
def _normalize_space(c: Context, args: Sequence[Code]) -> Value:
    return " ".join(split(_string_of(c, args)))


def _string_of(c: Context, args: Sequence[Code]) -> str:
    return text(c, args[0]) if args else c.node.string()


@function("translate", 3)
def _translate(c: Context, args: Sequence[Code]) -> Value:
    source, target = text(c, args[1]), text(c, args[2])
    table: dict[int, str | None] = {}
    for place, letter in enumerate(source):
        table.setdefault(ord(letter), target[place] if place < len(target) else None)
    return text(c, args[0]).translate(table)


@function("regex", 2)
def _regex(c: Context, args: Sequence[Code]) -> Value:
    return matches(text(c, args[0]), text(c, args[1]))


@function("digest", 2, 3)
def _digest(c: Context, args: Sequence[Code]) -> Value:
    name = _HASHES.get(text(c, args[1]).upper(), "")
    coding = text(c, args[2]) if len(args) > 2 else "base64"
    if not name or coding not in ("base64", "hex"):
        return ""
    made = hashlib.new(name, text(c, args[0]).encode(), usedforsecurity=False)
    return made.hexdigest() if coding == "hex" else base64.b64encode(made.digest()).decode()


@function("base64-decode", 1)
def _base64_decode(c: Context, args: Sequence[Code]) -> Value:
    try:
        return base64.b64decode(text(c, args[0]), validate=True).decode()
    except ValueError:
        return ""


@function("selected", 2)
def _selected(c: Context, args: Sequence[Code]) -> Value:
    return text(c, args[1]).strip() in (split(text(c, args[0])) or [""])


@function("selected-at", 2)
def _selected_at(c: Context, args: Sequence[Code]) -> Value:
    chosen, place = split(text(c, args[0])), number(c, args[1])
    return chosen[int(place)] if 0 <= place < len(chosen) else ""


@function("count-selected", 1)
def _count_selected(c: Context, args: Sequence[Code]) -> Value:
    return float(len(split(text(c, args[0]))))


def split(value: str) -> list[str]:
    """The words of a text between XML's blanks."""
    return [word for word in re.split(r"[ \t\r\n]+", value) if word]


def rounded(value: float) -> float:
    """The nearest whole number, halves upwards."""
    return value if math.isnan(value) or math.isinf(value) else math.floor(value + 0.5)
