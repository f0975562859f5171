"""The real bot over real HTTP against a rehearsal room, with a clock that stands still.

What every test of a conversation uses. Nothing here sleeps: ``settle`` waits for events.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from sqlmodel import Session, select

from bot.actions.tx import Tx
from bot.app import App, build
from bot.clock import VirtualClock
from bot.settings import Settings
from storage.tables import Outbox

R = TypeVar("R")

#: A token of the shape that Telegram gives; the room knows this one.
TOKEN = "123456789:AAErehearsalRoomTokenForTests000000"

#: Friday 27 November 2026, 17:00 in Bangkok: three days before the workshops of the tests begin.
FRIDAY = dt.datetime(2026, 11, 27, 10, 0, tzinfo=dt.UTC)

#: Seconds (real ones) after which a test that waits has failed.
PATIENCE = 20.0

#: Limits that never slow a test down; tests of the limits set their own.
FAST = {
    "per_second": 2000,
    "per_chat": 2000,
    "burst": 1000,
    "per_group_minute": 1000,
    "retry_first": 0.02,
    "retry_most": 0.2,
}


def settings_for(base_url: str, data: Path, **sections: Mapping[str, Any]) -> Settings:
    """Settings of a bot that speaks to the room at ``base_url``; ``sections`` add to or replace keys."""
    telegram = {
        "token": TOKEN,
        "base_url": f"{base_url}/bot",
        "base_file_url": f"{base_url}/file/bot",
        **sections.pop("telegram", {}),
    }
    sender = {**FAST, **sections.pop("sender", {})}
    wall = {"port": 0, **sections.pop("wall", {})}
    return Settings(data=data, wall=wall, telegram=telegram, sender=sender, **sections)  # type: ignore[arg-type]  # checked there


class RunningBot:
    """A room and a bot in it: ``start``, ``settle`` after each act, ``restart`` in between, ``stop``."""

    def __init__(self, folder: Path, start: dt.datetime = FRIDAY, **sections: Mapping[str, Any]) -> None:
        self.folder = folder
        self.clock = VirtualClock(start)
        from bot.sandbox.room import Room

        self.room = Room(self.clock, folder / "room", token=TOKEN)
        self.sections = sections
        self._app: App | None = None

    @property
    def app(self) -> App:
        """The running bot."""
        assert self._app is not None, "the bot has not been started"
        return self._app

    async def start(self) -> None:
        """Open the room and start the bot in it."""
        self.base_url = await self.room.start("127.0.0.1", 0)
        await self.start_bot()

    async def start_bot(self) -> None:
        """Start the bot; the room is open already."""
        settings = settings_for(self.base_url, self.folder / "data", **self.sections)
        self._app = build(settings, self.clock)
        await self._app.start()

    async def stop_bot(self) -> None:
        """Stop the bot cleanly; the room stays open."""
        if self._app is not None:
            await self._app.stop()
            self._app = None

    async def restart(self) -> None:
        """Stop the bot and start it again on the same data."""
        await self.stop_bot()
        await self.start_bot()

    async def stop(self) -> None:
        """Stop the bot and close the room."""
        await self.stop_bot()
        await self.room.stop()

    async def settle(self) -> None:
        """Wait until all updates are confirmed, all messages delivered and nothing is due."""
        try:
            async with asyncio.timeout(PATIENCE):
                await self.room.quiet()
                await self.app.settle()
        except TimeoutError:
            raise AssertionError(f"the bot did not come to rest; still waiting: {self._waiting()}") from None

    async def turn_to(self, instant: dt.datetime) -> None:
        """Let time pass as it does: everything that is due on the way happens at its own instant."""
        await self.settle()
        while (due := self.app.next_due()) is not None and self.clock.now() < due <= instant:
            self.clock.turn_to(due)
            await self.settle()
        self.clock.turn_to(instant)
        await self.settle()

    async def turn_by(self, **span: float) -> None:
        """Let a span pass: ``await bot.turn_by(days=1, hours=2)``."""
        await self.turn_to(self.clock.now() + dt.timedelta(**span))

    async def next_prompt(self) -> dt.datetime | None:
        """Go to the next instant at which anything is due; gives it, or None when nothing is planned."""
        await self.settle()
        due = self.app.next_due()
        if due is not None:
            self.clock.turn_to(due)
            await self.settle()
        return due

    def do(self, action: Callable[[Tx], R]) -> R:
        """Run an action in the bot's own house."""
        return self.app.house.do(action)

    def read(self, query: Callable[[Session], R]) -> R:
        """Look into the bot's database."""
        with Session(self.app.engine.execution_options(sala_read_only=True)) as session:
            return query(session)

    def rows(self, table: type[Any], *where: Any) -> list[Any]:
        """Rows of a table, by primary key."""
        return self.read(lambda session: list(session.exec(select(table).where(*where)).all()))

    def calls(self, *methods: str) -> list[Any]:
        """What the bot asked of the Bot API, oldest first: all calls, or those of the named methods."""
        return [call for call in self.room.log if not methods or call.method in methods]

    def _waiting(self) -> list[tuple[Any, ...]]:
        return [
            (row.id, row.kind, row.chat_id, row.text[:40])
            for row in self.rows(Outbox, Outbox.state == "queued")
        ]
