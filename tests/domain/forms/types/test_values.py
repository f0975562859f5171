"""Words, numbers, scales, days, times, places and files."""

from __future__ import annotations

import pytest

from bot.domain.forms.types import TYPES, Confirm, Draft, MediaValue, Unreadable, Value, of
from bot.domain.incoming import MediaKind, Place
from bot.domain.said import Said
from tests.domain.forms.types.asking import question


def said(reading: object) -> str:
    assert isinstance(reading, Unreadable)
    return reading.why.english()


def test_words_are_composed_and_stripped() -> None:
    assert question("text").hear("  thi\u0323 tru\u031bo\u031b\u0300ng ") == Value("thị trường")
    assert question("text").hear("\u200bទីផ្សារ\u200b \ufeff") == Value("ទីផ្សារ")
    assert question("text").hear("ទី\u200bផ្សារ") == Value("ទី\u200bផ្សារ"), "inside they stay"
    assert said(question("text").hear("")) == "Please answer this one in words."
    assert said(question("text").hear(media="photo")) == "Please answer this one in words."


@pytest.mark.parametrize(
    ("kind", "language", "text", "value"),
    [
        ("integer", "English (en)", "12", "12"),
        ("integer", "Burmese (my)", "၁၂", "12"),
        ("integer", "English (en)", "1,234,567", "1234567"),
        ("decimal", "English (en)", "1.5", "1.5"),
        ("decimal", "Vietnamese (vi)", "1,5", "1.5"),
    ],
)
def test_numbers(kind: str, language: str, text: str, value: str) -> None:
    reading = question(kind, language).hear(text)
    assert isinstance(reading, Value)
    assert reading.text == value


def test_a_number_with_a_separator_is_shown_as_it_was_understood() -> None:
    reading = question("decimal", "Lao (lo)").hear("1.234.567,5")
    assert isinstance(reading, Value)
    assert reading.echo is not None
    assert reading.echo.english() == "1.234.567,5"
    assert question("integer").hear("12") == Value("12")


@pytest.mark.parametrize(
    ("kind", "language", "text", "value", "echo"),
    [
        ("integer", "English (en)", "1.500", "1500", "You mean 1,500?"),
        ("integer", "Lao (lo)", "1.500", "1500", "You mean 1.500?"),
        ("decimal", "Thai (th)", "1.500", "1.5", "You mean 1.5?"),
        ("decimal", "Vietnamese (vi)", "1.500", "1500", "You mean 1.500?"),
        ("decimal", "Burmese (my)", "၁,၅၀၀", "1500", "You mean ၁,၅၀၀?"),
    ],
)
def test_a_number_that_could_mean_two_things(
    kind: str, language: str, text: str, value: str, echo: str
) -> None:
    reading = question(kind, language).hear(text)
    assert isinstance(reading, Confirm)
    assert (reading.text, reading.echo.english()) == (value, echo)


def test_a_word_is_no_number() -> None:
    assert said(question("integer").hear("many")) == "Please write a whole number, such as 12."
    assert said(question("integer").hear("1.5")) == "Please write a whole number, such as 12."
    assert said(question("decimal").hear("many")) == "Please write a number, such as 12."


def test_scales() -> None:
    five = question("range", parameters="start=1 end=5 step=1")
    assert five.labels() == [["1", "2", "3", "4", "5"]]
    assert five.press("3") == Value("3")
    ten = question("range", parameters="start=0 end=10 step=1")
    assert ten.labels() == [["0", "1", "2", "3", "4", "5"], ["6", "7", "8", "9", "10"]]
    assert question("range").labels() == [["1", "2", "3", "4", "5"], ["6", "7", "8", "9", "10"]]
    half = question("range", parameters="start=0 end=1 step=0.25")
    assert half.labels() == [["0", "0.25", "0.5", "0.75", "1"]]
    down = question("range", parameters="start=3 end=1 step=1")
    assert down.labels() == [["3", "2", "1"]]


