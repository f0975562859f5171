from __future__ import annotations

import datetime as dt

import pytest

from bot.domain.recurring import following

DAY = dt.date(2026, 12, 31)


@pytest.mark.parametrize(
    ("every", "until", "expected"),
    [
        ("", None, None),
        ("daily", None, dt.date(2027, 1, 1)),
        ("daily", dt.date(2026, 12, 31), None),
        ("weekly", dt.date(2027, 1, 7), dt.date(2027, 1, 7)),
        ("weekly", dt.date(2027, 1, 6), None),
        ("yearly", None, None),
    ],
)
def test_what_comes_again_comes_until_its_last_day(
    every: str, until: dt.date | None, expected: dt.date | None
) -> None:
    assert following(DAY, every, until) == expected
