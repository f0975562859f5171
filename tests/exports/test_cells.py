from __future__ import annotations

import datetime as dt

import pytest

from bot.exports.cells import moment, seconds, words


@pytest.mark.parametrize("text", ["=1+1", "+SUM(A1)", "-2+3|cmd", "@x", "\tx", "\r=x", "=", "- a list"])
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(text: str) -> None:
    assert words(text) == "'" + text


@pytest.mark.parametrize(
    "text", ["-5", "+5", "-1.5", "-1,500", "12", "", "a=b", "ភាសា", "-.5", "1e-3", "-2e5"]
)
def test_numbers_and_ordinary_words_stay_as_they_are(text: str) -> None:
    assert words(text) == text


def test_times_are_local_with_offset_and_without_seconds() -> None:
    instant = dt.datetime(2026, 11, 30, 1, 30, 59, tzinfo=dt.UTC)
    assert moment(instant, "Asia/Yangon") == "2026-11-30T08:00+06:30"
    assert moment(None, "Asia/Yangon") == ""


def test_seconds_between_two_instants() -> None:
    start = dt.datetime(2026, 11, 30, tzinfo=dt.UTC)
    assert seconds(start, start + dt.timedelta(seconds=61)) == "61"
    assert seconds(start + dt.timedelta(seconds=1), start) == ""
    assert seconds(None, start) == ""
