"""Groups of a workshop: tied by a facilitator, greeted, told when a day begins, followed when they move."""

from __future__ import annotations

from bot.sandbox.group import Group
from bot.sandbox.message import ChatMessage
from storage.tables import Act, Outbox, WorkshopGroup
from tests.stories.chat import Phone, Village, join
from tests.stories.programmes import HELLO


class Square:
    """A group, a facilitator, somebody who takes part, and a stranger in it."""

    def __init__(self, village: Village, group: Group, boss: Phone, mya: Phone, stranger: Phone) -> None:
        self.village, self.group = village, group
        self.boss, self.mya, self.stranger = boss, mya, stranger

    @property
    def said(self) -> list[ChatMessage]:
        """What the bot has said in the group."""
        return [message for message in self.group.messages if message.from_bot]

    async def write(self, phone: Phone, text: str) -> None:
        await phone.room_phone.send_text(text, chat=self.group.id)
        await self.village.bot.settle()

    async def tap(self, phone: Phone, label: str) -> None:
        message = next(each for each in reversed(self.said) if label in each.labels)
        data = next(str(b.data) for row in message.buttons for b in row if b.text == label)
        await phone.room_phone.tap(message.message_id, data, chat=self.group.id)
        await self.village.bot.settle()

    async def tie(self, label: str = "For everybody") -> None:
        await self.write(self.boss, "/group")
        await self.tap(self.boss, label)


async def square(village: Village) -> Square:
    links = await village.workshop(HELLO)
    boss, mya, stranger = village.boss(), village.phone(10), village.phone(99)
    await boss.send("/help")
    await join(mya, links["trainee"])
    group = village.bot.room.add_group("Weavers", [phone.room_phone for phone in (boss, mya, stranger)])
    await village.bot.settle()
    return Square(village, group, boss, mya, stranger)


async def test_a_facilitator_ties_a_group_and_the_bot_greets(village: Village) -> None:
    place = await square(village)
    assert place.said[-1].text.startswith("Hello! I am Sala. When this group belongs to a workshop")
    await place.tie()
    assert "I go with you through Khon Kaen" in place.said[-1].text
    assert place.said[-1].buttons[0][0].url == "https://t.me/sala_bot"
    [row] = village.rows(WorkshopGroup)
    assert (row.chat_id, row.kind, row.title) == (place.group.id, "everybody", "Weavers")
    assert [act.kind for act in village.rows(Act)][-1] == "group_tied"
    await place.boss.send("/log")
    assert "1. A group was tied (Ploy" in place.boss.last.text
    await place.boss.tap("Take back 1")
    await place.boss.tap("Yes, take it back")
    assert not village.rows(WorkshopGroup)


async def test_others_cannot_tie_it_and_strangers_hear_nothing(village: Village) -> None:
    place = await square(village)
    said = len(place.said)
    await place.write(place.stranger, "/group")
    await place.write(place.stranger, "/help")
    assert len(place.said) == said
    await place.write(place.mya, "/group")
    assert place.said[-1].text == "Only facilitators can do this."
    await place.write(place.boss, "/group")
    for phone in (place.mya, place.stranger):
        await place.tap(phone, "For everybody")
    assert "Only facilitators can do this." in place.mya.toasts
    assert not village.rows(WorkshopGroup)
    await place.tap(place.boss, "Cancel")
    assert not village.rows(WorkshopGroup)
    assert place.said[-1].labels == []


async def test_a_strangers_group_gets_nothing(village: Village) -> None:
    place = await square(village)
    theirs = village.bot.room.add_group("Elsewhere", [place.stranger.room_phone])
    await village.bot.settle()
    await place.stranger.room_phone.send_text("/group", chat=theirs.id)
    await place.stranger.room_phone.send_text("/start@sala_bot", chat=theirs.id)
    await village.bot.settle()
    assert not [message for message in theirs.messages if message.from_bot]
    assert not village.rows(Outbox, Outbox.chat_id == theirs.id)


