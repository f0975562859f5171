"""The differences between the two engines that are meant: each is a row of the table in docs/xlsform.md."""

from __future__ import annotations

from enum import StrEnum


class Difference(StrEnum):
    """What may differ; the value is the first cell of its row. Nothing else is tolerated.

    The table has more rows: of what the random acts do not do, because the two would go different ways
    from there on, and of what only a conversation of months has.
    """

    RANKING = "a choice that is offered later in a ranking"
    UNTRANSLATED = "a missing translation"
    DECIMALS = "decimals"
    NO_DATE = "a date of nothing, as in `date('' + 7)`"
    TAGS = "words inside a tag of a label, as in `<em>stuff</em>`"
    CLOCK = "`today`, `start` and `end`"
    CHANCE = "`random()`, `uuid()`, `now()` and an order without a seed"
    BOTH = "`a and b`, `a or b` as a text"
    AFTER = "`substring-after(…)` of more than one letter"
    LETTERS = "letters beyond the first 65,536, as in `string-length('😀')`"
    FORMAT = "`format-date(…)` of a number"
    BRACKETS = "a predicate after brackets, as in `(/data/x)[2]`"
    ERRORS = "a day that is not in the calendar, a place that is none"
    UNPARSED = "`--1`, `1e3`, a union with `|`"
