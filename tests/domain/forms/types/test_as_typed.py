"""Numbers, dates and times as people of five countries type them: a table of languages and inputs.

``=`` is taken at once, ``?`` is asked back, ``-`` is not read; after a bar stands what it could mean as well.
"""

from __future__ import annotations

import pytest

from bot.domain.forms.types import Confirm, Reading, Unreadable, Value
from tests.domain.forms.types.asking import question

LANGUAGES = {
    "en": "English (en)",
    "km": "Khmer (km)",
    "lo": "Lao (lo)",
    "my": "Burmese (my)",
    "th": "Thai (th)",
    "vi": "Vietnamese (vi)",
}
ALL, POINT, COMMA = tuple(LANGUAGES), ("en", "km", "my", "th"), ("lo", "vi")

#: Languages, what is typed, and how a whole number and a decimal read it.
NUMBERS = [
    *(
        (ALL, digits, "=12", "=12")
        for digits in ("12", "១២", "໑໒", "၁၂", "๑๒", "１２", " 12 ", "\u200b12", "+12")
    ),
    (ALL, "-5", "=-5", "=-5"),
    (ALL, "− 5", "=-5", "=-5"),
    (POINT, "1.500", "?1500", "?1.5|1500"),
    (POINT, "1,500", "?1500", "?1500|1.5"),
    (COMMA, "1.500", "?1500", "?1500|1.5"),
    (COMMA, "1,500", "?1500", "?1.5|1500"),
    (POINT, "၁,၅၀၀", "?1500", "?1500|1.5"),
    (COMMA, "໑.໕໐໐", "?1500", "?1500|1.5"),
    (ALL, "１，５００", "?1500", None),
    (ALL, "1.500.000", "=1500000", "=1500000"),
    (ALL, "1,500,000", "=1500000", "=1500000"),
    (ALL, "1 500 000", "=1500000", "=1500000"),
    (ALL, "1'500", "=1500", "=1500"),
    (ALL, "1.5", "-", "=1.5"),
    (ALL, "1,5", "-", "=1.5"),
    (ALL, "0.500", "-", "=0.5"),
    (ALL, "0,5", "-", "=0.5"),
    (ALL, "1.500,25", "-", "=1500.25"),
    (ALL, "1,500.25", "-", "=1500.25"),
    (ALL, "1234.567", "-", "?1234.567|1234567"),
    (ALL, "1,00,000", "-", "-"),
    (ALL, "1.5 million", "?1500000", "?1500000"),
    (ALL, "1,5 triệu", "?1500000", "?1500000"),
    (ALL, "2 ล้าน", "?2000000", "?2000000"),
    (ALL, "໒ ລ້ານ ກີບ", "?2000000", "?2000000"),
    (ALL, "៥ ម៉ឺន", "?50000", "?50000"),
    (ALL, "၃ သိန်း", "?300000", "?300000"),
    (ALL, "သိန်း ၃", "?300000", "?300000"),
    (ALL, "15k", "?15000", "?15000"),
    (ALL, "$5", "?5", "?5"),
    (ALL, "50 000 kip", "?50000", "?50000"),
    (ALL, "៛៥០០០០", "?50000", "?50000"),
    *(
        (ALL, words, "-", "-")
        for words in ("", "many", "5 firms", "5%", "1/2", "½", "1e3", "12-15", "∞", "--1")
    ),
]


def read(reading: Reading) -> str:
    """A reading as it stands in the tables."""
    if isinstance(reading, Unreadable):
        return "-"
    if isinstance(reading, Confirm):
        return f"?{reading.text}" + (f"|{reading.other[0]}" if reading.other else "")
    assert isinstance(reading, Value)
    return f"={reading.text}"


@pytest.mark.parametrize(("languages", "typed", "whole", "decimal"), NUMBERS)
def test_numbers(languages: tuple[str, ...], typed: str, whole: str, decimal: str | None) -> None:
    for code in languages:
        assert read(question("integer", LANGUAGES[code]).hear(typed)) == whole, code
        if decimal is not None:
            assert read(question("decimal", LANGUAGES[code]).hear(typed)) == decimal, code


def test_what_the_programme_would_refuse_is_not_offered_first() -> None:
    asked = question("decimal", constraint=". > 100")
    assert read(asked.hear("1.500")) == "?1500|1.5"
    scale = question("range", parameters="start=0 end=10 step=0.5")
    assert read(scale.hear("1.500")) == "=1.5", "the other one is not on the scale"
    assert read(question("range", parameters="start=0 end=2000 step=0.5").hear("1.500")) == "?1.5|1500"


NOT_BURMESE = tuple(code for code in LANGUAGES if code != "my")

