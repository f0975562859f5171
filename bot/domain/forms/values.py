"""Values and refs as texts: what fits a type, and which round a path means."""

from __future__ import annotations

import math


def cast(text: str, kind: str) -> str:
    """A computed text as a value of a type: whole numbers are cut, days have no time."""
    if kind in ("int", "integer") and text:
        try:
            number = float(text)
        except ValueError:
            return ""
        return str(int(number)) if math.isfinite(number) else ""
    if kind == "date" and len(text) > 10 and text[10] == "T":
        return text[:10]
    return text


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
