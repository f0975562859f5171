"""Links with limits, a list of people with invitations of their own, and cards to print."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
import zxingcpp
from openpyxl import Workbook
from PIL import Image
from sqlmodel import col, select

from bot.actions.tx import Tx
from storage.tables import Act, Cluster, Enrolment, Invitation, Media, PeopleList, Person
from tests.stories.chat import Phone, Village, join
from tests.stories.programmes import HELLO

LIST = """name,role,country,cluster,language
Noy,leader,Laos,Silk,lo
သီတာ,,Myanmar,Silk,my
Sokha,trainee,KH,Rattan,
"""


async def make_link(boss: Phone, role: str, uses: str, until: str) -> str:
    await boss.send("/links")
    await boss.tap("More ways to invite")
    await boss.tap("A link with limits")
    await boss.tap(role)
    await boss.tap(uses)
    await boss.tap(until)
    return code_in(boss.last.text)


def code_in(text: str) -> str:
    found = re.findall(r"start=([\w-]+)", text)
    assert found, text
    return str(found[-1])


async def send_list(boss: Phone, content: bytes | str, name: str = "people.csv") -> None:
    await boss.send("/links")
    await boss.tap("More ways to invite")
    await boss.tap("A list of people")
    await boss.document(content.encode() if isinstance(content, str) else content, name)


async def test_a_link_is_for_so_many_people_and_no_more(village: Village) -> None:
    await village.workshop(HELLO)
    boss = village.boss()
    code = await make_link(boss, "Trainee", "1 person", "No end")
    assert "for 1 more person" in boss.last.text
    await join(village.phone(), code)
    late = village.phone()
    await late.send(f"/start {code}")
    assert "was used already" in late.last.text
    assert len(village.rows(Enrolment, Enrolment.role == "trainee")) == 1


@pytest.mark.parametrize(
    ("until", "works", "over"),
    [
        ("Until tonight", {"hours": 6}, {"hours": 2}),
        ("For 3 days", {"days": 3}, {"days": 1}),
        ("Until day 1 ends", {"days": 3, "hours": 6}, {"hours": 2}),
    ],
)
async def test_a_link_ends_at_midnight_of_its_last_day(
    village: Village, until: str, works: dict[str, float], over: dict[str, float]
) -> None:
    await village.workshop(HELLO)
    code = await make_link(village.boss(), "Researcher", "Any number", until)
    await village.turn_by(**works)
    await village.phone(20).send(f"/start {code}")
    assert "Which language" in village.phone(20).last.text
    await village.turn_by(**over)
    late = village.phone(21)
    await late.send(f"/start {code}")
    assert "The time of this invitation is over" in late.last.text


async def test_links_with_limits_are_listed_stopped_and_brought_back(village: Village) -> None:
    links = await village.workshop(HELLO)
    boss = village.boss()
    code = await make_link(boss, "Cluster leader", "5 people", "For 3 days")
    await boss.send("/links")
    assert f"start={links['leader']}" in boss.last.text
    assert code not in boss.last.text, "the open links stay the open links"
    await boss.tap("More ways to invite")
    await boss.tap("Links with limits (1)")
    assert "1. Cluster leader · for 5 more people · until" in boss.last.text
    await boss.tap("Stop 1")
    assert "There is none now." in boss.last.text
    await village.phone(20).send(f"/start {code}")
    assert "closed now" in village.phone(20).last.text
    await boss.send("/log")
    await boss.tap("Take back 1")
    await boss.tap("Yes, take it back")
    await village.phone(20).send(f"/start {code}")
    assert "Which language" in village.phone(20).last.text


async def test_stopping_the_open_link_leaves_links_with_limits(village: Village) -> None:
    await village.workshop(HELLO)
    boss = village.boss()
    code = await make_link(boss, "Trainee", "5 people", "No end")
    await boss.send("/links")
    await boss.tap("Stop or renew a link")
    await boss.tap("Trainees")
    await boss.tap("No link for now")
    await village.phone(20).send(f"/start {code}")
    assert "Which language" in village.phone(20).last.text


async def test_a_list_gives_everybody_an_invitation_and_a_card(village: Village) -> None:
    await village.workshop(HELLO)
    boss = village.boss()
    await send_list(boss, LIST)
    for words in (
        "Trainee: 2",
        "Cluster leader: 1",
        "Countries: Cambodia, Laos, Myanmar",
        "New clusters: Rattan, Silk",
    ):
        assert words in boss.last.text, boss.last.text
    await boss.tap("Invite them")
    assert "3 invitations are ready." in boss.texts
    assert boss.last.kind == "document"
    codes = codes_on(pdf(village, boss))
    personal = {one.name: one for one in village.rows(Invitation, col(Invitation.list_key).is_not(None))}
    assert sorted(codes) == sorted(one.code for one in personal.values())
    assert {cluster.name for cluster in village.rows(Cluster)} == {"Silk", "Rattan"}
    assert [one.people for one in village.rows(PeopleList)] == [[]], "the names are not kept twice"
    assert all(media.path == "" for media in village.rows(Media)), "the file has left the disk"

    noy = village.phone(30, name="N.")
    await noy.send(f"/start {personal['Noy'].code}")
    await noy.tap("English")
    assert "Your invitation is for Noy. Shall I call you that?" in noy.last.text
    await noy.tap("Yes")
    await noy.tap("Start")
    person = village.rows(Person, Person.call_name == "Noy")[0]
    assert (person.country, person.zone) == ("LA", "Asia/Vientiane")
    enrolment = village.rows(Enrolment, Enrolment.person_id == person.id)[0]
    silk = village.rows(Cluster, Cluster.name == "Silk")[0]
    assert (enrolment.role, enrolment.cluster_id) == ("leader", silk.id)
    assert village.rows(Invitation, Invitation.code == personal["Noy"].code)[0].name == "", (
        "a name goes when used"
    )


async def test_the_same_list_twice_invites_nobody_twice_and_undo_stops_what_is_unused(
    village: Village,
) -> None:
    await village.workshop(HELLO)
    boss = village.boss()
    await send_list(boss, LIST)
    await boss.tap("Invite them")
    used = village.rows(Invitation, Invitation.name == "Sokha")[0].code
    await village.phone(30).send(f"/start {used}")
    await send_list(boss, LIST)
    assert "3 of them have invitations already." in boss.last.text
    await boss.tap("Invite them")
    assert "0 invitations are ready." in boss.texts
    assert len(village.rows(Invitation, Invitation.max_uses == 1)) == 3
    await boss.send("/log")
    await boss.tap("Take back 2")
    await boss.tap("Yes, take it back")
    working = village.rows(Invitation, Invitation.max_uses == 1, col(Invitation.revoked_at).is_(None))
    assert [one.code for one in working] == [used]
    assert [act.undone_at is not None for act in village.rows(Act, Act.kind == "list_invited")] == [
        True,
        False,
    ]


async def test_mistakes_are_named_by_row_and_a_mended_file_takes_its_place(village: Village) -> None:
    await village.workshop(HELLO)
    boss = village.boss()
    await send_list(boss, "name,role\nNoy,boss\nMya,\n")
    assert "1 row is left out:" in boss.last.text
    assert "Row 2: The role “boss” is not known." in boss.last.text
    book = Workbook()
    for row in (["Name", "Role"], ["Noy", "Trainee"], ["Mya", None]):
        book.worksheets[0].append(row)
    content = io.BytesIO()
    book.save(content)
    await boss.document(content.getvalue(), "people.xlsx")
    assert "Trainee: 2" in boss.last.text
    await boss.tap("Cancel")
    assert "nobody was invited" in boss.last.text
    assert [one.state for one in village.rows(PeopleList)] == ["replaced", "cancelled"]
    assert village.rows(Invitation, Invitation.max_uses == 1) == []


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "people.csv", "This file is empty."),
        (b"PK\x03\x04 broken", "people.xlsx", "save it again"),
        (b"who\nNoy\n", "people.csv", "needs headings"),
        (b"name\n" + b"x" * 5_000_000, "people.csv", "larger than 2 megabytes"),
        (b"name,role\nNoy,boss\n", "people.csv", "Row 2: The role “boss” is not known."),
    ],
    ids=["empty", "broken", "no-names", "large", "only-mistakes"],
)
async def test_a_bad_list_is_said_and_nothing_is_made(
    village: Village, content: bytes, name: str, words: str
) -> None:
    await village.workshop(HELLO)
    boss = village.boss()
    await send_list(boss, content, name)
    assert words in boss.last.text
    assert village.rows(Invitation, Invitation.max_uses == 1) == []


async def test_a_photo_is_no_list(village: Village) -> None:
    await village.workshop(HELLO)
    boss = village.boss()
    await send_list(boss, b"hello", "notes.pdf")
    assert "Please send the list as a file" in "\n".join(boss.texts[-2:])
    assert village.rows(PeopleList) == []


async def test_names_go_when_the_workshop_is_archived_and_after_ninety_days(village: Village) -> None:
    await village.workshop(HELLO)
    boss = village.boss()
    await send_list(boss, LIST)
    await boss.tap("Invite them")
    await village.turn_by(days=91)
    await village.bot.restart()
    assert not any(one.name or one.list_key for one in village.rows(Invitation))


async def test_cards_of_the_open_links_when_nobody_has_one_of_their_own(village: Village) -> None:
    links = await village.workshop(HELLO)
    boss = village.boss()
    await boss.send("/links")
    await boss.tap("More ways to invite")
    await boss.tap("Cards to print (PDF)")
    document = next(bubble for bubble in reversed(boss.bubbles) if bubble.kind == "document")
    assert "Print these cards" in document.text
    assert sorted(codes_on(pdf(village, boss))) == sorted(links.values())


async def test_forged_buttons_and_other_roles_make_no_link(village: Village) -> None:
    links = await village.workshop(HELLO)
    boss = village.boss()
    trainee = village.phone(40)
    await join(trainee, links["trainee"])
    await boss.send("/links")
    await boss.tap("More ways to invite")
    data = str(boss.last.buttons[0][0].data)
    before = len(village.rows(Invitation))
    await trainee.press(data, trainee.last.message_id)
    for code in ("until-never", "role-boss", "cluster-1", "stop-0", "uses-1000"):
        await boss.press(data.rpartition(":")[0] + f":{code}", boss.last.message_id)
        data = str(boss.last.buttons[0][0].data)
    assert len(village.rows(Invitation)) == before


def pdf(village: Village, phone: Phone) -> bytes:
    document = next(bubble for bubble in reversed(phone.bubbles) if bubble.kind == "document")
    found = village.bot.room.world.file(document.raw["document"]["file_id"])
    path: Path = village.bot.room.world.files / found["path"]
    return path.read_bytes()


def codes_on(content: bytes) -> list[str]:
    """The codes that a phone reads off the printed pages: a page is one picture inside the PDF."""
    assert content.startswith(b"%PDF")
    pages = re.findall(rb"\xff\xd8\xff.*?\xff\xd9", content, re.DOTALL)
    codes = []
    for page in pages:
        with Image.open(io.BytesIO(page)) as image:
            codes += [code_in(found.text) for found in zxingcpp.read_barcodes(image)]
    return codes


@pytest.mark.parametrize("days", [0, 10])
async def test_a_leaders_link_that_is_over_makes_no_trainee_a_leader(village: Village, days: int) -> None:
    links = await village.workshop(HELLO)
    code = await make_link(village.boss(), "Cluster leader", "1 person", "For 3 days")
    first, second = village.phone(), village.phone()
    await join(first, links["trainee"])
    await join(second, links["trainee"])
    if not days:
        await first.send(f"/start {code}")
    await village.turn_by(days=days)
    await second.send(f"/start {code}")
    assert ("The time of this invitation is over" if days else "was used already") in second.last.text
    roles = [row.role for row in village.rows(Enrolment)]
    assert roles == ["facilitator", "trainee" if days else "leader", "trainee"]


async def test_who_guesses_codes_has_to_wait(village: Village) -> None:
    links = await village.workshop(HELLO)
    guesser, other = village.phone(), village.phone()
    for number in range(10):
        await guesser.send(f"/start guess{number}")
        assert "I do not know this invitation" in guesser.last.text
    await guesser.send(f"/start {links['trainee']}")
    assert "Please wait an hour" in guesser.last.text
    await other.send(f"/start {links['trainee']}")
    assert "Which language" in other.last.text
    await village.turn_by(hours=1, minutes=1)
    await guesser.send(f"/start {links['trainee']}")
    assert "Which language" in guesser.last.text


async def test_a_list_of_somebody_who_may_not_invite_any_more_is_dropped(village: Village) -> None:
    await village.workshop(HELLO)
    boss = village.boss()
    village.bot.room.faults.plan("refuse", method="getFile", code=500, description="Internal Server Error")
    await send_list(boss, LIST)

    def remove(tx: Tx) -> None:
        for enrolment in tx.session.exec(select(Enrolment)):
            enrolment.state = "removed"

    village.bot.do(remove)
    await village.turn_by(minutes=2)
    assert [(row.state, row.people) for row in village.rows(PeopleList)] == [("cancelled", [])]
    assert not village.rows(Invitation, col(Invitation.max_uses).is_not(None))


async def test_every_person_of_a_long_list_gets_a_card_and_the_links_for_several_stay_at_hand(
    village: Village,
) -> None:
    await village.workshop(HELLO)
    boss = village.boss()
    await make_link(boss, "Trainee", "5 people", "No end")
    await send_list(boss, "name\n" + "\n".join(f"Person {number:03}" for number in range(201)))
    await boss.tap("Invite them")
    assert [bubble.kind for bubble in boss.bubbles[-2:]] == ["document", "document"], "200 cards, and one"
    await boss.send("/links")
    await boss.tap("More ways to invite")
    await boss.tap("Links with limits (202)")
    assert "1. Trainee · for 5 more people" in boss.last.text
    await boss.tap("More")
    assert "9. Trainee · Person 007 · for 1 more person" in boss.last.text
    await boss.tap("Stop 9")
    assert "Person 007" not in boss.last.text
    assert "9. Trainee · Person 008" in boss.last.text
    await boss.tap("Before")
    assert "1. Trainee · for 5 more people" in boss.last.text
