from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from telegram import Bot

from bot.clock import VirtualClock
from bot.sandbox.phone import Phone
from bot.sandbox.room import Room
from bot.transport import Transport
from tests.support.running import FRIDAY, TOKEN


@dataclass
class Table:
    """A room, the library's own bot talking to it, and a phone that has opened the chat."""

    room: Room
    clock: VirtualClock
    bot: Bot
    noy: Phone
    base: str


@pytest.fixture
async def table(tmp_path: Path) -> AsyncIterator[Table]:
    clock = VirtualClock(FRIDAY)
    room = Room(clock, tmp_path / "room", token=TOKEN)
    base = await room.start("127.0.0.1", 0)
    bot = Bot(
        TOKEN,
        base_url=f"{base}/bot",
        base_file_url=f"{base}/file/bot",
        request=Transport(places=8),
        get_updates_request=Transport(places=2),
    )
    await bot.initialize()
    noy = room.add_phone(name="Noy Phommachan", language_code="lo", country="LA")
    await noy.send_text("/start")
    yield Table(room, clock, bot, noy, base)
    async with asyncio.timeout(10):
        await bot.shutdown()
        await room.stop()
