"""Whatever people send or tap, a type answers with a reading; what it offers it understands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.forms.types import Confirm, Draft, MediaValue, Unreadable, Value
from bot.domain.forms.types.calendar import NOTHING
from tests.domain.forms.types.asking import Asked, question

CHOICES = {f"n{number}": f"Choice {number}" for number in range(12)}
KINDS = {
    "text": question("text"),
    "integer": question("integer", "Lao (lo)"),
    "decimal": question("decimal", "Burmese (my)"),
    "range": question("range", parameters="start=0 end=10 step=1"),
    "select_one": question("select_one c", choices=CHOICES),
    "select_multiple": question("select_multiple c", choices=CHOICES),
    "rank": question("rank c", choices=CHOICES),
    "acknowledge": question("acknowledge"),
    "date": question("date", "Thai (th)"),
    "time": question("time"),
    "dateTime": question("dateTime"),
    "geopoint": question("geopoint"),
    "image": question("image"),
    "geotrace": question("geotrace"),
    "geoshape": question("geoshape", value="1 1 0 0; 2 2 0 0; 3 1 0 0; 1 1 0 0"),
    "osm": question("osm"),
    "counter": question("integer", appearance="counter"),
    "long range": question("range", parameters="start=10 end=-10 step=0.1"),
    "month-year": question("date", appearance="month-year"),
    "year": question("date", appearance="year"),
    "no future": question("date", constraint=". <= today()"),
    "search": question("select_multiple c", choices=CHOICES, appearance="autocomplete"),
    "likert": question("select_one c", choices=CHOICES, appearance="likert columns-3"),
}
READINGS = (Value, Draft, Confirm, Unreadable, MediaValue)

typed = st.text(max_size=60) | st.text("0123456789.,:/ -+T·០໑၂๓４", max_size=20)


@pytest.mark.parametrize("kind", KINDS)
@given(text=typed)
def test_any_words(kind: str, text: str) -> None:
    reading = KINDS[kind].hear(text)
    assert isinstance(reading, READINGS)
    if isinstance(reading, Value | Confirm | Draft):
        assert reading.text
    if isinstance(reading, Value | Confirm) and reading.echo is not None:
        assert reading.echo.english()


@pytest.mark.parametrize("kind", KINDS)
@given(code=st.text(max_size=24) | st.from_regex(r"[=#pdhc]-?\d{1,5}", fullmatch=True))
def test_any_code(kind: str, code: str) -> None:
    assert isinstance(KINDS[kind].tap(code), READINGS)


@pytest.mark.parametrize("kind", KINDS)
@given(path=st.lists(st.integers(0, 30), max_size=14))
def test_any_row_of_taps(kind: str, path: list[int]) -> None:
    """Tapping on whatever is offered goes on to another draft or ends in a value; it never gets stuck."""
    asked: Asked = KINDS[kind]
    draft = ""
    for step in path:
        codes = [code for code in asked.codes(draft) if code != NOTHING]
        assert len(set(codes)) == len(codes)
        if not codes:
            return
        reading = asked.tap(codes[step % len(codes)], draft)
        assert not isinstance(reading, MediaValue | Confirm)
        if isinstance(reading, Value):
            assert reading.text
            assert asked.filling.check("q", reading.text) is None
            return
        if isinstance(reading, Draft):
            assert reading.text
            draft = reading.text
