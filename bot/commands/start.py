"""``sala start``: Telegram when there is a token, else the rehearsal room."""

from __future__ import annotations

import asyncio
import datetime as dt

from bot.app import build
from bot.clock import SystemClock
from bot.commands.common import Place, first_of, run, say
from bot.commands.rehearse import Wishes, rehearse
from bot.rehearsal import set_aside
from bot.settings import Settings


def start(place: Place) -> None:
    """Serve until Ctrl-C."""
    settings = place.settings()
    if not settings.token:
        say("There is no token in config.toml, so this is a rehearsal.")
        rehearse(place, Wishes())
        return
    aside = set_aside(settings.data, dt.datetime.now(dt.UTC))
    if aside is not None:
        say(f"The rehearsal of before was moved to {aside}; real people begin with an empty database.")
    run(lambda stopped: _serve(settings, stopped))


async def _serve(settings: Settings, stopped: asyncio.Event) -> None:
    app = build(settings, SystemClock())
    starting = asyncio.ensure_future(app.start())
    await first_of(stopped, _started(starting))
    if stopped.is_set() and not starting.done():
        return
    say(f"Sala is running as @{app.bot.username}. Ctrl-C stops it.")
    try:
        await first_of(stopped, app.wait())
    finally:
        say("Stopping …")
        await app.stop()


async def _started(starting: asyncio.Future[None]) -> None:
    await starting
