"""Who has done what: the numbers under the picture, the day, and who may see it."""

from __future__ import annotations

import io

from PIL import Image

from tests.stories.chat import Phone, Village, join
from tests.stories.programmes import HELLO


async def people(village: Village) -> tuple[Phone, list[Phone]]:
    links = await village.workshop(HELLO)
    phones = [village.phone(10 + number) for number in range(3)]
    for phone, name in zip(phones, ("ນ້ອຍ", "မြ", "สมชาย"), strict=True):
        await join(phone, links["trainee"], name=name)
    return village.boss(), phones


def size(phone: Phone) -> tuple[int, int]:
    world = phone.village.bot.room.world
    found = world.file(phone.last.raw["photo"][-1]["file_id"])
    with Image.open(io.BytesIO((world.files / found["path"]).read_bytes())) as image:
        return image.size


async def test_the_board_follows_what_people_do(village: Village) -> None:
    boss, phones = await people(village)
    await boss.send("/board")
    assert boss.last.kind == "photo"
    assert boss.last.text.startswith("Khon Kaen: before the course\n3 people. Done: 0 of 3.")
    await phones[0].send("Weavers")
    await phones[0].send("12")
    await phones[1].tap("Skip")
    await phones[1].tap("Skip")
    await boss.tap("Show as it is now")
    assert "Done: 1 of 3." in boss.last.text
    assert "Skipped: 1" in boss.last.text
    assert "Sent, no answer yet: 1" in boss.last.text
    width, height = size(boss)
    assert width > 300
    assert height > 200


async def test_another_day_and_somebody_who_cannot_be_reached(village: Village) -> None:
    boss, phones = await people(village)
    await phones[2].block()
    await village.turn_by(days=2, hours=17)  # Monday, 10:00
    await boss.send("/board")
    assert boss.last.text.startswith("Khon Kaen: day 1\n")
    assert "Cannot be reached: 1" in boss.last.text or "Cannot be reached: 2" in boss.last.text
    await boss.tap("before the course")
    assert boss.last.text.startswith("Khon Kaen: before the course\n")
    await boss.send("/board 1")
    assert boss.last.text.startswith("Khon Kaen: day 1\n")
    await boss.tap("Close")
    assert boss.last.labels == []


async def test_a_board_before_anybody_has_joined(village: Village) -> None:
    await village.workshop(HELLO)
    boss = village.boss()
    await boss.send("/board")
    assert "0 people" in boss.last.text
    assert boss.last.kind == "photo"


async def test_an_old_board_does_not_open_for_others(village: Village) -> None:
    boss, phones = await people(village)
    await boss.send("/board")
    data = next(str(button.data) for row in boss.last.buttons for button in row)
    shown = len(phones[0].bubbles)
    await phones[0].press(data, boss.last.message_id)
    assert len(phones[0].bubbles) == shown
