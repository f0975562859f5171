"""Answers for many people in one table: taken along, filled, sent back, looked at, entered and taken back."""

from __future__ import annotations

import csv
import io
from typing import Any

import openpyxl
import pytest

from storage.tables import Act, Answer, AnswerFile, Enrolment, Media, Person, Prompt
from tests.stories.chat import Phone, Village, join
from tests.stories.programmes import HELLO
from tests.stories.test_for_others import NOON, add

ALL = {
    "survey": """
        type|name|label::English (en)|required|constraint|constraint_message::English (en)|relevant|parameters
        begin_group|all|Everything
        text|craft|What do you make?||string-length(.) <= 20|Please use 20 characters or fewer.
        integer|firms|How many firms make {craft}?|yes|. >= 1 and . <= 5000|A number from 1 to 5000, please.
        decimal|income|How much does one earn?
        range|trust|How much do firms trust each other?|||||start=1 end=5 step=1
        select_one town|town|Which town?
        select_multiple tool|tools|Which tools did you use?
        rank tool|order|Which tool is best?
        date|meeting|When do you meet?
        time|hour|At what time?
        text|more|What else?||||{firms} > 100
        end_group
    """.replace("{", "${"),
    "choices": """
        list_name|name|label::English (en)
        town|pakse|Pakse
        town|luang|Luang Prabang
        tool|map|Chain map
        tool|dots|Dot voting
    """,
    "schedule": """
        activity|audience|relative_to|offset|unit|expires_after
        all|everyone|joining|0|minutes|30d
    """,
}

COLUMNS = ("craft", "firms", "income", "trust", "town", "tools", "order", "meeting", "hour", "more")


def template(phone: Phone) -> openpyxl.Workbook:
    """The workbook that came last."""
    document = [bubble for bubble in phone.bubbles if bubble.kind == "document"][-1]
    world = phone.village.bot.room.world
    found = world.file(document.raw["document"]["file_id"])
    return openpyxl.load_workbook(io.BytesIO((world.files / found["path"]).read_bytes()))


