"""Answers for somebody else: entered by a facilitator, marked, and confirmed by the person when possible."""

from __future__ import annotations

import datetime as dt

from sqlmodel import select

from bot.actions.setting_aside import bring_back, set_aside
from bot.actions.tx import Tx
from storage.tables import (
    Act,
    AnonymousNote,
    Answer,
    Consent,
    Enrolment,
    Outbox,
    Person,
    Prompt,
)
from tests.stories.chat import Phone, Village, join
from tests.stories.programmes import HELLO
from tests.stories.test_exporting import a_researcher, table, take_tables, unpacked

#: Monday at noon in Bangkok: morning and work have been due.
NOON = dt.datetime(2026, 11, 30, 5, 0, tzinfo=dt.UTC)


async def add(boss: Phone, name: str = "Grandma Kham", *, no: str = "", role: str = "Trainee") -> None:
    """Add a person without a phone by /enter, who says yes to every layer but those in ``no``."""
    await boss.send("/enter")
    await boss.tap("A person without a phone")
    await boss.send(name)
    await boss.tap("ພາສາລາວ")
    await boss.tap("Laos")
    await boss.tap(role)
    for layer in ("c0", "c1", "c2", "c3", "c4", "c5", "c6"):
        yes = "Yes, I am 18 or older" if layer == "c0" else "Yes"
        await boss.tap("No" if layer in no.split() else yes, boss.last)


def enrolment_of(village: Village, name: str) -> Enrolment:
    [person] = village.rows(Person, Person.call_name == name)
    enrolment: Enrolment = village.rows(Enrolment, Enrolment.person_id == person.id)[0]
    return enrolment


async def test_a_person_without_a_phone_joins_with_choices_that_were_read_aloud(village: Village) -> None:
    await village.workshop(HELLO)
    boss = village.boss()
    await boss.send("/enter")
    assert "Nobody takes part yet" in boss.last.text
    await add(boss, no="c5 c6")
    assert "Grandma Kham takes part now." in boss.last.text
    enrolment = enrolment_of(village, "Grandma Kham")
    [person] = village.rows(Person, Person.id == enrolment.person_id)
    assert (person.telegram_id, person.chat_id, person.language, person.zone) == (
        None,
        None,
        "lo",
        "Asia/Vientiane",
    )
    records = village.rows(Consent)
    assert {(row.layer, row.granted) for row in records} == {
        (layer, layer not in ("c5", "c6")) for layer in ("c0", "c1", "c2", "c3", "c4", "c5", "c6")
    }
    assert {(row.way, row.language) for row in records} == {("proxy", "lo")}
    shown = [text for text in boss.texts if "read this aloud" in text]
    assert len(shown) == 7
    assert all(record.text in text for record, text in zip(records, shown, strict=True))
    assert village.rows(Act)[-1].kind == "person_added"


async def test_somebody_who_does_not_want_to_take_part_leaves_no_trace(village: Village) -> None:
    await village.workshop(HELLO)
    boss = village.boss()
    before = len(village.rows(Person))
    await boss.send("/enter")
    await boss.tap("A person without a phone")
    for each in ("Lady No", "English", "Thailand", "Trainee"):
        await (boss.send(each) if each == "Lady No" else boss.tap(each))
    await boss.tap("No")
    assert "Nothing was kept." in "\n".join(boss.texts)
    assert len(village.rows(Person)) == before
    assert village.rows(Consent) == []
    assert all("Lady No" not in row.text for row in village.rows(Outbox))


async def test_activities_wait_to_be_entered_and_never_count_as_silent(village: Village) -> None:
    await village.workshop(HELLO)
    boss = village.boss()
    await add(boss)
    await village.turn_to(NOON)
    states = {prompt.activity: prompt.state for prompt in village.rows(Prompt)}
    assert states == {"hello": "to_enter", "morning": "to_enter", "work": "to_enter"}
    assert all(prompt.reminders == 0 and prompt.next_reminder_at is None for prompt in village.rows(Prompt))
    await boss.send("/board")
    assert "To be entered: 2" in boss.last.text
    assert "Cannot be reached" not in boss.last.text
    await village.turn_by(days=3)
    assert {prompt.state for prompt in village.rows(Prompt)} == {"to_enter"}