def test_a_scale_that_is_written_out() -> None:
    asked = question("range", parameters="start=0 end=10 step=2")
    assert asked.hear("៤") == Value("4")
    assert said(asked.hear("5")) == "Please choose a number from 0 to 10, in steps of 2."
    assert said(question("range").hear("11")) == "Please choose a number from 1 to 10."
    assert isinstance(asked.tap("=5"), Unreadable)


def test_a_long_scale_is_written_or_chosen_stretch_by_stretch() -> None:
    asked = question("range", parameters="start=0 end=1000 step=10")
    assert asked.labels()[0] == ["0 – 90", "100 – 190"]
    assert asked.labels()[-1] == ["800 – 890", "900 – 1000"]
    assert asked.text() == "Please write a number from 0 to 1000."
    assert asked.hear("990") == Value("990")
    stretch = asked.press("100 – 190")
    assert isinstance(stretch, Draft)
    assert asked.labels(stretch.text)[0] == ["100", "110", "120", "130", "140"]
    assert asked.press("150", stretch.text) == Value("150")
    assert asked.press("‹‹", stretch.text) == Draft("z0-100")
    assert question("range", parameters="start=0 end=1000000 step=1").labels() == [], "too long for buttons"


def test_a_long_scale_of_decimals() -> None:
    asked = question("range", parameters="start=-2.5 end=2.5 step=0.05")
    assert asked.labels()[0] == ["-2.5 – -2.05", "-2 – -1.55"]
    stretch = asked.press("-2 – -1.55")
    assert isinstance(stretch, Draft)
    assert asked.press("-1.75", stretch.text) == Value("-1.75")
    assert isinstance(asked.tap("=-1.76"), Unreadable)


def test_stars() -> None:
    asked = question("range", parameters="start=1 end=5 step=1", appearance="rating")
    assert asked.labels() == [["★☆☆☆☆"], ["★★☆☆☆"], ["★★★☆☆"], ["★★★★☆"], ["★★★★★"]]
    assert asked.press("★★★☆☆") == Value("3")


def test_counting_by_tapping() -> None:
    asked = question("integer", appearance="counter")
    assert asked.labels() == [["✓ 0"], ["−10", "−1", "+1", "+10"]]
    assert asked.press("+10") == Draft("10")
    assert asked.press("−1", "10") == Draft("9")
    assert asked.press("✓ 9", "9") == Value("9")
    assert asked.hear("၁၂") == Value("12", Said("{number}", {"number": "၁၂"}))
    assert question("integer").labels() == []


def test_digits_as_text() -> None:
    asked = question("text", appearance="numbers")
    assert asked.hear("០១២-៣៤៥") == Value("012-345")
    assert said(asked.hear("twelve")) == "Please write digits, such as 020 55 123."


def test_what_is_drawn_is_sent_as_a_photo() -> None:
    assert question("image", appearance="signature").text() == "Please sign on paper and send a photo of it."
    assert question("image", appearance="draw").text() == "Please draw on paper and send a photo of it."


def test_something_to_agree_to() -> None:
    asked = question("acknowledge")
    assert asked.labels() == [["OK"]]
    assert asked.press("OK") == Value("OK")
    assert asked.hear("ok") == Value("OK")
    assert isinstance(asked.hear("what?"), Unreadable)


def test_days_with_buttons() -> None:
    asked = question("date")
    assert asked.labels() == [["Today"], ["Yesterday", "Tomorrow"], ["In 1 week", "In 2 weeks"], ["Calendar"]]
    assert asked.press("Today") == Value("2026-11-24")
    assert asked.press("Yesterday") == Value("2026-11-23")
    assert asked.press("In 2 weeks") == Value("2026-12-08")
    assert isinstance(asked.tap("d999"), Unreadable)


def test_days_that_the_programme_refuses_have_no_button() -> None:
    def near(constraint: str) -> list[list[str]]:
        return question("date", constraint=constraint, appearance="no-calendar").labels()

    assert near(". > today()") == [["Tomorrow"], ["In 1 week", "In 2 weeks"]]
    assert near(". <= today()") == [["Today"], ["Yesterday"]]
    nothing = question("date", constraint=". < date('2020-01-01')", appearance="no-calendar")
    assert (nothing.labels(), nothing.text()) == ([], "Please write the day, like 7.12.2026.")


