"""The wall in a real browser: it follows twelve phones by itself, and shows nothing that is private."""

from __future__ import annotations

from pathlib import Path

import pytest
from aiohttp import ClientSession
from playwright.async_api import expect

from storage.tables import Live, Wall
from tests.browser.desk import browser
from tests.stories.chat import Phone, Village, join
from tests.stories.programmes import HELLO
from tests.support.running import RunningBot

NAMES = ["Noy", "Thida", "Sokha", "Linh", "Somchai", "Mala", "Keo", "Dara", "Aung", "Mai", "Phet", "Chan"]
STEPS = "Which step first?\nMeet\nShare prices\nBuy together"


@pytest.fixture
def village(bot: RunningBot) -> Village:
    return Village(bot)


async def address_of(village: Village) -> str:
    boss = village.boss()
    await boss.send("/live")
    await boss.tap("The wall for the projector")
    return boss.last.text.split("\n")[-1]


async def test_the_wall_follows_twelve_phones(tmp_path: Path, village: Village) -> None:
    links = await village.workshop(HELLO)
    boss = village.boss()
    address = await address_of(village)
    async with browser(tmp_path) as page:
        await page.goto(address)
        await expect(page.get_by_role("heading")).to_have_text("Scan this with your phone to join")
        await expect(page.locator(".joined")).to_have_text("0 people are here")
        code = page.locator("img.code")
        assert await code.evaluate("image => image.complete && image.naturalWidth > 100")
        phones: list[Phone] = []
        for number, name in enumerate(NAMES, 1):
            phone = village.phone(100 + number, name=name)
            await join(phone, links["trainee"], name=name)
            phones.append(phone)
            await expect(page.locator(".joined")).to_contain_text(str(number))

        await boss.send("/live")
        await boss.tap("Choose one")
        await boss.send(STEPS)
        await boss.tap("Open")
        await expect(page.get_by_role("heading")).to_have_text("Which step first?")
        await expect(page.locator(".options li")).to_have_text(["Meet", "Share prices", "Buy together"])
        for number, phone in enumerate(phones, 1):
            await phone.tap("Meet" if number <= 7 else "Buy together")
            await expect(page.locator(".count")).to_have_text(f"{number} of 12 have answered")
            await expect(page.locator(".bar")).to_have_count(0)
        await boss.tap("Close and show the result")
        await expect(page.locator(".number")).to_have_text(["7", "0", "5"])
        widths = [await bar.evaluate("bar => bar.clientWidth") for bar in await page.locator(".bar").all()]
        assert widths[0] > widths[2] > widths[1] == 0
        shown = await page.locator("body").inner_text()
        assert not any(name in shown for name in NAMES)
        smallest = await page.evaluate(
            "Math.min(...[...document.querySelectorAll('main *')].filter(e => e.innerText)"
            ".map(e => parseFloat(getComputedStyle(e).fontSize)))"
        )
        assert smallest >= 800 / 30, "letters are at least a thirtieth of the height"

        await boss.send("/live")
        await boss.tap("One to three words")
        await boss.send("What makes a cluster strong?")
        await boss.tap("Open")
        for number, phone in enumerate(phones):
            await phone.send("trust, price" if number % 2 else f"trust, only mine {number}")
        await boss.tap("Close and show the result")
        await expect(page.locator(".word")).to_have_text(["trust", "price"])
        sizes = [
            await word.evaluate("word => word.clientHeight") for word in await page.locator(".word").all()
        ]
        assert sizes[0] > sizes[1]

        await boss.send("/live")
        await boss.tap("Put in order")
        await boss.send("What comes first?\nTrust\nMarket")
        await boss.tap("Open")
        for number, phone in enumerate(phones[:9]):
            await phone.tap("Put in order")
            for option in ("Trust", "Market") if number < 6 else ("Market", "Trust"):
                await phone.tap(option)
        await boss.tap("Close and show the result")
        await expect(page.locator("ol .text")).to_have_text(["Trust", "Market"])


async def test_an_address_that_was_renewed_or_guessed_is_not_there(village: Village) -> None:
    await village.workshop(HELLO)
    boss = village.boss()
    old = await address_of(village)
    await boss.send("/live")
    await boss.tap("A new address for the wall")
    new = boss.last.text.split("\n")[-1]
    assert new != old
    async with ClientSession() as web:
        for address, status in (
            (old, 404),
            (new, 200),
            (new[:-1], 404),
            (old.rpartition("/")[0] + "/x/now", 404),
        ):
            async with web.get(address) as answer:
                assert answer.status == status, address
        async with web.get(new) as answer:
            assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
            assert answer.headers["Referrer-Policy"] == "no-referrer"
            assert "Set-Cookie" not in answer.headers
        async with web.get(f"{new}/now") as answer:
            tag = answer.headers["ETag"]
        async with web.get(f"{new}/now", headers={"If-None-Match": tag}) as answer:
            assert answer.status == 304
    assert len(village.rows(Wall)) == 2


async def test_what_a_facilitator_writes_is_text_on_the_wall_and_never_markup(
    tmp_path: Path, village: Village
) -> None:
    await village.workshop(HELLO)
    boss = village.boss()
    address = await address_of(village)
    await boss.send("/live")
    await boss.tap("Choose one")
    await boss.send("<script>alert(1)</script>?\n<b>A</b>\nB & C")
    await boss.tap("Open")
    assert village.rows(Live)[0].state == "open"
    async with browser(tmp_path) as page:
        await page.goto(address)
        await expect(page.get_by_role("heading")).to_have_text("<script>alert(1)</script>?")
        await expect(page.locator(".options li")).to_have_text(["<b>A</b>", "B & C"])


async def test_the_wall_says_when_the_connection_is_away_and_comes_back(
    tmp_path: Path, village: Village
) -> None:
    await village.workshop(HELLO)
    address = await address_of(village)
    async with browser(tmp_path, forgive="503 (Service Unavailable)") as page:
        await page.goto(address)
        await expect(page.get_by_role("heading")).to_be_visible()
        await page.route("**/now", lambda route: route.fulfill(status=503, body=""))
        away = page.get_by_text("The connection is away.")
        await expect(away).to_be_visible()
        await page.unroute("**/now")
        await expect(away).to_be_hidden()
