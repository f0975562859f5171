"""/people: the list, the card, and what a facilitator changes for one person."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.actions.roster import people_of
from bot.domain.names import has_part
from storage.tables import Act, Answer, Enrolment, Person, Prompt, Recipient
from tests.stories.chat import Phone, Village, join
from tests.stories.programmes import HELLO

BANGKOK = dt.timezone(dt.timedelta(hours=7))


async def crowd(
    village: Village, *names: str, role: str = "trainee"
) -> tuple[Phone, list[Phone], dict[str, str]]:
    links = await village.workshop(HELLO)
    phones = [village.phone(10 + each) for each in range(len(names))]
    for phone, name in zip(phones, names, strict=True):
        await join(phone, links[role], name=name)
    return village.boss(), phones, links


def enrolment(village: Village, phone: Phone) -> Enrolment:
    [person] = village.rows(Person, Person.telegram_id == phone.number)
    [found] = village.rows(Enrolment, Enrolment.person_id == person.id)
    return found  # type: ignore[no-any-return]


def person(village: Village, phone: Phone) -> Person:
    return village.rows(Person, Person.telegram_id == phone.number)[0]  # type: ignore[no-any-return]


async def open_card(boss: Phone, name: str) -> None:
    await boss.send(f"/people {name}")
    await boss.tap(next(label for label in boss.last.labels if label.startswith(name)))


async def test_the_list_has_pages_and_is_narrowed(village: Village) -> None:
    boss, _phones, links = await crowd(village, *(f"Person {number:02}" for number in range(9)))
    await join(village.phone(40), links["leader"], name="Leader")
    await boss.send("/people")
    assert boss.last.text.startswith("People of Khon Kaen\nEverybody · 11 people")
    assert boss.last.labels[0] == "Leader · Cluster leader"
    await boss.tap("More")
    assert boss.last.labels[:3] == [
        "Person 07 · Trainee",
        "Person 08 · Trainee",
        "Ploy · Facilitator",
    ]
    await boss.tap("Before")
    await boss.tap("Narrow down")
    await boss.tap("Cluster leaders")
    assert boss.last.labels[0] == "Leader · Cluster leader"
    assert "Cluster leaders · 1 person" in boss.last.text
    await boss.tap("Close")


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("Nguyễn Đức", "duc"),
        ("ဒေါ်မြ", "မြ"),
        ("សុខា", "ខា"),
        ("ບຸນມີ", "ມີ"),
        ("สมชาย", "ชาย"),
        ("Daw Mya", "dawm"),
    ],
)
async def test_a_part_of_a_name_finds_people_in_every_script(village: Village, name: str, part: str) -> None:
    boss, _phones, _links = await crowd(village, name, "Other")
    await boss.send("/people")
    await boss.send(part)
    assert [label for label in boss.last.labels if "·" in label] == [f"{name} · Trainee"]


def test_names_with_other_vowels_are_other_names() -> None:
    assert not has_part("ບຸນມີ", "ມາ")
    assert not has_part("ဒေါ်မြ", "မာ")


async def test_the_card_shows_no_answers_and_no_choices(village: Village) -> None:
    links = await village.workshop(HELLO)
    boss, phone = village.boss(), village.phone()
    await join(phone, links["trainee"], name="Mya", no="c1c4")
    await phone.send("Weavers of Inle")
    await village.turn_by(hours=2)
    await open_card(boss, "Mya")
    assert boss.last.text == (
        "Mya\nRole: Trainee\nCluster: –\nLanguage: English\nClock: Bangkok, 19:00 there\n"
        "Last seen: 2 hr. ago\nCan be reached\n\nOpen\n• Hello"
    )
    await phone.block()
    await boss.tap("Back")
    await boss.send("Mya")
    assert "Mya · Trainee ⚠" in boss.last.labels


async def test_who_said_no_looks_like_who_is_still_joining(village: Village) -> None:
    links = await village.workshop(HELLO)
    boss = village.boss()
    for number, no in ((10, "c0"), (11, "")):
        await join(village.phone(number), links["trainee"], name=f"Person {number}", until="c0")
        if no:
            await village.phone(number).tap("No")
    await boss.send("/people")
    assert [label for label in boss.last.labels if "not joined yet" in label] == [
        "Person 10 · not joined yet",
        "Person 11 · not joined yet",
    ]
    await boss.tap("Person 10 · not joined yet")
    declined = boss.last.text.replace("10", "11")
    await boss.tap("Back")
    await boss.tap("Person 11 · not joined yet")
    assert boss.last.text == declined


async def test_a_new_role_brings_other_activities_and_is_taken_back(village: Village) -> None:
    boss, [phone], _links = await crowd(village, "Mya")
    assert not village.rows(Prompt, Prompt.activity == "follow_up")
    await open_card(boss, "Mya")
    await boss.tap("Role")
    assert boss.last.labels == ["Cluster leader", "Facilitator", "Researcher", "Back"]
    await boss.tap("Cluster leader")
    assert boss.last.text.startswith("✓ Mya: role Cluster leader")
    assert phone.last.text == "Your role in “Khon Kaen” is now: Cluster leader."
    assert [row.state for row in village.rows(Prompt, Prompt.activity == "follow_up")] == ["scheduled"]
    await boss.tap("Undo")
    assert "Role: Trainee" in boss.last.text
    assert [row.state for row in village.rows(Prompt, Prompt.activity == "follow_up")] == ["cancelled"]
    await boss.send("/log")
    assert "taken back" in boss.last.text


async def test_a_trainee_becomes_facilitator_and_back_with_what_was_open(village: Village) -> None:
    boss, [phone], _links = await crowd(village, "Mya")
    before = {row.activity: row.state for row in village.rows(Prompt)}
    assert before["hello"] in ("sent", "opened")
    await open_card(boss, "Mya")
    await boss.tap("Role")
    await boss.tap("Facilitator")
    assert "people" in phone.commands
    assert {row.state for row in village.rows(Prompt)} == {"cancelled"}
    await phone.send("/people")
    assert "People of Khon Kaen" in phone.last.text
    await boss.tap("Undo")
    assert "people" not in phone.commands
    assert {row.activity: row.state for row in village.rows(Prompt)} == before
    await phone.send("/today")
    await phone.tap("▶ Hello")
    assert "what is your cluster?" in phone.last.text


async def test_a_facilitator_who_takes_part_is_asked_for_consent_first(village: Village) -> None:
    links = await village.workshop(HELLO)
    boss, other = village.boss(), village.phone()
    await other.send(f"/start {links['facilitator']}")
    await other.tap("English")
    await other.send("Lin")
    await other.tap("Yes")
    await other.tap("Thailand")
    await open_card(boss, "Lin")
    await boss.tap("Role")
    await boss.tap("Trainee")
    assert "this course is also research" in other.last.text
    assert not village.rows(Prompt)
    await boss.tap("Undo")
    assert "Role: Facilitator" in boss.last.text
    await other.send("/people")
    assert "People of Khon Kaen" in other.last.text


async def test_language_and_clock_follow_and_what_is_planned_moves(village: Village) -> None:
    boss, [phone], _links = await crowd(village, "Mya", role="leader")
    before = village.rows(Prompt, Prompt.activity == "follow_up")[0].due_at
    await open_card(boss, "Mya")
    await boss.tap("Clock")
    await boss.send("nowhere at all")
    assert "I do not know this place" in "\n".join(boss.texts[-2:])
    await boss.send("Yangon")
    await boss.tap(next(label for label in boss.last.labels if "·" in label))
    assert village.rows(Prompt, Prompt.activity == "follow_up")[0].due_at - before == dt.timedelta(minutes=30)
    assert phone.last.text == "I follow the clock of Yangon for you now."
    await boss.tap("Undo")
    assert village.rows(Prompt, Prompt.activity == "follow_up")[0].due_at == before
    await boss.tap("Language")
    await boss.tap("ภาษาไทย")
    assert person(village, phone).language == "th"
    await phone.send("/language")
    await phone.tap("English")
    await boss.tap("Undo")
    assert "It was changed again since then, so this cannot be taken back." in boss.toasts
    assert person(village, phone).language == "en"


async def test_a_removed_person_keeps_everything_and_returns_later(village: Village) -> None:
    boss, [phone, other], links = await crowd(village, "Mya", "Lin")
    await phone.send("Weavers of Inle")
    await open_card(boss, "Mya")
    await boss.tap("Take out")
    await boss.tap("Back")
    assert enrolment(village, phone).state == "active"
    await boss.tap("Take out")
    await boss.tap("Yes, take out")
    assert enrolment(village, phone).state == "removed"
    assert "Your facilitator ended your part in “Khon Kaen”" in phone.last.text
    assert len(village.rows(Answer)) == 1
    shown = len(phone.bubbles)
    await village.turn_by(days=4)
    assert len(phone.bubbles) == shown, "nothing comes any more"
    for command in ("/today", "/people", "/wisdom hello"):
        await phone.send(command)
        assert "This is for people of a workshop." in phone.last.text
    await phone.send(f"/start {links['trainee']}")
    assert "You are not in this workshop any more." in phone.last.text
    await phone.send("/mydata")
    assert "You gave 1 answer." in phone.last.text
    await boss.send("/people")
    assert not any(label.startswith("Mya") for label in boss.last.labels)
    await boss.tap("Narrow down")
    await boss.tap("Removed")
    await boss.tap("Mya · removed")
    await boss.tap("Let them return")
    assert enrolment(village, phone).state == "active"
    assert "You are in “Khon Kaen” again." in "\n".join(phone.texts)
    await phone.send("/today")
    await phone.tap("▶ Hello")
    assert "How many firms are in Weavers of Inle?" in phone.last.text
    assert len(village.rows(Answer)) == 1
    assert enrolment(village, other).state == "active"


async def test_undo_brings_back_at_once_and_only_once(village: Village) -> None:
    boss, [phone], _links = await crowd(village, "Mya")
    before = sorted((row.activity, row.state) for row in village.rows(Prompt))
    await open_card(boss, "Mya")
    await boss.tap("Take out")
    await boss.tap("Yes, take out")
    undo = next(button for row in boss.last.buttons for button in row if button.text == "Undo")
    await boss.tap("Undo")
    assert sorted((row.activity, row.state) for row in village.rows(Prompt)) == before
    await boss.press(str(undo.data), boss.last.message_id)
    assert enrolment(village, phone).state == "active"
    await phone.send("/today")
    await phone.tap("▶ Hello")
    assert "what is your cluster?" in phone.last.text


async def test_a_removed_person_may_delete_everything(village: Village) -> None:
    boss, [phone], _links = await crowd(village, "Mya")
    await phone.send("Weavers of Inle")
    await open_card(boss, "Mya")
    await boss.tap("Take out")
    await boss.tap("Yes, take out")
    await phone.send("/withdraw")
    assert "Only a pause" not in phone.last.labels
    await phone.tap("Stop, delete all")
    await phone.tap("Yes, delete all")
    assert not village.rows(Answer)
    await boss.tap("Undo")
    assert "This person has left for good, or is back already." in boss.toasts
    await boss.send("/people")
    await boss.tap("Narrow down")
    await boss.tap("Removed")
    assert "Nobody is here." in boss.last.text
    await boss.send("/log")
    assert "somebody who left was taken out of the workshop" in boss.last.text


async def test_the_last_facilitator_stays(village: Village) -> None:
    boss, _phones, _links = await crowd(village, "Mya")
    for button, choice in (("Take out", "Yes, take out"), ("Role", "Trainee")):
        await open_card(boss, "Ploy")
        await boss.tap(button)
        await boss.tap(choice)
        assert any("The last facilitator of a workshop stays." in toast for toast in boss.toasts)
        assert enrolment(village, boss).role == "facilitator"
        assert enrolment(village, boss).state == "active"


async def test_a_message_to_one_person_by_the_rules_of_messages(village: Village) -> None:
    boss, [phone, other], _links = await crowd(village, "Mya", "Lin")
    await open_card(boss, "Mya")
    await boss.tap("Message")
    await boss.send("Please call me, 5 < 6.")
    assert "This goes to Mya:" in boss.last.text
    assert "5 < 6" not in "\n".join(phone.texts)
    await boss.tap("Send")
    assert phone.last.text == "Ploy (facilitator) writes to you:\nPlease call me, 5 < 6."
    assert boss.last.text.startswith("✓ Mya got a message")
    assert "Undo" not in boss.last.labels
    assert village.rows(Act, Act.kind == "person_messaged")[0].details == {
        "enrolment": enrolment(village, phone).id
    }
    await other.send("/pause 1w")
    await open_card(boss, "Lin")
    assert "Wants quiet until" in boss.last.text
    await boss.tap("Message")
    await boss.send("Hello?")
    await boss.tap("Send")
    assert "This person cannot get messages from me now." in boss.toasts
    assert "Hello?" not in "\n".join(other.texts)
    await village.turn_by(hours=5)
    await open_card(boss, "Mya")
    await boss.tap("Message")
    await boss.send("Good morning")
    await boss.tap("Send")
    assert "Good morning" not in "\n".join(phone.texts), "quiet hours hold"
    await village.turn_by(hours=10)
    assert "Good morning" in "\n".join(phone.texts)


async def test_people_of_another_workshop_are_out_of_reach(village: Village) -> None:
    boss, [phone], _links = await crowd(village, "Mya")
    there = enrolment(village, phone)
    await village.workshop(HELLO)
    await boss.send("/people")
    assert "Mya" not in "\n".join(boss.last.labels)
    token = str(boss.last.buttons[0][0].data).split(":")[1]
    for code in (f"p-{there.id}", "p-999", "p-x", "p--1", "only-cluster-77", "page-999", "set-leader", "out"):
        await boss.press(f"people:{token}:{code}", boss.last.message_id)
        token = str(boss.last.buttons[-1][-1].data).split(":")[1]
    assert "This person is not in this workshop." in boss.toasts
    assert enrolment(village, phone).model_dump() == there.model_dump()
    assert not village.rows(Act, Act.kind != "workshop_created")


async def test_a_demoted_facilitator_can_do_nothing_with_old_buttons(village: Village) -> None:
    boss, [phone], links = await crowd(village, "Mya")
    other = village.phone(50)
    await other.send(f"/start {links['facilitator']}")
    await other.tap("English")
    await other.send("Lin")
    await other.tap("Yes")
    await other.tap("Thailand")
    await open_card(other, "Mya")
    await other.tap("Take out")
    old, where = str(other.last.buttons[0][0].data), other.last.message_id
    await open_card(boss, "Lin")
    await boss.tap("Take out")
    await boss.tap("Yes, take out")
    await other.press(old, where)
    assert enrolment(village, phone).state == "active"
    stranger = village.phone(60)
    await stranger.press(str(boss.last.buttons[0][0].data), 1)
    assert enrolment(village, other).state == "removed"


async def test_a_broadcast_that_waits_for_the_morning_spares_who_was_removed(village: Village) -> None:
    boss, [phone, other], _links = await crowd(village, "Mya", "Lin")
    await village.turn_by(hours=5)
    await boss.send("/broadcast")
    await boss.send("Good morning!")
    await boss.tap("Trainees (2)")
    await boss.tap("Send")
    await village.turn_by(seconds=11)
    await open_card(boss, "Mya")
    await boss.tap("Take out")
    await boss.tap("Yes, take out")
    await village.turn_by(hours=12)
    assert "Good morning!" in other.texts
    assert "Good morning!" not in phone.texts
    assert sorted((row.state, row.reason) for row in village.rows(Recipient)) == [
        ("left", "removed"),
        ("out", ""),
    ]
    found = village.bot.do(lambda tx: [pair[1].call_name for pair in people_of(tx, 1)])
    assert found == ["Lin", "Ploy"]
