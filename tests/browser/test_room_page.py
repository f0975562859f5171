"""The rehearsal room as somebody with a browser has it: joining, a day of the course, the clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import Page, expect
from sqlmodel import Session, col, select

from bot.rehearsal import FACILITATOR, Rehearsal
from bot.sandbox.cohort_person import TEMPERAMENTS, Player
from bot.settings import Settings
from storage.tables import Enrolment, Prompt, Workshop
from tests.browser.desk import BrowserPhone, browser
from tests.support.running import FRIDAY

BANGKOK = ZoneInfo("Asia/Bangkok")


@pytest.fixture
async def rehearsal(tmp_path: Path) -> AsyncIterator[Rehearsal]:
    """A fresh room whose clock stands still between turns."""
    made = Rehearsal(Settings(data=tmp_path / "data"), start=FRIDAY)
    made.clock.run(False)
    await made.open("127.0.0.1", 0)
    yield made
    await made.close()


async def settle(rehearsal: Rehearsal, phone: BrowserPhone) -> None:
    """Wait until the bot has answered, and until the page shows it."""
    await rehearsal.settle()
    newest = phone.messages[-1]
    words = newest.text.split("\n")[0][:40]
    await expect(phone.bubble(newest.message_id)).to_contain_text(words)


async def act_while_awake(rehearsal: Rehearsal, phone: BrowserPhone, player: Player) -> None:
    """Let somebody answer on the page until the phone asks nothing more."""
    for _move in range(120):
        player.notice(rehearsal.clock.now())
        if player.wakes is None:
            return
        await player.act(rehearsal.clock.now())
        await settle(rehearsal, phone)


async def turn(page: Page, button: str) -> None:
    """Press a button of the clock, and wait until it has turned."""
    await page.get_by_role("button", name=button).click()
    await expect(page.locator("#bar.is-turning")).to_have_count(0, timeout=30_000)


async def test_somebody_joins_lives_the_first_day_and_turns_the_clock(
    tmp_path: Path, rehearsal: Rehearsal
) -> None:
    noy = next(phone for phone in rehearsal.room.phones.values() if phone.name == "Noy")
    async with browser(tmp_path) as page:
        await page.goto(rehearsal.address)
        phone = BrowserPhone(page, noy, rehearsal.settle)
        player = Player(phone, "trainee", TEMPERAMENTS[0], Random(3))
        await player.join(noy.facts["link"], rehearsal.clock.now())
        await settle(rehearsal, phone)
        await act_while_awake(rehearsal, phone, player)
        with Session(rehearsal.app.engine) as session:
            workshop = session.exec(select(Workshop)).one()
            assert session.exec(select(Enrolment.state).where(Enrolment.role == "trainee")).all() == [
                "active"
            ]
        first_night = dt.datetime.combine(workshop.first_day, dt.time(21), BANGKOK)
        while rehearsal.clock.now() < first_night:
            await turn(page, "Next prompt")
            await settle(rehearsal, phone)
            await act_while_awake(rehearsal, phone, player)
        with Session(rehearsal.app.engine) as session:
            day_one = session.exec(select(Prompt).where(col(Prompt.activity).like("d1_%"))).all()
        assert len(day_one) >= 9
        assert {prompt.state for prompt in day_one} <= {"completed", "cancelled"}
        assert await phone.pane.locator("article").count() >= 100
        assert player.troubles == []


async def test_the_page_on_a_small_screen_and_from_the_keyboard(tmp_path: Path, rehearsal: Rehearsal) -> None:
    async with browser(tmp_path, 390, 780) as page:
        await page.goto(rehearsal.address)
        await expect(page.get_by_role("region", name="Phone of Noy")).to_be_visible()
        await expect(page.get_by_role("region", name="Phone of Ploy")).to_have_count(0)
        await page.keyboard.press("Alt+6")
        pane = page.get_by_role("region", name="Phone of Ploy")
        await expect(pane).to_be_visible()
        box = pane.get_by_role("textbox", name="Message")
        await expect(box).to_be_focused()
        await page.keyboard.type("/lin")
        await expect(box).to_have_value("/lin")
        await expect(pane.get_by_role("option")).to_have_count(1)
        await page.keyboard.press("Enter")
        await rehearsal.settle()
        await expect(pane.get_by_role("log")).to_contain_text("Links of")
        wide = await page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 390, "nothing sticks out at the side"


async def test_a_message_is_edited_on_the_page_and_files_are_sent(
    tmp_path: Path, rehearsal: Rehearsal
) -> None:
    boss = rehearsal.room.phones[FACILITATOR]
    async with browser(tmp_path) as page:
        await page.goto(rehearsal.address)
        phone = BrowserPhone(page, boss, rehearsal.settle)
        await phone.send_text("a word to change")
        await rehearsal.settle()
        own = [message for message in boss.messages if not message.from_bot][-1]
        bubble = phone.bubble(own.message_id)
        await bubble.hover()
        await bubble.get_by_role("button", name="Edit this message").click()
        await phone.pane.get_by_role("textbox", name="Message").fill("another word")
        await phone.pane.get_by_role("textbox", name="Message").press("Enter")
        await expect(bubble).to_contain_text("another word")
        await expect(bubble).to_contain_text("edited")
        await rehearsal.settle()
        assert [each.text for each in boss.messages if each.message_id == own.message_id] == ["another word"]
        await phone.send_video(b"moving")
        assert [message.kind for message in boss.messages if not message.from_bot][-1] == "video"
        pictures = phone.pane.locator("article img")
        await expect(pictures, "the four QR codes").to_have_count(4)
        await expect(pictures.first).to_have_js_property("complete", True)
        shown = await pictures.first.evaluate("image => image.naturalWidth")
        assert shown > 100