def test_a_day_from_the_calendar() -> None:
    asked = question("date", constraint=". <= today()")
    page = asked.press("Calendar")
    assert page == Draft("2026-11")
    shown = asked.labels("2026-11")
    assert shown[0] == ["‹", "Nov 2026", "›"]
    assert shown[1] == ["M", "T", "W", "T", "F", "S", "S"]
    assert shown[2] == ["·", "·", "·", "·", "·", "·", "1"]
    assert shown[5] == ["16", "17", "18", "19", "20", "21", "22"]
    assert shown[6] == ["23", "24", "·", "·", "·", "·", "·"], "what the programme refuses has no button"
    assert asked.press("17", "2026-11") == Value("2026-11-17")
    assert said(asked.tap("none", "2026-11")) == "This one cannot be chosen. Please tap another one."
    assert asked.press("‹", "2026-11") == Draft("2026-10")
    assert asked.press("Nov 2026", "2026-11") == Draft("2026")
    assert asked.labels("2026")[0] == ["‹", "2026", "›"]
    assert asked.press("Feb", "2026") == Draft("2026-02")
    assert asked.press("2026", "2026") == Draft("2020+")
    assert asked.press("2021", "2020+") == Draft("2021")
    assert question("date", "Khmer (km)").labels("2026-11")[0][1] == "វិច្ឆិកា 2026"


def test_a_month_and_a_year_by_buttons() -> None:
    month = question("date", appearance="month-year")
    assert month.labels()[0] == ["‹", "2026", "›"]
    assert month.press("Mar") == Value("2026-03-01")
    year = question("date", appearance="year")
    assert year.labels()[0] == ["‹", "2016 – 2027", "›"]
    assert year.press("2019") == Value("2019-01-01")
    assert year.press("‹") == Draft("2004+")


def test_days_that_are_written() -> None:
    assert question("date").hear("12/11/2026") == Value("2026-11-12")
    assert (
        said(question("date").hear("soon")) == "I cannot read this as a date. Please write it like 7.12.2026."
    )


@pytest.mark.parametrize(
    ("language", "text", "value", "echo"),
    [
        ("Thai (th)", "12/11/2569", "2026-11-12", "12/11/2569 = 12 พฤศจิกายน 2026 (พ.ศ. 2569). Right?"),
        ("English (en)", "12 Nov 2569", "2026-11-12", "12 Nov 2569 = 12 November 2026. Right?"),
        ("English (en)", "11/25/2026", "2026-11-25", "You mean 25 November 2026?"),
        ("English (en)", "30 Nov", "2026-11-30", "You mean 30 November 2026?"),
    ],
)
def test_days_that_are_asked_back(language: str, text: str, value: str, echo: str) -> None:
    reading = question("date", language).hear(text)
    assert isinstance(reading, Confirm)
    assert (reading.text, reading.echo.english()) == (value, echo)


def test_a_burmese_year_is_asked_again() -> None:
    reading = question("date", "Burmese (my)").hear("12/11/2569")
    assert said(reading) == "Please write the year of the international calendar, like 7.12.2026."


def test_months_and_years() -> None:
    month = question("date", appearance="month-year").hear("12.2026")
    year = question("date", appearance="year").hear("2569")
    assert isinstance(month, Value)
    assert isinstance(year, Confirm), "a year of another era is asked back"
    assert (month.text, year.text) == ("2026-12-01", "2026-01-01")


def test_times() -> None:
    asked = question("time")
    assert asked.labels()[0] == ["06:00", "07:00", "08:00", "09:00"]
    assert asked.press("08:00") == Value("08:00:00.000+06:30")
    assert asked.hear("8:30") == Value("08:30:00.000+06:30")
    assert said(asked.hear("late")) == "I cannot read this as a time. Please write it like 8:30."
    doubt = asked.hear("8")
    assert isinstance(doubt, Confirm)
    assert (doubt.text, doubt.echo.english()) == ("08:00:00.000+06:30", "You mean 08:00?")
    assert isinstance(asked.tap("h2500"), Unreadable)


