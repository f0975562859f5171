"""Messages that come faster than the questions: nothing is taken for an answer to what nobody has read."""

from __future__ import annotations

from storage.tables import Answer, AnswerVersion
from tests.stories.chat import Phone, Village, join
from tests.stories.programmes import HELLO


async def at_once(village: Village, phone: Phone, *messages: str) -> None:
    """Send several messages before the bot hears the first, as a phone does that finds its network again."""
    await village.bot.stop_bot()
    for message in messages:
        await phone.room_phone.send_text(message)
    await village.bot.start_bot()
    await village.bot.settle()


async def somebody(village: Village) -> Phone:
    links = await village.workshop(HELLO)
    phone = village.phone(7)
    await join(phone, links["trainee"])
    return phone


async def test_an_answer_in_two_messages_is_one_answer(village: Village) -> None:
    phone = await somebody(village)
    await at_once(village, phone, "Weavers", "of Inle")
    [answer] = village.rows(Answer)
    assert (answer.name, answer.value) == ("place", "Weavers\nof Inle")
    assert [version.value for version in village.rows(AnswerVersion)] == ["Weavers"]
    assert "I added it to your answer." in phone.texts
    assert any("How many firms" in text for text in phone.texts[-2:])
    await phone.send("12")
    assert [answer.value for answer in village.rows(Answer)] == ["Weavers\nof Inle", "12"]


async def test_what_does_not_fit_is_said_and_changes_nothing(village: Village) -> None:
    phone = await somebody(village)
    await at_once(village, phone, "Weavers of Inle", "and many more of them")
    assert [answer.value for answer in village.rows(Answer)] == ["Weavers of Inle"]
    assert any("I could not add this to your answer." in text for text in phone.texts)


async def test_words_after_a_tap_wait_for_their_question(village: Village) -> None:
    phone = await somebody(village)
    await phone.send("Weavers")
    await phone.send("12")
    await village.turn_by(days=2, hours=16)  # Monday, 09:00
    assert "How are you today?" in phone.last.text
    low = next(button for row in phone.last.buttons for button in row if button.text.startswith("1"))
    await village.bot.stop_bot()
    await phone.room_phone.tap(phone.last.message_id, str(low.data))
    await phone.room_phone.send_text("because of the rain")
    await village.bot.start_bot()
    await village.bot.settle()
    assert [answer.name for answer in village.rows(Answer) if answer.activity == "morning"] == [
        "morning_note",
        "mood",
    ]
    assert any("You were quicker than my question." in text for text in phone.texts)
    await phone.send("because of the rain")
    assert "because of the rain" in [answer.value for answer in village.rows(Answer)]
