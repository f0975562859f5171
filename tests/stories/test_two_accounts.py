"""Somebody with a new phone: both accounts are chosen, seen, put together, and taken apart."""

from __future__ import annotations

import sqlite3

from storage.tables import Act, Answer, AnswerVersion, Consent, Contribution, Enrolment, Person, Prompt
from tests.stories.chat import Phone, Village, join
from tests.stories.programmes import HELLO
from tests.stories.test_people import enrolment, open_card


async def two_phones(village: Village) -> tuple[Phone, Phone, Phone, dict[str, str]]:
    """Mya answers on an old phone, then joins by a new one and answers the first question again."""
    links = await village.workshop(HELLO)
    old, new = village.phone(10), village.phone(11)
    await join(old, links["trainee"], name="Mya")
    await old.send("Weavers of Inle")
    await old.send("/wisdom Silk loves rain")
    await old.tap("The group may see it")
    await old.tap("With my name")
    await village.turn_by(minutes=10)
    await join(new, links["trainee"], name="Mya new", no="c3")
    await new.send("Potters")
    return village.boss(), old, new, links


async def preview(boss: Phone, name: str = "Mya", other: str = "Mya new") -> None:
    await boss.send("/people")
    await boss.tap(f"{name} · Trainee")
    await boss.tap("Has another account")
    await boss.tap(next(label for label in boss.last.labels if label.startswith(f"{other} ·")))


def answers(village: Village) -> list[str]:
    return [row.value for row in village.rows(Answer) if row.state == "answered"]


async def test_all_goes_to_the_new_phone_and_nothing_is_lost(village: Village) -> None:
    boss, old, new, links = await two_phones(village)
    kept, other = enrolment(village, old), enrolment(village, new)
    await preview(boss)
    assert "Before: Mya, since Friday, 27 November, 17:00, 1 answer, 1 piece for sharing" in boss.last.text
    assert "Later: Mya new, since Friday, 27 November, 17:10, 1 answer" in boss.last.text
    assert "They go on with the account of Mya new, last seen just now." in boss.last.text
    assert "Inle" not in boss.last.text
    await boss.tap("They stand before me")
    assert boss.last.text.startswith("✓ Mya new: two accounts became one, the person stood there")
    assert answers(village) == ["Potters"]
    assert [row.value for row in village.rows(AnswerVersion)] == ["Weavers of Inle"]
    assert enrolment(village, new).id == kept.id
    assert {row.enrolment_id for row in village.rows(Answer)} == {kept.id}
    assert {row.enrolment_id for row in village.rows(Contribution)} == {kept.id}
    assert len({row.layer for row in village.rows(Consent, Consent.enrolment_id == kept.id)}) == 7
    gone = village.rows(Enrolment, Enrolment.id == other.id)[0]
    assert (gone.state, gone.merged_into) == ("merged", kept.id)
    await new.send("/today")
    await new.tap("▶ Hello")
    assert "How many firms are in Potters?" in new.last.text
    await new.send("12")
    await new.send("/mydata")
    assert "You gave 2 answers." in new.last.text
    assert "goes on with another account now" in "\n".join(old.texts)
    for command in ("/today", "/withdraw", "/wisdom hello"):
        await old.send(command)
        assert not old.last.labels, command
    await old.send(f"/start {links['trainee']}")
    assert "You take part with your other account now." in old.last.text
    await old.send("/mydata")
    assert "You gave 0 answers." in old.last.text
    shown = len(old.bubbles)
    await village.turn_by(days=4)
    assert len(old.bubbles) == shown, "nothing comes to the old phone"


async def test_buttons_and_edits_on_the_old_phone_reach_nothing(village: Village) -> None:
    boss, old, new, _links = await two_phones(village)
    await old.send("/mydata")
    button = next(one for row in old.last.buttons for one in row if one.text == "See or correct answers")
    where = old.last.message_id
    edited = await new.send("7")
    await preview(boss)
    await boss.tap("They stand before me")
    before = [row.model_dump() for row in village.rows(Answer)]
    await old.press(str(button.data), where)
    for message in range(1, edited + 5):
        try:
            await old.edit(message, "Somebody else's words")
        except (KeyError, LookupError, ValueError):
            continue
    assert [row.model_dump() for row in village.rows(Answer)] == before
    assert "Potters" not in "\n".join(old.texts)


async def test_the_person_says_so_with_a_tap(village: Village) -> None:
    boss, old, new, _links = await two_phones(village)
    await preview(boss)
    await boss.tap("Ask them on that phone")
    assert boss.last.text.startswith("✓ Mya was asked about two accounts")
    assert "Undo" not in boss.last.labels
    assert "with another account, as “Mya”. Is that you?" in new.last.text
    stolen = next(one.data for row in new.last.buttons for one in row if one.text == "Yes, that is me")
    await old.press(str(stolen), 1)
    await village.phone(70).press(str(stolen), 1)
    assert not village.rows(Enrolment, Enrolment.state == "merged")
    await new.tap("Yes, that is me")
    assert village.rows(Enrolment, Enrolment.state == "merged")
    assert "two accounts became one, the person said so" in boss.last.text
    assert village.rows(Act, Act.kind == "people_merged")[0].details["way"] == "tap"
    await new.press(str(stolen), new.last.message_id)
    assert len(village.rows(Act, Act.kind == "people_merged")) == 1
    assert "This question is closed." in new.last.text


