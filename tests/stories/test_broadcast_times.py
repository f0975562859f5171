"""When a message goes out: taken back, later, on each person's own clock, again and again."""

from __future__ import annotations

from sqlmodel import select

from bot.actions.tx import Tx
from storage.tables import Act, Broadcast, Outbox, Person
from tests.stories.chat import Village
from tests.stories.test_broadcast_audiences import choose
from tests.stories.test_broadcasting import people, send


async def test_ten_seconds_to_take_it_back(village: Village) -> None:
    boss, phones = await people(village, 2)
    await choose(boss, "A mistake", "Everybody who takes part (2)", "Send")
    assert boss.last.text == "It goes out in ten seconds.\nIt goes to 2 people."
    await village.turn_by(seconds=9)
    await boss.tap("Undo")
    assert boss.last.text == "Taken back. Nothing was sent."
    assert boss.last.labels == []
    await village.turn_by(minutes=5)
    assert not any("A mistake" in phone.texts for phone in phones)
    [act] = village.rows(Act, Act.kind == "broadcast_sent")
    assert act.undone_at is not None
    assert [row.state for row in village.rows(Broadcast)] == ["cancelled"]


async def test_after_ten_seconds_undo_says_what_is_still_possible(village: Village) -> None:
    boss, _phones = await people(village, 2)
    await choose(boss, "Out", "Everybody who takes part (2)", "Send")
    undo = str(boss.last.buttons[0][0].data)
    message = boss.last.message_id
    await village.turn_by(seconds=10)
    await boss.press(undo, message)
    assert boss.toasts[-1] == "It went out already. /broadcasts can change it or take it back."
    [act] = village.rows(Act, Act.kind == "broadcast_sent")
    assert act.undone_at is None


async def test_nobody_else_can_press_undo(village: Village) -> None:
    boss, phones = await people(village, 2)
    await choose(boss, "Mine", "Everybody who takes part (2)", "Send")
    undo = str(boss.last.buttons[0][0].data)
    await phones[0].press(undo, boss.last.message_id)
    await village.turn_by(seconds=10)
    assert all("Mine" in phone.texts for phone in phones)


async def test_at_a_local_time_of_each_person(village: Village) -> None:
    boss, phones = await people(village, 2)

    def move(tx: Tx) -> None:
        person = tx.session.exec(select(Person).where(Person.telegram_id == phones[0].number)).one()
        person.zone = "Asia/Yangon"

    village.bot.do(move)
    await choose(boss, "Evening", "Everybody who takes part (2)", "When: later …", "Friday, 27 November")
    await boss.send("half past")
    assert "I cannot read this as a time." in boss.last.text
    await boss.send("16:00")
    assert "This time is over today." in boss.last.text
    await boss.tap("20:00")
    await boss.tap("Once")
    assert "It goes out on Friday, 27 November, 20:00 on each person's own clock." in boss.last.text
    await send(boss)
    await village.turn_by(hours=2, minutes=58)
    assert not any("Evening" in phone.texts for phone in phones)
    await village.turn_by(minutes=3)  # 20:01 in Bangkok, 19:31 in Yangon
    assert ["Evening" in phone.texts for phone in phones] == [False, True]
    await village.turn_by(minutes=30)
    assert all("Evening" in phone.texts for phone in phones)
    assert boss.last.text.startswith("Your message went out.\nSent: 2 of 2.")


async def test_every_day_until_a_date(village: Village) -> None:
    boss, phones = await people(village, 1)
    await choose(boss, "Drink water", "Everybody who takes part (1)", "When: later …")
    await boss.send("28.11.2026")
    await boss.tap("08:00")
    await boss.tap("Every day")
    await boss.send("30.11.2026")
    assert "Every day from Saturday, 28 November to Monday, 30 November, 08:00" in boss.last.text
    await boss.tap("Send")
    await village.turn_by(days=6)
    assert phones[0].texts.count("Drink water") == 3
    assert [row.state for row in village.rows(Broadcast)] == ["done"] * 4
    sent = village.rows(Outbox, Outbox.broadcast_id != None, Outbox.kind == "text")  # noqa: E711 -- SQL
    assert [f"{row.sent_at:%d %H:%M}" for row in sent] == ["28 01:00", "29 01:00", "30 01:00"]


