"""The appearances of XLSForm, and what a chat makes of each. ``docs/xlsform.md`` shows this table."""

from __future__ import annotations

import re
from typing import Literal

How = Literal["done", "done as", "ignored", "refused"]

#: What happens to each appearance: done, done in another way, ignored, or refused at check.
APPEARANCES: dict[str, How] = {
    # text
    "multiline": "done",
    "numbers": "done",
    "masked": "done as",
    "url": "done",
    # numbers
    "counter": "done",
    "thousands-sep": "done",
    "bearing": "done as",
    # ranges
    "rating": "done",
    "picker": "done as",
    "vertical": "ignored",
    "no-ticks": "ignored",
    # dates
    "month-year": "done",
    "year": "done",
    "no-calendar": "done",
    "ethiopian": "ignored",
    "coptic": "ignored",
    "islamic": "ignored",
    "bikram-sambat": "ignored",
    "myanmar": "ignored",
    "persian": "ignored",
    "buddhist": "done as",
    # choices
    "quick": "done",
    "minimal": "done as",
    "autocomplete": "done",
    "search": "done",
    "autocomplete_chars": "done as",
    "likert": "done",
    "columns": "done",
    "columns-pack": "done",
    "compact": "done",
    "quickcompact": "done",
    "horizontal": "done",
    "horizontal-compact": "done",
    "no-buttons": "ignored",
    "label": "done",
    "list-nolabel": "done",
    "list": "done as",
    "map": "done as",
    "image-map": "done as",
    # places
    "maps": "done",
    "placement-map": "done",
    "hide-input": "ignored",
    # pictures, sounds, videos, bars
    "signature": "done as",
    "draw": "done as",
    "annotate": "done as",
    "new": "ignored",
    "new-front": "ignored",
    "new-rear": "ignored",
    "selfie": "ignored",
    "front": "ignored",
    "hidden-answer": "done as",
    # groups
    "field-list": "done as",
    "table-list": "done",
    "no-collapse": "ignored",
    "summary": "ignored",
}

#: Appearances with a number or a name in them.
PATTERNS: dict[str, tuple[re.Pattern[str], How]] = {
    "columns-N, compact-N, quickcompact-N": (re.compile(r"(?:columns|compact|quickcompact)-\d+"), "done"),
    "w1 … w10, hr, h1 … h6, l, r (Enketo's grid)": (re.compile(r"w\d+|h\d|hr|[lr]"), "ignored"),
    "ex:…": (re.compile(r"ex:.*"), "done as"),
    "printer:…": (re.compile(r"printer(?::.*)?"), "ignored"),
    "search('…')": (re.compile(r"search\(.*"), "refused"),
}


def words_of(cell: str) -> list[str]:
    """The appearances in a cell; a call such as ``search('x', 'matches', …)`` is one of them."""
    return re.findall(r"[\w:.-]+\((?:[^()]|\([^()]*\))*\)?|\S+", cell)


def how_of(word: str) -> How | None:
    """What happens to an appearance; None when nobody knows it."""
    word = word.lower()
    found = next((how for pattern, how in PATTERNS.values() if pattern.fullmatch(word)), None)
    return found or APPEARANCES.get(word)
