"""Who a message goes to, and who it never goes to."""

from __future__ import annotations

import datetime as dt

from sqlmodel import select

from bot.actions.tx import Tx
from storage.tables import Broadcast, Cluster, Enrolment, Person, Recipient, Workshop
from tests.stories.chat import Phone, Village, join
from tests.stories.programmes import HELLO
from tests.stories.test_broadcasting import people, send


async def choose(boss: Phone, text: str, *labels: str) -> None:
    """Write a message and choose who gets it."""
    await boss.send("/broadcast")
    await boss.send(text)
    for label in labels:
        await boss.tap(label)


async def test_a_country_and_one_person(village: Village) -> None:
    links = await village.workshop(HELLO)
    phones = [village.phone(10 + number) for number in range(3)]
    for number, phone in enumerate(phones):
        await join(phone, links["trainee"], name=f"Person {number}", country="Thailand")
    village.bot.do(lambda tx: _move(tx, 11, "LA"))
    boss = village.boss()
    await choose(boss, "Sabaidee", "A country")
    assert boss.last.labels[:2] == ["Laos", "Thailand"]
    await boss.tap("Laos")
    assert "It goes to 1 person." in boss.last.text
    await send(boss)
    assert [phone.last.text == "Sabaidee" for phone in phones] == [False, True, False]

    await choose(boss, "Only you", "One person", "Person 2")
    await send(boss)
    assert [phone.last.text == "Only you" for phone in phones] == [False, False, True]


def _move(tx: Tx, account: int, country: str) -> None:
    tx.session.exec(select(Person).where(Person.telegram_id == account)).one().country = country


async def test_a_cluster(village: Village) -> None:
    boss, phones = await people(village, 3)

    def put(tx: Tx) -> None:
        workshop = tx.session.exec(select(Workshop)).one()
        cluster = Cluster(workshop_id=workshop.id or 0, name="Silk of Surin", created_at=tx.now)
        tx.session.add(cluster)
        tx.session.flush()
        for enrolment in tx.session.exec(select(Enrolment).where(Enrolment.role == "leader")):
            enrolment.cluster_id = cluster.id

    await choose(boss, "x", "A cluster")
    assert "Nobody is there yet who can get it." in boss.texts[-2]
    village.bot.do(put)
    await choose(boss, "To the silk people", "A cluster", "Silk of Surin")
    await send(boss)
    assert [phone.last.text == "To the silk people" for phone in phones] == [False, False, True]


async def test_the_silent_ones_of_an_activity(village: Village) -> None:
    boss, phones = await people(village, 4)
    await phones[0].send("Weavers")
    await choose(boss, "Small reminder", "The silent ones")
    assert boss.last.labels == ["Hello (3)", "Back", "Cancel"]
    await village.turn_to(dt.datetime(2026, 11, 30, 1, 31, tzinfo=dt.UTC))
    await phones[0].tap("3")
    await choose(boss, "Small reminder", "The silent ones", "Good morning (3)")
    await send(boss)
    assert [phone.texts.count("Small reminder") for phone in phones] == [0, 1, 1, 1]


async def test_by_answers_shows_a_rounded_number_and_never_who(village: Village) -> None:
    boss, phones = await people(village, 12)
    for number, phone in enumerate(phones):
        await phone.send("Weavers")
        await phone.send(str(number + 1))
    await choose(boss, "For the larger ones", "By their answers")
    await boss.send("${firms} > 6")
    assert "It goes to 5 people or more." in boss.last.text
    await phones[11].block()
    await send(boss)
    await village.turn_by(seconds=5)
    assert boss.last.text == "Your message went out.\nIt goes to 5 people or more."
    got = ["For the larger ones" in phone.texts for phone in phones]
    assert got == [False] * 6 + [True] * 5 + [False]


async def test_expressions_that_would_tell_who_or_cannot_be_read_are_refused(village: Village) -> None:
    boss, phones = await people(village, 12)
    for number, phone in enumerate(phones):
        await phone.send("Weavers")
        await phone.send(str(number + 1))
    await choose(boss, "x", "By their answers")
    for expression, reason in {
        "${firms} > 8": "fewer than five people match",
        "${firms} > 4": "fewer than five do not",
        "${firms} > ": "cannot be read",
        "${nothing} = 1": "There is no question “nothing”.",
        "${mood} = 1": "“mood” cannot be used here",
        "${place} = 'Weavers'": "“place” cannot be used here",
        "${call_name} = 'Person 1' or ${firms} > 6": "“call_name” cannot be used here",
        "${firms} > 6 or /small/morning/mood = 1": "Please name questions only as",
        "${firms} > 6 or string(..) != ''": "Please name questions only as",
        "frobnicate(${firms})": "There is no function “frobnicate”.",
        "1 = 1": "a question such as ${firms}",
    }.items():
        await boss.send(expression)
        assert reason in boss.last.text, expression
    assert all(row.state == "draft" for row in village.rows(Broadcast))
    assert not village.rows(Recipient)


async def test_those_who_pause_or_leave_meanwhile_do_not_get_it(village: Village) -> None:
    boss, phones = await people(village, 4)
    await village.turn_by(hours=5)  # 22:00
    await choose(boss, "Good morning!", "Everybody who takes part (4)")
    await send(boss)
    await phones[0].send("/pause")
    await phones[0].tap("1 week")
    await phones[1].send("/withdraw")
    await phones[1].tap("Stop, delete all")
    await phones[1].tap("Yes, delete all")
    await village.turn_by(hours=9, minutes=1)
    assert ["Good morning!" in phone.texts for phone in phones] == [False, False, True, True]
    assert "Sent: 2 of 4." in boss.last.text
    assert "(paused meanwhile): Person 0" in boss.last.text
    assert len(village.rows(Recipient)) == 3, "nothing is kept of who deleted all"


async def test_busy_people_get_it_when_they_have_finished(village: Village) -> None:
    boss, phones = await people(village, 2)
    await choose(boss, "After your work", "Everybody who takes part (2)", "Busy people: at once")
    assert "2 of them are in the middle of an activity and get it afterwards." in boss.last.text
    await send(boss)
    assert not any("After your work" in phone.texts for phone in phones)
    await phones[0].send("Weavers")
    await phones[0].send("12")
    assert "After your work" in phones[0].texts
    assert "After your work" not in phones[1].texts
    await village.turn_by(minutes=16)
    assert "After your work" in phones[1].texts, "a chat in which nothing happens is not busy"


async def test_busy_people_are_waited_for_at_most_as_long_as_was_chosen(village: Village) -> None:
    boss, phones = await people(village, 1)
    await choose(boss, "One hour", "Everybody who takes part (1)", "Busy people: at once")
    await send(boss)
    for _number in range(6):
        await village.turn_by(minutes=10)
        await phones[0].send("this is far too long for an answer")
    assert "One hour" in phones[0].texts
    assert village.clock.now() < dt.datetime(2026, 11, 27, 11, 2, tzinfo=dt.UTC)
