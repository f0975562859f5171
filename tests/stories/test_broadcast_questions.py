"""Asking beside the programme: a tap, choices, words, a poll; counted, nudged, forgotten with the person."""

from __future__ import annotations

from storage.tables import Answer, Broadcast, BroadcastAnswer, Outbox, Recipient
from tests.stories.chat import Phone, Village, join
from tests.stories.programmes import HELLO
from tests.stories.test_broadcasting import people, send


async def ask(boss: Phone, kind: str, lines: str, to: str) -> None:
    """Write a question or poll, and send it."""
    await boss.send("/broadcast")
    await boss.tap(kind)
    await boss.send(lines)
    await boss.tap(to)
    await send(boss)


async def settle(village: Village) -> None:
    """Let the receipt catch up."""
    await village.turn_by(seconds=4)


async def test_choices_are_tapped_without_disturbing_an_activity(village: Village) -> None:
    boss, phones = await people(village, 3)
    await ask(boss, "Ask a question", "Which day suits you?\nMonday\nTuesday", "Everybody who takes part (3)")
    assert phones[0].last.text == "Which day suits you?"
    assert phones[0].last.labels == ["Monday", "Tuesday"]
    await phones[0].tap("Tuesday")
    assert phones[0].toasts[-1] == "Thank you! Your answer: Tuesday"
    await phones[1].tap("Monday")
    await phones[1].tap("Tuesday")
    await settle(village)
    assert "Answered: 2." in boss.last.text
    assert "Nudge the silent (1)" in boss.last.labels
    assert [(row.value, row.edits) for row in village.rows(BroadcastAnswer)] == [("2", 0), ("2", 1)]
    await phones[0].send("Weavers")
    assert "How many firms are in Weavers?" in phones[0].last.text
    assert {row.name for row in village.rows(Answer)} == {"place"}


async def test_the_receipt_changes_at_most_every_three_seconds(village: Village) -> None:
    boss, phones = await people(village, 3)
    await ask(boss, "Ask a question", "Ready?\nYes\nNo", "Everybody who takes part (3)")
    await settle(village)
    before = len(village.rows(Outbox, Outbox.kind == "edit", Outbox.chat_id == boss.number))
    for phone in phones:
        await phone.tap("Yes")
        await phone.tap("No")
    assert len(village.rows(Outbox, Outbox.kind == "edit", Outbox.chat_id == boss.number)) == before
    await settle(village)
    assert len(village.rows(Outbox, Outbox.kind == "edit", Outbox.chat_id == boss.number)) == before + 1
    assert "Answered: 3." in boss.last.text
    assert "Nudge the silent" not in "".join(boss.last.labels)


async def test_words_are_asked_for_and_the_activity_comes_back(village: Village) -> None:
    boss, phones = await people(village, 1)
    await ask(boss, "Ask a question", "What do you need?", "Everybody who takes part (1)")
    await phones[0].tap("✍️ Answer")
    assert "Your facilitators read it without your name" in phones[0].last.text
    await phones[0].photo()
    assert "Please answer this one in words." in phones[0].texts[-2]
    await phones[0].send("A bigger room")
    assert "Thank you! To change it" in "\n".join(phones[0].texts[-2:])
    assert "what is your cluster?" in phones[0].last.text
    [answer] = village.rows(BroadcastAnswer)
    assert answer.value == "A bigger room"
    await phones[0].tap("✍️ Answer")
    await phones[0].tap("Not now")
    assert village.rows(BroadcastAnswer)[0].value == "A bigger room"


async def test_a_poll_counts_votes(village: Village) -> None:
    boss, phones = await people(village, 3)
    await ask(boss, "Make a poll", "Tea or coffee?\nTea\nCoffee", "Everybody who takes part (3)")
    assert phones[0].last.kind == "poll"
    await phones[0].vote(0)
    await phones[1].vote(1)
    await phones[2].vote(1)
    await phones[2].vote()
    await settle(village)
    assert "Answered: 2." in boss.last.text
    assert [row.value for row in village.rows(BroadcastAnswer)] == ["1", "2"]


