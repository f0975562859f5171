"""Groups on the room's page: made in the browser, spoken in as a member, with the bot's words beside them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import expect

from bot.rehearsal import Rehearsal
from bot.settings import Settings
from tests.browser.desk import browser
from tests.support.running import FRIDAY


@pytest.fixture
async def rehearsal(tmp_path: Path) -> AsyncIterator[Rehearsal]:
    made = Rehearsal(Settings(data=tmp_path / "data"), start=FRIDAY)
    made.clock.run(False)
    await made.open("127.0.0.1", 0)
    yield made
    await made.close()


async def test_a_group_is_made_and_its_members_speak(tmp_path: Path, rehearsal: Rehearsal) -> None:
    async with browser(tmp_path) as page:
        await page.goto(rehearsal.address)
        await page.get_by_role("button", name="Make a group").click()
        dialog = page.get_by_role("dialog")
        await dialog.get_by_label("Name of the group").fill("Weavers <b>")
        await dialog.get_by_label("Mali").uncheck()
        await dialog.get_by_role("button", name="Add").click()
        pane = page.get_by_role("region", name="Phone of Weavers <b>")
        await pane.get_by_label("You speak as").select_option("Noy")
        await pane.get_by_role("textbox", name="Message").fill("Sabaidee")
        await pane.get_by_role("textbox", name="Message").press("Enter")
        said = pane.locator("article", has_text="Sabaidee")
        await expect(said.locator(".by")).to_have_text("Noy")
        await rehearsal.settle()
        chat = next(chat for chat in rehearsal.room.world.chats.values() if chat.kind == "group")
        assert len(chat.members) == 6
        await rehearsal.app.bot.send_message(chat.id, "The bot is here.")
        await expect(pane.locator("article", has_text="The bot is here.").locator(".by")).to_have_text("Sala")
        await pane.get_by_role("button", name="More").click()
        await page.get_by_role("menuitem", name="Make it a supergroup").click()
        grown = page.get_by_role("button", name="Weavers <b>, Group of 6")
        await expect(grown).to_have_count(1)


async def test_a_poll_is_voted_in_on_the_page(tmp_path: Path, rehearsal: Rehearsal) -> None:
    noy = next(phone for phone in rehearsal.room.phones.values() if phone.name == "Noy")
    await noy.send_text("hello")
    await rehearsal.settle()
    await rehearsal.app.bot.send_poll(noy.account, "When?", ["Monday", "Tuesday"], is_anonymous=False)
    async with browser(tmp_path) as page:
        await page.goto(rehearsal.address)
        pane = page.get_by_role("region", name="Phone of Noy")
        await pane.get_by_role("button", name="Tuesday").click()
        await expect(pane.get_by_role("button", name="Tuesday")).to_have_attribute("aria-pressed", "true")
        await pane.get_by_role("button", name="Monday").click()
        await expect(pane.get_by_role("button", name="Tuesday")).to_have_attribute("aria-pressed", "false")
        counts = [option["voter_count"] for option in noy.messages[-1].raw["poll"]["options"]]
        assert counts == [1, 0]