async def test_a_no_changes_nothing_and_the_question_ends(village: Village) -> None:
    boss, _old, new, _links = await two_phones(village)
    await preview(boss)
    await boss.tap("Ask them on that phone")
    await new.tap("No")
    assert "Two accounts stay apart: the person said no." in boss.last.text
    await preview(boss)
    await boss.tap("Ask them on that phone")
    await village.turn_by(days=2)
    await new.tap("Yes, that is me")
    assert not village.rows(Enrolment, Enrolment.state == "merged")
    assert "This question is closed." in "\n".join(new.texts)


async def test_undo_within_ten_minutes_gives_both_back(village: Village) -> None:
    boss, old, new, _links = await two_phones(village)

    def picture() -> list[object]:
        rows = [(row.enrolment_id, row.question, row.value, row.message_id) for row in village.rows(Answer)]
        prompts = [(row.id, row.enrolment_id, row.state) for row in village.rows(Prompt)]
        people = [(row.id, row.person_id, row.state, row.role) for row in village.rows(Enrolment)]
        return [sorted(rows, key=str), prompts, people, [row.value for row in village.rows(AnswerVersion)]]

    before = picture()
    await preview(boss)
    await boss.tap("They stand before me")
    assert picture() != before
    await boss.tap("Undo")
    assert picture() == before
    assert "Your two accounts are apart again" in "\n".join(old.texts)
    await old.send("/today")
    await old.tap("▶ Hello")
    assert "How many firms are in Weavers of Inle?" in old.last.text
    await new.send("/today")
    await new.tap("▶ Hello")
    assert "How many firms are in Potters?" in new.last.text


async def test_undo_ends_with_time_and_with_a_new_answer(village: Village) -> None:
    boss, _old, new, _links = await two_phones(village)
    await preview(boss)
    await boss.tap("They stand before me")
    await new.send("/today")
    await new.tap("▶ Hello")
    await new.send("12")
    await boss.tap("Undo")
    assert any("only until something new was answered" in toast for toast in boss.toasts)
    await village.turn_by(minutes=11)
    await boss.tap("Undo")
    assert village.rows(Enrolment, Enrolment.state == "merged")


async def test_delete_all_reaches_both_accounts(village: Village) -> None:
    boss, _old, new, _links = await two_phones(village)
    await preview(boss)
    await boss.tap("They stand before me")
    await new.send("/withdraw")
    await new.tap("Stop, delete all")
    await new.tap("Yes, delete all")
    assert not village.rows(Answer)
    assert not village.rows(AnswerVersion)
    assert not village.rows(Contribution)
    assert not village.rows(Consent)
    assert {person.telegram_id for person in village.rows(Person)} == {1, None}
    database = sqlite3.connect(village.bot.folder / "data" / "sala.db")
    tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    left = "\n".join(str(row) for table in tables for row in database.execute(f'SELECT * FROM "{table}"'))
    for word in ("Weavers of Inle", "Potters", "Silk loves rain", "Mya"):
        assert word not in left, [line for line in left.splitlines() if word in line]
    await boss.tap("Undo")
    assert "This person has left for good, or is back already." in boss.toasts


async def test_a_new_phone_that_is_still_joining_needs_no_second_consent(village: Village) -> None:
    links = await village.workshop(HELLO)
    boss, old, new = village.boss(), village.phone(10), village.phone(11)
    await join(old, links["trainee"], name="Mya")
    await old.send("Weavers of Inle")
    await new.send(f"/start {links['trainee']}")
    await open_card(boss, "Mya")
    await boss.tap("Has another account")
    await boss.tap(next(label for label in boss.last.labels if label.startswith("no name yet")))
    await boss.tap("They stand before me")
    found = enrolment(village, new)
    assert (found.state, found.role) == ("active", "trainee")
    assert village.rows(Person, Person.telegram_id == new.number)[0].call_name == "Mya"
    await new.send("/today")
    await new.tap("▶ Hello")
    assert "How many firms are in Weavers of Inle?" in new.last.text


async def test_who_said_no_on_the_new_phone_has_said_no(village: Village) -> None:
    links = await village.workshop(HELLO)
    boss, old, new = village.boss(), village.phone(10), village.phone(11)
    await join(old, links["trainee"], name="Mya")
    await join(new, links["trainee"], name="Mya new", until="c0")
    await new.tap("No")
    await open_card(boss, "Mya")
    await boss.tap("Has another account")
    await boss.tap(next(label for label in boss.last.labels if label.startswith("Mya new")))
    await boss.tap("They stand before me")
    assert enrolment(village, new).state == "declined"
    assert not village.rows(Prompt, Prompt.state == "scheduled")


async def test_other_roles_and_other_workshops_are_not_put_together(village: Village) -> None:
    boss, old, _new, _links = await two_phones(village)
    await boss.send("/people")
    await boss.tap("Mya · Trainee")
    await boss.tap("Has another account")
    assert not any(label.startswith("Ploy") for label in boss.last.labels)
    mine = village.rows(Enrolment, Enrolment.role == "facilitator")[0]
    token = str(boss.last.buttons[0][0].data).split(":")[1]
    await boss.press(f"same:{token}:with-{mine.id}", boss.last.message_id)
    await boss.tap("They stand before me")
    assert any("These two cannot be put together" in toast for toast in boss.toasts)
    await village.workshop(HELLO)
    there = enrolment(village, old)
    await boss.send("/people")
    await boss.tap("Ploy · Facilitator")
    await boss.tap("Has another account")
    token = str(boss.last.buttons[0][0].data).split(":")[1]
    await boss.press(f"same:{token}:with-{there.id}", boss.last.message_id)
    assert "This person is not in this workshop." in boss.toasts
    assert not village.rows(Enrolment, Enrolment.state == "merged")