async def test_answers_are_typed_in_the_same_conversation_and_marked(village: Village) -> None:
    await village.workshop(HELLO)
    boss = village.boss()
    await add(boss)
    await boss.tap("▶ Hello")
    assert "✍️ For Grandma Kham" in boss.last.text
    assert "Grandma Kham, what is your cluster?" in boss.last.text
    await boss.send("this is a much too long name of a cluster")
    assert boss.last.text == "Please use 20 characters or fewer."
    await boss.send("Silk")
    assert "✍️ For Grandma Kham" in boss.last.text
    await boss.tap("Back")
    assert "Your answer now: Silk" in boss.last.text
    await boss.tap("Keep it so")
    await boss.tap("Later")
    assert "can be gone on with here" in boss.last.text
    await village.turn_by(minutes=1)
    await boss.tap("▶ Hello")
    assert "How many firms are in Silk?" in boss.last.text
    assert "Back" not in boss.last.labels
    await boss.send("12")
    assert "“Hello” is entered for Grandma Kham." in boss.last.text
    rows = village.rows(Answer, Answer.state == "answered")
    assert [(row.name, row.value, row.way, row.entered_by, row.message_id) for row in rows] == [
        ("place", "Silk", "proxy", 1, None),
        ("firms", "12", "proxy", 1, None),
    ]
    [prompt] = village.rows(Prompt, Prompt.activity == "hello")
    assert prompt.state == "completed"


async def test_what_the_person_refused_and_boxes_without_a_name_are_not_asked(village: Village) -> None:
    await village.workshop(HELLO)
    boss = village.boss()
    await add(boss, no="c5 c6")
    await village.turn_to(NOON)
    await boss.send("/enter")
    await boss.send("grandma")
    await boss.tap("▶ Work together")
    before = len(boss.bubbles)
    await boss.tap("Chain map")
    await boss.tap("Done (1)")
    assert "A saying from your place?" in boss.last.text
    await boss.send("Together we are many")
    assert "May I write to you after the course?" in boss.last.text
    await boss.tap("Yes")
    said = "\n".join(bubble.text for bubble in boss.bubbles[before:])
    assert "as you chose" not in said
    assert "photo" not in said
    assert "No-name box" not in said
    assert village.rows(AnonymousNote) == []
    assert {row.name: row.state for row in village.rows(Answer)} == {
        "tools": "answered",
        "saying": "answered",
        "later": "answered",
    }
    newest = village.rows(Consent)[-1]
    assert (newest.layer, newest.granted, newest.way) == ("c7", True, "proxy")


async def test_private_answers_of_the_person_are_not_shown_to_the_facilitator(village: Village) -> None:
    links = await village.workshop(HELLO)
    mya = village.phone(10)
    await join(mya, links["trainee"])
    await mya.send("Silk")
    await mya.send("12")
    await village.turn_to(dt.datetime(2026, 11, 30, 1, 35, tzinfo=dt.UTC))
    await mya.tap("2", mya.last)
    await mya.tap("Later")
    boss = village.boss()
    await boss.send("/enter")
    await boss.tap("Mya")
    before = len(boss.bubbles)
    await boss.tap("▶ Good morning")
    assert "What made it …?" in boss.last.text
    assert "Back" not in boss.last.labels
    await boss.send("Rain")
    assert not any("What made it 2" in bubble.text for bubble in boss.bubbles[before:])
    [mood] = village.rows(Answer, Answer.name == "mood")
    assert (mood.way, mood.entered_by) == ("tap", None)


async def test_the_person_confirms_changes_or_deletes(village: Village) -> None:
    links = await village.workshop(HELLO)
    mya = village.phone(10)
    await join(mya, links["trainee"])
    boss = village.boss()
    await boss.send("/enter")
    await boss.tap("Mya")
    await boss.tap("▶ Hello")
    await boss.send("Silk")
    await boss.tap("Later")
    assert mya.last.text.endswith("How many firms are in Silk?")
    asked = mya.bubbles[-2]
    assert asked.text.startswith("Ploy wrote these answers for you, in “Hello”. Is it right?")
    assert "→ Silk" in asked.text
    await village.turn_by(minutes=1)
    await boss.tap("▶ Hello")
    await boss.send("12")
    second = mya.last
    assert "→ 12" in second.text
    await mya.tap("Yes, it is right", asked)
    rows = {
        row.name: row.confirmed_at is not None for row in village.rows(Answer, Answer.state == "answered")
    }
    assert rows == {"place": True, "firms": False}
    await mya.tap("Delete", second)
    await mya.tap("Back", mya.bubbles[-1])
    await mya.tap("Delete", mya.bubbles[-1])
    await mya.tap("Yes, delete them", mya.bubbles[-1])
    assert {row.name: row.state for row in village.rows(Answer)} == {"place": "answered", "firms": "deleted"}
    assert "12" not in mya.last.text
    assert not any("→ 12" in row.text for row in village.rows(Outbox) if row.chat_id == mya.number)


