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
    await phone.tap("No", phone.last)
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


async def test_undo_needs_a_code_and_tells_nobody_more(village: Village) -> None:
    phone = await somebody(village)
    await phone.send("/undo")
    assert phone.last.text.startswith("Please write /undo and the code that I gave you")
    stranger = village.phone(9)
    await stranger.send("/undo ABCDEFGH")
    assert stranger.last.text.startswith("Please write /undo and the code that I gave you")
    await phone.send("/undo ABCD EFGH")
    assert "I do not find a note with this code." in phone.last.text


async def test_a_photo_of_somebody_who_was_not_asked_is_deleted_at_once(village: Village) -> None:
    phone = await somebody(village)
    await phone.send("/wisdom")
    await phone.photo("My aunt")
    assert "Is a person easy to know in this photo?" in phone.last.text
    [media] = village.rows(Media)
    await phone.send("Yes, not asked")
    assert any("I deleted the photo" in text for text in phone.texts)
    [item] = village.rows(Contribution)
    assert (item.state, item.text, item.visibility) == ("withdrawn", "", "private")
    assert not (village.bot.folder / "data" / "media" / media.path).exists()


async def test_a_photo_is_seen_by_nobody_until_the_question_about_people_is_answered(
    village: Village,
) -> None:
    phone = await somebody(village)
    await phone.send("/wisdom")
    await phone.photo("The loom")
    await phone.send("The group may see it")
    assert "Please tap one of the buttons." in phone.texts[-2]
    assert "Is a person easy to know in this photo?" in phone.last.text
    assert [row.visibility for row in village.rows(Contribution)] == ["private"]
    await phone.tap("Yes, and they agreed")
    await phone.send("the group may see it")
    await phone.send("Without a name")
    assert [(row.visibility, row.credit) for row in village.rows(Contribution)] == [("group", "anonymous")]


async def test_private_stays_private_even_when_it_is_chosen_late(village: Village) -> None:
    phone = await somebody(village)
    await phone.send("/wisdom Many hands")
    await phone.tap("The group may see it")
    await phone.tap("Keep it private", phone.last)
    assert [(row.visibility, row.credit) for row in village.rows(Contribution)] == [("private", "private")]
    assert any("Saved: Keep it private." in text for text in phone.texts)


async def test_what_is_shared_has_no_name_until_one_is_chosen(village: Village) -> None:
    phone = await somebody(village)
    await phone.send("/wisdom Many hands")
    await phone.tap("It may be printed too")
    await phone.send("/today")
    assert [(row.visibility, row.credit) for row in village.rows(Contribution)] == [("publish", "anonymous")]


async def test_the_name_of_a_community_goes_with_its_credit(village: Village) -> None:
    phone = await somebody(village)
    await phone.send("/wisdom Many hands")
    await phone.tap("The group may see it")
    await phone.tap("My community")
    await phone.send("  Ban   Na ")
    assert [row.community for row in village.rows(Contribution)] == ["Ban Na"]
    await phone.send("/mydata")
    await phone.tap("What I share")
    await phone.tap("1")
    await phone.tap("Change who may see it")
    await phone.tap("It may be printed too")
    await phone.tap("Without a name")
    [item] = village.rows(Contribution)
    assert (item.credit, item.community) == ("anonymous", "")


async def test_only_the_present_question_has_buttons(village: Village) -> None:
    phone = await somebody(village)
    for command in ("/wisdom", "/privacy", "/mydata", "/language", "/pause", "/withdraw", "/wisdom"):
        await phone.send(command)
        assert [bubble.text for bubble in phone.bubbles if bubble.labels] == [phone.last.text], command
