"""Fetches photos, voice messages and files from Telegram after their answers were stored.

The action that took the answer has checked consent; a row that waits here is one that may be kept. A file
gets a random name and appears under it only when it is whole. Files whose rows were deleted leave the
disk right after that commit. A programme that a facilitator sent is read here too, in a thread.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import secrets
from pathlib import Path

import structlog
from telegram import Bot
from telegram.error import BadRequest, NetworkError, TelegramError

from bot import logs
from bot.actions import answer_files, collecting, drafts, offering, people_lists, uploads
from bot.actions.collecting import Stored, Waiting
from bot.actions.house import House
from bot.actions.uploads import Upload
from bot.content import Unreadable, clean, sniff
from bot.transport import Transport

log = structlog.get_logger()

#: Telegram gives bots files of up to 20 MB.
MOST = 20 * 1024 * 1024

#: Files fetched at once.
TOGETHER = 4


class Collector:
    """Runs as one task; ``wake`` tells that there may be files to fetch or to remove."""

    def __init__(self, house: House, bot: Bot, transport: Transport) -> None:
        self._house = house
        self._bot = bot
        self._transport = transport
        self._folder = house.rules.data / "media"
        self._wake = asyncio.Event()
        self._idle = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        house.on_commit(self.wake)

    def start(self) -> None:
        """Begin to fetch. What an earlier run left half-written is removed."""
        self._folder.mkdir(parents=True, exist_ok=True)
        for left in self._folder.glob("*.part"):
            left.unlink(missing_ok=True)
        self._task = asyncio.create_task(self._run(), name="collector")

    async def stop(self) -> None:
        """Stop fetching; what was under way is fetched again at the next start."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def wake(self) -> None:
        """There may be something to fetch or to remove."""
        self._idle.clear()
        self._wake.set()

    @property
    def idle(self) -> bool:
        """Whether nothing can be fetched or must be removed now."""
        return self._idle.is_set()

    async def settled(self) -> None:
        """Wait until everything that can be fetched now was fetched."""
        await self._idle.wait()

    async def _run(self) -> None:
        while True:
            self._wake.clear()
            try:
                worked = await self._work()
            except Exception:
                log.exception("the collector failed; it goes on in a moment")
                await asyncio.sleep(1)
                continue
            if not worked and not self._wake.is_set():
                self._idle.set()
                await self._wake.wait()

    async def _work(self) -> bool:
        if not self._house.read(collecting.anything):
            return False
        for media_id, path in self._house.read(collecting.to_remove).items():
            (self._folder / path).unlink(missing_ok=True)
            self._house.do(collecting.removed, media_id)
        found = self._house.read(collecting.waiting, TOGETHER)
        await asyncio.gather(*(self._fetch(waiting) for waiting in found))
        programmes = self._house.read(uploads.arrived)
        for upload in programmes:
            await self._look_at(upload)
        tables = self._house.read(answer_files.arrived)
        for number, where, name in tables:
            await self._read_answers(number, where, name)
        lists = self._house.read(people_lists.arrived)
        for waiting in lists:
            told = await asyncio.to_thread(people_lists.read, waiting)
            self._house.do(people_lists.look_at, waiting.id, told)
        return bool(found or programmes or tables or lists)

    async def _read_answers(self, number: int, path: Path | None, name: str) -> None:
        """Read a table of answers that a facilitator sent, and let it be offered to them."""
        read = await asyncio.to_thread(answer_files.read, path, name)
        self._house.do(answer_files.look_at, number, read)

    async def _look_at(self, upload: Upload) -> None:
        """Read a programme that a facilitator sent, and let it be offered to them."""
        look_at = drafts.look_at if upload.draft_id else offering.look_at
        number = upload.draft_id or upload.change_id
        try:
            reading = await asyncio.to_thread(uploads.read_upload, upload)
            self._house.do(look_at, number, reading)
        except Exception:
            log.exception("a programme could not be looked at", number=number)
            self._house.do(look_at, number, None)

    async def _fetch(self, waiting: Waiting) -> None:
        part = self._folder / f"{secrets.token_hex(16)}.part"
        try:
            await self._download(waiting, part)
            stored = await asyncio.to_thread(self._take_in, part, waiting.kind)
        except (BadRequest, FileNotFoundError, ValueError, Unreadable) as error:
            log.warning("a file cannot be kept", media_id=waiting.id, why=_why(error))
            self._house.do(collecting.fail, waiting.id, for_good=True)
        except (TelegramError, OSError) as error:
            log.warning("a file could not be fetched yet", media_id=waiting.id, why=logs.harmless(error))
            self._house.do(collecting.fail, waiting.id, for_good=False)
        else:
            if not self._house.do(collecting.store, waiting.id, stored):
                (self._folder / stored.path).unlink(missing_ok=True)
        finally:
            part.unlink(missing_ok=True)

    async def _download(self, waiting: Waiting, part: Path) -> None:
        file = await self._bot.get_file(waiting.telegram_file_id)
        if file.file_path is None:
            raise NetworkError("Telegram did not say where the file is")
        if file.file_size is not None and file.file_size > MOST:
            raise ValueError("the file is larger than 20 MB")
        with part.open("wb") as target:
            async with contextlib.aclosing(self._transport.download(file.file_path, MOST)) as pieces:
                async for piece in pieces:
                    target.write(piece)

    def _take_in(self, part: Path, kind: str) -> Stored:
        """Look at the file, clean it and give it its place. Runs in a thread."""
        with part.open("rb") as file:
            content = sniff(file.read(4096))
        if kind == "photo" and not content.mime.startswith("image/"):
            raise Unreadable("a photo that is no picture")
        clean(part, content)
        digest = hashlib.sha256(part.read_bytes()).hexdigest()
        name = f"{part.stem[:2]}/{part.stem}{content.ending}"
        target = self._folder / name
        target.parent.mkdir(exist_ok=True)
        size = part.stat().st_size
        part.rename(target)
        return Stored(name, content.mime, size, digest)


def _why(error: Exception) -> str:
    return (
        str(error) if isinstance(error, Unreadable | ValueError | FileNotFoundError) else logs.harmless(error)
    )