async def test_commands_in_the_group_lead_to_the_private_chat(village: Village) -> None:
    place = await square(village)
    await place.tie()
    for command in ("/board@sala_bot", "/mydata", "/progress"):
        await village.turn_by(minutes=1)
        await place.write(place.boss, command)
        assert place.said[-1].text == "I answer this in our private chat."
        assert place.said[-1].buttons[0][0].url == "https://t.me/sala_bot"
    said = len(place.said)
    await place.write(place.boss, "/board@another_bot")
    await place.write(place.boss, "/help")
    assert len(place.said) == said, "not for this bot, and not twice in a minute"


async def test_a_day_begins_with_one_word_and_no_names(village: Village) -> None:
    place = await square(village)
    await place.tie()
    said = len(place.said)
    await village.turn_by(days=2, hours=16)  # Monday, 09:00
    assert [each.text for each in place.said[said:]] == [
        "Good day! Today's tasks are in your private chat with me."
    ]
    await village.turn_by(days=7)
    assert len(place.said) <= said + 2, "one for each course day, and none afterwards"
    assert not any("Mya" in each.text for each in place.said)


async def test_an_announcement_is_shown_posted_and_taken_back(village: Village) -> None:
    place = await square(village)
    await place.boss.send("/group")
    assert "There is none." in place.boss.last.text
    await place.tie()
    await place.boss.send("/group")
    assert "• Weavers, for everybody" in place.boss.last.text
    await place.boss.tap("Post in Weavers")
    await place.boss.send("The bus leaves at 7:30.")
    assert place.boss.texts[-2] == "The bus leaves at 7:30."
    assert "bus" not in place.said[-1].text
    await place.boss.tap("Post it")
    assert place.said[-1].text == "The bus leaves at 7:30."
    await place.boss.tap("Take it back")
    assert not any("bus" in each.text for each in place.said)
    await place.mya.send("/group")
    assert place.mya.last.text == "Only facilitators can do this."


async def test_a_group_that_becomes_a_supergroup_is_followed(village: Village) -> None:
    place = await square(village)
    await place.tie()
    old = place.group.id
    new = place.group.migrate()
    await village.bot.settle()
    assert [row.chat_id for row in village.rows(WorkshopGroup)] == [new]
    assert not village.rows(Outbox, Outbox.chat_id == old)
    await village.turn_by(days=2, hours=16)
    assert place.said[-1].text.startswith("Good day!")


async def test_a_move_that_is_heard_of_only_when_sending_is_followed_too(village: Village) -> None:
    place = await square(village)
    await place.tie()
    await village.bot.stop_bot()
    new = place.group.migrate()
    village.bot.room.world.drop_updates()
    await village.bot.start_bot()
    await village.turn_by(days=2, hours=16)
    assert [row.chat_id for row in village.rows(WorkshopGroup)] == [new]
    assert place.said[-1].text.startswith("Good day!")


async def test_a_bot_that_is_sent_away_unties_and_waits_for_nothing(village: Village) -> None:
    place = await square(village)
    await place.tie()
    place.group.send_away()
    await village.bot.settle()
    assert not village.rows(WorkshopGroup)
    await village.turn_by(days=2, hours=16)
    assert not village.rows(Outbox, Outbox.state == "queued")


async def test_untying_and_a_group_of_another_workshop(village: Village) -> None:
    place = await square(village)
    await place.tie()
    other = village.phone(20)
    links = await village.workshop(HELLO)
    await other.send(f"/start {links['facilitator']}")
    for step in ("English",):
        await other.tap(step)
    await other.send("Lin")
    await other.tap("Yes")
    await other.tap("Thailand")
    await place.write(other, "/group")
    assert place.said[-1].text == "This group belongs to another workshop."
    await place.write(place.boss, "/group")
    assert place.said[-1].text == "This group belongs to Khon Kaen, for everybody."
    await place.tap(place.boss, "Untie this group")
    assert not village.rows(WorkshopGroup)
    said = len(place.said)
    await place.write(place.mya, "/help")
    assert len(place.said) == said
