"""A workshop is archived and opened again: what is sent, what is planned, and taking it back."""

from __future__ import annotations

import datetime as dt

from storage.tables import Act, Broadcast, Digest, Enrolment, Live, LiveAnswer, Prompt, Recipient, Workshop
from tests.stories.chat import Phone, Village, join
from tests.stories.programmes import HELLO

MORNING = dt.datetime(2026, 11, 30, 1, 30, tzinfo=dt.UTC)


async def archive(boss: Phone, title: str = "Khon Kaen") -> None:
    await boss.send("/workshop")
    await boss.tap(f"More about {title}")
    await boss.tap("Archive")
    assert "links stop working" in boss.last.text
    await boss.tap("Yes, archive")
    assert boss.last.text == f"{title} is archived. Nothing is sent in it any more."


async def begun(village: Village) -> tuple[Phone, Phone, dict[str, str]]:
    links = await village.workshop(HELLO)
    phone = village.phone(7)
    await join(phone, links["trainee"])
    return village.boss(), phone, links


def states(village: Village) -> dict[str, tuple[str, str]]:
    return {row.activity: (row.state, row.reason) for row in village.rows(Prompt)}


async def test_an_archived_workshop_says_nothing_and_lets_nobody_in(village: Village) -> None:
    boss, phone, links = await begun(village)
    late = village.phone(8)
    await join(late, links["trainee"], until="c3")
    await archive(boss)
    found = states(village)
    assert found["hello"] == ("cancelled", "the workshop was archived while open")
    assert found["morning"] == found["work"] == ("cancelled", "the workshop was archived")
    assert not phone.last.labels, "the open question has lost its buttons"
    said = len(phone.bubbles)
    await village.turn_by(days=30)
    assert len(phone.bubbles) == said
    await phone.send("/today")
    assert phone.last.text == "Nothing is open now."
    await late.send("/start")
    assert late.last.text == "This workshop is over. Thank you for your interest!"
    stranger = village.phone(9)
    await stranger.send(f"/start {links['trainee']}")
    assert stranger.last.text == "This workshop is over. Thank you for your interest!"
    await boss.send("/broadcast")
    assert boss.last.text == "“Khon Kaen” is archived, so nothing is sent. /workshop opens it again."
    await boss.send("/board")
    assert boss.last.kind == "photo", "the data can still be seen"


async def test_opened_again_it_goes_on_with_what_is_still_to_come(village: Village) -> None:
    boss, phone, _links = await begun(village)
    await phone.send("Weavers of Inle")
    planned = {row.activity: (row.state, row.due_at) for row in village.rows(Prompt)}
    await archive(boss)
    await village.turn_by(hours=5)
    await boss.send("/workshop")
    await boss.tap("More about Khon Kaen")
    assert "Archived: nothing is sent" in boss.last.text
    await boss.tap("Open again")
    assert boss.last.text == "Khon Kaen runs again. What is still to come is planned."
    assert {row.activity: (row.state, row.due_at) for row in village.rows(Prompt)} == planned
    await phone.send("/today")
    await phone.tap("▶ Hello")
    assert "How many firms are in Weavers of Inle?" in phone.last.text
    await phone.send("12")
    await village.turn_to(MORNING)
    assert "How are you today?" in phone.last.text


async def test_what_closed_in_the_meantime_does_not_come_any_more(village: Village) -> None:
    boss, _phone, _links = await begun(village)
    await archive(boss)
    await village.turn_to(dt.datetime(2026, 11, 30, 4, 0, tzinfo=dt.UTC))
    await boss.tap("Back")
    await boss.tap("Open again")
    found = states(village)
    assert found["morning"] == ("cancelled", "the workshop was archived"), "it closed at ten"
    assert found["work"][0] in ("sent", "scheduled"), "it is open until the evening"
    assert found["hello"] == ("sent", "")


async def test_undo_lets_a_message_that_waited_for_the_morning_go_after_all(village: Village) -> None:
    boss, phone, _links = await begun(village)
    await village.turn_to(dt.datetime(2026, 11, 27, 15, 0, tzinfo=dt.UTC))  # ten in the evening
    await boss.send("/broadcast")
    await boss.send("Bring a photo")
    await boss.tap("Everybody who takes part (1)")
    await boss.tap("Send")
    await village.turn_by(seconds=11)
    await archive(boss)
    [held] = village.rows(Recipient)
    assert (held.state, held.reason) == ("left", "the workshop was archived")
    await boss.tap("Undo")
    assert "Archived" not in boss.last.text
    [workshop] = village.rows(Workshop)
    assert workshop.state == "running"
    await village.turn_to(dt.datetime(2026, 11, 28, 1, 0, tzinfo=dt.UTC))
    assert "Bring a photo" in phone.texts
    acts = [(act.kind, act.undone_at is not None) for act in village.rows(Act)]
    assert acts == [("workshop_created", False), ("broadcast_sent", False), ("workshop_archived", True)]


