"""Who may do what: every command by every role, over HTTP; a refusal has words and changes nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from storage.tables import (
    Act,
    Answer,
    Broadcast,
    Contribution,
    Enrolment,
    Event,
    Invitation,
    Need,
    Prompt,
    Workshop,
)
from tests.stories.chat import Phone, Village, join
from tests.stories.programmes import HELLO
from tests.support.running import RunningBot

NAMED, INVITED, TRAINEE, LEADER, RESEARCHER, STRANGER, GONE = 2, 3, 4, 5, 6, 7, 8

ROLES = {
    "named in the settings": NAMED,
    "facilitator by invitation": INVITED,
    "trainee": TRAINEE,
    "leader": LEADER,
    "researcher": RESEARCHER,
    "stranger": STRANGER,
    "withdrawn": GONE,
}
PARTICIPANTS = frozenset({"trainee", "leader"})
FACILITATORS = frozenset({"named in the settings", "facilitator by invitation"})
INSIDE = PARTICIPANTS | {"facilitator by invitation", "researcher"}
EVERYBODY = frozenset(ROLES)

#: For each command: who may use it, and words that show that it worked.
MATRIX: dict[str, tuple[frozenset[str], str]] = {
    "/start": (EVERYBODY, ""),
    "/help": (EVERYBODY, ""),
    "/language": (EVERYBODY, "Which language"),
    "/today": (PARTICIPANTS, "Open now"),
    "/progress": (PARTICIPANTS, "Your way so far"),
    "/wisdom": (PARTICIPANTS, "What do people in your place know or say?"),
    "/ask": (PARTICIPANTS, "What would you like to say"),
    "/privacy": (PARTICIPANTS, "Who sees what"),
    "/pause": (PARTICIPANTS, "How long should I be quiet?"),
    "/resume": (PARTICIPANTS, ""),
    "/mydata": (INSIDE, "Your data"),
    "/withdraw": (INSIDE, "What should happen with your answers?"),
    "/workshop": (FACILITATORS, ""),
    "/links": (frozenset({"facilitator by invitation"}), "Links of"),
    "/people": (frozenset({"facilitator by invitation"}), "People of Khon Kaen"),
    "/clusters": (frozenset({"facilitator by invitation"}), "Clusters of Khon Kaen"),
    "/board": (frozenset({"facilitator by invitation"}), "Khon Kaen"),
    "/inbox": (frozenset({"facilitator by invitation"}), "Who waits for an answer"),
    "/group": (frozenset({"facilitator by invitation"}), "Groups of"),
    "/broadcast": (frozenset({"facilitator by invitation"}), ""),
    "/broadcasts": (frozenset({"facilitator by invitation"}), "No message to many was sent yet."),
    "/live": (INSIDE - {"researcher"}, ""),
    "/timeline": (frozenset({"facilitator by invitation"}), "Day 1"),
    "/enter": (frozenset({"facilitator by invitation"}), "Answers for somebody else"),
    "/needs": (frozenset({"facilitator by invitation"}), "What needs you today"),
    "/problem": (PARTICIPANTS, "What is it?"),
    "/log": (frozenset({"facilitator by invitation"}), "What was done"),
    "/export": (frozenset({"researcher"}), "In which format?"),
}

#: Sentences that refuse.
REFUSALS = (
    "This is for people of a workshop.",
    "This is for the people who take part",
    "Only facilitators can",
    "Only researchers can",
    "To take part, please open the link of your invitation",
    "I have no data from you yet",
    "You are not in a workshop now",
)

#: What must not change when somebody is refused.
TABLES: tuple[type[Any], ...] = (
    Act,
    Answer,
    Broadcast,
    Contribution,
    Enrolment,
    Event,
    Invitation,
    Need,
    Prompt,
    Workshop,
)


@pytest.fixture
async def village(tmp_path: Path) -> AsyncIterator[Village]:
    """A workshop with one person of each role."""
    bot = RunningBot(tmp_path, people={"facilitators": [NAMED]})
    await bot.start()
    made = Village(bot)
    links = await made.workshop(HELLO)
    for number, role in ((TRAINEE, "trainee"), (LEADER, "leader"), (GONE, "trainee")):
        await join(made.phone(number), links[role])
    for number, role in ((INVITED, "facilitator"), (RESEARCHER, "researcher")):
        phone = made.phone(number)
        await phone.send(f"/start {links[role]}")
        await phone.tap("English")
        await phone.send("Lin")
        await phone.tap("Yes")
        await phone.tap("Thailand")
    gone = made.phone(GONE)
    await gone.send("/withdraw")
    await gone.tap("Stop, delete all")
    await gone.tap("Yes, delete all")
    yield made
    await bot.stop()


def state(village: Village) -> dict[str, list[Any]]:
    return {table.__name__: [row.model_dump() for row in village.rows(table)] for table in TABLES}


def refused(phone: Phone, before: int) -> bool:
    said = "\n".join(bubble.text for bubble in phone.bubbles[before:])
    return any(words in said for words in REFUSALS)


@pytest.mark.parametrize("role", ROLES)
async def test_each_command_works_for_its_roles_and_is_refused_to_the_others(
    village: Village, role: str
) -> None:
    for command, (allowed, sign) in MATRIX.items():
        phone = village.phone(ROLES[role])
        shown, before = len(phone.bubbles), state(village)
        await phone.send(command)
        said = "\n".join(bubble.text for bubble in phone.bubbles[shown:])
        assert said or command == "/resume", f"{command} of {role} was met with silence"
        if role in allowed:
            assert sign in said, f"{command} of {role}: {said}"
            if command not in ("/start", "/help"):
                assert not refused(phone, shown), f"{command} of {role}: {said}"
        else:
            assert refused(phone, shown), f"{command} of {role}: {said}"
            assert state(village) == before, f"{command} of {role} changed something"


@pytest.mark.parametrize("role", ROLES)
async def test_the_menu_offers_just_what_the_role_may_do(village: Village, role: str) -> None:
    offered = {f"/{name}" for name in village.phone(ROLES[role]).commands}
    for command, (allowed, _sign) in MATRIX.items():
        if command in offered and role not in ("stranger", "withdrawn"):
            assert role in allowed or command in ("/language", "/workshop"), (role, command)
    assert {"/help", "/language"} <= offered


async def test_forged_and_foreign_buttons_do_nothing(village: Village) -> None:
    boss, trainee, stranger = (village.phone(number) for number in (INVITED, TRAINEE, STRANGER))
    await boss.send("/links")
    stolen = next(button.data for row in boss.last.buttons for button in row if "Stop" in button.text)
    await trainee.send("/today")
    before = state(village)
    for phone in (trainee, stranger):
        number = phone.bubbles[-1].message_id if phone.bubbles else 0
        for data in (
            str(stolen),
            "links:xxxx:new",
            "broadcast:xxxx:send",
            "export:::",
            "activity:../..:1",
            "x" * 64,
            "withdraw:" + str(stolen).split(":")[1] + ":sure",
            ":::::",
        ):
            shown = len(phone.bubbles)
            await phone.press(data, number)
            assert len(phone.bubbles) == shown, data
    assert state(village) == before
