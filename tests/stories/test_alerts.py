"""Rules of a programme that call a human, each level; what a call for safety keeps out of the data."""

from __future__ import annotations

import pytest

from bot.domain.programme import ProgrammeError, read_programme
from storage.tables import Answer, Need
from tests.stories.chat import Phone, Village, join
from tests.stories.programmes import write
from tests.stories.test_exporting import a_researcher, table, take_tables, unpacked

RULES = {
    "survey": """
        type,name,label::English (en),relevant,parameters,calculation,sala_alert
        begin_group,start,The first picture,,,,
        range,trust_1,How much do you trust?,,start=1 end=5 step=1,,
        text,village,Which village?,,,,
        end_group,,,,,,
        begin_group,later,The second picture,,,,
        range,trust_2,How much do you trust now?,,start=1 end=5 step=1,,
        calculate,fell,,,,{trust_2} != '' and {trust_1} - {trust_2} >= 1,1: Trust fell by one or more
        select_one need,need,Is there something you need?,,,,
        calculate,advice,,,,{need} = 'advice',2: Asks for advice
        calculate,money,,,,{need} = 'money',3: Money is missing
        calculate,unsafe,,,,{need} = 'unsafe',4: Says that it is not safe
        text,more,What else?,,,,
        end_group,,,,,,
    """.replace("{", "${"),
    "choices": """
        list_name,name,label::English (en)
        need,none,Nothing
        need,advice,Advice
        need,money,Money is missing
        need,unsafe,I am not safe
    """,
    "schedule": """
        activity,audience,relative_to,offset,unit,time,zone,expires_after,escalate_after
        start,trainee,joining,0,minutes,,own,,
        later,trainee,workshop_start,0,days,08:30,workshop,9d,2d
    """,
}


async def begun(village: Village, *names: str) -> tuple[Phone, dict[str, str], list[Phone]]:
    links = await village.workshop(RULES)
    boss = village.boss()
    await boss.send("/help")
    phones = [village.phone(10 + number) for number in range(len(names))]
    for phone, name in zip(phones, names, strict=True):
        await join(phone, links["trainee"], name=name)
        await phone.tap("4")
        await phone.send("Ban Na")
    await village.turn_by(days=2, hours=16)  # Monday, 09:00
    return boss, links, phones


async def test_each_level_opens_once_in_the_words_of_its_author(village: Village) -> None:
    boss, _links, [mya, noy, som] = await begun(village, "Mya", "Noy", "Som")
    await mya.tap("3")
    await mya.tap("Nothing")
    await noy.tap("4")
    await noy.tap("Advice")
    assert boss.last.text == "Somebody asks for help. /needs shows it."
    await som.tap("5")
    await som.tap("Money is missing")
    assert boss.last.text == "❗ A report waits for you. /needs shows it."
    await boss.send("/needs")
    lines = boss.last.text.splitlines()
    assert lines[2::2] == [
        "1. ❗ Som: Money is missing · by Tuesday, 1 December",
        "2. 🙋 Noy: Asks for advice · by Wednesday, 2 December",
        "3. • Mya: Trust fell by one or more · by Monday, 7 December",
    ]
    assert "What else?" in som.last.text, "the activity goes on below level 4"
    assert len(village.rows(Need)) == 3


async def test_an_answer_that_is_no_call_opens_nothing(village: Village) -> None:
    boss, _links, [mya] = await begun(village, "Mya")
    await mya.tap("4")
    await mya.tap("Skip")
    await boss.send("/needs")
    assert "Nothing. Everybody is looked after." in boss.last.text
    assert not village.rows(Need)


async def test_a_call_for_safety_in_an_answer_stops_at_once_and_is_in_no_export(village: Village) -> None:
    boss, links, [mya, noy] = await begun(village, "Mya", "Noy")
    for phone in (mya, noy):
        await phone.tap("4")
    await noy.tap("Advice")
    await mya.tap("I am not safe")
    assert any(text.startswith("Thank you for telling me. I am a machine. Ploy will") for text in mya.texts)
    assert mya.last.labels == ["Write to me here", "Call me", "Wait until I write"]
    assert "What else?" not in mya.texts[-1]
    await mya.tap("Write to me here")
    await mya.send("They came to my house.")
    await mya.tap("Done")
    assert boss.last.text == "‼️ Somebody needs you today. /needs shows it to you alone."
    shown = len(mya.bubbles)
    await village.turn_by(days=4)
    assert len(mya.bubbles) == shown
    [unsafe] = village.rows(Answer, Answer.value == "unsafe")
    assert unsafe.state == "answered", "the person's own answer stays theirs"
    researcher = await a_researcher(village, links["researcher"])
    await take_tables(researcher)
    files = unpacked(researcher)
    rows = table(files, "submissions.csv")
    assert sorted(row["later-need"] for row in rows) == ["", "advice"]
    assert sorted(row["later-unsafe"] for row in rows) == ["false"] * 2
    answers = [row for row in table(files, "answers_long.csv") if row.get("value") == "unsafe"]
    assert not answers
    assert not any(b"my house" in content for content in files.values())


async def test_silence_past_its_limit_is_a_notice_until_it_ends(village: Village) -> None:
    boss, _links, [mya, noy] = await begun(village, "Mya", "Noy")
    await noy.tap("4")
    await village.turn_by(days=1, hours=23)
    await boss.send("/needs")
    assert "Nothing." in boss.last.text
    await village.turn_by(hours=1)
    await boss.send("/needs")
    assert "• Mya has not begun “The second picture” · by Wednesday, 9 December" in boss.last.text
    assert "Noy" not in boss.last.text
    await mya.block()
    await village.turn_by(days=1)
    await boss.send("/needs")
    assert "Mya has blocked me. Please try another way" in boss.last.text
    assert "has not begun" not in boss.last.text, "who cannot be reached is not silent"
    await mya.unblock()
    await mya.send("/today")
    await mya.tap("▶ The second picture")
    await mya.tap("4")
    await boss.send("/needs")
    assert "Nothing." in boss.last.text


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("calculate,odd,,,,1 = 1,high: no level", "is not a rule"),
        ("calculate,odd,,,,1 = 1,5: too high", "is not a rule"),
        ("calculate,odd,,,,1 = 1,2:", "is not a rule"),
        ("text,odd,A question,,,,2: A question", "is a calculate outside of repeats"),
    ],
)
def test_a_rule_that_cannot_work_is_an_error_with_its_row(tmp_path, row: str, words: str) -> None:  # type: ignore[no-untyped-def]
    survey = RULES["survey"].replace("        text,more", f"        {row}\n        text,more")
    folder = write(tmp_path / "broken", **{**RULES, "survey": survey})
    with pytest.raises(ProgrammeError) as raised:
        read_programme(folder)
    assert any(words in finding.said.english() for finding in raised.value.findings)
