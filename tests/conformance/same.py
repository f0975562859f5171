"""When two engines say the same although they write it differently."""

from __future__ import annotations

import re

from tests.conformance.differences import Difference

#: Functions whose value nobody can predict; leaves computed with them are not compared by value.
CHANCE = ("random(", "uuid(", "now(", "randomize(", "position(..)now")

#: What pyxform writes where a translation is missing; Sala says the sentence in the default language instead.
UNTRANSLATED = "-"

#: What the judge's language writes for a date of nothing; the specification gives it no text, and Sala none.
INVALID = "Invalid Date"

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+(?:Z|[+-]\d\d:\d\d)?")


def ours(ref: str) -> str:
    """The judge's reference as ours: without the root's name."""
    return "/".join(ref.split("/")[2:])


def squeezed(text: str | None) -> str:
    """A text without differences of white space."""
    return " ".join((text or "").split())


def timeless(text: str) -> str:
    """A text without the second at which it was made."""
    return _MOMENT.sub("(now)", text)


def canonical(value: str, kind: str | None) -> str:
    """A value without differences of writing: 100.0 is 100, a blank after a semicolon is none."""
    if value == INVALID:
        return ""
    if kind in ("geopoint", "geotrace", "geoshape"):
        points = [" ".join(map(_number, point.split())) for point in value.split(";") if point.strip()]
        return ";".join(points)
    return _number(value)


def written_otherwise(theirs: str, mine: str, kind: str | None) -> Difference | None:
    """Why two values that mean the same are not the same text; None when they mean something else."""
    if canonical(theirs, kind) != canonical(mine, kind):
        return None
    return Difference.NO_DATE if theirs == INVALID else Difference.DECIMALS


def _number(text: str) -> str:
    try:
        return f"{float(text):.12g}"
    except ValueError:
        return text