async def test_votes_in_the_preview_and_forged_votes_count_nothing(village: Village) -> None:
    boss, phones = await people(village, 1)
    await boss.send("/broadcast")
    await boss.tap("Make a poll")
    await boss.send("Tea or coffee?\nTea\nCoffee")
    await boss.tap("Everybody who takes part (1)")
    await boss.vote(0)
    await send(boss)
    poll = phones[0].last.raw["poll"]["id"]
    stranger = village.phone()
    await stranger.send("/start")
    for user, options in ((stranger, [0]), (phones[0], [7])):
        told = {"poll_id": poll, "user": user.room_phone.user, "option_ids": options}
        village.bot.room.world.push("poll_answer", told)
        await village.bot.settle()
    assert not village.rows(BroadcastAnswer)


async def test_a_tap_and_a_nudge_only_for_the_silent(village: Village) -> None:
    boss, phones = await people(village, 3)
    await boss.send("/broadcast")
    await boss.send("Bring your map")
    await boss.tap("Everybody who takes part (3)")
    await boss.tap("With a 👍 button")
    await boss.tap("👍 Got it")
    assert boss.toasts[-1] == "This is only how it looks. Answers count after it was sent."
    await send(boss)
    await phones[0].tap("👍 Got it")
    await settle(village)
    assert "Tapped: 1." in boss.last.text
    await boss.tap("Nudge the silent (2)")
    assert boss.texts[-2] == "A small reminder:\nBring your map"
    assert "It goes to 2 people." in boss.last.text
    await send(boss)
    assert [phone.texts.count("A small reminder:\nBring your map") for phone in phones] == [0, 1, 1]
    await phones[1].tap("👍 Got it")
    await settle(village)
    first, second = village.rows(Broadcast)
    assert second.parent_id == first.id
    assert [row.tapped_at is not None for row in village.rows(Recipient)] == [True, True, False, False, False]
    assert "Nudge the silent (1)" in boss.last.labels


async def test_bad_questions_are_refused_with_the_reason(village: Village) -> None:
    boss, _phones = await people(village, 1)
    await boss.send("/broadcast")
    await boss.tap("Make a poll")
    for lines, reason in {
        "Only a question?": "A poll needs two to twelve choices",
        "Q?\n" + "\n".join(map(str, range(13))): "A poll needs two to twelve choices",
        "Q?\nsame\nsame": "Two choices are the same.",
        "Q?\n" + "x" * 101 + "\ny": "is too long: at most 100 letters",
        "x" * 301 + "\na\nb": "Telegram takes at most 300 here",
    }.items():
        await boss.send(lines)
        assert reason in boss.last.text
    await boss.tap("Back")
    await boss.tap("Ask a question")
    await boss.send("Q?\nonly one")
    assert "two to ten choices, or none" in boss.last.text
    assert not village.rows(Broadcast)


async def test_answers_go_with_the_person(village: Village) -> None:
    boss, phones = await people(village, 3)
    await ask(boss, "Ask a question", "What do you need?", "Everybody who takes part (3)")
    for number, phone in enumerate(phones):
        await phone.tap("✍️ Answer")
        await phone.send(f"I, Person {number}, need tea")
    await phones[0].send("/withdraw")
    await phones[0].tap("Stop, delete all")
    await phones[0].tap("Yes, delete all")
    await phones[1].send("/withdraw")
    await phones[1].tap("Stop, keep without name")
    await phones[1].tap("Yes, forget me")
    assert [row.value for row in village.rows(BroadcastAnswer)] == [
        "I, [name], need tea",
        "I, Person 2, need tea",
    ]


async def test_ex_members_and_strangers_cannot_answer(village: Village) -> None:
    links = await village.workshop(HELLO)
    phone, stranger = village.phone(10), village.phone(11)
    await join(phone, links["trainee"])
    boss = village.boss()
    await ask(boss, "Ask a question", "Ready?\nYes\nNo", "Everybody who takes part (1)")
    data, message = str(phone.last.buttons[0][0].data), phone.last.message_id
    await stranger.send("/start")
    await stranger.press(data, message)
    await phone.press(data.replace(":c-1", ":c-9"), message)
    await phone.press(data.replace(":c-1", ":write"), message)
    await phone.send("/withdraw")
    await phone.tap("Stop, delete all")
    await phone.tap("Yes, delete all")
    await phone.press(data, message)
    assert not village.rows(BroadcastAnswer)


async def test_a_place_to_meet(village: Village) -> None:
    boss, phones = await people(village, 1)
    await boss.send("/broadcast")
    await boss.pin(16.43217, 102.82361)
    await boss.tap("Everybody who takes part (1)")
    assert "Another language" not in boss.last.labels
    await send(boss)
    assert phones[0].last.kind == "location"
    assert phones[0].last.raw["location"]["latitude"] == 16.43217
