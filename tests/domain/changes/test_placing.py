"""Where answers to an older version stand in a newer one, and which fit nowhere."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.domain.changes.fitting import fit_of, fits
from bot.domain.changes.placing import place_all
from bot.domain.forms.form import Form
from bot.domain.programme import read_programme
from tests.domain.writing import write

NEW = """
type,name,label::English (en)
begin_group,evening,Good evening
integer,hours,How many hours?
select_one yes_no,well,Did you sleep well?
begin_repeat,walks,A walk
text,place,Where?
end_repeat,,
note,thanks,Thank you.
end_group,,
"""


@dataclass(frozen=True)
class Row:
    question: str
    value: str
    kind: str = "text"
    state: str = "answered"


@pytest.fixture
def form(tmp_path: Path) -> Form:
    return read_programme(write(tmp_path, survey=NEW, schedule="")).form


def test_an_answer_stands_at_its_place_or_where_its_question_was_moved_to(form: Form) -> None:
    rows = [
        Row("evening/hours", "7", "integer"),
        Row("morning/well", "yes", "select_one"),
        Row("morning/stops[2]/place", "Ban Na"),
        Row("morning/gone", "lost?"),
    ]
    standing, aside = place_all(form, rows)
    assert standing == {
        "evening/hours": rows[0],
        "evening/well": rows[1],
        "evening/walks[2]/place": rows[2],
    }
    assert aside == [rows[3]]


def test_what_was_answered_at_the_new_place_stands_before_what_was_moved_there(form: Form) -> None:
    old, new = Row("morning/hours", "6", "integer"), Row("evening/hours", "7", "integer")
    assert place_all(form, [old, new]) == ({"evening/hours": new}, [old])


@pytest.mark.parametrize(
    ("row", "stands"),
    [
        (Row("evening/hours", "7", "text"), True),
        (Row("evening/hours", "seven", "text"), False),
        (Row("evening/hours", "", "text"), False),
        (Row("evening/hours", "", "text", "skipped"), True),
        (Row("evening/hours", "", "note", "seen"), False),
        (Row("evening/well", "maybe", "select_one"), True),
        (Row("evening/well", "maybe", "text"), False),
        (Row("evening/walks/place", "Ban Na"), False),
        (Row("evening/walks", "2+", "repeat", "repeat"), True),
        (Row("evening", "2+", "repeat", "repeat"), False),
        (Row("evening", "words"), False),
        (Row("evening/thanks", "words"), False),
    ],
)
def test_what_fits_nowhere_is_set_aside(form: Form, row: Row, stands: bool) -> None:
    standing, aside = place_all(form, [row])
    assert (list(standing), aside) == (([row.question], []) if stands else ([], [row]))


@pytest.mark.parametrize(
    ("value", "before", "now", "good"),
    [
        ("7", "integer", "text", True),
        ("7", "integer", "decimal", True),
        ("7.5", "decimal", "integer", False),
        ("7.0 km", "text", "decimal", False),
        ("2026-11-30", "text", "date", True),
        ("30 November", "text", "date", False),
        ("2026-11-30", "date", "dateTime", False),
        ("08:30", "text", "time", True),
        ("a", "select_one", "select_multiple", True),
        ("gone", "select_one", "select_multiple", False),
        ("a b", "select_multiple", "select_one", False),
        ("a", "select_multiple", "select_one", True),
        ("b a", "select_multiple", "rank", True),
        ("a b", "select_multiple", "text", True),
        ("16.4 102.8 0 0", "geopoint", "text", False),
        ("x.jpg", "image", "text", False),
        ("OK", "acknowledge", "select_one", False),
    ],
)
def test_an_answer_fits_another_type_or_does_not(value: str, before: str, now: str, good: bool) -> None:
    assert fits(value, before, now, ["a", "b"]) is good


def test_what_types_alone_tell() -> None:
    assert fit_of("integer", "text") == "always"
    assert fit_of("text", "integer") == "sometimes"
    assert fit_of("image", "text") == "never"
    assert fit_of("image", "image") == "always"
