"""Starting a workshop in the chat, its links and QR codes, and choosing among several."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from bot.sandbox.message import ChatMessage
from storage.tables import Enrolment, Invitation, Programme, Workshop
from tests.stories.chat import Phone, Village
from tests.stories.programmes import HELLO, write
from tests.support.running import RunningBot

BOSS = 2
COURSE = "Action Research on SME Clusters and Value Chains"


@pytest.fixture
async def village(tmp_path: Path) -> AsyncIterator[Village]:
    """A bot whose settings name one facilitator; no workshop yet."""
    bot = RunningBot(tmp_path, people={"facilitators": [BOSS]})
    await bot.start()
    yield Village(bot)
    await bot.stop()


def link_in(message: ChatMessage) -> str:
    return next(word for word in message.text.split() if word.startswith("https://t.me/"))


def scanned(phone: Phone, message: ChatMessage) -> str:
    """What a telephone reads from the picture."""
    world = phone.village.bot.room.world
    found = world.file(message.raw["photo"][-1]["file_id"])
    with Image.open(io.BytesIO((world.files / found["path"]).read_bytes())) as image:
        return str(zxingcpp.read_barcodes(image.convert("L"))[0].text)


async def start(boss: Phone, title: str = "") -> list[ChatMessage]:
    """Start the bundled course by tapping through; gives the four pictures."""
    await boss.send("/workshop")
    if "Start a new workshop" in boss.last.labels:
        await boss.tap("Start a new workshop")
    await boss.tap(COURSE)
    if title:
        await boss.send(title)
    else:
        await boss.tap("Same as the programme")
    await boss.tap("Monday, 30 November")
    await boss.tap(next(label for label in boss.last.labels if label.startswith("Thailand")))
    await boss.tap("Create")
    return [bubble for bubble in boss.bubbles if bubble.kind == "photo"][-4:]


async def test_a_facilitator_starts_the_course_and_hands_out_its_codes(village: Village) -> None:
    boss = village.phone(BOSS, name="Ploy")
    await boss.send("/start")
    assert "You can start a workshop here: /workshop." in boss.last.text
    pictures = await start(boss)
    [workshop] = village.rows(Workshop)
    assert (workshop.title, workshop.first_day, workshop.last_day, workshop.zone) == (
        COURSE,
        dt.date(2026, 11, 30),
        dt.date(2026, 12, 4),
        "Asia/Bangkok",
    )
    codes = {invitation.role: invitation.code for invitation in village.rows(Invitation)}
    for role, picture in zip(("trainee", "leader", "facilitator", "researcher"), pictures, strict=True):
        assert link_in(picture) == f"https://t.me/sala_bot?start={codes[role]}"
        assert scanned(boss, picture) == link_in(picture)
    trainee = village.phone(7)
    await trainee.send(f"/start {codes['trainee']}")
    assert f"I am the helper of “{COURSE}”" in trainee.last.text


async def test_each_step_can_be_typed_and_mistakes_are_said(village: Village) -> None:
    boss = village.phone(BOSS, name="Ploy")
    await boss.send("/workshop")
    await boss.tap(COURSE)
    await boss.send("Weavers <of> Isan")
    await boss.send("soon")
    assert any("I cannot read this as a date." in text for text in boss.texts[-2:])
    await boss.send("๒.๑๑.๒๕๖๙")
    assert boss.last.text == (
        "Monday, 2 November is over. What was planned before now is not sent any more. Start anyway?"
    )
    await boss.tap("Another day")
    await boss.send("7.12.2026")
    await boss.send("Atlantis")
    assert any("I do not know this place." in text for text in boss.texts[-2:])
    await boss.send("yangon")
    assert "Weavers <of> Isan" in boss.last.text
    assert "Day 1: Monday, 7 December 2026" in boss.last.text
    assert "Clock: Asia/Yangon" in boss.last.text
    await boss.tap("Create")
    [workshop] = village.rows(Workshop)
    assert (workshop.title, workshop.zone) == ("Weavers <of> Isan", "Asia/Yangon")


async def test_cancel_and_start_again(village: Village) -> None:
    boss = village.phone(BOSS, name="Ploy")
    await boss.send("/workshop")
    await boss.tap(COURSE)
    await boss.tap("Cancel")
    assert boss.last.text == "OK, nothing was started."
    assert not village.rows(Workshop)
    await boss.send("/workshop")
    await boss.tap(COURSE)
    await boss.send("First try")
    await boss.send("7.12.2026")
    await boss.send("Vientiane")
    await boss.tap("Start again")
    assert "Which programme" in boss.last.text


async def test_an_authors_programme_stands_beside_the_bundled_one(village: Village) -> None:
    shelf = village.bot.folder / "data" / "programmes"
    write(shelf / "small course", **HELLO)
    write(shelf / "broken", **{**HELLO, "survey": HELLO["survey"].replace("integer,firms", "intger,firms")})
    boss = village.phone(BOSS, name="Ploy")
    await boss.send("/workshop")
    assert boss.last.labels[:3] == [COURSE, "broken 📄", "small course 📄"]
    await boss.tap("broken 📄")
    assert boss.toasts[-1].startswith("“broken” cannot run yet. Please mend this first:")
    assert "survey!5 type" in boss.toasts[-1]
    assert not village.rows(Workshop)
    await boss.tap("small course 📄")
    await boss.tap("Same as the programme")
    await boss.send("7.12.2026")
    await boss.send("Vientiane")
    await boss.tap("Create")
    assert [programme.form_id for programme in village.rows(Programme)] == ["small"]
    assert [workshop.title for workshop in village.rows(Workshop)] == ["A small course"]


async def test_two_workshops_and_which_one_commands_are_about(village: Village) -> None:
    boss = village.phone(BOSS, name="Ploy")
    await start(boss, "First")
    await start(boss, "Second")
    assert len(village.rows(Programme)) == 1, "the same programme is stored once"
    await boss.send("/links")
    assert boss.last.text.startswith("Links of Second")
    await boss.send("/workshop")
    await boss.tap("First")
    assert boss.last.text == "From now on commands are about First."
    await boss.send("/links")
    assert boss.last.text.startswith("Links of First")


async def test_a_link_that_leaked_is_renewed(village: Village) -> None:
    boss = village.phone(BOSS, name="Ploy")
    old = link_in((await start(boss))[0]).partition("start=")[2]
    await boss.send("/links")
    assert "Trainees · 0 people joined" in boss.last.text
    await boss.tap("Stop or renew a link")
    await boss.tap("Trainees")
    await boss.tap("Yes, a new link")
    new = link_in([bubble for bubble in boss.bubbles if bubble.kind == "photo"][-1]).partition("start=")[2]
    assert new != old
    late = village.phone(7)
    await late.send(f"/start {old}")
    assert "This invitation is closed now." in late.last.text
    await late.send(f"/start {new}")
    assert "Which language" in late.last.text
    await boss.tap("Stop or renew a link")
    await boss.tap("Researchers")
    await boss.tap("No link for now")
    assert "Researchers" not in boss.last.text
    assert [row.role for row in village.rows(Enrolment)] == ["facilitator", "trainee"]
