"""The language of messages and menus, changed at any moment."""

from __future__ import annotations

import pytest
from babel import Locale

from bot.locales import tongue
from storage.tables import Answer, Enrolment, Person
from tests.stories.chat import Phone, Village, join
from tests.stories.programmes import TYPES

NAMES = ["English", "ភាសាខ្មែរ", "ພາສາລາວ", "မြန်မာဘာသာ", "Tiếng Việt", "ภาษาไทย"]


def language(village: Village, phone: Phone) -> str:
    [person] = village.rows(Person, Person.telegram_id == phone.number)
    return str(person.language)


async def test_the_present_question_changes_at_once_and_back(village: Village) -> None:
    links = await village.workshop(TYPES)
    phone = village.phone(7)
    await join(phone, links["trainee"])
    assert "What does your cluster make?" in phone.last.text
    await phone.send("/language")
    assert phone.last.labels == NAMES
    await phone.tap("ភាសាខ្មែរ")
    assert language(village, phone) == "km"
    assert "តើក្រុមរបស់អ្នកផលិតអ្វី?" in phone.last.text
    await phone.send("សូត្រ")
    assert [row.language for row in village.rows(Answer, Answer.name == "craft")] == ["km"]
    await phone.send("/language")
    await phone.send("english")
    assert "From now on I write in English." in phone.texts[-2]
    assert "How many firms make សូត្រ?" in phone.last.text


async def test_each_language_is_taken_by_its_own_name(village: Village) -> None:
    phone = village.phone(7)
    for code, name in zip(("en", "km", "lo", "my", "vi", "th"), NAMES, strict=True):
        await phone.send("/language")
        await phone.tap(name, phone.last)
        assert language(village, phone) == code


async def test_the_menu_of_commands_follows(village: Village) -> None:
    links = await village.workshop(TYPES)
    phone = village.phone(7)
    await join(phone, links["trainee"])
    before = list(phone.room_phone.commands)
    await phone.send("/language")
    await phone.tap("Tiếng Việt")
    changed = [call for call in village.bot.calls("setMyCommands") if call]
    assert [each["command"] for each in phone.room_phone.commands] == [each["command"] for each in before]
    assert len(changed) >= 2, "the menu was set again for this chat"


async def test_a_wrong_language_at_joining_can_be_changed_before_the_name(village: Village) -> None:
    links = await village.workshop(TYPES)
    phone = village.phone(7)
    await phone.send(f"/start {links['trainee']}")
    await phone.tap("ພາສາລາວ")
    await phone.send("/language")
    assert phone.last.labels == NAMES
    await phone.tap("English", phone.last)
    assert language(village, phone) == "en"
    await phone.send("Mya")
    assert phone.last.text == "Thank you, Mya. Is this right?"


async def test_a_wrong_language_at_joining_can_be_changed_in_the_middle_of_consent(village: Village) -> None:
    links = await village.workshop(TYPES)
    phone = village.phone(7)
    await join(phone, links["trainee"], until="c3")
    asked = phone.last.text
    await phone.send("/language")
    await phone.tap("ภาษาไทย")
    assert language(village, phone) == "th"
    await phone.send("/language")
    await phone.tap("English", phone.last)
    assert phone.last.text == asked


async def test_words_that_are_no_language_are_asked_again(village: Village) -> None:
    phone = village.phone(7)
    await phone.send("/language")
    await phone.send("Klingon")
    assert phone.last.labels == NAMES
    assert language(village, phone) == "en"


@pytest.mark.parametrize(("code", "name"), list(zip(("km", "lo", "my", "vi", "th"), NAMES[1:], strict=True)))
async def test_joining_and_a_first_answer_are_possible_in_each_language(
    village: Village, code: str, name: str
) -> None:
    links = await village.workshop(TYPES)
    _, phone = tongue(code), village.phone(7)
    await phone.send(f"/start {links['trainee']}")
    await phone.tap(name)
    await phone.send("Mya")
    assert phone.last.text == _("Thank you, {name}. Is this right?", name="Mya")
    await phone.tap(_("Yes"))
    await phone.tap(Locale.parse(code).territories["TH"])
    await phone.tap(_("Start"))
    for yes in ("Yes, I am 18 or older", *["Yes"] * 6):
        await phone.tap(_(yes), phone.last)
    [enrolment] = village.rows(Enrolment, Enrolment.role == "trainee")
    assert enrolment.state == "active"
    assert not any("Thank you, Mya. This is what you chose" in text for text in phone.texts)
    await phone.send("silk")
    assert [row.language for row in village.rows(Answer, Answer.name == "craft")] == [code]