def test_moments() -> None:
    asked = question("dateTime")
    assert asked.press("Now") == Value("2026-11-24T10:20:00.000+06:30")
    assert asked.hear("7.12.2026 8:30") == Value("2026-12-07T08:30:00.000+06:30")
    assert asked.hear("7 Dec 2026, 8:30 pm") == Value("2026-12-07T20:30:00.000+06:30")
    assert isinstance(asked.hear("7.12.2569 8:30"), Confirm)
    assert isinstance(asked.hear("8:30"), Unreadable)
    assert isinstance(asked.hear("12 Nov 2026"), Unreadable)


def test_places_are_rounded_when_they_are_read() -> None:
    asked = question("geopoint")
    assert asked.hear(place=Place(17.975712, 102.633104)) == Value("17.98 102.63 0 0")
    assert asked.hear("17.975712, 102.633104") == Value("17.98 102.63 0 0")
    assert isinstance(asked.hear("at home"), Unreadable)


@pytest.mark.parametrize(
    ("kind", "sent", "kept"),
    [
        ("image", "photo", "photo"),
        ("audio", "voice", "voice"),
        ("audio", "audio", "voice"),
        ("video", "video", "video"),
        ("file", "document", "document"),
    ],
)
def test_files(kind: str, sent: MediaKind, kept: str) -> None:
    assert question(kind).hear(media=sent) == MediaValue(kept)


def test_another_file_than_the_one_asked_for() -> None:
    assert said(question("image").hear(media="document")) == "Please send a photo, not as a file."
    assert "voice message" in said(question("audio").hear("words"))


def test_a_line_is_two_places_or_more() -> None:
    asked = question("geotrace")
    assert asked.codes() == []
    assert asked.text().endswith("Places that are still needed: 2")
    first = asked.hear(place=Place(17.975712, 102.633104))
    assert first == Draft("17.98 102.63 0 0")
    assert asked.labels(first.text) == [["Undo", "Start again"]]
    assert isinstance(asked.tap("done", first.text), Unreadable), "one place is no line"
    assert said(asked.hear("17.98, 102.63", draft=first.text)).startswith("This is the same place")
    second = asked.hear("19.89, 102.13", draft=first.text)
    assert isinstance(second, Draft)
    assert asked.text(second.text).startswith("📍 1. 17.98, 102.63\n📍 2. 19.89, 102.13")
    assert asked.press("Done", second.text) == Value("17.98 102.63 0 0; 19.89 102.13 0 0")
    assert asked.press("Undo", second.text) == first


def test_an_area_ends_where_it_began() -> None:
    asked = question("geoshape")
    draft = ""
    for typed in ("17, 102", "18, 102", "18, 103"):
        reading = asked.hear(typed, draft=draft)
        assert isinstance(reading, Draft)
        draft = reading.text
    value = "17.00 102.00 0 0; 18.00 102.00 0 0; 18.00 103.00 0 0; 17.00 102.00 0 0"
    assert asked.press("Done", draft) == Value(value)
    again = question("geoshape", value=value)
    assert again.text().count("📍") == 3, "the last point is the first once more"
    anew = again.press("Start again")
    assert isinstance(anew, Draft)
    assert again.codes(anew.text) == []


def test_a_line_has_an_end() -> None:
    draft = ";".join(f"{number}.00 {lon}.00 0 0" for number in range(25) for lon in (1, 2))
    assert said(question("geotrace").hear("80, 80", draft=draft)).startswith("These are many places")


def test_what_a_chat_cannot_serve_says_so() -> None:
    assert "tap Skip" in question("osm").text()
    assert "tap Skip" in said(question("osm").hear("x"))


def test_every_type_is_registered_once() -> None:
    kinds = [kind for made in TYPES for kind in made.kinds]
    assert len(kinds) == len(set(kinds))
    for kind in (
        "note",
        "text",
        "integer",
        "decimal",
        "range",
        "select_one",
        "select_multiple",
        "rank",
        "acknowledge",
    ):
        assert kind in kinds
    assert of(question("barcode").filling.form.questions["q"]).kinds[0] == "text"
