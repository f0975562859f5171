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