def packed(book: openpyxl.Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def filled(book: openpyxl.Workbook, name: str, **cells: Any) -> None:
    """Write into the row of a person."""
    sheet = book.worksheets[0]
    headings = [cell.value for cell in sheet[1]]
    row = next(row for row in sheet.iter_rows(min_row=2) if row[1].value == name)
    for key, value in cells.items():
        row[headings.index(key)].value = value


def as_csv(book: openpyxl.Workbook, delimiter: str = ",") -> bytes:
    out = io.StringIO()
    rows = book.worksheets[0].iter_rows(values_only=True)
    csv.writer(out, delimiter=delimiter).writerows([["" if v is None else v for v in row] for row in rows])
    return out.getvalue().encode()


async def ask_for_table(village: Village, title: str = "Everything") -> tuple[Phone, openpyxl.Workbook]:
    boss = village.boss()
    await boss.send("/enter")
    await boss.tap("With a spreadsheet")
    await boss.tap(title)
    return boss, template(boss)


def given(village: Village, name: str) -> dict[str, str]:
    [person] = village.rows(Person, Person.call_name == name)
    [enrolment] = village.rows(Enrolment, Enrolment.person_id == person.id)
    rows = village.rows(Answer, Answer.enrolment_id == enrolment.id, Answer.state == "answered")
    return {row.name: row.value for row in rows}


async def test_a_table_is_taken_along_filled_and_entered(village: Village) -> None:
    await village.workshop(ALL)
    await add(village.boss())
    await add(village.boss(), "Uncle Sok")
    boss, book = await ask_for_table(village)
    assert [cell.value for cell in book.worksheets[0][1]] == ["person", "name", *COLUMNS]
    assert book.worksheets[0]["D2"].value == "How many firms make …?"
    assert ("town", "Luang Prabang", "luang") in book.worksheets[1].iter_rows(values_only=True)
    filled(
        book,
        "Grandma Kham",
        craft="Silk",
        firms=12,
        income=2.5,
        trust=4,
        town="luang prabang",
        tools="Dot voting, Chain map",
        order="dots map",
        meeting="2026-12-07",
        hour="14:30",
    )
    filled(book, "Uncle Sok", craft="Tea", firms="200", more="Much")
    await boss.document(packed(book), "answers.xlsx")
    assert "12 new answers of 2 people." in boss.last.text
    assert "mistake" not in boss.last.text
    assert village.rows(Answer) == []
    await boss.tap("Enter them")
    assert "12 answers are entered." in boss.last.text
    assert given(village, "Grandma Kham") == {
        "craft": "Silk",
        "firms": "12",
        "income": "2.5",
        "trust": "4",
        "town": "luang",
        "tools": "map dots",
        "order": "dots map",
        "meeting": "2026-12-07",
        "hour": "14:30:00.000+07:00",
    }
    assert given(village, "Uncle Sok") == {"craft": "Tea", "firms": "200", "more": "Much"}
    assert {row.way for row in village.rows(Answer, Answer.state == "answered")} == {"proxy"}
    assert {prompt.state for prompt in village.rows(Prompt)} == {"completed"}
    [file] = village.rows(AnswerFile)
    assert (file.state, file.lines, file.columns, file.media_id) == ("entered", [], {}, None)
    assert {media.state for media in village.rows(Media)} == {"deleted"}
    assert "Silk" not in str([act.model_dump() for act in village.rows(Act)])


async def test_the_same_table_twice_changes_nothing_and_undo_takes_it_back(village: Village) -> None:
    await village.workshop(ALL)
    await add(village.boss())
    boss, book = await ask_for_table(village)
    filled(book, "Grandma Kham", craft="Silk", firms=12)
    await boss.document(packed(book), "answers.xlsx")
    await boss.tap("Enter them")
    before = [row.model_dump() for row in village.rows(Answer)]
    await village.turn_by(minutes=1)
    await add(boss, "Uncle Sok")
    boss, _other = await ask_for_table(village)
    await boss.document(packed(book), "answers.xlsx")
    assert "There is nothing new in it." in boss.last.text
    assert "2 are answered already; those answers stay." in boss.last.text
    assert "Enter them" not in boss.last.labels
    assert [row.model_dump() for row in village.rows(Answer)] == before
    await boss.send("/log")
    assert "Entered a file with answers of 1 person" in boss.last.text
    await boss.tap("Take back 2")
    await boss.tap("Yes, take it back")
    assert village.rows(Answer) == []
    assert sorted(prompt.state for prompt in village.rows(Prompt)) == ["opened", "to_enter"]


async def test_mistakes_are_said_with_row_and_column_and_left_out(village: Village) -> None:
    await village.workshop(ALL)
    await add(village.boss())
    await add(village.boss(), "Uncle Sok")
    boss, book = await ask_for_table(village)
    filled(
        book,
        "Grandma Kham",
        craft="a cluster with a name that is too long",
        firms="many",
        town="Paris",
        trust=9,
        more="no",
    )
    filled(book, "Uncle Sok", craft="Tea", firms=2.5, income="1.500")
    book.worksheets[0].append([999, "Nobody", "Silk"])
    sheet = book.worksheets[0]
    sheet.cell(1, sheet.max_column + 1).value = "wrong"
    sheet.cell(4, sheet.max_column).value = "x"
    await boss.document(as_csv(book), "answers.csv")
    text = boss.last.text
    assert "1 new answer of 1 person." in text
    for words in (
        "Row 1, column M (wrong): No question of this activity has this name.",
        "Row 4, column C (craft): Please use 20 characters or fewer.",
        "Row 4, column D (firms): Please write a whole number, such as 12.",
        "Row 4, column G (town): Please write one of the choices of the second sheet.",
        "Row 4, column L (more): This question is not asked here",
        "Row 5, column D (firms): Please write a whole number, such as 12.",
        "Row 5, column E (income): This can be read in two ways.",
        "Row 6: Nobody in this workshop has this number.",
    ):
        assert words in text, words
    await boss.tap("Enter them")
    assert given(village, "Uncle Sok") == {"craft": "Tea"}
    states = sorted(prompt.state for prompt in village.rows(Prompt))
    assert states == ["opened", "to_enter"]


async def test_a_semicolon_table_works_and_a_mixed_up_name_is_seen(village: Village) -> None:
    await village.workshop(ALL)
    await add(village.boss())
    await add(village.boss(), "Uncle Sok")
    boss, book = await ask_for_table(village)
    filled(book, "Grandma Kham", craft="Silk")
    filled(book, "Uncle Sok", craft="Tea")
    book.worksheets[0]["B4"].value = "Uncle Sok"
    await boss.document(as_csv(book, ";"), "answers.csv")
    assert "1 new answer of 1 person." in boss.last.text
    assert "The number and the name do not belong together." in boss.last.text


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"no workbook", "answers.xlsx", "This file cannot be read."),
        (b"a,b\n1,2\n", "answers.csv", "its first row begins with"),
        (b"person,name,craft,craft\n1,Kham,a,b\n", "answers.csv", "Two columns are called"),
        (b"person,name,craft\n1,Kham,\n", "answers.csv", "There is no answer in this table yet."),
        (b"\xff\xfe\x00\xd8", "answers.csv", "UTF-8"),
        (b"%PDF", "answers.pdf", "Please send the table as a file that ends in"),
        (b"", "answers.csv", ""),
    ],
)
async def test_what_is_no_table_is_said_kindly(
    village: Village, content: bytes, name: str, words: str
) -> None:
    await village.workshop(ALL)
    await add(village.boss())
    boss, _book = await ask_for_table(village)
    before = len(boss.bubbles)
    await boss.document(content or b" ", name)
    assert words in "\n".join(bubble.text for bubble in boss.bubbles[before - 1 :])
    assert village.rows(Answer) == []
    assert "answer_file" in str(boss.last.buttons)


