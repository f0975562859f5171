"""Take the pictures of the README: the room in the middle of day one, on a desk and on a phone.

Usage: ``python tools/screenshots.py`` (needs Chromium and Playwright, as the tests do).
"""

from __future__ import annotations

import asyncio
import datetime as dt
import tempfile
from pathlib import Path
from random import Random

from playwright.async_api import Page, async_playwright

from bot import logs
from bot.rehearsal import FACILITATOR, Rehearsal
from bot.sandbox.cohort_person import TEMPERAMENTS, Player
from bot.settings import Settings

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "pictures"
START = dt.datetime(2026, 11, 27, 3, 0, tzinfo=dt.UTC)


async def main() -> None:
    """Play the beginning of a course and photograph it."""
    logs.configure("console", "error")
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        rehearsal = Rehearsal(Settings(data=Path(folder)), start=START)
        rehearsal.clock.run(False)
        await rehearsal.open("127.0.0.1", 0)
        await _live(rehearsal)
        async with async_playwright() as playwright:
            chromium = await playwright.chromium.launch(
                executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
            )
            page = await chromium.new_page(viewport={"width": 1360, "height": 1000})
            await _shoot(page, rehearsal, "room.png")
            page = await chromium.new_page(viewport={"width": 390, "height": 780}, device_scale_factor=2)
            await _shoot(page, rehearsal, "room-phone.png")
            await chromium.close()
        await rehearsal.close()


async def _live(rehearsal: Rehearsal) -> None:
    """Everybody joins and lives until the afternoon of day one; then the facilitator looks at the board."""
    players = [
        Player(phone, phone.facts["role"], TEMPERAMENTS[number % 2], Random(number))  # noqa: S311 -- a play
        for number, phone in enumerate(rehearsal.room.phones.values())
        if phone.facts.get("role") in ("trainee", "leader")
    ]
    for player in players:
        phone = next(each for each in rehearsal.room.phones.values() if each.name == player.phone.name)
        await player.join(phone.facts["link"], rehearsal.clock.now())
    await _answer(rehearsal, players)
    until = dt.datetime(2026, 11, 30, 6, 45, tzinfo=dt.UTC)
    while (coming := rehearsal.coming()) is not None and coming[0] < until:
        await rehearsal.turn("next_prompt")
        await _answer(rehearsal, players[:4])
    await rehearsal.turn("next_prompt")
    boss = rehearsal.room.phones[FACILITATOR]
    await boss.send_text("/board")
    await rehearsal.settle()


async def _answer(rehearsal: Rehearsal, players: list[Player]) -> None:
    await rehearsal.settle()
    for _round in range(150):
        for player in players:
            player.notice(rehearsal.clock.now())
        awake = [player for player in players if player.wakes is not None]
        if not awake:
            return
        for player in awake:
            await player.act(rehearsal.clock.now())
        await rehearsal.settle()


async def _shoot(page: Page, rehearsal: Rehearsal, name: str) -> None:
    await page.goto(rehearsal.address)
    await page.wait_for_selector("article.message")
    await page.wait_for_timeout(1500)
    await page.screenshot(path=PICTURES / name)


if __name__ == "__main__":
    asyncio.run(main())