async def test_the_log_takes_it_back_once_and_not_when_it_is_past(village: Village) -> None:
    boss, _phone, _links = await begun(village)
    await archive(boss)
    await boss.tap("Back")
    await boss.tap("Open again")
    await boss.send("/log")
    assert "1. The workshop was opened again" in boss.last.text
    await boss.tap("Take back 2")
    await boss.tap("Yes, take it back")
    assert boss.toasts[-1] == "The workshop was changed since then."
    await boss.send("/log")
    await boss.tap("Take back 1")
    await boss.tap("Yes, take it back")
    assert [row.state for row in village.rows(Workshop)] == ["archived"]


async def test_somebody_in_two_workshops_goes_on_in_the_one_that_runs(village: Village) -> None:
    boss, phone, _links = await begun(village)
    await phone.send("Weavers of Inle")
    await phone.send("12")
    other = await village.workshop(HELLO, first_day=dt.date(2026, 12, 7))
    await phone.send(f"/start {other['leader']}")
    await phone.tap("Start")
    for _layer in range(7):
        await phone.tap(phone.last.labels[0])
    first, second = village.rows(Enrolment, Enrolment.role != "facilitator")
    assert "what is your cluster?" in phone.last.text
    await village.turn_to(MORNING)
    await boss.send("/workshop")
    await boss.tap("Khon Kaen · 2026-11-30")
    await archive(boss)
    assert [row.state for row in village.rows(Prompt, Prompt.enrolment_id == first.id)] == [
        "completed",
        "cancelled",
        "cancelled",
    ]
    await phone.send("/today")
    assert "▶ Hello" in phone.last.labels
    assert {row.state for row in village.rows(Prompt, Prompt.enrolment_id == second.id)} >= {"scheduled"}


async def test_a_trainee_cannot_press_a_facilitators_buttons(village: Village) -> None:
    boss, phone, _links = await begun(village)
    await boss.send("/workshop")
    await boss.tap("More about Khon Kaen")
    await boss.tap("Archive")
    stolen = next(str(button.data) for row in boss.last.buttons for button in row if "Yes" in button.text)
    await phone.press(stolen, phone.last.message_id)
    await phone.press("manage:aaaa:archive", phone.last.message_id)
    assert [row.state for row in village.rows(Workshop)] == ["running"]


async def test_a_question_for_the_room_closes_with_the_workshop(village: Village) -> None:
    boss, phone, _links = await begun(village)
    await boss.send("/live")
    await boss.tap("Choose one")
    await boss.send("Which step first?\nMeet\nShare prices")
    await boss.tap("Open")
    question = phone.last
    assert question.labels == ["Meet", "Share prices"]
    stolen = str(question.buttons[0][0].data)
    await archive(boss)
    [live] = village.rows(Live)
    assert live.state == "closed"
    assert "(closed)" in phone.last.text
    await phone.press(stolen, question.message_id)
    assert not village.rows(LiveAnswer)
    await boss.send("/links")
    assert "It is archived: nobody can join by them" in boss.last.text
    await boss.send("/live")
    await boss.tap("Choose one")
    await boss.send("Which step first?\nMeet\nShare prices")
    await boss.tap("Open")
    assert boss.toasts[-1].startswith("“Khon Kaen” is archived, so nothing is sent.")


async def test_a_message_that_comes_again_rests_meanwhile(village: Village) -> None:
    boss, phone, _links = await begun(village)
    daily = Broadcast(
        workshop_id=1,
        author_id=1,
        kind="text",
        text="Good morning to all",
        state="planned",
        day=dt.date(2026, 11, 28),
        time="09:00",
        every="daily",
        next_due_at=dt.datetime(2026, 11, 28, 2, 0, tzinfo=dt.UTC),
        confirmed_at=village.clock.now(),
        created_at=village.clock.now(),
    )
    village.bot.do(lambda tx: tx.session.add(daily))
    await archive(boss)
    await village.turn_to(dt.datetime(2026, 11, 30, 6, 0, tzinfo=dt.UTC))
    assert "Good morning to all" not in phone.texts
    await boss.tap("Back")
    await boss.tap("Open again")
    [planned] = village.rows(Broadcast)
    assert (planned.state, planned.day) == ("planned", dt.date(2026, 12, 1)), "today's time is over"
    await village.turn_to(dt.datetime(2026, 12, 1, 3, 0, tzinfo=dt.UTC))
    assert phone.texts.count("Good morning to all") == 1


async def test_the_morning_digest_is_silent_meanwhile_and_there_again_afterwards(village: Village) -> None:
    boss, _phone, _links = await begun(village)
    first = dt.datetime(2026, 11, 28, 1, 0, tzinfo=dt.UTC)
    digest = Digest(workshop_id=1, person_id=1, time="08:00", always=True, next_at=first)
    village.bot.do(lambda tx: tx.session.add(digest))
    await archive(boss)
    said = len(boss.bubbles)
    await village.turn_to(first + dt.timedelta(days=1, hours=1))
    assert len(boss.bubbles) == said
    await boss.tap("Back")
    await boss.tap("Open again")
    await village.turn_to(first + dt.timedelta(days=2, minutes=1))
    assert boss.last.text.startswith("Good morning, Ploy!")
