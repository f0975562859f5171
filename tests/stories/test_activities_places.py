"""Lines and areas on a map, place by place, in a chat."""

from __future__ import annotations

from storage.tables import Answer
from tests.stories.chat import Village, join

FIELDS = {
    "survey": """
        type|name|label::English (en)|required
        begin_group|all|The land
        note|hello|Take your time.|
        geotrace|road|Which way do you go to the market?|yes
        geoshape|field|Where are the fields?
        end_group|||
    """,
    "schedule": """
        activity|audience|relative_to|offset|unit|expires_after
        all|everyone|joining|0|minutes|30d
    """,
}


async def test_a_line_and_an_area_by_pins_and_by_typing(village: Village) -> None:
    links = await village.workshop(FIELDS)
    phone = village.phone(7)
    await join(phone, links["trainee"])
    assert "Take your time." in phone.last.text
    [begun] = [bubble for bubble in phone.bubbles if "market?" in bubble.text]
    await phone.pin(17.961234, 102.612345)
    assert phone.last.text.endswith("Places that are still needed: 1")
    assert "📍 1. 17.96, 102.61\nSend a location with the 📎 button." in phone.last.text
    assert not begun.labels, "the buttons of the question before are gone"
    await phone.pin(17.961, 102.612)
    assert phone.last.text == "This is the same place as the one before, as far as I keep it. Send another."
    await village.bot.restart()
    await phone.send("19.89, 102.13")
    shown = next(bubble for bubble in reversed(phone.bubbles) if "📍 2." in bubble.text)
    assert "📍 1. 17.96, 102.61\n📍 2. 19.89, 102.13" in shown.text, "a restart loses no place"
    await phone.tap("Done", shown)
    assert "Where are the fields?" in phone.last.text
    for latitude, longitude in ((17.0, 102.0), (18.0, 102.0), (18.5, 103.0), (18.0, 103.0)):
        await phone.pin(latitude, longitude)
        if latitude == 18.5:
            await phone.tap("Undo")
    await phone.tap("Done")
    assert phone.last.text == "Thank you, Mya! That was “The land”."
    found = {answer.name: answer for answer in village.rows(Answer, Answer.state == "answered")}
    assert found["road"].value == "17.96 102.61 0 0; 19.89 102.13 0 0"
    area = "17.00 102.00 0 0; 18.00 102.00 0 0; 18.00 103.00 0 0; 17.00 102.00 0 0"
    assert found["field"].value == area
    [note] = village.rows(Answer, Answer.name == "hello")
    assert note.state == "seen"


async def test_without_the_layer_for_places_nobody_is_asked_for_a_line(village: Village) -> None:
    links = await village.workshop(FIELDS)
    phone = village.phone(7)
    await join(phone, links["trainee"], no="c6")
    assert not any("market?" in text for text in phone.texts)
    assert any("I do not ask for your place here" in text for text in phone.texts)
    await phone.pin(17.96, 102.61)
    assert village.rows(Answer, Answer.state == "answered") == []


async def test_a_line_that_comes_after_the_closing_is_offered_as_other_answers(village: Village) -> None:
    sheets = {**FIELDS, "schedule": FIELDS["schedule"].replace("30d", "2h")}
    links = await village.workshop(sheets)
    phone = village.phone(7)
    await join(phone, links["trainee"])
    await village.turn_by(hours=3)
    await phone.pin(17.961234, 102.612345)
    assert phone.last.text.startswith(
        "“The land” is closed, but your facilitator can read your answer.\nWhich way"
    )
    assert "📍 1. 17.96, 102.61" in phone.last.text
    assert phone.last.labels == ["Undo", "Start again", "No"]
    await phone.send("my house")
    assert phone.last.text.startswith("Send a location with the 📎 button.")
    await phone.send("19.89, 102.13")
    assert phone.last.labels == ["Undo", "Start again", "Done", "No"]
    await phone.tap("Done")
    assert phone.last.text == (
        "Thank you. “The land” is closed, but your facilitator can read your answer. Is that OK?\n"
        "📍 17.96, 102.61 › 19.89, 102.13"
    )
    assert not village.rows(Answer)
    await phone.tap("Yes")
    [answer] = village.rows(Answer)
    assert (answer.value, answer.late) == ("17.96 102.61 0 0; 19.89 102.13 0 0", True)


async def test_the_last_place_that_was_typed_can_be_edited(village: Village) -> None:
    links = await village.workshop(FIELDS)
    phone = village.phone(7)
    await join(phone, links["trainee"])
    first = await phone.send("17.96, 102.61")
    await phone.edit(first, "17.90, 102.61")
    assert "📍 1. 17.90, 102.61" in phone.last.text
    assert "📍 2." not in phone.last.text
    await phone.send("18.5, 102.0")
    await phone.edit(first, "10.0, 100.0")
    assert phone.last.text == "I can only change the last one like this. Please tap Undo."
    await phone.tap("Done")
    [answer] = village.rows(Answer, Answer.state == "answered")
    assert answer.value == "17.90 102.61 0 0; 18.50 102.00 0 0"


async def test_a_live_location_that_moves_changes_nothing(village: Village) -> None:
    links = await village.workshop(FIELDS)
    phone = village.phone(7)
    await join(phone, links["trainee"])
    number = await phone.pin(17.96, 102.61)
    said = len(phone.bubbles)
    for step in range(1, 4):
        await phone.room_phone.move_location(number, 17.96 + step / 10, 102.61)
        await village.bot.settle()
    assert len(phone.bubbles) == said
    await phone.send("18.5, 102.0")
    await phone.tap("Done")
    [answer] = village.rows(Answer, Answer.state == "answered")
    assert answer.value == "17.96 102.61 0 0; 18.50 102.00 0 0"
