"""A person at the room's page in a real browser: taps and types there, as a rehearsed person decides."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from playwright.async_api import FilePayload, Locator, Page, async_playwright

from bot.sandbox.message import ChatMessage
from bot.sandbox.phone import Phone

_SWITCHES = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@asynccontextmanager
async def browser(
    folder: Path, width: int = 1280, height: int = 800, *, forgive: str = "nothing is forgiven"
) -> AsyncIterator[Page]:
    """Debian's Chromium with one page; its complaints fail the test, but for those that hold ``forgive``."""
    complaints: list[str] = []
    async with async_playwright() as playwright:
        context = await playwright.chromium.launch_persistent_context(
            str(folder / "browser"),
            executable_path="/usr/bin/chromium",
            args=list(_SWITCHES),
            viewport={"width": width, "height": height},
        )
        page = context.pages[0]
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        yield page
        await context.close()
    assert [said for said in complaints if forgive not in said] == []


class BrowserPhone:
    """A phone of the room, worked through its pane on the page."""

    def __init__(self, page: Page, phone: Phone, settle: Callable[[], Awaitable[None]]) -> None:
        self.page = page
        self.settle = settle
        self.phone = phone
        self.pane: Locator = page.get_by_role("region", name=f"Phone of {phone.name}")

    @property
    def name(self) -> str:
        return self.phone.name

    @property
    def country(self) -> str | None:
        return self.phone.country

    @property
    def messages(self) -> Sequence[ChatMessage]:
        return self.phone.messages

    async def open_link(self, link: str) -> None:
        """Press Start: the room's phones know their own invitation."""
        assert self.phone.facts["link"] == link
        async with self._taken():
            await self.pane.get_by_role("button", name="Start", exact=True).click()

    async def send_text(self, text: str) -> None:
        await self.pane.get_by_role("textbox", name="Message").fill(text)
        async with self._taken():
            await self.pane.get_by_role("textbox", name="Message").press("Enter")

    async def send_photo(self, content: bytes) -> None:
        await self._attach("Photo", {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": content})
        async with self._taken():
            await self.pane.get_by_role("button", name="Send", exact=True).click()

    async def send_voice(self, content: bytes, *, duration: int = 5) -> None:
        payload: FilePayload = {"name": "voice.ogg", "mimeType": "audio/ogg", "buffer": content}
        async with self._taken():
            await self._attach("Sound file as voice message", payload)

    async def send_video(self, content: bytes) -> None:
        """Send a video, without a caption."""
        async with self._taken():
            await self._attach("Video", {"name": "loom.mp4", "mimeType": "video/mp4", "buffer": content})
            await self.pane.get_by_role("button", name="Send", exact=True).click()

    async def send_location(self, latitude: float, longitude: float) -> None:
        await self.pane.get_by_role("button", name="Send a photo, a file or a place").click()
        await self.page.get_by_role("menuitem", name="Place").click()
        dialog = self.page.get_by_role("dialog")
        await dialog.get_by_label("Latitude").fill(str(latitude))
        await dialog.get_by_label("Longitude").fill(str(longitude))
        async with self._taken():
            await dialog.get_by_role("button", name="Send").click()

    async def tap(self, message: int, button: str) -> None:
        """Click the button on the bubble; the page must show it by itself."""
        await self.settle()  # what was tapped before may change what the buttons say
        shown = next(each for each in self.messages if each.message_id == message)
        text = next(key.text for row in shown.buttons for key in row if key.data == button)
        bubble = self.bubble(message)
        async with self._taken():
            await bubble.get_by_role("button", name=text, exact=True).click()

    def bubble(self, message: int) -> Locator:
        """The bubble of a message on the page."""
        return self.pane.locator(f'article[data-id="{message}"]')

    @asynccontextmanager
    async def _taken(self) -> AsyncIterator[None]:
        """Leave only when the room has taken what was done on the page: till then nothing waits to settle."""
        acts = f"/room/phones/{self.phone.account}/"
        async with self.page.expect_response(
            lambda answer: answer.request.method == "POST" and acts in answer.url
        ):
            yield

    async def _attach(self, what: str, payload: FilePayload) -> None:
        await self.pane.get_by_role("button", name="Send a photo, a file or a place").click()
        async with self.page.expect_file_chooser() as chosen:
            await self.page.get_by_role("menuitem", name=what, exact=True).click()
        chooser: Any = await chosen.value
        await chooser.set_files([payload])
