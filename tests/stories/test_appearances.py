"""Appearances that a chat honours, tapped on a phone."""

from __future__ import annotations

import datetime as dt

from storage.tables import Answer
from tests.stories.chat import Phone, Village, join

FRUITS = (
    *("Mango", "Papaya", "Banana", "Pineapple", "Durian", "Longan"),
    *("Lychee", "Mangosteen", "Guava", "Pomelo"),
)

LOOKS = {
    "survey": """
        type|name|label::English (en)|appearance|parameters|default
        begin_group|all|Everything||
        date|day|When was the meeting?||
        date|since|Since when?|month-year|
        integer|looms|How many looms?|counter|
        range|warm|How warm is it?||start=-10 end=50 step=0.5
        range|lunch|How was lunch?|rating|start=1 end=5 step=1
        select_multiple fruit|fruits|Which fruits?|autocomplete|
        dateTime|met|When do you meet?|||some day
        decimal|price|What did it cost?|thousands-sep|
        text|code|Your code?|masked|
        image|sign|Please sign.|signature|
        text|end|Anything else?|multiline|
        end_group|||
    """,
    "choices": "list_name|name|label::English (en)\n"
    + "\n".join(f"fruit|f{number}|{name}" for number, name in enumerate(FRUITS)),
    "schedule": """
        activity|audience|relative_to|offset|unit
        all|everyone|joining|0|minutes
    """,
}


async def joined(village: Village) -> Phone:
    links = await village.workshop(LOOKS)
    phone = village.phone(7)
    await join(phone, links["trainee"])
    return phone


async def up_to(phone: Phone, question: str) -> None:
    while question not in phone.last.text:
        await phone.tap("Skip", phone.last)


def value(village: Village, name: str) -> str:
    [row] = village.rows(Answer, Answer.name == name)
    return str(row.value)


async def test_a_day_from_the_calendar(village: Village) -> None:
    phone = await joined(village)
    before = len(phone.bubbles)
    await phone.tap("Calendar")
    assert phone.last.text.endswith("Tap the day, or write it, like 7.12.2026.")
    await phone.tap("‹")
    assert "Oct 2026" in phone.last.labels
    await phone.tap("·")
    assert phone.last.text == "This one cannot be chosen. Please tap another one."
    await phone.tap("13")
    assert value(village, "day") == "2026-10-13"
    assert "✓ Tuesday, 13 October 2026" in phone.bubbles[before - 1].text
    await phone.tap("Mar")
    assert value(village, "since") == "2026-03-01"
    assert any("✓ March 2026" in text for text in phone.texts)
    assert village.clock.now().date() == dt.date(2026, 11, 27)


async def test_counting_scales_and_stars(village: Village) -> None:
    phone = await joined(village)
    await up_to(phone, "looms")
    for label in ("+10", "+1", "+1", "−10"):
        await phone.tap(label)
    await phone.tap("✓ 2")
    assert value(village, "looms") == "2"
    await phone.tap("20 – 25.5")
    await phone.tap("23.5")
    assert value(village, "warm") == "23.5"
    await phone.tap("★★★★☆")
    assert value(village, "lunch") == "4"


async def test_fruits_are_found_by_letters(village: Village) -> None:
    phone = await joined(village)
    await up_to(phone, "fruits")
    await phone.tap("Papaya")
    await phone.send("MANGO")
    assert "Which fruits?" not in phone.last.text, "a whole name is an answer"
    await phone.tap("Back")
    await phone.send("ang")
    assert phone.last.labels[:4] == ["✅ Mango", "Mangosteen", "Show all", "Done (1)"]
    await phone.tap("Mangosteen")
    await phone.tap("Show all")
    assert "Papaya" in phone.last.labels
    await phone.tap("Done (2)")
    assert value(village, "fruits") == "f0 f7"


async def test_how_answers_are_shown(village: Village) -> None:
    phone = await joined(village)
    await up_to(phone, "When do you meet")
    await phone.send("7.12.2026 8:30")
    assert phone.bubbles[-2].text.endswith("✓ Monday, 7 December 2026, 08:30")
    await phone.send("1234567.5")
    assert phone.bubbles[-2].text.endswith("✓ 1,234,567.5")
    await phone.send("sesame")
    assert phone.bubbles[-2].text.endswith("✓ ••••••")
    assert phone.last.text.endswith("Please sign.\nPlease sign on paper and send a photo of it.")
    await phone.photo()
    assert "Anything else?" in phone.last.text
    assert (value(village, "price"), value(village, "code")) == ("1234567.5", "sesame")


async def test_bars_are_typed_or_photographed(village: Village) -> None:
    sheets = {
        "survey": """
            type|name|label::English (en)
            begin_group|all|Everything
            barcode|one|The first product?
            barcode|two|The second product?
            end_group||
        """,
        "schedule": LOOKS["schedule"],
    }
    links = await village.workshop(sheets)
    phone = village.phone(7)
    await join(phone, links["trainee"])
    assert phone.last.text.endswith("Write what stands below the bars, or send a photo of them.")
    await phone.send("4006381333931")
    await phone.photo()
    assert phone.last.text.startswith("Thank you")
    assert value(village, "one") == "4006381333931"
    [photographed] = village.rows(Answer, Answer.name == "two")
    assert (photographed.way, photographed.value, photographed.media_id is not None) == ("photo", "", True)
