from __future__ import annotations

import datetime as dt
from typing import Any

from sqlmodel import Session, select

from bot.actions import consents
from storage.tables import Consent, Enrolment, Invitation, Person, Prompt
from tests.stories.chat import Phone, Village, join
from tests.stories.programmes import HELLO


def rows(village: Village, table: type[Any]) -> list[Any]:
    return village.rows(table)


async def test_a_stranger_hears_how_to_join(village: Village) -> None:
    phone = village.phone(7)
    await phone.send("/start")
    assert "open the link of your invitation" in phone.last.text
    await phone.send("/start no-such-code")
    assert "I do not know this invitation" in phone.last.text
    await phone.send("hello?")
    assert "open the link of your invitation" in phone.last.text
    assert not rows(village, Enrolment)


async def test_a_closed_link_says_so(village: Village) -> None:
    links = await village.workshop(HELLO)
    with Session(village.bot.app.engine) as session:
        session.get_one(Invitation, links["trainee"]).revoked_at = village.clock.now()
        session.commit()
    phone = village.phone(7)
    await phone.send(f"/start {links['trainee']}")
    assert "This invitation is closed now" in phone.last.text


async def test_joining_asks_language_name_country_and_each_layer_of_consent(village: Village) -> None:
    links = await village.workshop(HELLO)
    phone = village.phone(7)
    await phone.send(f"/start {links['trainee']}")
    assert "Which language do you like to read?" in phone.last.text
    assert phone.last.labels == ["English", "ភាសាខ្មែរ", "ພາສາລາວ", "မြန်မာဘာသာ", "Tiếng Việt", "ภาษาไทย"]
    await phone.tap("English")
    assert phone.bubbles[-2].text.endswith("✓ English")
    assert phone.bubbles[-2].labels == []
    await phone.send("x" * 41)
    assert "40 characters or fewer" in phone.last.text
    await phone.send("Daw  Mya")
    assert phone.last.text == "Thank you, Daw Mya. Is this right?"
    await phone.tap("Change")
    await phone.send("Mya")
    await phone.tap("Yes")
    await phone.tap("Myanmar (Burma)")
    assert "There are 7 short questions." in phone.last.text
    await phone.tap("Tell me more")
    assert "Your rights." in phone.last.text
    await phone.tap("Start")
    assert phone.last.text.startswith("1 of 7\nDo you want to take part in the course on this phone?")
    await phone.tap("Yes, I am 18 or older")
    for answer in ("Yes", "No", "No", "Yes", "No", "Yes"):
        await phone.tap(answer, phone.last)
    copy = next(bubble for bubble in phone.bubbles if "This is what you chose" in bubble.text)
    assert "✅ Research, without my name: <b>Yes</b>" in copy.html
    assert "▫️ Keep photos: <b>No</b>" in copy.html

    [person] = rows(village, Person)[-1:]
    assert (person.call_name, person.language, person.country, person.zone) == (
        "Mya",
        "en",
        "MM",
        "Asia/Yangon",
    )
    given = rows(village, Consent)
    assert [consent.layer for consent in given] == ["c0", "c1", "c2", "c3", "c4", "c5", "c6"]
    assert given[4].text.startswith("May we keep your voice messages and write them down?")
    assert {(c.text_version, c.language, c.way) for c in given} == {("1", "en", "tap")}
    assert rows(village, Enrolment)[-1].state == "active"
    assert {prompt.activity for prompt in rows(village, Prompt)} >= {"hello", "morning"}


async def test_messages_go_on_in_the_chosen_language(village: Village) -> None:
    links = await village.workshop(HELLO)
    phone = village.phone(7)
    await phone.send(f"/start {links['trainee']}")
    await phone.tap("ภาษาไทย")
    assert rows(village, Person)[-1].language == "th"


async def test_no_to_taking_part_ends_it_kindly_and_can_be_changed(village: Village) -> None:
    links = await village.workshop(HELLO)
    phone = village.phone(7)
    await join(phone, links["trainee"], until="c0")
    await phone.tap("No", phone.last)
    assert "I ask you nothing more" in phone.last.text
    assert rows(village, Enrolment)[-1].state == "declined"
    assert not rows(village, Prompt)
    await village.turn_by(days=30)
    assert "I ask you nothing more" in phone.last.text

    await phone.send("/start")
    await phone.tap("Start")
    await phone.tap("Yes, I am 18 or older")
    assert rows(village, Enrolment)[-1].state == "joining"
    assert phone.last.text.startswith("2 of 7\n")


