from __future__ import annotations

import io
import json
import zipfile

from sqlmodel import col

from storage.tables import Answer, AnswerVersion, Contribution, Invitation, Media
from tests.stories.chat import Phone, Village, join
from tests.stories.programmes import HELLO


async def somebody(village: Village) -> Phone:
    """A trainee who has answered two questions and given a piece of wisdom with a photo."""
    links = await village.workshop(HELLO)
    phone = village.phone(7)
    await join(phone, links["trainee"])
    await phone.send("Weavers of Inle")
    await phone.send("12")
    await phone.send("/wisdom")
    await phone.photo("Our <loom>")
    await phone.tap("No", phone.last)
    await phone.tap("The group may see it")
    await phone.tap("With my name")
    return phone


async def test_the_overview_counts_and_an_answer_is_corrected(village: Village) -> None:
    phone = await somebody(village)
    await phone.send("/mydata")
    assert "You gave 2 answers." in phone.last.text
    assert "1 photo or voice message is kept." in phone.last.text
    await phone.tap("See or correct answers")
    await phone.tap("Hello")
    assert "→ Weavers of Inle" in phone.last.text
    await phone.tap("2")
    assert "How many firms are in Weavers of Inle?" in phone.last.text
    assert "Your answer now: 12" in phone.last.text
    await phone.send("900")
    assert "A number from 1 to 500, please." in phone.last.text
    await phone.send("14")
    assert any("Saved. Thank you." in text for text in phone.texts)
    [answer] = village.rows(Answer, Answer.name == "firms")
    assert (answer.value, answer.edits) == ("14", 1)
    assert [version.value for version in village.rows(AnswerVersion)] == ["12"]


async def test_everything_comes_as_a_file(village: Village) -> None:
    phone = await somebody(village)
    await phone.send("/mydata")
    await phone.tap("Send me everything as a file")
    sent = [message for message in phone.bubbles if message.kind == "document"][-1]
    found = phone.village.bot.room.world.file(sent.raw["document"]["file_id"])
    content = (phone.village.bot.room.world.files / found["path"]).read_bytes()
    assert found["facts"]["file_name"] == "my-data.zip"
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        page = packed.read("my-data.html").decode()
        told = json.loads(packed.read("my-data.json"))
        [media] = village.rows(Media)
        assert packed.read(f"media/{media.path}")[:2] == b"\xff\xd8"
    assert "Weavers of Inle" in page
    assert "Our &lt;loom&gt;" in page
    assert "The group may see it · With my name" in page
    assert [answer["value"] for answer in told["answers"]] == ["Weavers of Inle", "12"]
    assert told["person"]["call_name"] == "Mya"
    assert [consent["layer"] for consent in told["consents"]] == [f"c{n}" for n in range(7)]


async def test_sharing_is_changed_and_taken_back(village: Village) -> None:
    phone = await somebody(village)
    await phone.send("/mydata")
    await phone.tap("What I share")
    assert "📷 Our <loom>" in phone.last.text
    await phone.tap("1")
    await phone.tap("Change who may see it")
    await phone.tap("It may be printed too")
    await phone.tap("Without a name")
    [item] = village.rows(Contribution)
    assert (item.visibility, item.credit) == ("publish", "anonymous")
    await phone.send("/mydata")
    await phone.tap("What I share")
    await phone.tap("1")
    await phone.tap("Take it back")
    [item] = village.rows(Contribution)
    assert (item.state, item.text, item.visibility) == ("withdrawn", "", "private")
    [media] = village.rows(Media)
    assert (media.state, media.path) == ("deleted", "")
    assert not [path for path in (village.bot.folder / "data" / "media").rglob("*") if path.is_file()], (
        "the photo has left the disk"
    )


async def test_nobody_reaches_the_answers_of_others(village: Village) -> None:
    phone = await somebody(village)
    [answer] = village.rows(Answer, col(Answer.name) == "firms")
    other = village.phone(8)
    [invitation] = village.rows(Invitation, Invitation.role == "trainee")
    await join(other, invitation.code)
    await other.send("/mydata")
    close = next(button.data for row in other.last.buttons for button in row if button.text == "Close")
    forged = str(close).rsplit(":", 1)[0] + f":answer-{answer.id}"
    await other.press(forged, other.last.message_id)
    assert "firms" not in other.last.text
    assert "You gave 0 answers." in other.last.text
    assert phone.texts