async def test_the_export_says_what_was_entered_and_what_was_confirmed(village: Village) -> None:
    links = await village.workshop(HELLO)
    mya, researcher = village.phone(10), await a_researcher(village, links["researcher"])
    await join(mya, links["trainee"])
    boss = village.boss()
    await boss.send("/enter")
    await boss.tap("Mya")
    await boss.tap("▶ Hello")
    await boss.send("Silk")
    await boss.tap("Later")
    await mya.tap("Yes, it is right")
    await mya.send("12")
    await take_tables(researcher)
    rows = table(unpacked(researcher), "answers_long.csv")
    assert [(row["name"], row["way"], bool(row["confirmed"])) for row in rows] == [
        ("place", "proxy", True),
        ("firms", "text", False),
    ]
    assert {row["by_proxy"] for row in table(unpacked(researcher), "consents.csv")} == {"0"}


async def test_consents_that_were_read_aloud_are_marked_in_the_export(village: Village) -> None:
    links = await village.workshop(HELLO)
    researcher = await a_researcher(village, links["researcher"])
    boss = village.boss()
    await add(boss)
    await village.turn_to(NOON)
    await boss.send("/enter")
    await boss.send("grandma")
    await boss.tap("▶ Work together")
    await boss.tap("Skip")
    await boss.tap("Skip")
    await boss.send("Together we are many")
    await boss.tap("Later")
    await take_tables(researcher)
    files = unpacked(researcher)
    consents = {row["layer"]: (row["allowed"], row["by_proxy"]) for row in table(files, "consents.csv")}
    assert consents["c1"] == ("1", "1")
    assert consents["c7"] == ("0", "0")
    assert {row["state"]: row["way"] for row in table(files, "answers_long.csv")} == {
        "skipped": "proxy",
        "answered": "proxy",
    }
    assert [row["way"] for row in table(files, "contributions.csv")] == ["proxy"]
    assert "Together" not in files["contributions.csv"].decode()


async def test_somebody_without_a_phone_is_not_out_of_reach_of_a_broadcast(village: Village) -> None:
    links = await village.workshop(HELLO)
    await join(village.phone(10), links["trainee"])
    boss = village.boss()
    await add(boss)
    await boss.send("/broadcast")
    await boss.send("Good morning")
    assert "Everybody who takes part (1)" in boss.last.labels
    await boss.tap("Everybody who takes part (1)")
    assert "reach" not in boss.last.text


async def test_whoever_leaves_in_the_middle_lets_the_person_be_asked_once(village: Village) -> None:
    links = await village.workshop(HELLO)
    mya = village.phone(10)
    await join(mya, links["trainee"])
    boss = village.boss()
    await boss.send("/enter")
    await boss.tap("Mya")
    await boss.tap("▶ Hello")
    await boss.send("Silk")
    before = [text for text in mya.texts if "wrote these answers for you" in text]
    await boss.send("/board")
    await village.turn_by(minutes=1)
    await boss.send("/enter")
    await boss.tap("Mya")
    await boss.tap("▶ Hello")
    await boss.tap("Later")
    asked = [text for text in mya.texts if "wrote these answers for you" in text]
    assert (before, len(asked)) == ([], 1)


async def test_what_was_taken_out_comes_back_to_be_entered(village: Village) -> None:
    await village.workshop(HELLO)
    boss = village.boss()
    await add(boss)
    await village.turn_to(NOON)
    await boss.send("/people")
    await boss.tap("Grandma Kham · Trainee")
    assert "takes part without a phone" in boss.last.text
    enrolment = enrolment_of(village, "Grandma Kham")

    def out_and_in(tx: Tx) -> None:
        row = tx.session.get_one(Enrolment, enrolment.id)
        before = set_aside(tx, row, "removed")
        assert {prompt.state for prompt in tx.session.exec(select(Prompt))} == {"cancelled"}
        bring_back(tx, row, before)

    village.bot.do(out_and_in)
    assert {prompt.state for prompt in village.rows(Prompt)} == {"to_enter"}


