from __future__ import annotations

from sqlmodel import col

from storage.tables import AnonymousNote, Answer, Contribution, Media, Outbox
from tests.stories.chat import Phone, Village, join
from tests.stories.programmes import HELLO


async def somebody(village: Village, **more: str) -> Phone:
    links = await village.workshop(HELLO)
    phone = village.phone(7)
    await join(phone, links["trainee"], **more)
    return phone


async def test_a_saying_in_the_middle_of_an_activity(village: Village) -> None:
    phone = await somebody(village)
    asked = phone.last.text
    await phone.send("/wisdom")
    assert "What do people in your place know or say?" in phone.last.text
    number = await phone.send("ຮ່ວມແຮງຮ່ວມໃຈ")
    assert "Who may see this one?" in phone.last.text
    await phone.tap("It may be printed too")
    await phone.tap("My community")
    await phone.send("Ban Na")
    assert any("It may be printed too · Ban Na" in text for text in phone.texts)
    assert phone.last.text == asked, "the question that was open stands last again"
    [item] = village.rows(Contribution)
    assert (item.kind, item.text, item.visibility, item.credit, item.community) == (
        "text",
        "ຮ່ວມແຮງຮ່ວມໃຈ",
        "publish",
        "community",
        "Ban Na",
    )
    await phone.edit(number, "ຮ່ວມແຮງ ຮ່ວມໃຈ")
    assert [row.text for row in village.rows(Contribution)] == ["ຮ່ວມແຮງ ຮ່ວມໃຈ"]
    assert any("I changed it. Thank you." in text for text in phone.texts)


async def test_voice_photo_and_words_after_the_command(village: Village) -> None:
    phone = await somebody(village)
    await phone.send("/wisdom Many hands")
    await phone.tap("Keep it private")
    await phone.send("/wisdom")
    await phone.voice()
    await phone.tap("The group may see it")
    await phone.tap("Without a name")
    await phone.send("/wisdom")
    await phone.photo("The loom")
    await phone.tap("The group may see it")
    await phone.tap("With my name")
    found = [(row.kind, row.text, row.visibility, row.credit) for row in village.rows(Contribution)]
    assert found == [
        ("text", "Many hands", "private", "private"),
        ("voice", "", "group", "anonymous"),
        ("photo", "The loom", "group", "named"),
    ]
    assert [media.state for media in village.rows(Media)] == ["stored", "stored"]


async def test_until_somebody_says_otherwise_it_is_private(village: Village) -> None:
    phone = await somebody(village)
    await phone.send("/wisdom Many hands")
    await village.turn_by(days=1)
    [item] = village.rows(Contribution)
    assert (item.visibility, item.credit) == ("private", "private")


async def test_files_without_consent_are_not_stored(village: Village) -> None:
    phone = await somebody(village, no="c4 c5")
    await phone.send("/wisdom")
    await phone.voice()
    assert "so I did not keep it" in phone.last.text
    await phone.photo()
    assert "so I did not keep it" in phone.last.text
    assert not village.rows(Media)
    assert not village.bot.calls("getFile")
    await phone.tap("Not now")
    assert not village.rows(Contribution)


async def test_a_note_without_a_name_cannot_be_joined_to_its_author(village: Village) -> None:
    phone = await somebody(village)
    await phone.send("Weavers")
    await phone.send("12")
    await village.turn_by(days=2, hours=17)  # Monday, 10:00
    await phone.send("/today")
    await phone.tap("▶ Work together")
    while "No-name box" not in phone.last.text:
        await phone.tap("Skip")
    await phone.send("I was afraid to speak")
    told = next(text for text in phone.texts if "/undo " in text)
    code = told.split("/undo ")[1].split()[0].rstrip(".")
    [note] = village.rows(AnonymousNote)
    assert note.value == "I was afraid to speak"
    assert code not in note.receipt
    [answer] = village.rows(Answer, Answer.name == "box")
    assert (answer.state, answer.value, answer.raw, answer.message_id) == ("withheld", "", "", None)
    assert not village.rows(Outbox, col(Outbox.text).contains(code)), "no record keeps the code"
    await phone.send("/undo WRONGXYZ")
    assert "I do not find a note with this code" in phone.last.text
    await phone.send(f"/undo {code.lower()}")
    assert any("I deleted that note" in text for text in phone.texts[-2:])
    assert not village.rows(AnonymousNote)