#: Languages, what is typed, and how a date reads it, on 24 November 2026.
DATES = [
    *(
        (ALL, text, "=2026-11-12")
        for text in (
            *("12/11/2026", "12.11.2026", "12-11-2026", "12 11 2026", "2026-11-12", "2026/11/12"),
            *("12 Nov 2026", "November 12, 2026", "12th of November 2026", "Thursday 12 November 2026"),
            *("១២ វិច្ឆិកា ២០២៦", "ថ្ងៃទី ១២ ខែ វិច្ឆិកា ឆ្នាំ ២០២៦", "໑໒ ພະຈິກ ໒໐໒໖", "ວັນທີ 12 ພະຈິກ 2026"),
            *("၁၂ နိုဝင်ဘာ ၂၀၂၆", "၂၀၂၆ နိုဝင်ဘာ ၁၂", "၁၂ ရက် ၁၁ လ ၂၀၂၆", "ngày 12 tháng 11 năm 2026"),
            *(
                "12 thg 11, 2026",
                "๑๒ พฤศจิกายน ๒๐๒๖",
                "วันพฤหัสบดี 12 พ.ย. 2026",
                "20261112",
                "１２/１１/２０２６",
            ),
        )
    ),
    *(
        (NOT_BURMESE, text, "?2026-11-12")
        for text in (
            *("12/11/2569", "๑๒/๑๑/๒๕๖๙", "12 พ.ย. 2569", "12 พฤศจิกายน พ.ศ. 2569", "2569-11-12"),
            *("12112569", "จันทร์ 12 พ.ย. 2569", "12 Nov 2569", "12 ພະຈິກ 2569"),
        )
    ),
    (("my",), "12/11/2569", "-"),
    (("my",), "၁၂/၁၁/၁၃၈၈", "-"),
    (ALL, "12/11/26", "?2026-11-12"),
    (ALL, "12/11/69", "?2026-11-12"),
    (ALL, "12/11", "?2026-11-12"),
    (ALL, "12 Nov", "?2026-11-12"),
    (ALL, "5/1", "?2027-01-05"),
    (ALL, "11/25/2026", "?2026-11-25"),
    *(
        (ALL, text, "-")
        for text in ("31/4/2026", "29/2/2027", "13/13/2026", "soon", "2026", "12/11/3000", "1.500")
    ),
]


@pytest.mark.parametrize(("languages", "typed", "expected"), DATES)
def test_dates(languages: tuple[str, ...], typed: str, expected: str) -> None:
    for code in languages:
        assert read(question("date", LANGUAGES[code]).hear(typed)) == expected, code


@pytest.mark.parametrize(
    ("languages", "typed", "month", "year"),
    [
        (ALL, "11.2026", "=2026-11-01", "-"),
        (ALL, "2026-11", "=2026-11-01", "-"),
        (ALL, "ພະຈິກ 2026", "=2026-11-01", "-"),
        (ALL, "12/11/2026", "=2026-11-01", "=2026-01-01"),
        (NOT_BURMESE, "พ.ย. 2569", "?2026-11-01", "-"),
        (NOT_BURMESE, "2569", "-", "?2026-01-01"),
        (("my",), "၁၃၈၈", "-", "-"),
        (ALL, "၂၀၂၆", "-", "=2026-01-01"),
        (ALL, "69", "-", "?2026-01-01"),
    ],
)
def test_months_and_years(languages: tuple[str, ...], typed: str, month: str, year: str) -> None:
    for code in languages:
        assert read(question("date", LANGUAGES[code], appearance="month-year").hear(typed)) == month, code
        assert read(question("date", LANGUAGES[code], appearance="year").hear(typed)) == year, code


def test_thai_people_see_both_years_when_they_are_asked_back() -> None:
    reading = question("date", LANGUAGES["th"]).hear("12 พ.ย. 69")
    assert isinstance(reading, Confirm)
    assert reading.echo.english() == "You mean 12 พฤศจิกายน 2026 (พ.ศ. 2569)?"
    reading = question("date", LANGUAGES["lo"]).hear("12/11/2569")
    assert isinstance(reading, Confirm)
    assert reading.echo.english() == "12/11/2569 = 12 ພະຈິກ 2026. Right?"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("8:30", "=08:30"),
        ("៨:៣០", "=08:30"),
        ("0830", "=08:30"),
        ("8h30", "=08:30"),
        ("20.15", "=20:15"),
        ("8", "?08:00"),
        ("8 giờ", "?08:00"),
        ("8 giờ 30 phút", "?08:30"),
        ("8 giờ sáng", "=08:00"),
        ("8 giờ tối", "=20:00"),
        ("ម៉ោង ៨ ព្រឹក", "=08:00"),
        ("ម៉ោង ៣ រសៀល", "=15:00"),
        ("8 ໂມງ", "?08:00"),
        ("8 ໂມງເຊົ້າ", "=08:00"),
        ("၈ နာရီ", "?08:00"),
        ("ညနေ ၅ နာရီ", "=17:00"),
        ("บ่าย 2 โมง", "=14:00"),
        ("2 ทุ่ม", "=20:00"),
        ("ตี 5", "=05:00"),
        ("13.30 น.", "=13:30"),
        ("24:00", "=00:00"),
        ("25:00", "-"),
        ("evening", "-"),
    ],
)
def test_times(typed: str, expected: str) -> None:
    for language in LANGUAGES.values():
        assert read(question("time", language).hear(typed))[:6] == expected
