"""People write to their facilitators, and facilitators answer, each of them in the picture."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from bot.actions import thread_checks
from bot.sandbox.message import ChatMessage
from storage.tables import Act, Answer, Event, Invitation, Media, Outbox, Thread, ThreadMessage
from tests.stories.chat import Phone, Village, join
from tests.stories.programmes import HELLO
from tests.stories.test_exporting import a_researcher, take_tables, unpacked


async def facilitator(village: Village, code: str, name: str) -> Phone:
    phone = village.phone()
    await phone.send(f"/start {code}")
    await phone.tap("English")
    await phone.send(name)
    await phone.tap("Yes")
    await phone.tap("Thailand")
    return phone


async def room(village: Village, no: str = "") -> tuple[Phone, Phone, Phone]:
    """Two facilitators, Ploy and Lin, and Mya, whose chat is free."""
    links = await village.workshop(HELLO)
    lin = await facilitator(village, links["facilitator"], "Lin")
    mya = village.phone()
    await village.boss().send("/help")
    await join(mya, links["trainee"], no=no)
    await mya.send("Weavers")
    await mya.send("12")
    return village.boss(), lin, mya


def newest(phone: Phone, words: str) -> ChatMessage:
    return next(bubble for bubble in reversed(phone.bubbles) if words in bubble.text)


async def reply(phone: Phone, to: ChatMessage, text: str) -> int:
    sent = await phone.room_phone.send_text(text, reply_to=to.message_id)
    await phone.village.bot.settle()
    return int(sent["message_id"])


async def test_a_question_reaches_every_facilitator_and_the_answer_comes_back(village: Village) -> None:
    ploy, lin, mya = await room(village)
    await mya.send("/ask")
    await mya.send("Where do we <b>meet</b> tomorrow?")
    assert "Sent to your facilitators. The answer comes here." in mya.texts
    for phone in (ploy, lin):
        assert phone.last.text == "Mya (Khon Kaen):\nWhere do we <b>meet</b> tomorrow?"
        assert phone.last.labels == ["Reply", "Ready answers", "I take it", "Take the chat over", "Close"]
    await lin.tap("Reply")
    assert newest(ploy, "tomorrow?").text.endswith("Lin is answering …")
    await lin.send("At the gate, 8:30.")
    assert newest(mya, "gate").text == "Lin, your facilitator:\nAt the gate, 8:30."
    assert "Sent to Mya." in lin.texts
    assert newest(ploy, "gate").text == "Lin to Mya:\nAt the gate, 8:30."
    assert newest(ploy, "gate").silent
    assert newest(ploy, "tomorrow?").text.endswith("Answered")
    assert [thread.state for thread in village.rows(Thread)] == ["answered"]
    await mya.tap("Write back")
    await mya.send("Thank you!")
    assert [thread.state for thread in village.rows(Thread)] == ["open"]
    assert newest(lin, "Thank you!").labels == ["Reply", "Ready answers", "Take the chat over", "Close"], (
        "Lin takes care of it already"
    )
    assert newest(lin, "tomorrow?").labels == [], "only the newest message has buttons"
    assert "Lin takes care of it." in newest(ploy, "Thank you!").text
    assert [act.kind for act in village.rows(Act, Act.kind == "thread_answered")] == ["thread_answered"]


async def test_in_the_middle_of_an_activity_the_question_comes_back_afterwards(village: Village) -> None:
    links = await village.workshop(HELLO)
    await village.boss().send("/help")
    mya = village.phone()
    await join(mya, links["trainee"])
    assert "what is your cluster?" in mya.last.text
    await mya.send("/ask May I skip this?")
    assert "Sent to your facilitators. The answer comes here." in mya.texts
    assert "what is your cluster?" in mya.last.text
    assert not village.rows(Answer, Answer.name == "place")
    assert village.boss().last.text.endswith("May I skip this?")
    await reply(village.boss(), village.boss().last, "Yes, tap Skip.")
    await mya.send("Weavers")
    assert [row.value for row in village.rows(Answer, Answer.name == "place")] == ["Weavers"]


async def test_two_answers_at_once_both_arrive_and_each_sees_the_other(village: Village) -> None:
    ploy, lin, mya = await room(village)
    await mya.send("/ask Where?")
    asked_ploy, asked_lin = ploy.last, lin.last
    await ploy.tap("Reply", asked_ploy)
    await lin.tap("Reply", newest(lin, "Where?"))
    assert "Ploy is answering already. You can answer too." in lin.toasts
    await village.bot.stop_bot()
    await ploy.room_phone.send_text("At the gate.")
    await lin.room_phone.send_text("In the hall.", reply_to=asked_lin.message_id)
    await village.bot.start_bot()
    await village.bot.settle()
    assert {"Ploy, your facilitator:\nAt the gate.", "Lin, your facilitator:\nIn the hall."} <= set(mya.texts)
    assert "Ploy to Mya:\nAt the gate." in lin.texts
    assert "Lin to Mya:\nIn the hall." in ploy.texts
    assert len(village.rows(ThreadMessage, ThreadMessage.direction == "out")) == 2


async def test_edits_follow_on_both_sides(village: Village) -> None:
    ploy, lin, mya = await room(village)
    number = await mya.send("/ask Where?")
    await mya.edit(number, "/ask Where and when?")
    assert "Where and when?" in newest(ploy, "Mya").text
    assert "(edited)" in newest(lin, "Mya").text
    answer = await reply(ploy, newest(ploy, "Where"), "At the gate.")
    await ploy.edit(answer, "At the big gate.")
    assert newest(mya, "gate").text == "Ploy, your facilitator:\nAt the big gate."
    assert newest(mya, "gate").labels == ["Write back"]
    assert newest(lin, "gate").text == "Ploy to Mya:\nAt the big gate. (edited)"
    assert "At the gate." not in mya.texts


async def test_voice_and_photos_go_both_ways_with_consent(village: Village) -> None:
    ploy, lin, mya = await room(village)
    await mya.send("/ask")
    await mya.voice()
    assert (ploy.last.kind, ploy.last.text) == ("voice", "Mya (Khon Kaen):")
    await ploy.tap("Reply")
    await ploy.photo("The gate")
    assert (newest(mya, "gate").kind, newest(mya, "gate").text) == (
        "photo",
        "Ploy, your facilitator:\nThe gate",
    )
    assert newest(lin, "gate").kind == "photo"
    await mya.send("/ask")
    await mya.pin(16.4, 102.8)
    assert "Please send words, a voice message or a photo." in mya.texts


async def test_a_voice_message_without_consent_is_not_kept(village: Village) -> None:
    ploy, _lin, mya = await room(village, no="c4")
    before = len(ploy.bubbles)
    await mya.send("/ask")
    await mya.voice()
    assert any("You have not allowed me to keep this kind of message" in text for text in mya.texts)
    assert not village.rows(Media)
    assert not village.rows(Thread)
    assert len(ploy.bubbles) == before
    await mya.send("Then in words.")
    assert newest(ploy, "Then in words.")


async def test_words_outside_every_conversation_are_sent_only_by_a_tap(village: Village) -> None:
    ploy, _lin, mya = await room(village)
    before = len(ploy.bubbles)
    message = await mya.send("My bus is late")
    assert mya.last.text == "Nothing is open now. /today shows what comes, /wisdom keeps an idea."
    assert mya.last.labels == ["Send to my facilitator"]
    assert len(ploy.bubbles) == before
    await mya.edit(message, "My bus is very late")
    await mya.tap("Send to my facilitator")
    assert ploy.last.text.endswith("My bus is very late")
    await mya.press("offer:xxxx:pass", mya.last.message_id)
    assert len(village.rows(ThreadMessage)) == 1


async def test_open_activities_come_first_and_have_the_button_too(village: Village) -> None:
    ploy, _lin, mya = await room(village)
    await village.turn_by(days=2, hours=16)  # Monday, 09:00
    await mya.tap("Later")
    await mya.send("My bus is late")
    assert "Open now" in mya.last.text
    assert mya.last.labels[-1] == "Send to my facilitator"
    await mya.send("Really late")
    await mya.tap("Send to my facilitator")
    assert ploy.last.text.endswith("Really late")


async def test_taking_and_closing_are_seen_by_all_and_can_be_undone(village: Village) -> None:
    ploy, lin, mya = await room(village)
    await mya.send("/ask Where?")
    await ploy.tap("I take it")
    assert "Ploy takes care of it." in newest(lin, "Where?").text
    await lin.tap("Close")
    assert newest(ploy, "Where?").text.endswith("Closed")
    assert newest(ploy, "Where?").labels == ["Reply", "Ready answers"]
    await ploy.send("/log")
    assert "The talk with Mya was closed (Lin" in ploy.last.text
    await ploy.tap("Take back 1")
    await ploy.tap("Yes, take it back")
    assert [(thread.state, thread.taken_by) for thread in village.rows(Thread)] == [("open", 1)]
    assert "Ploy takes care of it." in newest(lin, "Where?").text


async def test_nobody_else_can_use_the_buttons(village: Village) -> None:
    ploy, lin, mya = await room(village)
    await mya.send("/ask Where?")
    stolen = str(lin.last.buttons[0][0].data)
    before = [row.model_dump() for row in village.rows(Thread)]
    for phone in (mya, village.phone(99)):
        await phone.send("/help")
        await phone.press(stolen, phone.last.message_id)
        await phone.press("talk:xxxx:close", phone.last.message_id)
    await lin.send("/withdraw")
    await lin.tap("Stop, delete all")
    await lin.tap("Yes, delete all")
    await lin.press(stolen, lin.last.message_id)
    await reply(lin, lin.bubbles[0], "Let me in")
    assert [row.model_dump() for row in village.rows(Thread)] == before
    assert not village.rows(ThreadMessage, ThreadMessage.direction == "out")
    await ploy.send("/ask Something")
    assert "This is for the people who take part in the workshop." in ploy.texts


async def test_somebody_who_blocked_the_bot_is_said_to_be_unreachable(village: Village) -> None:
    ploy, _lin, mya = await room(village)
    await mya.send("/ask Where?")
    asked = ploy.last
    mya.room_phone.delete_account()  # the bot hears of it only when it writes
    await reply(ploy, asked, "At the gate.")
    assert "Your message to Mya did not arrive: the bot is blocked there." in ploy.texts
    assert [thread.state for thread in village.rows(Thread)] == ["open"]
    await reply(ploy, asked, "Hello?")
    assert ploy.last.text == "Mya cannot be reached: the bot is blocked there. Nothing was sent."


async def test_with_no_facilitator_in_reach_it_is_kept(village: Village) -> None:
    links = await village.workshop(HELLO)
    mya = village.phone()
    await join(mya, links["trainee"], until="c1")
    await village.boss().block()
    await mya.send("/ask May I ask before I decide?")
    assert "I keep it for your facilitators. They read it as soon as they are here." in mya.texts
    assert "May we study your answers" in mya.last.text, "joining goes on"
    assert [message.text for message in village.rows(ThreadMessage)] == ["May I ask before I decide?"]


@pytest.mark.parametrize("how", ["keep", "delete"])
async def test_leaving_takes_the_whole_talk_away_also_from_facilitators(village: Village, how: str) -> None:
    ploy, lin, mya = await room(village)
    await mya.send("/ask")
    await mya.photo("Our secret map")
    await reply(ploy, newest(ploy, "secret"), "A fine map, Mya.")
    await mya.send("/withdraw")
    await mya.tap("Stop, keep without name" if how == "keep" else "Stop, delete all")
    await mya.tap("Yes, forget me" if how == "keep" else "Yes, delete all")
    assert not village.rows(Thread)
    assert not village.rows(ThreadMessage)
    assert not any("map" in row.text for row in village.rows(Outbox))
    assert all(row.state == "deleted" for row in village.rows(Media))
    assert not any("map" in text for phone in (ploy, lin) for text in phone.texts)
    await ploy.send("/log")
    assert "An answer was sent to somebody who left" in ploy.last.text


async def test_own_data_hold_the_talk(village: Village) -> None:
    ploy, _lin, mya = await room(village)
    await mya.send("/ask Where do we meet?")
    await reply(ploy, ploy.last, "At the gate.")
    await mya.send("/mydata")
    await mya.tap("Send me everything as a file")
    file = village.bot.room.world.file(mya.last.raw["document"]["file_id"])
    packed = zipfile.ZipFile(io.BytesIO((village.bot.room.world.files / file["path"]).read_bytes()))
    facts = json.loads(packed.read("my-data.json"))
    assert [each["text"] for each in facts["talk_with_facilitators"]] == [
        "Where do we meet?",
        "At the gate.",
    ]
    page = packed.read("my-data.html").decode()
    assert "Where do we meet?" in page
    assert "At the gate." in page


async def test_words_that_a_check_withholds_stand_in_no_notification(
    village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(thread_checks, "CHECKS", ("tests.stories.test_threads",))
    ploy, lin, mya = await room(village)
    await mya.send("/ask I am in debt")
    for phone in (ploy, lin):
        assert phone.last.text == "Mya (Khon Kaen) wrote something that is not shown here."
        assert phone.last.labels == [
            "Read",
            "Reply",
            "Ready answers",
            "I take it",
            "Take the chat over",
            "Close",
        ]
    await ploy.tap("Read")
    assert ploy.last.text == "Mya:\nI am in debt"
    assert not any("debt" in text for text in lin.texts)
    assert not any("debt" in row.text for row in village.rows(Outbox))
    [event] = village.rows(Event, Event.kind == "thread_read")
    assert event.actor_id == 1
    await mya.send("/mydata")
    await mya.tap("Send me everything as a file")
    file = village.bot.room.world.file(mya.last.raw["document"]["file_id"])
    packed = zipfile.ZipFile(io.BytesIO((village.bot.room.world.files / file["path"]).read_bytes()))
    assert "Opened by Ploy" in packed.read("my-data.html").decode()
    await lin.tap("I take it")
    assert ploy.last.text == "Mya:\nI am in debt", "what was opened stays"


async def test_no_export_holds_what_people_wrote_to_facilitators(village: Village) -> None:
    ploy, _lin, mya = await room(village)
    await mya.send("/ask Our secret is the weaving")
    await reply(ploy, ploy.last, "Kept between us")
    links = {row.role: row.code for row in village.rows(Invitation)}
    researcher = await a_researcher(village, links["researcher"])
    await take_tables(researcher)
    files = unpacked(researcher)
    assert any(b"Weavers" in content for content in files.values())
    assert not any(b"secret" in content or b"Kept" in content for content in files.values())


async def test_a_facilitator_who_is_taken_out_holds_nobody_and_hears_nothing_more(village: Village) -> None:
    ploy, lin, mya = await room(village)
    await mya.send("/ask Where?")
    await lin.tap("Take the chat over")
    await ploy.send("/people Lin")
    await ploy.tap(next(label for label in ploy.last.labels if "Lin" in label))
    await ploy.tap("Take out")
    await ploy.tap(next(label for label in ploy.last.labels if label.startswith("Yes")))
    assert [(thread.held_by, thread.taken_by) for thread in village.rows(Thread)] == [(None, None)]
    said = len(lin.bubbles)
    await mya.send("/ask And when?")
    assert len(lin.bubbles) == said
    await lin.send("To whom does this go?")
    assert not any("To whom" in text for text in mya.texts)


def look_at(_tx: object, _enrolment: object, message: ThreadMessage) -> bool:
    """The check of the story above."""
    return "debt" in message.text
