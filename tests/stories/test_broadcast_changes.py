"""After sending: /broadcasts, other words, taking it back, results; faults on the way; wrong hands."""

from __future__ import annotations

from storage.tables import Act, Broadcast, BroadcastAnswer, Outbox
from tests.stories.chat import Phone, Village
from tests.stories.test_broadcast_audiences import choose
from tests.stories.test_broadcast_questions import ask, settle
from tests.stories.test_broadcasting import people, send


async def sent(village: Village, number: int = 3, text: str = "Meet at 8") -> tuple[Phone, list[Phone]]:
    """A message that went out to everybody."""
    boss, phones = await people(village, number)
    await choose(boss, text, f"Everybody who takes part ({number})")
    await send(boss)
    return boss, phones


async def test_other_words_after_sending_and_back_again(village: Village) -> None:
    boss, phones = await sent(village)
    await boss.tap("Change, take back …")
    assert boss.last.labels == ["Change the words", "Take it back", "Back", "Close"]
    await boss.tap("Change the words")
    await boss.send("x" * 4097)
    assert "Telegram takes at most 4096" in boss.last.text
    await boss.send("Meet at 9")
    assert [phone.last.text for phone in phones] == ["Meet at 9"] * 3
    await settle(village)
    assert any("Changed in 3 of 3 chats." in text for text in boss.texts)
    await boss.send("/log")
    await boss.tap("Take back 1")
    await boss.tap("Yes, take it back")
    assert [phone.last.text for phone in phones] == ["Meet at 8"] * 3


async def test_taking_it_back_says_honestly_where_that_worked(village: Village) -> None:
    boss, phones = await sent(village)
    await phones[0].block()
    await boss.send("/broadcasts")
    assert "1. Everybody who takes part: sent" in boss.last.text
    await boss.tap("1. Meet at 8")
    await boss.tap("Take it back")
    await boss.tap("Yes, take it back")
    await settle(village)
    assert ["Meet at 8" in phone.texts for phone in phones] == [True, False, False]
    receipt = next(text for text in boss.texts if "Taken back from" in text)
    assert "Taken back from 2 of 3 chats.\nCould not be changed: 1 (blocked the bot)" in receipt
    assert [act.kind for act in village.rows(Act)][-1] == "broadcast_recalled"


async def test_after_48_hours_nothing_can_be_deleted(village: Village) -> None:
    boss, phones = await sent(village, 2)
    await village.turn_by(hours=49)
    await boss.send("/broadcasts")
    await boss.tap("1. Meet at 8")
    await boss.tap("Take it back")
    await boss.tap("Yes, take it back")
    await settle(village)
    assert all("Meet at 8" in phone.texts for phone in phones)
    assert any("Could not be changed: 2 (older than 48 hours)" in text for text in boss.texts)


async def test_taken_back_before_the_morning_nobody_gets_it(village: Village) -> None:
    boss, phones = await people(village, 2)
    await village.turn_by(hours=5)  # 22:00
    await choose(boss, "Good morning!", "Everybody who takes part (2)")
    await send(boss)
    await boss.send("/broadcasts")
    await boss.tap("1. Good morning!")
    await boss.tap("Take it back")
    await boss.tap("Yes, take it back")
    await village.turn_by(hours=12)
    assert not any("Good morning!" in phone.texts for phone in phones)
    assert [row.state for row in village.rows(Broadcast)] == ["recalled"]


async def test_a_planned_one_is_cancelled_in_the_list_and_planned_again_in_the_log(village: Village) -> None:
    boss, phones = await people(village, 1)
    await choose(boss, "Tomorrow", "Everybody who takes part (1)", "When: later …", "Saturday, 28 November")
    for label in ("08:00", "Once", "Send"):
        await boss.tap(label)
    await boss.send("/broadcasts")
    assert "1. Everybody who takes part: planned" in boss.last.text
    await boss.tap("1. Tomorrow")
    assert "It goes out on Saturday, 28 November, 08:00" in boss.last.text
    await boss.tap("Cancel it")
    assert "It was cancelled." in boss.last.text
    await boss.send("/log")
    await boss.tap("Take back 1")
    await boss.tap("Yes, take it back")
    await village.turn_by(days=1)
    assert phones[0].texts.count("Tomorrow") == 1


