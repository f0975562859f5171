"""A regional workshop after national ones: people are asked one by one whether they come along."""

from __future__ import annotations

import datetime as dt

from storage.tables import Act, CarryOver, Consent, Enrolment, Outbox, Person, Workshop
from tests.stories.chat import Phone, Village, join
from tests.stories.programmes import HELLO

QUESTION = "Would you like to join?"
REGION = dt.date(2027, 1, 11)


async def national(village: Village) -> tuple[Phone, dict[str, str]]:
    """A workshop of two trainees and a leader, and a regional one beside it that begins later."""
    links = await village.workshop(HELLO)
    for number, role in ((7, "trainee"), (8, "trainee"), (9, "leader")):
        await join(village.phone(number), links[role], name=f"Name{number}")
    region = await village.workshop(HELLO, first_day=REGION)
    village.bot.do(lambda tx: setattr(tx.session.get_one(Workshop, 2), "title", "Mekong"))
    return village.boss(), region


async def choose(boss: Phone, *ticks: str) -> None:
    await boss.send("/workshop")
    await boss.tap("More about Mekong")
    await boss.tap("Carry people over …")
    for tick in ticks:
        await boss.tap(tick)


def enrolled(village: Village) -> list[tuple[str, str]]:
    rows = village.rows(Enrolment, Enrolment.workshop_id == 2, Enrolment.role != "facilitator")
    return [(row.role, row.state) for row in rows]


async def test_people_are_asked_and_join_by_their_own_tap_with_consent_anew(village: Village) -> None:
    boss, _region = await national(village)
    await choose(boss, "☐ Khon Kaen")
    assert "Go on (3)" in boss.last.labels
    await boss.tap("☑ Trainees")
    assert "Go on (1)" in boss.last.labels
    await boss.tap("☐ Trainees")
    await boss.tap("Go on (3)")
    assert "3 people are asked" in boss.last.text
    assert QUESTION in boss.last.text, "the message is shown before it goes"
    assert not village.rows(CarryOver)
    await boss.tap("Ask them")
    assert boss.last.text == "3 people were asked whether to join Mekong."
    leader, no, yes = village.phone(9), village.phone(8), village.phone(7)
    assert leader.last.text.startswith(
        "Hello Name9! You took part in “Khon Kaen”. Now there is “Mekong”, and it begins on Monday, 11 Jan"
    )
    assert enrolled(village) == [], "nobody is in before they say so"
    await no.tap("No, thank you")
    assert no.last.text == "That is fine. I do not ask you again for “Mekong”."
    await leader.tap("Yes, I join")
    assert "this course is also research" in leader.last.text, "name, language and country are known"
    await leader.tap("Start")
    for _layer in range(7):
        await leader.tap(leader.last.labels[0])
    assert enrolled(village) == [("leader", "active")]
    mine = [row.id for row in village.rows(Enrolment, Enrolment.workshop_id == 2)]
    assert len(village.rows(Consent, Consent.enrolment_id.in_(mine))) == 7  # type: ignore[attr-defined]
    assert QUESTION in yes.last.text
    await boss.tap("Back")
    assert "Asked from earlier workshops: 3, joined: 1" in boss.last.text
    assert "Name8" not in boss.last.text
    await choose(boss, "☐ Khon Kaen")
    assert "Nobody is there who can be asked." in boss.last.text, "nobody is asked twice"


async def test_an_open_question_is_not_disturbed(village: Village) -> None:
    boss, _region = await national(village)
    phone = village.phone(7)
    assert "what is your cluster?" in phone.last.text
    await choose(boss, "☐ Khon Kaen")
    await boss.tap("Go on (3)")
    await boss.tap("Ask them")
    await phone.send("Weavers of Inle")
    assert "How many firms are in Weavers of Inle?" in phone.last.text
    await phone.tap("No, thank you")
    await phone.send("12")
    assert "Thank you, Name7!" in phone.last.text


async def test_who_left_paused_or_blocked_is_never_asked(village: Village) -> None:
    boss, _region = await national(village)
    gone, paused, away = village.phone(7), village.phone(8), village.phone(9)
    await gone.send("/withdraw")
    await gone.tap("Stop, keep without name")
    await gone.tap(gone.last.labels[0])
    await paused.send("/pause")
    await paused.tap(paused.last.labels[0])
    await away.block()
    await choose(boss, "☐ Khon Kaen")
    assert "Nobody is there who can be asked." in boss.last.text
    assert not any(label.startswith("Go on") for label in boss.last.labels)


