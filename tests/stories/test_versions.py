"""A programme changes in the middle of a workshop: what people who take part feel of it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from storage.tables import AnswerVersion, Consent, Event, Prompt
from tests.stories.chat import Village, join
from tests.stories.programmes import HELLO, ROUNDS
from tests.stories.versions import FIRMS, PLACE, SETTINGS, answers, begun, morning_of, newer, running, upload


@pytest.mark.parametrize("name", ["new.xlsx", "new.zip"])
async def test_somebody_in_the_middle_of_a_part_goes_on_and_finishes(
    village: Village, tmp_path: Path, name: str
) -> None:
    boss, phone = await begun(village, tmp_path)
    sheets = newer(
        survey=(
            FIRMS,
            FIRMS.replace("How many", "About how many") + "\n        text,since,Since when?,,,,,,,,,,,,,",
        ),
        schedule=("workshop_start,0,days,08:30", "workshop_start,0,days,09:00"),
    )
    before = morning_of(village).due_at
    await upload(boss, tmp_path, sheets, name)
    said = boss.last.text
    assert said.startswith(
        "Khon Kaen: a new version of the programme.\n1 person takes part.\n"
        "People who are in the middle of a part now: Hello: 1.\n\nPeople should know"
    )
    assert "• morning “Good morning” comes differently: time 08:30 → 09:00. People to whom it has not" in said
    assert "• New row since “Since when?” in hello “Hello”." in said
    assert said.endswith("Nothing has changed so far. Should the workshop go on with the new version?")
    assert (running(village), morning_of(village).due_at) == ("1", before)

    await boss.tap("Accept")
    assert "Khon Kaen goes on with version 2." in boss.last.text
    assert (running(village), morning_of(village).due_at) == ("2", before + dt.timedelta(minutes=30))
    assert "How many firms are in Weavers of Inle?" in phone.last.text, "nothing is said to people by itself"
    await phone.send("12")
    assert "Since when?" in phone.last.text
    await phone.send("1999")
    assert phone.last.text.startswith("Thank you, Mya! That was “Hello”.")
    assert answers(village) == {
        "hello/place": ("Weavers of Inle", 1),
        "hello/firms": ("12", 1),
        "hello/since": ("1999", 2),
    }, "each answer belongs to the version in which its question was read"
    [event] = village.rows(Event, Event.kind == "programme_changed")
    assert event.details == {"before": 1, "after": 2, "version": "2"}


async def test_a_question_that_is_gone_leads_kindly_to_the_next(village: Village, tmp_path: Path) -> None:
    boss, phone = await begun(village, tmp_path)
    since = "text,since,Since when?,,,,,,,,,,,,,"
    await upload(boss, tmp_path, newer(survey=(FIRMS, since)))
    assert "• firms “How many firms are in ${place}?” is gone." in boss.last.text
    await boss.tap("Accept")
    await phone.send("12")
    assert phone.last.text.startswith("This question was changed a moment ago. Please go on here.")
    assert "Since when?" in phone.last.text
    await phone.send("1999")
    assert phone.last.text.startswith("Thank you, Mya!")
    assert answers(village).keys() == {"hello/place", "hello/since"}


async def test_a_button_of_an_old_list_never_chooses_from_a_new_one(village: Village, tmp_path: Path) -> None:
    choices = HELLO["choices"] + "        way,to the left,Left\n        way,to the right,Right\n"
    asked = "select_one way,way,Which way?,,,,,,,,,,,,,"
    links = await village.workshop(
        {**HELLO, "survey": HELLO["survey"].replace(FIRMS, asked), "choices": choices}
    )
    boss, phone = village.boss(), village.phone(7)
    await join(phone, links["trainee"])
    await phone.send("Weavers of Inle")
    old = phone.last
    assert old.labels[:2] == ["Left", "Right"]
    turned = HELLO["choices"] + "        way,to the right,Right\n        way,to the left,Left\n"
    sheets = {**newer(survey=(FIRMS, asked)), "choices": turned}
    await upload(boss, tmp_path, sheets)
    assert "way: the choices stand in another order." in boss.last.text
    await boss.tap("Accept")
    await phone.tap("Left", old)
    assert "hello/way" not in answers(village), "the first button means something else now"
    assert phone.last.text.startswith("This question was changed a moment ago.")
    await phone.tap("Left")
    assert answers(village)["hello/way"] == ("to the left", 2)


async def test_what_was_promised_about_an_answer_is_kept(village: Village, tmp_path: Path) -> None:
    links = await village.workshop(
        {**HELLO, "survey": HELLO["survey"].replace(FIRMS, "text,box,What was hard?,,,,,,,anonymous,,,,,,")}
    )
    boss, phone = village.boss(), village.phone(7)
    await join(phone, links["trainee"])
    await phone.send("Weavers of Inle")
    assert "Without a name: nobody can find out who wrote it." in phone.last.text
    named = "text,box,What was hard?,,,,,,,facilitators,,,,,,"
    await upload(boss, tmp_path, newer(survey=(FIRMS, named)))
    assert "sala_sees was “anonymous” and is “facilitators”." in boss.last.text
    await boss.tap("Accept")
    await phone.send("the boss was rude")
    assert "hello/box" not in answers(village), "it was meant for nobody who knows the name"
    assert phone.last.text.startswith("This question was changed a moment ago.")
    assert "Without a name" not in phone.last.text


async def test_consent_counts_for_the_words_that_were_read(village: Village, tmp_path: Path) -> None:
    asked = "select_one yn,later,May I write to you for a month?,,,,,,,,,c7,,,,"
    links = await village.workshop({**HELLO, "survey": HELLO["survey"].replace(FIRMS, asked)})
    boss, phone = village.boss(), village.phone(7)
    await join(phone, links["trainee"])
    await phone.send("Weavers of Inle")
    old = phone.last
    await upload(boss, tmp_path, newer(survey=(FIRMS, asked.replace("a month", "a year"))))
    await boss.tap("Accept")
    await phone.tap("Yes", old)
    assert not village.rows(Consent, Consent.layer == "c7")
    assert "for a year?" in phone.last.text
    await phone.tap("Yes")
    [consent] = village.rows(Consent, Consent.layer == "c7")
    assert (consent.text, consent.text_version) == ("May I write to you for a year?", "small 2")


async def test_a_type_that_changed_asks_again_only_where_the_answer_does_not_fit(
    village: Village, tmp_path: Path
) -> None:
    boss, phone = await begun(village, tmp_path)
    place = PLACE.replace("text,place", "integer,place").replace("string-length(.) <= 20", "")
    await upload(boss, tmp_path, newer(survey=(PLACE, place)))
    assert (
        "Answers that do not fit are set aside. People whose answer does not fit: 1 of 1." in boss.last.text
    )
    await boss.tap("Accept")
    await phone.send("12")
    assert "what is your cluster?" in phone.last.text, "the old answer is no number"
    await phone.send("7")
    assert answers(village) == {"hello/place": ("7", 2), "hello/firms": ("12", 1)}
    [earlier] = village.rows(AnswerVersion)
    assert (earlier.value, earlier.programme_id) == ("Weavers of Inle", 1)


async def test_rounds_of_a_repeat_that_became_a_group_are_kept_aside(
    village: Village, tmp_path: Path
) -> None:
    links = await village.workshop(ROUNDS)
    boss, phone = village.boss(), village.phone(7)
    await join(phone, links["trainee"])
    await phone.send("Ban Na")
    await phone.send("3")
    assert phone.last.text.endswith("Another one?")
    survey = ROUNDS["survey"].replace("begin_repeat|stops|A stop", "begin_group|stops|A stop")
    survey = survey.replace("end_repeat", "end_group", 1)
    small = SETTINGS.replace("small,1,", "small,2,")
    await upload(boss, tmp_path, {**ROUNDS, "survey": survey, "settings": small})
    assert (
        "place “Where are you?” moved into a repeat, or out of one. Earlier answers do not fit."
        in boss.last.text
    )
    await boss.tap("Accept")
    await phone.tap("Yes")
    assert phone.last.text.startswith("This question was changed a moment ago.")
    assert "Where are you?" in phone.last.text
    await phone.send("Loei")
    assert answers(village)["walk/stops[1]/place"] == ("Ban Na", 1)
    assert answers(village)["walk/stops/place"] == ("Loei", 2)
    assert "How many people work at Loei?" in phone.last.text


async def test_answers_go_along_when_their_question_moves(village: Village, tmp_path: Path) -> None:
    boss, phone = await begun(village, tmp_path)
    survey = (
        HELLO["survey"]
        .replace(f"        {PLACE}\n", "")
        .replace("note,morning_note", f"{PLACE}\n        note,morning_note")
    )
    await upload(boss, tmp_path, {**newer(), "survey": survey})
    assert "moved from hello to morning. Its answers go along. People who have answered: 1." in boss.last.text
    await boss.tap("Accept")
    await phone.send("12")
    await village.turn_to(dt.datetime(2026, 11, 30, 1, 30, tzinfo=dt.UTC))
    assert "How are you today?" in phone.last.text, "the place is known"
    await phone.send("/mydata")
    await phone.tap("See or correct answers")
    await phone.tap("Hello")
    assert "→ Weavers of Inle" in phone.last.text


async def test_the_old_version_can_be_put_back_with_all_that_was_open(
    village: Village, tmp_path: Path
) -> None:
    boss, phone = await begun(village, tmp_path)
    start = HELLO["survey"].index("begin_group,hello")
    end = HELLO["survey"].index("begin_group,morning")
    schedule = "\n".join(
        line for line in HELLO["schedule"].splitlines() if not line.strip().startswith("hello,")
    )
    sheets = {**newer(), "survey": HELLO["survey"][:start] + HELLO["survey"][end:], "schedule": schedule}
    planned = {row.activity: (row.state, row.due_at) for row in village.rows(Prompt)}
    await upload(boss, tmp_path, sheets)
    assert "The part hello “Hello” is gone, with 2 rows of its own." in boss.last.text
    assert "People who have answered: 1; in the middle of it: 1; not begun: 0." in boss.last.text
    await boss.tap("Accept")
    await phone.send("12")
    assert phone.last.text == "This activity is closed now. Thank you. /today shows what comes."
    await phone.send("/mydata")
    await phone.tap("See or correct answers")
    await phone.tap("Hello")
    assert "${call_name}, what is your cluster?\n→ Weavers of Inle" in phone.last.text
    await phone.tap("1")
    assert phone.texts[-1] == "This question is not asked any more. Your earlier answer stays."

    await boss.send("/workshop")
    await boss.tap("Change the programme of Khon Kaen")
    await boss.tap("Put the old version back")
    assert "New part hello “Hello” with 2 new rows." in boss.last.text
    await boss.tap("Accept")
    assert running(village) == "1"
    assert {row.activity: (row.state, row.due_at) for row in village.rows(Prompt)} == planned
    await phone.send("/today")
    await phone.tap("▶ Hello")
    assert "How many firms are in Weavers of Inle?" in phone.last.text
    await phone.send("12")
    assert phone.last.text.startswith("Thank you, Mya!")
