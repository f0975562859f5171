"""What a researcher gets in the chat, read back and compared with what people answered."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping

from storage.tables import Enrolment, Event
from tests.stories.chat import Phone, Village, join
from tests.stories.programmes import HELLO, write

Table = list[Mapping[str, str]]


async def a_researcher(village: Village, code: str) -> Phone:
    phone = village.phone(99)
    await phone.send(f"/start {code}")
    await phone.tap("English")
    await phone.send("Dr Lin")
    await phone.tap("Yes")
    await phone.tap("Thailand")
    return phone


async def take_tables(phone: Phone) -> None:
    await phone.send("/export")
    await phone.tap("Tables (CSV)")


def unpacked(phone: Phone) -> dict[str, bytes]:
    """The zip that came last, file by file."""
    document = [bubble for bubble in phone.bubbles if bubble.kind == "document"][-1]
    world = phone.village.bot.room.world
    found = world.file(document.raw["document"]["file_id"])
    with zipfile.ZipFile(io.BytesIO((world.files / found["path"]).read_bytes())) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def table(files: dict[str, bytes], name: str) -> Table:
    assert files[name].startswith(b"\xef\xbb\xbf"), "spreadsheets need the mark"
    return list(csv.DictReader(io.StringIO(files[name].decode("utf-8-sig"))))


async def answered(village: Village, number: int, code: str, place: str, **more: str) -> Phone:
    """Somebody joins, answers the first activity, and works on Monday."""
    phone = village.phone(number)
    await join(phone, code, name=f"Person {number}", **more)
    await phone.send(place)
    await phone.send("12")
    return phone


async def test_the_archive_holds_what_was_answered_and_nothing_of_the_others(village: Village) -> None:
    links = await village.workshop(HELLO)
    noy = await answered(village, 7, links["trainee"], "=1+1 ຜ້າໄໝ")
    await answered(village, 8, links["trainee"], "secret place", no="c1")
    gone = await answered(village, 9, links["trainee"], "gone place")
    await gone.send("/withdraw")
    await gone.tap("Stop, delete all")
    await gone.tap("Yes, delete all")
    await village.turn_by(days=2, hours=17)  # Monday, 10:00
    await noy.send("/today")
    await noy.tap("▶ Work together")
    await noy.tap("Chain map")
    await noy.tap("Dot voting")
    await noy.tap(next(label for label in noy.last.labels if label.startswith("Done")))
    await noy.photo()
    await noy.tap("No", noy.last)
    researcher = await a_researcher(village, links["researcher"])
    await take_tables(researcher)
    assert any("I prepare the data of Khon Kaen." in text for text in researcher.texts)
    files = unpacked(researcher)

    [row] = table(files, "submissions.csv")
    assert row["hello-place"] == "'=1+1 ຜ້າໄໝ", "no formula runs in a spreadsheet"
    assert (row["hello-firms"], row["work-tools"]) == ("12", "map dots")
    assert (row["work-tools/map"], row["work-tools/dots"], row["work-tools/none"]) == ("1", "1", "0")
    assert files[f"media/{row['work-photo']}"][:2] == b"\xff\xd8"
    assert row["KEY"].startswith("uuid:")
    everything = b"\n".join(files.values()).decode("utf-8", "replace")
    for word in ("secret place", "gone place", "Person 7", "Person 8", str(noy.number) + "@"):
        assert word not in everything, word
    [enrolment, *_rest] = village.rows(Enrolment, Enrolment.role == "trainee")
    assert enrolment.pseudonym not in everything, "codes are new in each export"


async def tap_done(phone: Phone) -> None:
    await phone.tap(next(label for label in phone.last.labels if label.startswith("Done")))


OLD = {
    "survey": """
        type|name|label::English (en)|sala_sees
        begin_group|hello|Hello
        text|place|Which cluster?
        select_multiple tool|tools|Which tools?
        text|secret|A nickname?
        text|gone|What is new?
        begin_repeat|stops|A stop
        text|street|Which street?
        end_repeat
        text|last|Anything else?
        end_group
    """,
    "choices": """
        list_name|name|label::English (en)
        tool|map|Map
        tool|dots|Dots
    """,
    "schedule": """
        activity|audience|relative_to|offset|unit
        hello|everyone|joining|0|minutes
    """,
    "settings": """
        form_title|form_id|version|default_language
        A small course|small|1|English (en)
    """,
}


async def test_answers_of_every_version_are_exported_and_say_which_was_asked(village: Village) -> None:
    links = await village.workshop(OLD)
    boss, early = village.boss(), village.phone(7)
    await join(early, links["trainee"])
    await early.send("Weavers of Inle")
    await early.tap("Map")
    await early.tap("Dots")
    await tap_done(early)
    await early.send("Shadow")
    await early.send("a price list")
    await early.send("Main Street")
    await early.tap("No")

    survey = (
        OLD["survey"]
        .replace("text|place", "integer|place")
        .replace("        text|gone|What is new?\n", "")
        .replace(
            "        begin_repeat|stops|A stop\n        text|street|Which street?\n        end_repeat\n", ""
        )
        .replace("A nickname?", "A nickname?|anonymous")
    )
    choices = OLD["choices"].replace("tool|dots|Dots", "tool|saw|Saw")
    shelf = village.bot.folder / "data" / "programmes"
    write(shelf / "new", **{**OLD, "survey": survey, "choices": choices})
    await boss.send("/workshop")
    await boss.tap("Change the programme of Khon Kaen")
    await boss.tap("new 📄")
    await boss.tap("Accept")
    await early.send("That is all.")
    late = village.phone(8)
    await join(late, links["trainee"], name="Noy")
    await late.send("12")
    await late.tap("Saw")
    await tap_done(late)
    researcher = await a_researcher(village, links["researcher"])
    await take_tables(researcher)
    files = unpacked(researcher)

    first, second = (row["version"] for row in table(files, "versions.csv"))
    assert first != second
    assert (first[:3], second[:3]) == ("1 (", "1 ("), "the author gave both the same version"
    long = {(row["name"], row["value"]): row["version"] for row in table(files, "answers_long.csv")}
    assert long[("place", "Weavers of Inle")] == long[("gone", "a price list")] == first
    assert long[("last", "That is all.")] == first, "it was read before the change"
    assert long[("place", "12")] == long[("tools", "saw")] == second
    assert ("secret", "Shadow") not in long, "what is without a name now is not told from before either"

    wide = {row["hello-tools"]: row for row in table(files, "submissions.csv")}
    assert list(wide) == ["map dots", "saw"] or list(wide) == ["saw", "map dots"]
    before, after = wide["map dots"], wide["saw"]
    assert {row["FormVersion"] for row in wide.values()} == {second}
    assert (before["hello-place"], before["hello-place@text"]) == ("", "Weavers of Inle")
    assert (after["hello-place"], after["hello-place@text"]) == ("12", "")
    assert (before["hello-gone"], after["hello-gone"]) == ("a price list", "")
    assert [before[f"hello-tools/{name}"] for name in ("map", "saw", "dots")] == ["1", "0", "1"]
    assert not any("secret" in heading for heading in before)
    [stop] = table(files, "submissions-stops.csv")
    assert (stop["street"], stop["KEY"]) == ("Main Street", f"{before['KEY']}/hello/stops[1]")
    codebook = {row["column"]: (row["type"], row["version"]) for row in table(files, "codebook.csv")}
    assert codebook["hello-place"] == ("integer", second)
    assert codebook["hello-place@text"] == ("text", first)
    assert codebook["street"] == ("text", first)
    choices_of = {row["name"]: row["version"] for row in table(files, "choices.csv")}
    assert choices_of == {"map": second, "saw": second, "dots": "earlier"}


async def test_the_long_table_has_the_paradata_and_the_codebook_every_question(village: Village) -> None:
    links = await village.workshop(HELLO)
    await answered(village, 7, links["trainee"], "Weavers")
    researcher = await a_researcher(village, links["researcher"])
    await take_tables(researcher)
    files = unpacked(researcher)
    long = {row["question"].rpartition("/")[2]: row for row in table(files, "answers_long.csv")}
    assert (long["place"]["value"], long["place"]["way"], long["place"]["state"]) == (
        "Weavers",
        "text",
        "answered",
    )
    codebook = {row["name"]: row for row in table(files, "codebook.csv")}
    assert codebook["firms"]["type"] == "integer"
    assert codebook["firms"]["label::English (en)"] == "How many firms are in ${place}?"
    assert codebook["firms"]["column"] == "hello-firms"
    assert codebook["box"]["sala_sees"] == "anonymous"
    choices = {(row["question"], row["name"]) for row in table(files, "choices.csv")}
    assert {("tools", "map"), ("later", "yes")} <= choices
    consents = table(files, "consents.csv")
    assert len(consents) in (1, 7)
    assert "README.txt" in files
    [event] = village.rows(Event, Event.kind == "exported")
    assert event.details["people"] == 1
    assert len(event.details["sha256"]) == 64


async def test_with_several_workshops_it_asks_which(village: Village) -> None:
    first = await village.workshop(HELLO)
    second = await village.workshop(HELLO)
    researcher = await a_researcher(village, first["researcher"])
    await researcher.send(f"/start {second['researcher']}")
    await researcher.send("/export")
    assert researcher.last.text == "Which workshop do you want to export?"
    await researcher.tap("Cancel")
    assert not [bubble for bubble in researcher.bubbles if bubble.kind == "document"]
    await researcher.send("/export")
    await researcher.tap("Khon Kaen")
    await researcher.tap("Tables (CSV)")
    assert [bubble.kind for bubble in researcher.bubbles].count("document") == 1
