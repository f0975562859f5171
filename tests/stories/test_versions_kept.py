"""Answers over three versions: a question that moved and one in its place never overwrite each other."""

from __future__ import annotations

from storage.tables import Answer
from tests.stories.chat import Village, join
from tests.stories.programmes import write

SETTINGS = """
    form_title|form_id|version|default_language
    A small course|small|{version}|English (en)
"""
SCHEDULE = """
    activity|audience|relative_to|offset|unit
    one|everyone|joining|0|minutes
    two|everyone|completion:one|1|days
"""


def sheets(version: int, one: str, two: str) -> dict[str, str]:
    rows = [
        "begin_group|one|One",
        *one.split(";"),
        "end_group",
        "begin_group|two|Two",
        *two.split(";"),
        "end_group",
    ]
    survey = "\n".join(["type|name|label::English (en)", *rows])
    return {"survey": survey, "schedule": SCHEDULE, "settings": SETTINGS.format(version=version)}


async def test_a_moved_answer_and_one_set_aside_at_its_new_place(village: Village) -> None:
    links = await village.workshop(sheets(1, "text|what|What?;image|last|A photo?", "text|later|Later?"))
    boss, phone = village.boss(), village.phone(7)
    await join(phone, links["trainee"])
    await phone.send("silk")
    shelf = village.bot.folder / "data" / "programmes"
    write(
        shelf / "second",
        **sheets(2, "text|first|First?;text|last|Last?", "integer|what|How many?;text|later|Later?"),
    )
    write(shelf / "third", **sheets(3, "text|first|First?", "text|what|What now?;text|later|Later?"))
    for name in ("second", "third"):
        await boss.send("/workshop")
        await boss.tap("Change the programme of Khon Kaen")
        await boss.tap(f"{name} 📄")
        await boss.tap("Accept")
        if name == "second":
            await phone.tap("Skip")
            await phone.send("Champasak")
            await phone.send("the end")
            await village.turn_by(days=1, hours=1)
            assert "How many?" in phone.last.text, "silk is no number"
            await phone.send("12")
    found = {row.question: (row.value, row.programme_id) for row in village.rows(Answer)}
    assert found == {
        "one/what": ("silk", 1),
        "one/first": ("Champasak", 2),
        "one/last": ("the end", 2),
        "two/what": ("12", 2),
    }
    await phone.send("x")
    await phone.send("/mydata")
    await phone.tap("See or correct answers")
    assert {"One", "Two"} <= set(phone.last.labels)
    await phone.tap("One")
    assert "→ silk" in phone.last.text
    assert "→ Champasak" in phone.last.text
    assert "→ the end" in phone.last.text
