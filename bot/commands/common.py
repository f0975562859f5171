"""What the verbs share: settings with errors in plain words, running until Ctrl-C, and saying things."""

from __future__ import annotations

import asyncio
import errno
import signal
import sys
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import click
from sqlalchemy.exc import OperationalError

from bot import logs
from bot.actions.house import House
from bot.actions.tx import HouseRules
from bot.clock import SystemClock
from bot.intake import TokenRefused
from bot.rehearsal import NotARehearsal
from bot.settings import ConfigError, Settings, load
from storage import migrate
from storage.engine import open_engine
from storage.lock import InUse
from storage.migrate import NewerDatabase

#: Exit status for what the operator must mend, and for a use of the command that makes no sense.
CANNOT, MISUSED = 1, 2

#: What an operator is told as it is, without a traceback.
_PLAIN = (InUse, NewerDatabase, TokenRefused, NotARehearsal)


@contextmanager
def open_house(place: Place) -> Iterator[House]:
    """The database of a data folder, brought up to date, for a verb that works while Sala runs."""
    settings = place.settings()
    database = Path(str(settings.database_url).removeprefix("sqlite:///"))
    if not database.is_file():
        fail(f"There is no database at {database}. --data names its folder.")
    engine = open_engine(settings.database_url)
    try:
        migrate.upgrade(engine)
        yield House(engine, SystemClock(), HouseRules(data=settings.data, zone=settings.defaults.zone))
    finally:
        engine.dispose()


@dataclass(frozen=True)
class Place:
    """Where the settings come from: a file, and a data folder that was named on the command line."""

    config: Path | None
    data: Path | None

    def settings(self) -> Settings:
        """Read the settings and set up the log; with a mistake in them, say it and end."""
        try:
            settings = load(self.config)
        except ConfigError as error:
            fail(*error.lines, "config.example.toml explains each key.")
        if self.data is not None:
            settings = settings.model_copy(update={"data": self.data})
        logs.configure(settings.log.format, settings.log.level, settings.secrets())
        return settings


def say(text: str = "") -> None:
    """Tell the operator something."""
    click.echo(text)


def fail(*lines: str) -> NoReturn:
    """Say what is wrong, on standard error, and end with status 1."""
    for line in lines:
        click.echo(line, err=True)
    sys.exit(CANNOT)


def run(main: Callable[[asyncio.Event], Coroutine[Any, Any, None]]) -> None:
    """Run ``main(stopped)``; SIGINT and SIGTERM set ``stopped``. Known errors are said in one line each."""
    try:
        asyncio.run(_until_stopped(main))
    except _PLAIN as error:
        fail(str(error))
    except OperationalError as error:
        fail(f"The database cannot be used: {error.orig}. Is the disk full, or the folder read-only?")
    except OSError as error:
        fail(_of_system(error))


async def _until_stopped(main: Callable[[asyncio.Event], Coroutine[Any, Any, None]]) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):
            loop.add_signal_handler(number, stopped.set)
    await main(stopped)


async def first_of(stopped: asyncio.Event, work: Awaitable[None]) -> None:
    """Wait for Ctrl-C or for the end of ``work``, whichever comes first. Raises what ended the work."""
    working = asyncio.ensure_future(work)
    waiting = asyncio.ensure_future(stopped.wait())
    await asyncio.wait((working, waiting), return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    if working.done():
        working.result()
    else:
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)


def _of_system(error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"This port is taken by another program ({error.strerror}). --port 0 takes a free one."
    if error.errno == errno.ENOSPC:
        return "The disk is full. Make room and start again; nothing was lost."
    where = f" {error.filename}" if error.filename else ""
    return f"This cannot be used{where}: {error.strerror or error}."
