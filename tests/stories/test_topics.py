"""The facilitators' group with topics: each talk has a topic of its own, and nothing is lost without one."""

from __future__ import annotations

from bot.sandbox.group import Group
from bot.sandbox.message import ChatMessage
from storage.tables import Outbox, Thread, ThreadMessage, WorkshopGroup
from tests.stories.chat import SPEECH, Phone, Village
from tests.stories.test_threads import newest, room


class Forum:
    """A group of two facilitators and somebody else, tied to the workshop; and Mya, who writes."""

    def __init__(self, village: Village, group: Group, ploy: Phone, lin: Phone, mya: Phone) -> None:
        self.village, self.group = village, group
        self.ploy, self.lin, self.mya = ploy, lin, mya

    @property
    def said(self) -> list[ChatMessage]:
        """What the bot has said in the group."""
        return [message for message in self.group.messages if message.from_bot]

    @property
    def names(self) -> list[str]:
        """The names of the topics."""
        return [topic["name"] for topic in self.group.chat.topics.values()]

    def in_topic(self, number: int) -> list[ChatMessage]:
        """What the bot has said in a topic, without the word that opens it."""
        return [message for message in self.said if message.raw.get("message_thread_id") == number]

    async def write(self, phone: Phone, text: str, topic: int | None = None) -> int:
        sent = await phone.room_phone.send_text(text, chat=self.group.id, topic=topic)
        await self.village.bot.settle()
        return int(sent["message_id"])

    async def tap(self, phone: Phone, label: str) -> None:
        message = next(each for each in reversed(self.said) if label in each.labels)
        data = next(str(b.data) for row in message.buttons for b in row if b.text == label)
        await phone.room_phone.tap(message.message_id, data, chat=self.group.id)
        await self.village.bot.settle()


async def forum(village: Village, *, admin: bool = True) -> Forum:
    ploy, lin, mya = await room(village)
    outsider = village.phone(77)
    members = [phone.room_phone for phone in (ploy, lin, outsider)]
    group = village.bot.room.add_group("Team", members)
    group.make_forum(admin=admin)
    await village.bot.settle()
    made = Forum(village, group, ploy, lin, mya)
    await made.write(ploy, "/group")
    await made.tap(ploy, "For facilitators")
    return made


def topic_of(village: Village) -> int:
    [thread] = village.rows(Thread)
    assert thread.topic_id is not None
    return int(thread.topic_id)


async def test_a_talk_gets_a_topic_and_answers_in_it_go_to_the_person(village: Village) -> None:
    place = await forum(village)
    assert "Each talk with a person gets a topic of its own here." in place.said[-1].text
    private = len(place.ploy.bubbles)
    await place.mya.send("/ask Where do we meet?")
    assert place.names == ["Mya"]
    topic = topic_of(village)
    hint, asked = place.in_topic(topic)
    assert hint.text.startswith("What you write in this topic goes to Mya.")
    assert asked.text == "Mya (Khon Kaen):\nWhere do we meet?"
    assert asked.labels == ["Ready answers", "I take it", "Take the chat over", "Close"]
    assert len(place.ploy.bubbles) == private, "nothing in private beside the topic"

    await place.write(place.lin, "// Who knows?", topic)
    await place.write(place.lin, "At the gate.", topic)
    assert place.mya.last.text == "Lin, your facilitator:\nAt the gate."
    assert not any("Who knows" in text for text in place.mya.texts)
    assert place.in_topic(topic)[-1].text.endswith("Answered")
    await place.mya.tap("Write back")
    await place.mya.send("Thank you!")
    assert place.names == ["Mya"], "one topic for one person"
    assert place.in_topic(topic)[-1].text.startswith("Mya (Khon Kaen):\nThank you!")