async def test_answers_of_people_with_a_phone_stay_and_they_are_asked(village: Village) -> None:
    links = await village.workshop(HELLO)
    mya = village.phone(10)
    await join(mya, links["trainee"])
    await mya.send("Silk")
    boss, book = await ask_for_table(village, "Hello")
    filled(book, "Mya", place="Tea", firms=12)
    await boss.document(packed(book), "answers.xlsx")
    assert "1 new answer of 1 person." in boss.last.text
    assert "1 is answered already; that answer stays." in boss.last.text
    await boss.tap("Enter them")
    assert given(village, "Mya") == {"place": "Silk", "firms": "12"}
    assert mya.last.text.startswith("Ploy wrote these answers for you, in “Hello”.")
    assert "Silk" not in mya.last.text.partition("→")[2]
    await mya.tap("Yes, it is right")
    await boss.send("/log")
    await boss.tap("Take back 1")
    await boss.tap("Yes, take it back")
    assert any("Nothing of it can be taken back" in text for text in [*boss.toasts, *boss.texts])
    assert given(village, "Mya")["firms"] == "12"


async def test_what_was_refused_and_boxes_have_no_cell(village: Village) -> None:
    await village.workshop(HELLO)
    await add(village.boss(), no="c6")
    await village.turn_to(NOON)
    _boss, book = await ask_for_table(village, "Work together")
    headings = [cell.value for cell in book.worksheets[0][1]]
    assert headings == ["person", "name", "tools", "people", "saying", "later"]


async def test_somebody_who_leaves_takes_a_waiting_table_along(village: Village) -> None:
    links = await village.workshop(HELLO)
    mya = village.phone(10)
    await join(mya, links["trainee"])
    boss, book = await ask_for_table(village, "Hello")
    filled(book, "Mya", place="Tea")
    await boss.document(packed(book), "answers.xlsx")
    await mya.send("/withdraw")
    await mya.tap("Stop, delete all")
    await mya.tap("Yes, delete all")
    [file] = village.rows(AnswerFile)
    assert (file.state, file.lines) == ("cancelled", [])
    await boss.tap("Enter them")
    assert any("This table is not there any more" in text for text in boss.toasts)
    assert village.rows(Answer) == []


async def test_forged_buttons_enter_nothing(village: Village) -> None:
    links = await village.workshop(HELLO)
    mya = village.phone(10)
    await join(mya, links["trainee"])
    boss, book = await ask_for_table(village, "Hello")
    data = str(boss.last.buttons[0][0].data).rpartition(":")[0]
    for code in ("enter", "activity-0", "activity-99", "file", ""):
        await boss.press(f"{data}:{code}", boss.last.message_id)
        await mya.press(f"{data}:{code}", mya.last.message_id)
    filled(book, "Mya", place="Tea")
    await mya.document(packed(book), "answers.xlsx")
    assert village.rows(AnswerFile) == []
    assert village.rows(Answer) == []
