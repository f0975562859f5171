"""Leaving and pausing: what is gone, what stays, and that it is so at once."""

from __future__ import annotations

import sqlite3
from typing import Any

from sqlmodel import col

from storage.tables import Answer, Consent, Contribution, Enrolment, Event, Media, Outbox, Person, Prompt
from tests.stories.chat import Phone, Village, join
from tests.stories.programmes import HELLO

SAID = "Weavers of Inle"


async def somebody(village: Village, number: int = 7) -> Phone:
    links = await village.workshop(HELLO)
    phone = village.phone(number)
    await join(phone, links["trainee"], name="Daw Mya")
    await phone.send(SAID)
    await phone.send("12")
    await phone.send("/wisdom")
    await phone.photo("Our loom")
    await phone.tap("No", phone.last)
    await phone.tap("The group may see it")
    await phone.tap("With my name")
    return phone


def everything_in(village: Village) -> str:
    """Every text of the database, for looking for what must be gone."""
    database = sqlite3.connect(village.bot.folder / "data" / "sala.db")
    tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return "\n".join(str(row) for table in tables for row in database.execute(f'SELECT * FROM "{table}"'))


def mine(village: Village) -> Any:
    return village.rows(Enrolment, Enrolment.role == "trainee")[0]


async def test_delete_all_leaves_a_code_and_nothing_else(village: Village) -> None:
    phone = await somebody(village)
    [media] = village.rows(Media)
    file = village.bot.folder / "data" / "media" / media.path
    assert file.is_file()
    await phone.send("/withdraw")
    await phone.tap("Stop, delete all")
    assert "This cannot be taken back. Are you sure?" in phone.last.text
    await phone.tap("Yes, delete all")
    assert "Done. I deleted all your answers." in phone.last.text
    assert mine(village).pseudonym in phone.last.text
    assert mine(village).state == "withdrawn"
    for table in (Answer, Contribution, Consent):
        assert village.rows(table) == []
    assert not file.exists()
    left = everything_in(village)
    for word in (SAID, "Our loom", "Daw Mya"):
        assert word not in left, word
    assert "7" not in {str(person.telegram_id) for person in village.rows(Person)}
    assert [event.kind for event in village.rows(Event, col(Event.enrolment_id) == mine(village).id)] == [
        "withdrew"
    ]
    shown = len(phone.bubbles)
    await village.turn_by(days=40)
    assert len(phone.bubbles) == shown, "nothing is written to somebody who has left"


async def test_keep_without_name_keeps_the_answers_under_a_new_code(village: Village) -> None:
    phone = await somebody(village)
    before = mine(village).pseudonym
    await phone.send("/withdraw")
    await phone.tap("Stop, keep without name")
    await phone.tap("Yes, forget me")
    assert "I forgot your name and your account" in phone.last.text
    enrolment = mine(village)
    assert enrolment.state == "withdrawn"
    assert enrolment.pseudonym != before
    assert [answer.value for answer in village.rows(Answer)] == [SAID, "12"]
    [item] = village.rows(Contribution)
    assert (item.credit, item.community, item.message_id) == ("anonymous", "", None)
    person = village.rows(Person, Person.id == enrolment.person_id)[0]
    assert (person.telegram_id, person.chat_id, person.call_name) == (None, None, "")
    assert "Daw Mya" not in everything_in(village)
    assert {row.chat_id for row in village.rows(Outbox)} <= {0, 1}
    assert all(prompt.state in ("cancelled", "completed", "missed") for prompt in village.rows(Prompt))
    await phone.send("hello")
    assert "open the link of your invitation" in phone.last.text


async def test_staying_changes_nothing(village: Village) -> None:
    phone = await somebody(village)
    await phone.send("/withdraw")
    await phone.tap("Stop, delete all")
    await phone.tap("Stay")
    assert "Good that you stay!" in "\n".join(phone.texts[-2:])
    assert mine(village).state == "active"
    assert len(village.rows(Answer)) == 2