async def test_a_plan_in_quiet_hours_is_held_till_morning(village: Village) -> None:
    boss, phones = await people(village, 1)
    await choose(boss, "Early", "Everybody who takes part (1)", "When: later …", "Saturday, 28 November")
    await boss.send("05:00")
    await boss.tap("Once")
    assert "1 of them has quiet hours now and gets it in the morning." in boss.last.text
    await boss.tap("Send")
    await village.turn_by(hours=13, minutes=30)  # 06:30
    assert "Early" not in phones[0].texts
    await village.turn_by(minutes=31)
    assert "Early" in phones[0].texts


async def test_a_planned_one_is_cancelled_by_its_undo(village: Village) -> None:
    boss, phones = await people(village, 1)
    await choose(boss, "Never", "Everybody who takes part (1)", "When: later …", "Saturday, 28 November")
    await boss.tap("08:00")
    await boss.tap("Once")
    await boss.tap("Send")
    await village.turn_by(hours=2)
    await boss.tap("Undo")
    await village.turn_by(days=2)
    assert "Never" not in phones[0].texts


async def test_a_restart_sends_what_was_planned(village: Village) -> None:
    boss, phones = await people(village, 1)
    await choose(boss, "Kept", "Everybody who takes part (1)", "Send")
    await village.bot.restart()
    await village.turn_by(seconds=10)
    assert phones[0].texts.count("Kept") == 1


async def test_each_in_their_language_and_others_in_the_first(village: Village) -> None:
    boss, phones = await people(village, 3)
    for phone, language in zip(phones[:2], ("ភាសាខ្មែរ", "ภาษาไทย"), strict=True):
        await phone.send("/language")
        await phone.tap(language)
    await choose(boss, "Bring <b>rice</b>", "Everybody who takes part (3)", "Another language", "ភាសាខ្មែរ")
    await boss.photo("no text")
    assert "Please send the same kind of message." in boss.last.text
    await boss.send("យកអង្ករមក")
    assert boss.texts[-2] == "យកអង្ករមក"
    assert "Languages: English, ភាសាខ្មែរ. Others read English." in boss.last.text
    await send(boss)
    assert [phone.last.text for phone in phones] == ["យកអង្ករមក", "Bring <b>rice</b>", "Bring <b>rice</b>"]


async def test_a_photo_with_its_words_in_another_language(village: Village) -> None:
    boss, phones = await people(village, 2)
    await phones[0].send("/language")
    await phones[0].tap("ພາສາລາວ")
    await boss.send("/broadcast")
    await boss.photo("The map")
    for label in ("Everybody who takes part (2)", "Another language", "ພາສາລາວ"):
        await boss.tap(label)
    await boss.send("ແຜນທີ່")
    await send(boss)
    assert [(phone.last.kind, phone.last.text) for phone in phones] == [
        ("photo", "ແຜນທີ່"),
        ("photo", "The map"),
    ]


async def test_too_long_texts_are_said_before_anything_is_sent(village: Village) -> None:
    boss, _phones = await people(village, 1)
    await boss.send("/broadcast")
    await boss.send("a" * 5000)
    assert "This text has 5000 letters. Telegram takes at most 4096 here." in boss.last.text
    await boss.photo("b" * 1100)
    assert "This text has 1100 letters. Telegram takes at most 1024 here." in boss.last.text
    assert not village.rows(Broadcast)
    await boss.send("<" * 4000)
    await boss.tap("Everybody who takes part (1)")
    assert boss.bubbles[-2].text == "<" * 4000, "as one message, although its HTML is longer"