async def test_one_answer_is_deleted_with_all_that_came_of_it(village: Village) -> None:
    phone = await somebody(village)
    await phone.send("/mydata")
    await phone.tap("See or correct answers")
    await phone.tap("Hello")
    await phone.tap("2")
    await phone.send("14")
    await phone.send("/mydata")
    await phone.tap("See or correct answers")
    await phone.tap("Hello")
    await phone.tap("Delete an answer")
    await phone.tap("2")
    assert "→ 14" in phone.last.text
    assert "Should I delete this answer?" in phone.last.text
    await phone.tap("No, keep it")
    assert "Tap a number to correct that answer." in phone.last.text
    await phone.tap("Delete an answer")
    await phone.tap("2")
    await phone.tap("Yes, delete")
    assert "Done. I deleted that answer." in phone.texts[-2]
    assert "You gave 1 answer." in phone.last.text
    [answer] = village.rows(Answer, Answer.name == "firms")
    assert (answer.state, answer.value, answer.raw, answer.message_id) == ("deleted", "", "", None)
    assert not village.rows(AnswerVersion)
    await phone.send("/today")
    assert "How many firms" not in phone.last.text, "what was deleted is not asked again"


async def test_a_deleted_answer_takes_its_photo_and_its_sharing_along(village: Village) -> None:
    links = await village.workshop(SHARED)
    phone = village.phone(7)
    await join(phone, links["trainee"])
    await phone.photo("Our loom")
    await phone.tap("The group may see it")
    await phone.tap("With my name")
    [media] = village.rows(Media)
    file = village.bot.folder / "data" / "media" / media.path
    assert file.is_file()
    await phone.send("/mydata")
    await phone.tap("See or correct answers")
    await phone.tap("A long name", phone.last)
    await phone.tap("Delete an answer")
    await phone.tap("1")
    await phone.tap("Yes, delete")
    assert not file.exists()
    assert [(row.state, row.text) for row in village.rows(Contribution)] == [("withdrawn", "")]
    [answer] = village.rows(Answer, Answer.name == "loom")
    assert (answer.state, answer.media_id) == ("deleted", None)


async def test_a_deletion_is_only_for_the_author(village: Village) -> None:
    await somebody(village)
    [answer] = village.rows(Answer, col(Answer.name) == "firms")
    other = village.phone(8)
    [invitation] = village.rows(Invitation, Invitation.role == "trainee")
    await join(other, invitation.code)
    await other.send("/mydata")
    token = str(other.last.buttons[0][0].data).rsplit(":", 1)[0]
    for verb in ("gone", "drop", "activity", "answer"):
        await other.press(f"{token}:{verb}-{answer.id}", other.last.message_id)
        token = str(other.last.buttons[0][0].data).rsplit(":", 1)[0]
        assert "Your data" in other.last.text, verb
    assert [row.value for row in village.rows(Answer, col(Answer.name) == "firms")] == ["12"]


async def test_long_lists_come_a_page_at_a_time(village: Village) -> None:
    links = await village.workshop(MANY)
    phone = village.phone(7)
    await join(phone, links["trainee"])
    for number in range(1, 12):
        await phone.send(f"answer {number}")
    await phone.send("/mydata")
    await phone.tap("See or correct answers")
    await phone.tap("Many")
    assert [len(row) for row in phone.last.buttons[:2]] == [4, 4]
    assert "answer 8" in phone.last.text
    assert "answer 9" not in phone.last.text
    await phone.tap("More")
    assert "answer 11" in phone.last.text
    assert "More" not in phone.last.labels
    await phone.tap("11")
    assert "Your answer now: answer 11" in phone.last.text


#: A photo that may be shared, in a group with a name as long as survey tools write them.
SHARED = {
    "survey": f"""
        type|name|label::English (en)|sala_share
        begin_group|{"a_very_long_name_of_a_group_that_some_tool_has_made_" * 2}|A long name|
        image|loom|Show us your loom.|yes
        text|more|What is it called?|
        end_group|||
    """,
    "schedule": f"""
        activity|audience|relative_to|offset|unit
        {"a_very_long_name_of_a_group_that_some_tool_has_made_" * 2}|everyone|joining|0|minutes
    """,
}

#: Eleven questions.
MANY = {
    "survey": "\n".join(
        [
            "type|name|label::English (en)",
            "begin_group|many|Many",
            *(f"text|q{number}|Question {number}?" for number in range(1, 12)),
            "end_group||",
        ]
    ),
    "schedule": """
        activity|audience|relative_to|offset|unit
        many|everyone|joining|0|minutes
    """,
}