async def test_somebody_who_left_may_join_again_as_somebody_new(village: Village) -> None:
    phone = await somebody(village)
    code = mine(village).invitation_code
    await phone.send("/withdraw")
    await phone.tap("Stop, delete all")
    await phone.tap("Yes, delete all")
    await join(phone, code)
    assert [row.state for row in village.rows(Enrolment, Enrolment.role == "trainee")] == [
        "withdrawn",
        "active",
    ]


async def test_a_pause_is_quiet_and_ends_by_itself(village: Village) -> None:
    phone = await somebody(village)
    await phone.send("/pause")
    await phone.tap("1 week")
    assert phone.last.text.startswith("OK, I am quiet until Friday, 4 December, 17:00.")
    shown = len(phone.bubbles)
    await village.turn_by(days=6)
    assert len(phone.bubbles) == shown
    missed = {prompt.activity: (prompt.state, prompt.reason) for prompt in village.rows(Prompt)}
    assert missed["morning"] == ("missed", "paused")
    await village.turn_by(days=2)
    assert mine(village).state == "active"


async def test_resume_ends_a_pause_at_once(village: Village) -> None:
    phone = await somebody(village)
    await phone.send("/pause")
    await phone.tap("Until I write /resume")
    await village.turn_by(days=2, hours=16)  # Monday of the course, 09:00
    await phone.send("/resume")
    assert any("Good to have you back!" in text for text in phone.texts)
    assert "How are you today?" in phone.last.text
    await phone.send("/pause 2h")
    assert "I am quiet until" in phone.last.text


async def test_the_own_name_leaves_the_words_that_stay(village: Village) -> None:
    links = await village.workshop(HELLO)
    phone = village.phone(7)
    await join(phone, links["trainee"], name="Somchai")
    await phone.send("Somchai's silk")
    await phone.send("12")
    await phone.send("/wisdom As my father Somchai said: many hands")
    await phone.tap("The group may see it")
    await phone.tap("With my name")
    await phone.send("/withdraw")
    await phone.tap("Stop, keep without name")
    await phone.tap("Yes, forget me")
    assert [answer.value for answer in village.rows(Answer)] == ["[name]'s silk", "12"]
    assert [row.text for row in village.rows(Contribution)] == ["As my father [name] said: many hands"]
    assert "Somchai" not in everything_in(village)


async def test_leaving_one_workshop_leaves_the_other_alone(village: Village) -> None:
    first, second = await village.workshop(HELLO), await village.workshop(HELLO)
    phone = village.phone(7)
    await join(phone, first["trainee"], name="Daw Mya")
    await phone.send("First silk")
    await phone.send("12")
    await phone.send(f"/start {second['trainee']}")
    await phone.tap("Start")
    await phone.tap("Yes, I am 18 or older")
    while "what is your cluster?" not in phone.last.text:
        await phone.tap("Yes", phone.last)
    await phone.send("Second silk")
    await phone.send("/withdraw")
    await phone.tap("Stop, delete all")
    await phone.tap("Yes, delete all")
    assert [answer.value for answer in village.rows(Answer, Answer.name == "place")] == ["First silk"]
    states = [row.state for row in village.rows(Enrolment, Enrolment.role == "trainee")]
    assert states == ["active", "withdrawn"]
    [person] = village.rows(Person, Person.telegram_id == 7)
    assert person.call_name == "Daw Mya"
    await phone.send("/mydata")
    assert "You gave 2 answers." in phone.last.text
    await village.turn_by(days=2, hours=16)  # Monday of the course, 09:00
    assert "How are you today?" in phone.last.text
    prompts = village.rows(Prompt, Prompt.activity == "morning")
    assert [prompt.state for prompt in prompts] == ["sent", "cancelled"]


async def test_old_buttons_after_leaving_do_nothing(village: Village) -> None:
    phone = await somebody(village)
    await phone.send("/withdraw")
    question = phone.last
    keep, delete = (row[0].data for row in question.buttons[:2])
    await phone.tap("Stop, keep without name")
    await phone.tap("Yes, forget me")
    answers, shown = village.rows(Answer), len(phone.bubbles)
    await phone.press(str(delete), question.message_id)
    await phone.press(str(keep), question.message_id)
    assert [row.model_dump() for row in village.rows(Answer)] == [row.model_dump() for row in answers]
    assert len(phone.bubbles) == shown
