"""Somebody who was entered without a phone gets one: a personal link ties the account to them."""

from __future__ import annotations

from storage.tables import Answer, Consent, Enrolment, Person, PersonalLink, Prompt
from tests.stories.chat import Phone, Village, join
from tests.stories.programmes import HELLO
from tests.stories.test_for_others import NOON, add, enrolment_of


async def made(village: Village) -> tuple[Phone, str]:
    """A person without a phone who has an answer, and the code of a link for them."""
    boss = village.boss()
    await add(boss)
    await boss.tap("▶ Hello")
    await boss.send("Silk")
    await boss.send("12")
    await boss.tap("Link for their own phone")
    return boss, village.rows(PersonalLink)[-1].code


async def test_the_link_ties_an_account_and_the_person_confirms(village: Village) -> None:
    await village.workshop(HELLO)
    boss, code = await made(village)
    picture = boss.bubbles[-2]
    assert picture.kind == "photo"
    assert f"?start={code}" in picture.text
    kham = village.phone(40)
    await kham.send(f"/start {code}")
    assert kham.last.text == "This link is for Grandma Kham, in “Khon Kaen”. Are you Grandma Kham?"
    await kham.tap("Yes, that is me")
    said = "\n".join(kham.texts)
    enrolment = enrolment_of(village, "Grandma Kham")
    [person] = village.rows(Person, Person.id == enrolment.person_id)
    assert (person.telegram_id, person.language, person.zone) == (40, "lo", "Asia/Vientiane")
    assert "today" in kham.commands
    assert "Silk" in said
    yes = next(bubble for bubble in reversed(kham.bubbles) if "Silk" in bubble.text)
    await kham.press(str(yes.buttons[0][0].data), yes.message_id)
    answers = village.rows(Answer, Answer.state == "answered")
    assert len(answers) == 2
    assert all(row.way == "proxy" and row.confirmed_at is not None for row in answers)
    assert {row.way for row in village.rows(Consent)} == {"proxy"}
    await village.turn_to(NOON)
    states = {prompt.activity: prompt.state for prompt in village.rows(Prompt)}
    assert states == {"hello": "completed", "morning": "expired", "work": "sent"}


async def test_what_waits_to_be_entered_comes_to_the_new_phone(village: Village) -> None:
    await village.workshop(HELLO)
    _boss, code = await made(village)
    await village.turn_to(NOON)
    kham = village.phone(40)
    await kham.send(f"/start {code}")
    await kham.tap("Yes, that is me")
    states = {prompt.activity: prompt.state for prompt in village.rows(Prompt)}
    assert states == {"hello": "completed", "morning": "missed", "work": "sent"}


async def test_it_works_once_and_for_two_weeks_and_a_newer_one_replaces_it(village: Village) -> None:
    await village.workshop(HELLO)
    boss, first = await made(village)
    await boss.tap("Link for their own phone")
    second = next(link.code for link in village.rows(PersonalLink) if link.code != first)
    kham, other = village.phone(40), village.phone(41)
    await kham.send(f"/start {first}")
    assert "This link does not work any more" in kham.last.text
    await kham.send(f"/start {second}")
    await other.send(f"/start {second}")
    await kham.tap("Yes, that is me")
    await other.tap("Yes, that is me")
    assert any("This link does not work any more" in text for text in other.toasts)
    assert village.rows(Person, Person.telegram_id == 41)[0].enrolment_id is None
    await kham.send(f"/start {second}")
    assert "Khon Kaen" in kham.last.text
    await other.send(f"/start {second}")
    assert "This link does not work any more" in other.last.text


async def test_no_leaves_everything_and_old_links_are_closed(village: Village) -> None:
    await village.workshop(HELLO)
    _boss, code = await made(village)
    other = village.phone(41)
    await other.send(f"/start {code}")
    await other.tap("No")
    assert "give the link to the person" in "\n".join(other.texts)
    assert enrolment_of(village, "Grandma Kham").state == "active"
    await village.turn_by(days=15)
    await other.send(f"/start {code}")
    assert "This link does not work any more" in other.last.text


async def test_somebody_of_the_workshop_cannot_take_it_and_members_elsewhere_can(village: Village) -> None:
    elsewhere = await village.workshop(HELLO)
    somebody = village.phone(41)
    await join(somebody, elsewhere["trainee"], name="Noi")
    links = await village.workshop(HELLO)
    _boss, code = await made(village)
    mya = village.phone(42)
    await join(mya, links["trainee"])
    await mya.send(f"/start {code}")
    assert "You are in this workshop already" in mya.last.text
    await somebody.send(f"/start {code}")
    await somebody.tap("Yes, that is me")
    [person] = village.rows(Person, Person.telegram_id == 41)
    assert person.call_name == "Noi"
    assert len(village.rows(Enrolment, Enrolment.person_id == person.id)) == 2


async def test_leaving_closes_the_link_and_the_log_takes_it_back(village: Village) -> None:
    await village.workshop(HELLO)
    boss, code = await made(village)
    await boss.send("/log")
    await boss.tap("Take back 1")
    await boss.tap("Yes, take it back")
    assert "Taken back: Made a link for Grandma Kham" in "\n".join(boss.texts)
    kham = village.phone(40)
    await kham.send(f"/start {code}")
    assert "This link does not work any more" in kham.last.text
    await boss.send("/enter")
    await boss.send("Grandma")
    await boss.tap("They want to stop")
    await boss.tap("Keep without name")
    assert village.rows(PersonalLink) == []
    [enrolment] = village.rows(Enrolment, Enrolment.state == "withdrawn")
    assert len(village.rows(Answer, Answer.enrolment_id == enrolment.id)) == 2