async def test_results_wait_for_five_answers_and_then_for_three_new_ones(village: Village) -> None:
    boss, phones = await people(village, 9)
    await ask(boss, "Ask a question", "Which day?\nMonday\nTuesday", "Everybody who takes part (9)")

    async def result() -> str:
        await boss.send("/broadcasts")
        await boss.tap("1. Which day?")
        await boss.tap("Results")
        return boss.texts[-2]

    assert await result() == "Nobody has answered yet."
    for number in range(4):
        await phones[number].tap("Monday")
    assert await result() == "There are fewer than 5 answers, so I show no result."
    await phones[4].tap("Tuesday")
    assert await result() == "Most people chose: Monday"
    await village.turn_by(seconds=1)
    await phones[5].tap("Tuesday")
    assert "Fewer than 3 answers are new" in await result()
    await phones[6].tap("Tuesday")
    await phones[7].tap("Tuesday")
    assert await result() == "Monday: 4\nTuesday: 4"


async def test_a_closed_question_takes_no_more_answers_until_it_is_opened_again(village: Village) -> None:
    boss, phones = await people(village, 2)
    await ask(boss, "Ask a question", "Which day?\nMonday\nTuesday", "Everybody who takes part (2)")
    await phones[0].tap("Monday")
    data, message = str(phones[1].last.buttons[0][0].data), phones[1].last.message_id
    await boss.send("/broadcasts")
    await boss.tap("1. Which day?")
    await boss.tap("Close the question")
    assert phones[1].last.labels == []
    await phones[1].press(data, message)
    assert phones[1].toasts[-1] == "This question is closed now. Thank you!"
    assert len(village.rows(BroadcastAnswer)) == 1
    await boss.send("/log")
    await boss.tap("Take back 1")
    await boss.tap("Yes, take it back")
    await phones[1].tap("Tuesday")
    assert len(village.rows(BroadcastAnswer)) == 2


async def test_a_closed_poll_is_stopped(village: Village) -> None:
    boss, phones = await people(village, 2)
    await ask(boss, "Make a poll", "Tea or coffee?\nTea\nCoffee", "Everybody who takes part (2)")
    await boss.send("/broadcasts")
    await boss.tap("1. Tea or coffee?")
    assert "Change the words" not in boss.last.labels
    await boss.tap("Close the question")
    assert all(phone.last.raw["poll"]["is_closed"] for phone in phones)


async def test_words_are_shown_without_names(village: Village) -> None:
    boss, phones = await people(village, 2)
    await ask(boss, "Ask a question", "What do you need?", "Everybody who takes part (2)")
    for phone, words in zip(phones, ("Tea", "A <map>"), strict=True):
        await phone.tap("✍️ Answer")
        await phone.send(words)
    await boss.send("/broadcasts")
    await boss.tap("1. What do you need?")
    await boss.tap("Results")
    shown = boss.texts[-2]
    assert "• Tea" in shown
    assert "• A <map>" in shown
    assert "Person" not in shown


async def test_a_429_in_the_middle_loses_nobody_and_a_refused_one_is_named(village: Village) -> None:
    boss, phones = await people(village, 4)
    await choose(boss, "All of you", "Everybody who takes part (4)")
    faults = village.bot.room.faults
    faults.plan("too_many", method="sendMessage", chat_id=phones[1].number, seconds=0.1)
    faults.plan(
        "refuse", method="sendMessage", chat_id=phones[2].number, code=400, description="Bad Request: no"
    )
    await send(boss)
    assert [phone.texts.count("All of you") for phone in phones] == [1, 1, 0, 1]
    assert "Sent: 3 of 4." in boss.last.text
    assert ": Person 2" in boss.last.text


async def test_only_facilitators_of_the_workshop_reach_it(village: Village) -> None:
    boss, phones = await sent(village, 2)
    for phone in phones:
        shown = len(phone.bubbles)
        await phone.send("/broadcasts")
        assert "Only facilitators" in phone.last.text
        forged = str(boss.last.buttons[0][0].data)
        await phone.press(forged, boss.last.message_id)
        await phone.press(forged.replace("open", "undo"), boss.last.message_id)
        assert len(phone.bubbles) == shown + 1
    await boss.tap("Change, take back …")
    token = str(boss.last.buttons[0][0].data).split(":")[1]
    for code in ("yes", "shut", "stop", "in-xx", "one-999", "result", "nudge"):
        await boss.press(f"broadcasts:{token}:{code}", boss.last.message_id)
    assert [row.state for row in village.rows(Broadcast)] == ["done"]
    assert not village.rows(Outbox, Outbox.kind == "delete")
