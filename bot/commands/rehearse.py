"""``sala try``: the rehearsal room, and cohorts that play themselves in it."""

from __future__ import annotations

import asyncio
import datetime as dt
import socket
import sys
from dataclasses import dataclass
from pathlib import Path

import click

from bot import logs
from bot.commands.check import refuse_broken
from bot.commands.common import Place, fail, run, say
from bot.rehearsal import NotARehearsal, Played, Rehearsal
from bot.sandbox.cohort import Progress
from bot.settings import Settings

#: Where the page is looked for first; another free port is taken when this one is busy.
PORT = 8888


@dataclass(frozen=True)
class Wishes:
    """What a rehearsal shall be. ``port`` None means 8888 or a free one; ``people`` 0 means nobody plays."""

    host: str = "127.0.0.1"
    port: int | None = None
    people: int = 0
    days: int = 5
    follow_up: bool = False
    leave: bool = False
    seed: int = 1
    start: dt.datetime | None = None
    programme: Path | None = None


def rehearse(place: Place, wishes: Wishes) -> None:
    """Open the room until Ctrl-C, or until the cohort is through."""
    settings = place.settings()
    if wishes.programme is not None:
        refuse_broken(wishes.programme)
    logs.configure(settings.log.format, "warning" if settings.log.level == "info" else settings.log.level)
    run(lambda stopped: _rehearse(settings, wishes, stopped))


async def _rehearse(settings: Settings, wishes: Wishes, stopped: asyncio.Event) -> None:
    settings.data.mkdir(parents=True, exist_ok=True)
    try:
        rehearsal = Rehearsal(settings, start=wishes.start, programme=wishes.programme)
    except NotARehearsal as error:
        fail(str(error))
    address = await _open(rehearsal, wishes)
    try:
        say(f"The rehearsal room is open: {address}")
        say("Tap and type on the phones; turn the clock at the top. Ctrl-C stops it, the next start goes on.")
        if wishes.people:
            await _play(rehearsal, wishes, stopped)
        if not (wishes.leave and wishes.people):
            await stopped.wait()
    finally:
        say("Stopping …")
        await rehearsal.close()


async def _open(rehearsal: Rehearsal, wishes: Wishes) -> str:
    if wishes.port is not None:
        return await rehearsal.open(wishes.host, wishes.port)
    return await rehearsal.open(wishes.host, PORT if _is_free(wishes.host, PORT) else 0)


def _is_free(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


async def _play(rehearsal: Rehearsal, wishes: Wishes, stopped: asyncio.Event) -> None:
    """Let a cohort play, showing how far it is; Ctrl-C ends it where it is."""
    playing = asyncio.ensure_future(
        rehearsal.play(
            wishes.people, wishes.days, follow_up=wishes.follow_up, seed=wishes.seed, tell=_Teller().tell
        )
    )
    waiting = asyncio.ensure_future(stopped.wait())
    await asyncio.wait((playing, waiting), return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    if not playing.done():
        playing.cancel()
        await asyncio.gather(playing, return_exceptions=True)
        return
    _tell_end(rehearsal.folder, playing.result())


def _tell_end(folder: Path, played: Played) -> None:
    say()
    say(f"{played.people} people gave {played.answers:,} answers until {played.until:%A, %d %B %Y}.")
    for trouble in played.troubles[:10]:
        say(f"  could not be answered: {trouble}")
    say(f"The database is {folder / 'sala.db'}, photos and voice messages are in {folder / 'media'}.")
    say(f"What a researcher gets of it: sala export --data {folder} --output course.zip")


class _Teller:
    """Progress: one line that changes on a terminal, else a line for each day."""

    def __init__(self) -> None:
        self._day = -1

    def tell(self, progress: Progress) -> None:
        """Show how far the cohort is."""
        if sys.stdout.isatty():
            click.echo(f"\r{progress}\x1b[K", nl=False)
        elif progress.day != self._day:
            self._day = progress.day
            say(str(progress))