async def test_after_the_course_only_those_are_asked_who_allowed_it(village: Village) -> None:
    boss, _region = await national(village)
    await village.turn_to(dt.datetime(2026, 12, 20, 3, 0, tzinfo=dt.UTC))
    await choose(boss, "☐ Khon Kaen")
    assert "Nobody is there who can be asked." in boss.last.text, "nobody said yes to messages afterwards"


async def test_the_question_waits_for_the_morning_and_can_be_taken_back(village: Village) -> None:
    boss, _region = await national(village)
    await village.turn_to(dt.datetime(2026, 11, 27, 15, 0, tzinfo=dt.UTC))  # ten in the evening
    said = len(village.phone(7).bubbles)
    await choose(boss, "☐ Khon Kaen")
    await boss.tap("Go on (3)")
    await boss.tap("Ask them")
    assert len(village.phone(7).bubbles) == said
    await boss.tap("Undo")
    assert {row.state for row in village.rows(CarryOver)} == {"called_off"}
    await village.turn_to(dt.datetime(2026, 11, 28, 3, 0, tzinfo=dt.UTC))
    assert not any(QUESTION in text for text in village.phone(7).texts)
    await choose(boss, "☐ Khon Kaen")
    await boss.tap("Go on (3)")
    await boss.tap("Ask them")
    phone = village.phone(7)
    question = phone.last
    assert QUESTION in question.text
    stolen = str(question.buttons[0][0].data)
    await boss.tap("Undo")
    assert phone.last.text == "This invitation was taken back."
    assert not phone.last.labels
    await phone.press(stolen, question.message_id)
    assert phone.toasts[-1] == "This invitation is closed now. Please ask your facilitator for a new link."
    assert enrolled(village) == []
    kinds = [(act.kind, act.undone_at is not None) for act in village.rows(Act)]
    assert kinds.count(("people_carried", True)) == 2


async def test_a_stolen_button_and_an_archived_workshop_let_nobody_in(village: Village) -> None:
    boss, _region = await national(village)
    await choose(boss, "☐ Khon Kaen")
    await boss.tap("Go on (3)")
    await boss.tap("Ask them")
    phone, other = village.phone(7), village.phone(8)
    yes = str(phone.last.buttons[0][0].data)
    await other.press(yes, other.last.message_id)
    assert enrolled(village) == []
    await boss.tap("Back")
    await boss.tap("Archive")
    await boss.tap("Yes, archive")
    await phone.tap("Yes, I join")
    assert phone.toasts[-1].startswith("This invitation is closed now.")
    assert enrolled(village) == []
    await phone.press(yes, phone.last.message_id)
    assert enrolled(village) == []


async def test_who_withdraws_from_the_second_stays_in_the_first_and_is_not_asked_again(
    village: Village,
) -> None:
    boss, region = await national(village)
    phone = village.phone(7)
    await phone.send(f"/start {region['trainee']}")
    await phone.tap("Start")
    for _layer in range(7):
        await phone.tap(phone.last.labels[0])
    await phone.send("/withdraw")
    await phone.tap("Stop, delete all")
    await phone.tap("Yes, delete all")
    await choose(boss, "☐ Khon Kaen")
    assert "Go on (2)" in boss.last.labels
    await phone.send("/withdraw")
    await phone.tap("Stop, delete all")
    await phone.tap("Yes, delete all")
    assert not village.rows(CarryOver), "without an account nothing is known of them"
    assert not village.rows(Person, Person.telegram_id == 7)


async def test_a_facilitator_asks_only_people_of_workshops_of_their_own(village: Village) -> None:
    boss, region = await national(village)
    other = village.phone(20)
    await other.send(f"/start {region['facilitator']}")
    await other.tap("English")
    await other.send("Khin")
    await other.tap("Yes")
    await other.tap("Thailand")
    await other.send("/workshop")
    await other.tap("More about Mekong")
    assert "Carry people over …" not in other.last.labels, "there is no other workshop of theirs"
    await choose(boss, "☐ Khon Kaen")
    tick = str(boss.last.buttons[0][0].data)
    await other.press(tick, other.last.message_id)
    await other.press(tick.replace("w-1", "next"), other.last.message_id)
    assert not village.rows(CarryOver)
    assert not village.rows(Outbox, Outbox.text.contains(QUESTION))  # type: ignore[attr-defined]
