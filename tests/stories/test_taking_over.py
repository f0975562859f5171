"""A facilitator takes a chat over and gives it back; ready answers; the list of those who wait."""

from __future__ import annotations

import re

from storage.tables import Act, Answer, Invitation, Prompt, ReadyAnswer, Thread
from tests.stories.chat import Phone, Village, join
from tests.stories.programmes import HELLO
from tests.stories.test_threads import newest, room


async def waiting_room(village: Village) -> tuple[Phone, Phone, Phone]:
    ploy, lin, mya = await room(village)
    await mya.send("/ask I do not feel well")
    return ploy, lin, mya


async def test_the_bot_is_quiet_until_the_chat_is_given_back(village: Village) -> None:
    ploy, lin, mya = await waiting_room(village)
    await ploy.tap("Take the chat over")
    assert mya.last.text == "Ploy writes with you now. I am quiet until you two have finished."
    assert "Ploy has taken the chat over." in newest(lin, "well").text
    await ploy.send("What is it?")
    await ploy.send("Shall I call you?")
    assert mya.texts[-2:] == [
        "Ploy, your facilitator:\nWhat is it?",
        "Ploy, your facilitator:\nShall I call you?",
    ]
    said = len(mya.bubbles)
    await mya.send("My head hurts")
    assert len(mya.bubbles) == said, "the bot says nothing"
    assert "My head hurts" in ploy.last.text
    assert "My head hurts" in lin.last.text

    await village.turn_by(days=2, hours=16, minutes=30)  # Monday, 09:30: two activities fell due
    assert len(mya.bubbles) == said
    assert not village.rows(Prompt, Prompt.activity == "morning", Prompt.sent_at != None)  # noqa: E711 -- SQL
    await ploy.tap("Give the chat back")
    assert "I am back, and we go on." in mya.texts
    assert any("A new day." in text or "How are you" in text for text in mya.texts[said:])
    assert "Thank you. I speak with Mya again." in ploy.texts
    await ploy.send("To nobody")
    assert not any("To nobody" in text for text in mya.texts)
    assert [act.kind for act in village.rows(Act)][-2:] == ["thread_answered", "chat_given_back"]


async def test_buttons_and_words_of_an_activity_wait_but_rights_do_not(village: Village) -> None:
    links = await village.workshop(HELLO)
    ploy = village.boss()
    await ploy.send("/help")
    mya = village.phone()
    await join(mya, links["trainee"])
    await mya.send("/ask Help me")
    await ploy.tap("Take the chat over")
    question = newest(mya, "cluster?")
    await mya.tap(question.labels[0], question)
    assert "Your facilitator writes with you now. We go on after that." in mya.toasts
    await mya.send("Weavers")
    assert not village.rows(Answer, Answer.state == "answered")
    assert "Weavers" in ploy.last.text
    await mya.send("/privacy")
    assert "Who sees what" in mya.last.text
    await mya.tap("Close")
    assert "cluster?" not in mya.last.text, "it does not ask in between"
    await ploy.tap("Give the chat back")
    assert "cluster?" in mya.last.text
    await mya.send("Weavers")
    assert [row.value for row in village.rows(Answer, Answer.name == "place")] == ["Weavers"]


async def test_only_one_takes_over_and_another_may_give_back(village: Village) -> None:
    ploy, lin, _mya = await waiting_room(village)
    before = newest(lin, "well")
    over = next(str(b.data) for row in before.buttons for b in row if b.text == "Take the chat over")
    await ploy.tap("Take the chat over")
    await lin.press(over, before.message_id)
    assert "Ploy has this chat already." in lin.toasts
    await ploy.send("/inbox")
    assert "Mya · taken over" in ploy.last.labels
    await lin.tap("Give the chat back")
    assert [thread.held_by for thread in village.rows(Thread)] == [None]
    await ploy.tap("Take the chat over")
    await lin.send("/log")
    assert "The chat with Mya was taken over (Ploy" in lin.last.text
    await lin.tap("Take back 1")
    await lin.tap("Yes, take it back")
    assert [thread.held_by for thread in village.rows(Thread)] == [None]


async def test_a_leaving_facilitator_holds_nobody(village: Village) -> None:
    _ploy, lin, _mya = await waiting_room(village)
    await lin.tap("Take the chat over")
    await lin.send("/withdraw")
    await lin.tap("Stop, delete all")
    await lin.tap("Yes, delete all")
    assert [thread.held_by for thread in village.rows(Thread)] == [None]


async def test_ready_answers_are_added_used_with_two_taps_and_deleted(village: Village) -> None:
    ploy, lin, mya = await waiting_room(village)
    await ploy.send("/inbox")
    assert "Who waits for an answer" in ploy.last.text
    await ploy.tap("Ready answers")
    assert "There is none yet." in ploy.last.text
    await ploy.tap("Add one")
    await ploy.photo()
    assert "Please write it as a text" in "\n".join(ploy.texts[-2:])
    await ploy.send("We meet at 8:30 at the big gate.")
    assert "• We meet at 8:30 at the big gate." in ploy.last.text

    await lin.tap("Ready answers")
    assert "A tap sends it to Mya." in lin.last.text
    await lin.tap("We meet at 8:30 at the…")
    assert mya.last.text == "Lin, your facilitator:\nWe meet at 8:30 at the big gate."
    assert "Lin to Mya:\nWe meet at 8:30 at the big gate." in ploy.texts

    await ploy.tap("Delete one")
    await ploy.tap("We meet at 8:30 at the…")
    assert "There is none yet." in ploy.last.text
    assert all(row.deleted_at is not None for row in village.rows(ReadyAnswer))
    await ploy.send("/log")
    assert re.search("A ready answer was deleted: “We meet at 8:30 at the…”", ploy.last.text)
    await ploy.tap("Take back 1")
    await ploy.tap("Yes, take it back")
    assert all(row.deleted_at is None for row in village.rows(ReadyAnswer))


async def test_ready_answers_of_another_workshop_cannot_be_sent(village: Village) -> None:
    ploy, _lin, mya = await waiting_room(village)
    await ploy.send("/inbox")
    await ploy.tap("Ready answers")
    await ploy.tap("Add one")
    await ploy.send("Secret of the first")
    links = await village.workshop(HELLO)
    assert links
    await ploy.send("/help")
    village.bot.do(lambda tx: setattr(tx.session.get_one(ReadyAnswer, 1), "workshop_id", 2))
    await ploy.tap("Ready answers", newest(ploy, "well"))
    token = str(ploy.last.buttons[-1][0].data).split(":")[1]
    await ploy.press(f"ready:{token}:use-1", ploy.last.message_id)
    assert "This ready answer is not there any more." in ploy.toasts
    assert not any("Secret" in text for text in mya.texts)


async def test_the_list_shows_the_longest_wait_first_and_one_talk_again(village: Village) -> None:
    ploy, lin, mya = await waiting_room(village)
    await village.turn_by(hours=2)
    links = {row.role: row.code for row in village.rows(Invitation)}
    noy = village.phone()
    await join(noy, links["trainee"], name="Noy")
    await noy.send("/ask Where?")
    await ploy.send("/inbox")
    assert ploy.last.labels[:2] == ["Mya · 2 h", "Noy · 0 min"]
    await ploy.tap("Mya · 2 h")
    assert ploy.last.text == "Mya (Khon Kaen):\nI do not feel well"
    await ploy.tap("Reply")
    await ploy.send("I come to you.")
    assert newest(mya, "I come").text == "Ploy, your facilitator:\nI come to you."
    await lin.send("/inbox")
    assert lin.last.labels == ["Noy · 0 min", "Ready answers", "Close"]
