"""Take the pictures of the README and the guide: the room in the middle of day one, and one phone in it.

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
from bot.sandbox.phone import Phone
from bot.settings import Settings

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "pictures"

#: What the facilitator sends and taps for each picture of ``docs/facilitating.md``.
GUIDE: dict[str, tuple[str, ...]] = {
    "timeline.png": ("/timeline",),
    "people.png": ("/people", "tap:Noy"),
    "broadcast.png": ("/broadcast", "Tomorrow we meet at 8:00 at the bus.", "tap:Everybody", "tap:Send"),
    "inbox.png": ("/inbox",),
    "board.png": ("/board",),
    "links.png": ("/links", "tap:More ways to invite"),
    "live.png": (
        "/live",
        "tap:Choose one",
        "Which step first?\nMeet\nShare prices\nBuy together",
        "tap:Open",
    ),
}

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
            page = await chromium.new_page(viewport={"width": 390, "height": 700})
            await _guide(page, rehearsal)
            page = await chromium.new_page(viewport={"width": 1120, "height": 630})
            await _wall(page, rehearsal)
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


async def _guide(page: Page, rehearsal: Rehearsal) -> None:
    """The facilitator's phone after each of the acts of the guide."""
    boss = rehearsal.room.phones[FACILITATOR]
    await page.goto(rehearsal.address)
    await page.get_by_role("button", name=boss.name).first.click()
    for name, acts in GUIDE.items():
        for act in acts:
            await _act(rehearsal, boss, act)
        await page.wait_for_timeout(1500)
        await page.screenshot(path=PICTURES / name)


async def _act(rehearsal: Rehearsal, phone: Phone, act: str) -> None:
    """Send words, or tap the newest button that holds them."""
    label = act.removeprefix("tap:")
    if label == act:
        await phone.send_text(act)
    else:
        message, data = next(
            (message.message_id, str(button.data))
            for message in reversed(phone.messages)
            for row in message.buttons
            for button in row
            if label in button.text
        )
        await phone.tap(message, data)
    await rehearsal.settle()


async def _wall(page: Page, rehearsal: Rehearsal) -> None:
    """The wall while a question is open that half of the room has answered."""
    boss = rehearsal.room.phones[FACILITATOR]
    people = [
        phone for phone in rehearsal.room.phones.values() if phone.facts.get("role") in ("trainee", "leader")
    ]
    for phone in people[:3]:
        await _act(rehearsal, phone, "tap:Share prices")
    await _act(rehearsal, boss, "/live")
    await _act(rehearsal, boss, "tap:The wall")
    await page.goto(boss.messages[-1].text.split("\n")[-1])
    await page.wait_for_timeout(1500)
    await page.screenshot(path=PICTURES / "wall.png")


async def _shoot(page: Page, rehearsal: Rehearsal, name: str) -> None:
    await page.goto(rehearsal.address)
    await page.wait_for_selector("article.message")
    await page.wait_for_timeout(1500)
    await page.screenshot(path=PICTURES / name)


if __name__ == "__main__":
    asyncio.run(main())