async def test_a_change_by_the_person_makes_it_their_own(village: Village) -> None:
    links = await village.workshop(HELLO)
    mya = village.phone(10)
    await join(mya, links["trainee"])
    boss = village.boss()
    await boss.send("/enter")
    await boss.tap("Mya")
    await boss.tap("▶ Hello")
    await boss.send("Silk")
    await boss.send("12")
    await mya.tap("Change")
    assert "→ 12 (written for you by Ploy)" in mya.last.text
    await mya.tap("2")
    await mya.send("14")
    firms = village.rows(Answer, Answer.name == "firms")[0]
    assert (firms.value, firms.way, firms.entered_by) == ("14", "text", None)


async def test_taking_back_what_was_entered_asks_the_question_again(village: Village) -> None:
    await village.workshop(HELLO)
    boss = village.boss()
    await add(boss)
    await boss.tap("▶ Hello")
    await boss.send("Silk")
    await boss.send("12")
    await boss.send("/log")
    await boss.tap("Take back 1")
    await boss.tap("Yes, take it back")
    assert "Taken back: Entered answers for Grandma Kham" in "\n".join(boss.texts)
    assert village.rows(Answer) == []
    [prompt] = village.rows(Prompt, Prompt.activity == "hello")
    assert prompt.state == "opened"


async def test_somebody_without_a_phone_leaves_on_request(village: Village) -> None:
    await village.workshop(HELLO)
    boss = village.boss()
    await add(boss)
    await boss.tap("▶ Hello")
    await boss.send("Silk")
    await boss.tap("Later")
    await boss.tap("They want to stop")
    await boss.tap("Delete all")
    assert "All answers are deleted" in "\n".join(boss.texts)
    assert village.rows(Answer) == []
    assert village.rows(Consent) == []
    assert all("Silk" not in row.text for row in village.rows(Outbox))
    assert village.rows(Person, Person.call_name == "Grandma Kham") == []
    assert {prompt.state for prompt in village.rows(Prompt)} == {"cancelled"}


async def test_other_roles_and_forged_buttons_get_nothing(village: Village) -> None:
    links = await village.workshop(HELLO)
    mya, other = village.phone(10), village.phone(11)
    await join(mya, links["trainee"])
    await join(other, links["trainee"], name="Noi")
    boss = village.boss()
    await boss.send("/enter")
    await boss.tap("Mya")
    await boss.tap("▶ Hello")
    await boss.send("Silk")
    await boss.tap("Later")
    stolen = [str(button.data) for row in mya.last.buttons for button in row]
    opened = [str(button.data) for row in boss.last.buttons for button in row]
    await mya.send("/enter")
    assert mya.last.text == "Only facilitators can do this."
    before = [row.model_dump() for row in village.rows(Answer)]
    for phone in (other, boss):
        for data in (*stolen, "confirm:xxxx:yes-1", "confirm::yes-1", "confirm:x:"):
            await phone.press(data, phone.last.message_id)
    for data in opened:
        await other.press(data, other.last.message_id)
    token = stolen[0].split(":")[1]
    for data in (f"confirm:{token}:no", f"confirm:{token}:", f"confirm:{token}:yes-1"):
        await mya.press(data, mya.last.message_id)
    for code in ("open-999", "person-999", "erase", "keep", "page-x", "leaving"):
        await boss.press(f"{':'.join(opened[0].split(':')[:2])}:{code}", boss.last.message_id)
    assert [row.model_dump() for row in village.rows(Answer)] == before


async def test_a_facilitator_who_leaves_cannot_go_on(village: Village) -> None:
    links = await village.workshop(HELLO)
    mya, lin = village.phone(10), village.phone(12)
    await join(mya, links["trainee"])
    await lin.send(f"/start {links['facilitator']}")
    await lin.tap("English")
    await lin.send("Lin")
    await lin.tap("Yes")
    await lin.tap("Thailand")
    await lin.send("/enter")
    await lin.tap("Mya")
    await lin.tap("▶ Hello")

    def remove(tx: Tx) -> None:
        person = tx.session.exec(select(Person).where(Person.call_name == "Lin")).one()
        tx.session.exec(select(Enrolment).where(Enrolment.person_id == person.id)).one().state = "removed"

    village.bot.do(remove)
    await lin.send("Silk")
    assert "This activity is closed now" in lin.last.text
    assert village.rows(Answer) == []
