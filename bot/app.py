"""The composition root: the only place that builds the parts of Sala and wires them together."""

from __future__ import annotations

import asyncio
import datetime as dt
from dataclasses import replace
from pathlib import Path

import structlog
from telegram import Bot, BotCommand, BotCommandScopeAllPrivateChats
from telegram.error import TelegramError

from bot import logs
from bot.actions import receiving
from bot.actions.house import House
from bot.actions.menus import menus
from bot.actions.tx import HouseRules
from bot.clock import Clock, VirtualClock
from bot.collector import Collector
from bot.intake import Dispatch, Polling, keep_trying
from bot.sender import Sender
from bot.settings import Settings
from bot.tick import Tick, next_due
from bot.transport import Transport
from bot.wall.server import WallServer
from bot.webhook import WebhookServer
from handlers import routes
from storage import migrate
from storage.engine import open_engine
from storage.lock import DatabaseLock

log = structlog.get_logger()


class App:
    """Sala as a whole. ``start`` it, ``wait`` for its end, ``stop`` it."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self.settings = settings
        self.clock = clock
        self.engine = open_engine(settings.database_url)
        self.house = House(self.engine, clock, _rules(settings))
        telegram = settings.telegram
        self.transport = Transport(places=settings.sender.in_flight + 16, proxy=telegram.proxy)
        self._poll_transport = Transport(places=2, proxy=telegram.proxy)
        self.bot = Bot(
            settings.token,
            base_url=telegram.base_url,
            base_file_url=telegram.base_file_url,
            request=self.transport,
            get_updates_request=self._poll_transport,
        )
        self.sender = Sender(self.house, self.bot, settings.sender)
        self.collector = Collector(self.house, self.bot, self.transport)
        self.tick = Tick(self.house, self._later_work)
        self.dispatch = Dispatch(self.house, self.bot, routes(self.house))
        self.intake = self._make_intake()
        self.wall = WallServer(self.house)
        self._lock = DatabaseLock(Path(self.engine.url.database or "sala.db"))
        self._intake_task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Take the database, bring it up to date, greet Telegram, and begin to work.

        Waits as long as Telegram cannot be reached. Raises ``InUse``, ``NewerDatabase`` and
        ``TokenRefused``, whose texts are for the operator.
        """
        self._lock.take()
        try:
            migrate.upgrade(self.engine)
            self.house.do(receiving.forget_old)
            limits = self.settings.sender
            await keep_trying(self.bot.initialize, limits.retry_first, limits.retry_most)
        except BaseException:
            await self._close()
            raise
        address = await self._open_wall()
        self.house.rules = replace(self.house.rules, bot_username=self.bot.username, wall_url=address)
        self.sender.start()
        self.collector.start()
        self.tick.start()
        self._intake_task = asyncio.create_task(self.intake.run(), name="intake")
        self._menus_task = asyncio.create_task(self._offer_menus(), name="menus")
        log.info("Sala is running", bot=self.bot.username, database=str(self.engine.url.database))

    async def wait(self) -> None:
        """Wait until the intake ends, which it does only when it cannot go on. Raises what ended it."""
        if self._intake_task is not None:
            await asyncio.shield(self._intake_task)

    async def stop(self) -> None:
        """Stop cleanly: take nothing more, finish what is on its way, confirm what was applied."""
        for task in (self._intake_task, self._menus_task):
            if task is not None:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
        await self.intake.confirm()
        await self.tick.stop()
        await self.sender.stop()
        await self.collector.stop()
        await self.wall.stop()
        await self._close()
        log.info("Sala has stopped")

    async def settle(self) -> None:
        """Wait until nothing is due, nothing waits to be sent, and no file waits to be fetched."""
        parts = (self.tick, self.sender, self.collector)
        while not all(part.idle for part in parts):
            for part in parts:
                await part.settled()

    def next_due(self) -> dt.datetime | None:
        """The next instant at which anything is due; None when nothing is planned."""
        return self.house.read(next_due)

    async def pass_time(self, until: dt.datetime) -> None:
        """Turn a virtual clock to ``until``; all that is due on the way happens at its own instant.

        Raises ``TypeError`` for the machine's own clock, which cannot be turned.
        """
        if not isinstance(self.clock, VirtualClock):
            raise TypeError("only a virtual clock can be turned")
        await self.settle()
        while (due := self.next_due()) is not None and self.clock.now() < due <= until:
            self.clock.turn_to(due)
            await self.settle()
        self.clock.turn_to(until)
        await self.settle()

    def _make_intake(self) -> Polling | WebhookServer:
        hook, limits = self.settings.telegram.webhook, self.settings.sender
        waits = {"retry_first": limits.retry_first, "retry_most": limits.retry_most}
        if hook.url:
            return WebhookServer(self.dispatch, self.bot, hook, **waits)
        return Polling(self.dispatch, self.bot, self._poll_transport, **waits)

    async def _open_wall(self) -> str:
        """Serve the wall; gives its address, empty when it is off. A taken port stops nothing else."""
        wall = self.settings.wall
        if not wall.listen:
            return ""
        try:
            port = await self.wall.start(wall.listen, wall.port)
        except OSError as error:
            log.warning("the wall cannot be opened", port=wall.port, why=error.strerror)
            return ""
        return wall.url or f"http://{wall.listen}:{port}"

    def _later_work(self) -> None:
        self.sender.wake()
        self.collector.wake()

    async def _offer_menus(self) -> None:
        """The menu of commands for everybody who has not joined, in each language."""
        try:
            for language, commands in menus().items():
                await self.bot.set_my_commands(
                    [BotCommand(name, text) for name, text in commands],
                    scope=BotCommandScopeAllPrivateChats(),
                    language_code=language or None,
                )
        except TelegramError as error:
            log.warning("the menus could not be set", why=logs.harmless(error))

    async def _close(self) -> None:
        await self.transport.shutdown()
        await self._poll_transport.shutdown()
        self.engine.dispose()
        self._lock.release()


def build(settings: Settings, clock: Clock) -> App:
    """Build Sala from its settings and its clock. Needs a token; opens the database but changes nothing.

    Must be called inside a running event loop.
    """
    settings.data.mkdir(parents=True, exist_ok=True)
    return App(settings, clock)


def _rules(settings: Settings) -> HouseRules:
    return HouseRules(
        data=settings.data,
        facilitators=settings.people.facilitators,
        zone=settings.defaults.zone,
    )
