"""ODK submissions from the chat and from the command line: what is in the XML, and what never is."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from storage.tables import Answer, AnswerVersion, Event
from tests.stories.chat import Phone, Village, join
from tests.stories.programmes import HELLO
from tests.stories.test_exporting import a_researcher, answered, unpacked

#: Everything whose value could change from one export to the next.
FLEETING = {
    "survey": """
        type|name|label::English (en)|calculation
        start|begun|
        end|ended|
        today|day|
        begin_group|all|All
        text|word|A word?
        calculate|now||now()
        calculate|chance||random()
        calculate|id||uuid()
        end_group
    """,
    "schedule": """
        activity|audience|relative_to|offset|unit
        all|everyone|joining|0|minutes
    """,
    "settings": """
        form_title|form_id|version|default_language
        Fleeting: a / test|fleeting|1|English (en)
    """,
}


async def take_submissions(phone: Phone) -> dict[str, bytes]:
    await phone.send("/export")
    await phone.tap("ODK submissions (XML)")
    return unpacked(phone)


def submissions(files: dict[str, bytes]) -> list[ET.Element]:
    return [ET.fromstring(content) for name, content in files.items() if name.endswith("submission.xml")]


async def test_submissions_stand_in_the_folders_of_briefcase_with_their_attachments(village: Village) -> None:
    links = await village.workshop(HELLO)
    noy = await answered(village, 7, links["trainee"], "ຜ້າໄໝ <b>")
    await answered(village, 8, links["trainee"], "secret place", no="c1")
    await village.turn_by(days=2, hours=17)  # Monday, 10:00
    await noy.send("/today")
    await noy.tap("▶ Work together")
    await noy.tap("Chain map")
    await noy.tap("Done (1)")
    await noy.photo()
    await noy.tap("No", noy.last)
    await noy.voice()
    await noy.tap("Keep it private")
    researcher = await a_researcher(village, links["researcher"])
    files = await take_submissions(researcher)
    top = "ODK Briefcase Storage/forms/A small course"
    assert b"<h:html" in files[f"{top}/A small course.xml"]
    [folder] = {name.rpartition("/")[0] for name in files if "/instances/" in name}
    [xml] = submissions(files)
    assert (xml.tag, xml.get("id"), xml.get("version")) == ("data", "small", "1")
    assert xml.findtext("hello/place") == "ຜ້າໄໝ <b>"
    assert xml.findtext("work/tools") == "map"
    photo = xml.findtext("work/photo")
    assert files[f"{folder}/{photo}"][:2] == b"\xff\xd8"
    assert xml.findtext("work/saying") == "", "its author keeps it private"
    assert not [name for name in files if name.endswith(".ogg")]
    identity = xml.findtext("meta/instanceID") or ""
    assert identity.startswith("uuid:")
    assert folder == f"{top}/instances/{identity.replace(':', '')}"
    assert "README.txt" in files
    everything = b"\n".join(files.values()).decode("utf-8", "replace")
    for word in ("secret place", "Person 7", "Person 8"):
        assert word not in everything, word
    [event] = village.rows(Event, Event.kind == "exported")
    assert event.details["format"] == "xform"


async def test_an_export_says_the_same_on_another_day(village: Village) -> None:
    links = await village.workshop(FLEETING)
    phone = village.phone(7)
    await join(phone, links["trainee"])
    await phone.send("silk")
    researcher = await a_researcher(village, links["researcher"])
    [first] = submissions(await take_submissions(researcher))
    await village.turn_by(days=40)
    [second] = submissions(await take_submissions(researcher))
    facts = [{one.tag: one.text for one in xml.iter() if one.tag != "instanceID"} for xml in (first, second)]
    assert facts[0] == facts[1]
    assert facts[0]["word"] == "silk"
    assert (facts[0]["begun"] or "")[:10] == facts[0]["day"] == (facts[0]["ended"] or "")[:10]
    assert facts[0]["now"] != ""
    assert first.findtext("meta/instanceID") != second.findtext("meta/instanceID")


STAMPED = {
    "survey": """
        type|name|label::English (en)|calculation|trigger
        begin_group|all|All
        text|word|A word?
        integer|many|How many?
        calculate|copy||concat(${word}, ' ', ${many})|${word}
        dateTime|at||now()|${word}
        end_group
    """,
    "schedule": FLEETING["schedule"],
    "settings": FLEETING["settings"],
}


async def test_what_an_answer_sets_is_of_its_moment_and_goes_with_it(village: Village) -> None:
    links = await village.workshop(STAMPED)
    phone = village.phone(7)
    await join(phone, links["trainee"])
    said = await phone.send("silk")
    await village.turn_by(hours=5)
    await phone.send("12")
    researcher = await a_researcher(village, links["researcher"])
    [first] = submissions(await take_submissions(researcher))
    assert first.findtext("all/copy") == "silk ", "as it was when the word came"
    assert (first.findtext("all/at") or "").startswith("2026-11-27T17:00")
    await phone.edit(said, "wood")
    [second] = submissions(await take_submissions(researcher))
    assert second.findtext("all/copy") == "wood 12"
    assert (second.findtext("all/at") or "").startswith("2026-11-27T22:00")
    await phone.send("/mydata")
    await phone.tap("See or correct answers")
    await phone.tap("All")
    await phone.tap("Delete an answer")
    await phone.tap("1")
    await phone.tap("Yes, delete")
    [third] = submissions(await take_submissions(researcher))
    assert third.findtext("all/copy") == " 12"
    kept = [one.value for one in village.rows(AnswerVersion)] + [one.value for one in village.rows(Answer)]
    assert not [value for value in kept if "silk" in value or "wood" in value]
