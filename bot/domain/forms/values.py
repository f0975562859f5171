"""Values and refs as texts: what fits a type, and which round a path means."""

from __future__ import annotations

import datetime as dt
import math

from bot.domain.forms.xpath.moments import moment_of


def cast(text: str, kind: str, zone: dt.tzinfo) -> str:
    """A computed text as a value of a type: whole numbers are cut, numbers of days become days."""
    if not text or kind not in ("int", "integer", "date", "dateTime"):
        return text
    if kind in ("date", "dateTime"):
        return _moment(text, kind, zone)
    try:
        number = float(text)
    except ValueError:
        return ""
    return str(int(number)) if math.isfinite(number) else ""


def _moment(text: str, kind: str, zone: dt.tzinfo) -> str:
    """A date or a date with a time; ``today() + 7`` comes as a number of days since 1970."""
    if "-" not in text[1:]:
        try:
            moment = moment_of(float(text), zone)
        except ValueError:
            moment = None
        if moment is not None:
            text = moment.text
    return text[:10] if kind == "date" and text[10:11] == "T" else text


def in_round(path: str, ref: str) -> str:
    """A path with the numbers of rounds of a ref, as far as both go the same way."""
    parts = ref.split("/")
    found = []
    for number, name in enumerate(path.split("/")):
        same = number < len(parts) and parts[number].partition("[")[0] == name
        if not same:
            parts = []
        found.append(parts[number] if same else name)
    return "/".join(found)
