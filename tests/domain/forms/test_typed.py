"""Numbers, dates, times, places and words as people of five countries type them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.forms.typed_dates import OtherCalendar, Typed, read_date
from bot.domain.forms.typed_dates import shown as shown_date
from bot.domain.forms.typed_numbers import read_number, shown
from bot.domain.forms.typed_places import canonical, read_place
from bot.domain.forms.typed_times import read_time
from bot.domain.forms.words import language_code, same, seen_length

TODAY = dt.date(2026, 11, 24)
LANGUAGES = ("en", "km", "lo", "my", "vi", "th")
DIGITS = {"km": "០", "lo": "໐", "my": "၀", "th": "๐", "full": "０"}


@pytest.mark.parametrize(
    ("language", "text", "expected", "doubtful"),
    [
        ("en", "12", "12", False),
        ("en", "1.5", "1.5", False),
        ("vi", "1,5", "1.5", False),
        ("en", "1,500", "1500", True),
        ("en", "1.500", "1.5", True),
        ("km", "1,500", "1500", True),
        ("th", "1.500", "1.5", True),
        ("my", "၁,၅၀၀", "1500", True),
        ("lo", "1.500", "1500", True),
        ("vi", "1.500", "1500", True),
        ("vi", "1,500", "1.5", True),
        ("en", "0.500", "0.5", False),
        ("en", "1500.250", "1500.25", True),
        ("en", "1,234,567.891", "1234567.891", False),
        ("lo", "1.234.567,891", "1234567.891", False),
        ("en", "1.234.567", "1234567", False),
        ("en", "1 500 000", "1500000", False),
        ("en", "1'500'000", "1500000", False),
        ("en", "-3", "-3", False),
        ("en", "− 3", "-3", False),
        ("en", ".5", "0.5", False),
        ("en", "5.", "5", False),
        ("en", "-0", "0", False),
        ("en", "１２", "12", False),
        ("en", "\u200b12\u200b", "12", False),
    ],
)
def test_numbers(language: str, text: str, expected: str, doubtful: bool) -> None:
    number = read_number(text, language)
    assert number is not None
    assert (number.canonical, number.doubtful) == (expected, doubtful)


@pytest.mark.parametrize(
    "text", ["", "many", "12 firms", "1.2.3", "12,34,56", "1,2.3,4", "--3", "1e5", "9" * 19, "½", "1..5"]
)
def test_no_numbers(text: str) -> None:
    assert read_number(text, "en") is None


def test_of_whole_numbers_the_thousands_are_meant() -> None:
    for language in LANGUAGES:
        for text in ("1.500", "1,500"):
            number = read_number(text, language, whole=True)
            assert number is not None
            assert (number.canonical, number.doubtful) == ("1500", True)


@given(st.integers(-(10**17), 10**17), st.sampled_from([None, *DIGITS]))
def test_whole_numbers_in_all_digits(value: int, script: str | None) -> None:
    zero = ord(DIGITS[script]) if script else ord("0")
    text = "".join(chr(zero + int(sign)) if sign.isdigit() else sign for sign in str(value))
    number = read_number(text, "en")
    assert number is not None
    assert number.canonical == str(value)


@given(st.decimals(-(10**9), 10**9, allow_nan=False, places=2), st.sampled_from(LANGUAGES))
def test_a_number_as_it_is_shown_is_read_as_it_was(value: Decimal, language: str) -> None:
    number = read_number(shown(value, language), language)
    assert number is not None
    assert number.value == value


def test_an_echo_is_in_the_digits_that_were_typed() -> None:
    assert shown(Decimal(1500), "my", "၁,၅၀၀") == "၁,၅၀၀"
    assert shown(Decimal(1500), "lo", "1.500") == "1.500"


@pytest.mark.parametrize(
    ("language", "text", "expected", "doubt"),
    [
        ("en", "2026-11-12", "2026-11-12", ""),
        ("en", "12/11/2026", "2026-11-12", ""),
        ("en", "7.12.2026", "2026-12-07", ""),
        ("en", "12 Nov 2026", "2026-11-12", ""),
        ("en", "Nov 12, 2026", "2026-11-12", ""),
        ("en", "1st May 2026", "2026-05-01", ""),
        ("vi", "12 tháng 11, 2026", "2026-11-12", ""),
        ("vi", "ngày 2 tháng 1 năm 2026", "2026-01-02", ""),
        ("vi", "12 tha\u0301ng 11 2026", "2026-11-12", ""),
        ("km", "១២ វិច្ឆិកា ២០២៦", "2026-11-12", ""),
        ("lo", "12 ພະຈິກ 2026", "2026-11-12", ""),
        ("my", "၂၀၂၆ နိုဝင်ဘာ ၁၂", "2026-11-12", ""),
        ("th", "12 พฤศจิกายน ค.ศ. 2026", "2026-11-12", ""),
        ("th", "12 พ.ย. 2569", "2026-11-12", "era"),
        ("th", "๑๒/๑๑/๒๕๖๙", "2026-11-12", "era"),
        ("lo", "12/11/2569", "2026-11-12", "era"),
        ("en", "11/25/2026", "2026-11-25", "order"),
        ("en", "12/11", "2026-11-12", "year"),
        ("en", "5 Jan", "2027-01-05", "year"),
        ("en", "12.11.26", "2026-11-12", "year"),
        ("th", "12/11/69", "2026-11-12", "year"),
        ("en", "20261112", "2026-11-12", ""),
        ("en", "12112026", "2026-11-12", ""),
    ],
)
def test_dates(language: str, text: str, expected: str, doubt: str) -> None:
    assert read_date(text, language, TODAY) == Typed(dt.date.fromisoformat(expected), doubt)  # type: ignore[arg-type]  # a table of cases


@pytest.mark.parametrize("text", ["12/11/2569", "၁၂/၁၁/၁၃၈၈", "12 နိုဝင်ဘာ 2569"])
def test_burmese_calendars_are_not_converted(text: str) -> None:
    assert read_date(text, "my", TODAY) == OtherCalendar()


@pytest.mark.parametrize(
    "text", ["", "soon", "31/2/2026", "32/1/2026", "12", "1/2/3/4", "12/11/3000", "a 1/2/2026"]
)
def test_no_dates(text: str) -> None:
    assert read_date(text, "en", TODAY) is None


@given(st.dates(dt.date(1950, 1, 1), dt.date(2150, 12, 31)), st.sampled_from(LANGUAGES))
def test_a_date_as_it_is_shown_is_read_as_it_was(day: dt.date, language: str) -> None:
    assert read_date(shown_date(day, language), language, TODAY) == Typed(day)
    assert read_date(day.isoformat(), language, TODAY) == Typed(day)
    assert read_date(f"{day.day}/{day.month}/{day.year}", language, TODAY) == Typed(day)


@pytest.mark.parametrize(
    ("text", "expected", "doubtful"),
    [
        ("8:30", "08:30", False),
        ("08.30", "08:30", False),
        ("0830", "08:30", False),
        ("8h30", "08:30", False),
        ("8 giờ 30", "08:30", True),
        ("8 giờ tối", "20:00", False),
        ("8:30 pm", "20:30", False),
        ("12 am", "00:00", False),
        ("12 pm", "12:00", False),
        ("๐๘:๓๐", "08:30", False),
        ("19", "19:00", False),
        ("24:00", "00:00", False),
        ("8", "08:00", True),
    ],
)
def test_times(text: str, expected: str, doubtful: bool) -> None:
    found = read_time(text)
    assert found is not None
    assert (f"{found.time:%H:%M}", found.doubtful) == (expected, doubtful)


@pytest.mark.parametrize("text", ["", "evening", "25:00", "8:75", "8:3", "1234567"])
def test_no_times(text: str) -> None:
    assert read_time(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("17.9757, 102.6331", "17.98 102.63 0 0"),
        ("17,9757; 102,6331", "17.98 102.63 0 0"),
        ("17.9757 102.6331", "17.98 102.63 0 0"),
        ("(17.97, 102.6)", "17.97 102.60 0 0"),
        ("16.8 N 96.1 E", "16.80 96.10 0 0"),
        ("33.9 S, 18.4 E", "-33.90 18.40 0 0"),
        ("០.០០១, -0.001", "0.00 0.00 0 0"),
    ],
)
def test_places(text: str, expected: str) -> None:
    found = read_place(text)
    assert found is not None
    assert canonical(*found) == expected


@pytest.mark.parametrize("text", ["", "Takeo", "95, 10", "10, 190", "12"])
def test_no_places(text: str) -> None:
    assert read_place(text) is None


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_a_place_is_never_kept_more_exactly_than_a_hundredth_of_a_degree(lat: float, lon: float) -> None:
    parts = canonical(lat, lon).split()
    assert [len(part.partition(".")[2]) for part in parts] == [2, 2, 0, 0]
    assert abs(float(parts[0]) - lat) <= 0.0051
    assert "-0.00" not in parts


def test_words_are_compared_as_people_see_them() -> None:
    assert same("thị trường") == same("thi\u0323 tru\u031bo\u031b\u0300ng")
    assert same(" Very  Good! ") == same("😀 very good")
    assert same("ទី\u200bផ្សារ") == same("ទីផ្សារ")
    assert same("😀") == "😀"
    assert same("ＯＫ") == "ok"


def test_length_counts_what_is_seen() -> None:
    assert seen_length("abc") == 3
    assert seen_length("thị") == seen_length("thi\u0323") == 3
    assert seen_length("ตลาด") == 4
    assert seen_length("ที่นี่") == 2
    assert seen_length("👨‍👩‍👧") == 1


@pytest.mark.parametrize(
    ("language", "code"),
    [("Khmer (km)", "km"), ("Lao", "lo"), ("ไทย (th)", "th"), ("my", "my"), ("default", "en"), ("", "en")],
)
def test_codes_of_form_languages(language: str, code: str) -> None:
    assert language_code(language) == code