async def test_joining_goes_on_where_it_stopped(village: Village) -> None:
    links = await village.workshop(HELLO)
    phone = village.phone(7)
    await join(phone, links["trainee"], until="c3")
    asked = phone.last.text
    await village.turn_by(days=2)
    await phone.send(f"/start {links['trainee']}")
    assert phone.last.text == asked
    await phone.send("/help")
    await phone.send("/start")
    assert phone.last.text == asked
    assert len(rows(village, Enrolment)) == 2  # the facilitator and this trainee


async def test_not_now_waits_until_the_person_comes_back(village: Village) -> None:
    links = await village.workshop(HELLO)
    phone = village.phone(7)
    await join(phone, links["trainee"], until="ready")
    await phone.tap("Not now")
    assert "/start goes on whenever you like" in phone.last.text
    await phone.send("/start")
    assert phone.last.labels == ["Start", "Tell me more", "Not now"]


async def test_another_country_is_found_by_its_city(village: Village) -> None:
    links = await village.workshop(HELLO)
    phone = village.phone(7)
    await join(phone, links["trainee"], until="country")
    await phone.tap("Another country")
    await phone.send("Atlantis")
    assert "I do not know this place" in " ".join(phone.texts[-2:])
    await phone.send("kuala lumpur")
    assert phone.last.text == "Kuala Lumpur: it is 18:00 there now. Is this right?"
    await phone.tap("Yes")
    person = rows(village, Person)[-1]
    assert (person.country, person.zone) == ("MY", "Asia/Kuala_Lumpur")


async def test_facilitators_and_researchers_are_asked_for_no_consent(village: Village) -> None:
    links = await village.workshop(HELLO)
    phone = village.phone(8)
    await phone.send(f"/start {links['researcher']}")
    await phone.tap("English")
    await phone.send("Dr Lin")
    await phone.tap("Yes")
    await phone.tap("Thailand")
    assert "Welcome, Dr Lin!" in phone.last.text
    assert "/export" in phone.last.text
    assert not rows(village, Consent)


async def test_the_second_workshop_asks_only_for_consent(village: Village) -> None:
    first, second = await village.workshop(HELLO), await village.workshop(HELLO)
    phone = village.phone(7)
    await join(phone, first["trainee"])
    await phone.send(f"/start {second['trainee']}")
    assert "before we start" in phone.last.text
    await phone.tap("Start")
    await phone.tap("Yes, I am 18 or older")
    for _ in range(6):
        await phone.tap("No", phone.last)
    with Session(village.bot.app.engine) as session:
        mine = session.exec(select(Enrolment).where(Enrolment.role == "trainee")).all()
        assert [enrolment.state for enrolment in mine] == ["active", "active"]
    tx_granted = village.bot.app.house.read(lambda tx: [consents.granted(tx, e, "c1") for e in mine])
    assert tx_granted == [True, False]


async def test_a_trainee_becomes_a_leader_by_the_leaders_link(village: Village) -> None:
    links = await village.workshop(HELLO)
    phone = village.phone(7)
    await join(phone, links["trainee"])
    assert "follow_up" not in {prompt.activity for prompt in rows(village, Prompt)}
    await phone.send(f"/start {links['leader']}")
    assert "follow_up" in {prompt.activity for prompt in rows(village, Prompt)}


async def test_joining_late_gets_what_is_open_and_misses_what_is_over(village: Village) -> None:
    links = await village.workshop(HELLO)
    await village.turn_to(dt.datetime(2026, 11, 30, 3, 30, tzinfo=dt.UTC))  # day 1, 10:30
    phone = village.phone(7)
    await join(phone, links["trainee"])
    found = {prompt.activity: prompt for prompt in rows(village, Prompt)}
    assert (found["morning"].state, found["morning"].reason) == ("missed", "joined later")
    assert found["work"].state == "sent", "it has been open since 09:15"
    assert (found["hello"].state, found["hello"].reason) == ("scheduled", "another activity was open")


def old_buttons_of(phone: Phone) -> list[str]:
    return [label for bubble in phone.bubbles[:-1] for label in bubble.labels]


async def test_no_answered_question_keeps_its_buttons(village: Village) -> None:
    links = await village.workshop(HELLO)
    phone = village.phone(7)
    await join(phone, links["trainee"])
    assert old_buttons_of(phone) == []
