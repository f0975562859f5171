"""A message to everybody: written, seen as its readers will see it, sent, and accounted for."""

from __future__ import annotations

from storage.tables import Broadcast, Outbox
from tests.stories.chat import Phone, Village, join
from tests.stories.programmes import HELLO


async def people(village: Village, number: int = 4) -> tuple[Phone, list[Phone]]:
    """The facilitator, and people who take part: the last of them is a leader."""
    links = await village.workshop(HELLO)
    phones = [village.phone(10 + each) for each in range(number)]
    for each, phone in enumerate(phones):
        role = "leader" if each == number - 1 else "trainee"
        await join(phone, links[role], name=f"Person {each}")
    return village.boss(), phones


async def write(boss: Phone, text: str = "", to: str = "Everybody who takes part (4)") -> None:
    await boss.send("/broadcast")
    if text:
        await boss.send(text)
    else:
        await boss.photo("The <map>")
    await boss.tap(to)


async def send(boss: Phone, button: str = "Send") -> None:
    """Let it go, and wait the ten seconds in which it can be taken back."""
    await boss.tap(button)
    await boss.village.turn_by(seconds=10)


async def test_it_is_shown_confirmed_sent_and_accounted_for(village: Village) -> None:
    boss, phones = await people(village)
    await write(boss, "Please bring your notebook tomorrow.")
    shown, asked = boss.bubbles[-2:]
    assert shown.text == "Please bring your notebook tomorrow."
    assert asked.text == "This is how it looks.\nIt goes to 4 people."
    assert not any("notebook" in text for phone in phones for text in phone.texts)
    await send(boss)
    assert all(phone.last.text == "Please bring your notebook tomorrow." for phone in phones)
    assert boss.last.text == "Your message went out.\nSent: 4 of 4.\nEverybody was reached."
    [broadcast] = village.rows(Broadcast)
    assert (broadcast.state, broadcast.recipients, broadcast.audience) == ("done", 4, "everyone")


async def test_formatting_photos_voice_and_files_arrive(village: Village) -> None:
    boss, phones = await people(village, 2)
    await write(boss, "", "Everybody who takes part (2)")
    await send(boss)
    assert [(phone.last.kind, phone.last.text) for phone in phones] == [("photo", "The <map>")] * 2
    await boss.send("/broadcast")
    await boss.voice()
    await boss.tap("Cluster leaders (1)")
    await send(boss)
    assert phones[1].last.kind == "voice"
    assert phones[0].last.kind == "photo"
    await boss.send("/broadcast")
    await boss.document(b"%PDF-1.4 plan", "plan.pdf", "The plan")
    await boss.tap("Trainees (1)")
    await send(boss)
    assert (phones[0].last.kind, phones[0].last.text) == ("document", "The plan")


async def test_who_cannot_be_reached_is_named_with_the_reason(village: Village) -> None:
    boss, phones = await people(village)
    phones[0].room_phone.delete_account()
    await phones[1].block()
    await phones[2].send("/pause")
    await phones[2].tap("1 week")
    await write(boss, "Hello", "Everybody who takes part (2)")
    assert "1 person cannot be reached." in boss.last.text
    await send(boss)
    assert boss.last.text == (
        "Your message went out.\nSent: 1 of 2.\nNot reached: 1 (the account is gone): Person 0"
    )
    assert phones[3].last.text == "Hello"
    assert "Hello" not in phones[2].texts, "a pause is a pause"


async def test_nothing_goes_out_before_the_last_yes(village: Village) -> None:
    boss, phones = await people(village)
    await write(boss, "A mistake")
    await boss.tap("Change")
    await boss.send("Better words")
    await boss.tap("Trainees (3)")
    await boss.tap("Cancel")
    assert boss.last.text == "OK, nothing was sent."
    assert [row.state for row in village.rows(Broadcast)] == ["cancelled", "cancelled"]
    assert not village.rows(Outbox, Outbox.broadcast_id != None)  # noqa: E711 -- SQL
    assert not any(word in text for phone in phones for text in phone.texts for word in ("mistake", "Better"))


async def test_quiet_hours_hold_it_till_morning_unless_all_must_wake(village: Village) -> None:
    boss, phones = await people(village)
    await village.turn_by(hours=5)  # 22:00
    await write(boss, "Good morning!")
    assert "4 of them have quiet hours now and get it in the morning." in boss.last.text
    await send(boss)
    assert "Good morning!" not in phones[0].texts
    assert "0 of 4 sent.\n4 of them have quiet hours now" in boss.last.text
    await village.turn_by(hours=9, minutes=1)
    assert all(phone.last.text == "Good morning!" for phone in phones)
    assert boss.last.text.startswith("Your message went out.\nSent: 4 of 4.")
    await village.turn_by(hours=15)
    await write(boss, "The river rises!")
    await send(boss, "Send to all now anyway")
    assert all(phone.last.text == "The river rises!" for phone in phones)


async def test_it_does_not_disturb_an_answer(village: Village) -> None:
    boss, phones = await people(village, 1)
    assert "what is your cluster?" in phones[0].last.text
    await write(boss, "Hello", "Everybody who takes part (1)")
    await send(boss)
    await phones[0].send("Weavers of Inle")
    assert "How many firms are in Weavers of Inle?" in phones[0].last.text


async def test_nobody_there_yet(village: Village) -> None:
    await village.workshop(HELLO)
    boss = village.boss()
    await write(boss, "Hello", "Everybody who takes part (0)")
    assert "Nobody is there yet who can get it." in "\n".join(boss.texts[-2:])
