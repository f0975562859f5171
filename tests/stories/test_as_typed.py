"""Numbers and days that people type by the habits of their country, and what is kept of them."""

from __future__ import annotations

import pytest

from storage.tables import Answer
from tests.stories.chat import Phone, Village, join

TYPED = {
    "survey": """
        type|name|label::English (en)|constraint
        begin_group|all|Everything|
        decimal|income|What does one firm earn?|. < 1000000
        date|day|When was it?|. <= today()
        text|end|Anything else?|
        end_group||
    """,
    "schedule": """
        activity|audience|relative_to|offset|unit
        all|everyone|joining|0|minutes
    """,
}


async def joined(village: Village, country: str) -> Phone:
    links = await village.workshop(TYPED)
    phone = village.phone(7)
    await join(phone, links["trainee"], country=country)
    return phone


def kept(village: Village, name: str) -> tuple[str, str]:
    [row] = village.rows(Answer, Answer.name == name)
    return row.value, row.raw


@pytest.mark.parametrize(
    ("country", "first", "second", "value"),
    [
        ("Laos", "1.500", "1,5", "1500"),
        ("Vietnam", "1.500", "1,5", "1500"),
        ("Thailand", "1.5", "1,500", "1.5"),
    ],
)
async def test_a_doubtful_number_is_read_as_in_the_own_country(
    village: Village, country: str, first: str, second: str, value: str
) -> None:
    phone = await joined(village, country)
    await phone.send("1.500")
    assert phone.last.text == f"You mean {first}?"
    assert phone.last.labels == ["Yes", "Change", f"No, {second}"]
    await phone.tap("Yes")
    assert kept(village, "income") == (value, "1.500"), "what was typed is kept beside the value"


async def test_the_other_number_is_one_tap_away(village: Village) -> None:
    phone = await joined(village, "Thailand")
    await phone.send("1.500")
    await phone.tap("No, 1,500")
    assert kept(village, "income") == ("1500", "1.500")


async def test_what_the_programme_refuses_is_not_offered(village: Village) -> None:
    phone = await joined(village, "Thailand")
    await phone.send("5000.000")
    assert phone.last.text == "You mean 5,000?"
    assert phone.last.labels == ["Yes", "Change"]


async def test_the_words_of_a_button_can_be_typed(village: Village) -> None:
    phone = await joined(village, "Thailand")
    await phone.tap("Skip")
    await phone.send("yesterday")
    assert kept(village, "day")[0] == "2026-11-26"
    assert "Anything else?" in phone.last.text


async def test_a_year_of_the_buddhist_era_is_asked_back(village: Village) -> None:
    phone = await joined(village, "Thailand")
    await phone.tap("Skip")
    await phone.send("๑๒/๑๑/๒๕๖๙")
    assert phone.last.text == "๑๒/๑๑/๒๕๖๙ = 12 November 2026. Right?"
    await phone.tap("Yes")
    assert kept(village, "day") == ("2026-11-12", "๑๒/๑๑/๒๕๖๙")