async def test_voice_edits_and_answers_from_elsewhere_stand_in_the_topic(village: Village) -> None:
    place = await forum(village)
    number = await place.mya.send("/ask Where?")
    topic = topic_of(village)
    await place.mya.edit(number, "/ask Where exactly?")
    assert "Where exactly?" in place.in_topic(topic)[1].text
    await place.lin.room_phone.send_voice(SPEECH, chat=place.group.id, topic=topic)
    await village.bot.settle()
    assert place.mya.last.kind == "voice"
    answer = await place.write(place.lin, "At the gate.", topic)
    await place.lin.room_phone.edit_text(answer, "At the big gate.", chat=place.group.id)
    await village.bot.settle()
    assert newest(place.mya, "gate").text == "Lin, your facilitator:\nAt the big gate."
    await place.ploy.send("/inbox")
    await place.mya.send("/ask And when?")
    await place.ploy.send("/inbox")
    await place.ploy.tap("Mya · 0 min")
    await place.ploy.tap("Reply")
    await place.ploy.send("At 8:30.")
    assert place.mya.last.text == "Ploy, your facilitator:\nAt 8:30."
    assert place.in_topic(topic)[-1].text == "Ploy to Mya:\nAt 8:30."


async def test_the_chat_is_taken_over_in_the_topic(village: Village) -> None:
    place = await forum(village)
    await place.mya.send("/ask I do not feel well")
    topic = topic_of(village)
    await place.tap(place.lin, "Take the chat over")
    assert place.mya.last.text.startswith("Lin writes with you now.")
    await place.mya.send("My head hurts")
    assert "My head hurts" in place.in_topic(topic)[-1].text
    await place.tap(place.ploy, "Give the chat back")
    assert "I am back, and we go on." in place.mya.texts


async def test_who_is_no_facilitator_sends_nothing(village: Village) -> None:
    place = await forum(village)
    await place.mya.send("/ask Where?")
    topic = topic_of(village)
    said = len(place.mya.bubbles)
    await place.write(village.phone(77), "I answer for them", topic)
    assert place.in_topic(topic)[-1].text == "Only facilitators can do this."
    await place.write(place.ploy, "In the general topic")
    assert len(place.mya.bubbles) == said
    assert not village.rows(ThreadMessage, ThreadMessage.direction == "out")
    await place.mya.block()
    await place.write(place.ploy, "Are you there?", topic)
    assert place.in_topic(topic)[-1].text.startswith("Mya cannot be reached")


async def test_without_the_right_to_make_topics_talks_come_in_private(village: Village) -> None:
    place = await forum(village, admin=False)
    await place.mya.send("/ask Where?")
    assert [row.forum for row in village.rows(WorkshopGroup)] == [False]
    assert "I cannot open topics here" in place.said[-1].text
    for phone in (place.ploy, place.lin):
        assert phone.last.text == "Mya (Khon Kaen):\nWhere?"
    place.group.make_forum()
    await place.write(place.ploy, "/group")
    await place.tap(place.ploy, "Cancel")
    await place.mya.send("/ask And when?")
    assert place.names == ["Mya"]
    assert place.in_topic(topic_of(village))[-1].text.startswith("Mya (Khon Kaen):\nAnd when?")


async def test_a_topic_that_was_deleted_loses_no_message(village: Village) -> None:
    place = await forum(village)
    await place.mya.send("/ask Where?")
    first = topic_of(village)
    place.group.chat.topics.clear()
    await place.mya.send("/ask Hello?")
    assert place.lin.last.text == "Mya (Khon Kaen):\nHello?"
    await place.mya.send("/ask Once more")
    assert topic_of(village) != first
    assert place.in_topic(topic_of(village))[-1].text.startswith("Mya (Khon Kaen):\nOnce more")


async def test_a_bot_that_was_sent_away_brings_what_waits_in_private(village: Village) -> None:
    place = await forum(village)
    place.group.chat.state = "bot was kicked from the supergroup chat"  # the bot hears of it when it writes
    await place.mya.send("/ask Where?")
    assert place.lin.last.text == "Mya (Khon Kaen):\nWhere?"
    assert not village.rows(WorkshopGroup)


async def test_leaving_takes_the_topic_away(village: Village) -> None:
    place = await forum(village)
    await place.mya.send("/ask Where do I find my secret map?")
    await place.mya.send("/withdraw")
    await place.mya.tap("Stop, delete all")
    await place.mya.tap("Yes, delete all")
    assert place.names == []
    assert not any("map" in message.text or "Mya" in message.text for message in place.said)
    assert not any("map" in row.text or row.text == "Mya" for row in village.rows(Outbox))
