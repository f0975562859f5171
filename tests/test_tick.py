from __future__ import annotations

import asyncio
import datetime as dt
from pathlib import Path

from bot.actions.tx import Tx
from bot.app import App, build
from bot.clock import VirtualClock
from storage.tables import Person
from tests.support.running import FRIDAY, settings_for
from tests.support.scripted import bot_at, scripted


def say_later(app: App, *delays: dt.timedelta) -> None:
    """Messages for one person, each for its own time; their texts are their numbers."""

    def act(tx: Tx) -> None:
        noy = Person(telegram_id=1, chat_id=1, created_at=tx.now, seen_at=tx.now)
        tx.session.add(noy)
        tx.session.flush()
        for number, delay in enumerate(delays):
            tx.say(noy, str(number), not_before=tx.now + delay)

    app.house.do(act)


def clock_of(app: App) -> VirtualClock:
    assert isinstance(app.clock, VirtualClock)
    return app.clock


async def settle(app: App) -> None:
    async with asyncio.timeout(20):
        await app.settle()


async def test_a_turned_clock_releases_what_is_due_and_nothing_more(tmp_path: Path) -> None:
    async with scripted() as telegram, bot_at(telegram, tmp_path) as app:
        say_later(app, dt.timedelta(hours=1), dt.timedelta(hours=3))
        await settle(app)
        assert telegram.sent() == []
        assert app.next_due() == FRIDAY + dt.timedelta(hours=1)
        clock_of(app).turn_by(dt.timedelta(hours=2))
        await settle(app)
        assert telegram.sent() == ["0"]
        clock_of(app).turn_by(dt.timedelta(hours=2))
        await settle(app)
        assert telegram.sent() == ["0", "1"]
        assert app.next_due() is None


async def test_a_running_clock_wakes_by_itself_at_the_next_due_instant(tmp_path: Path) -> None:
    async with scripted() as telegram:
        clock = VirtualClock(FRIDAY, running=True)
        app = build(settings_for(telegram.base_url, tmp_path / "data"), clock)
        await app.start()
        say_later(app, dt.timedelta(milliseconds=300), dt.timedelta(days=1))
        async with asyncio.timeout(10):
            await telegram.asked(lambda calls: telegram.sent() == ["0"])
        assert clock.now() >= FRIDAY + dt.timedelta(milliseconds=300)
        assert len(app.tick.scheduler.get_jobs()) == 1
        await app.stop()


async def test_a_restart_releases_what_fell_due_meanwhile(tmp_path: Path) -> None:
    async with scripted() as telegram:
        async with bot_at(telegram, tmp_path) as app:
            say_later(app, dt.timedelta(hours=1), dt.timedelta(days=9))
        async with bot_at(telegram, tmp_path, FRIDAY + dt.timedelta(days=2)) as app:
            await settle(app)
            assert telegram.sent() == ["0"]


async def test_time_that_passes_stops_at_every_due_instant(tmp_path: Path) -> None:
    async with scripted() as telegram, bot_at(telegram, tmp_path) as app:
        say_later(app, *(dt.timedelta(hours=hours) for hours in (1, 2, 30, 500)))
        seen: list[dt.datetime] = []
        clock_of(app).subscribe(lambda: seen.append(app.clock.now()))
        await app.pass_time(FRIDAY + dt.timedelta(days=2))
        assert telegram.sent() == ["0", "1", "2"]
        assert seen == [FRIDAY + dt.timedelta(hours=hours) for hours in (1, 2, 30, 48)]
