"""Updates that Telegram delivers itself: a small HTTPS-fronted server instead of asking.

Telegram hears 200 only after the commit, and repeats what it got anything else for. What arrives while a
batch is being applied makes up the next batch.
"""

from __future__ import annotations

import asyncio
import hmac
import json
from typing import Any
from urllib.parse import urlsplit

import structlog
from aiohttp import web
from telegram import Bot

from bot.intake import WANTED, Dispatch, answer, keep_trying
from bot.settings import Webhook

log = structlog.get_logger()

#: Most updates in one transaction.
BATCH = 100

#: Bytes of one update; Telegram's are far smaller.
LARGEST = 1024 * 1024


class WebhookServer:
    """Listens on ``settings.listen`` and ``settings.port`` for what Telegram posts to the path of ``url``."""

    def __init__(
        self,
        dispatch: Dispatch,
        bot: Bot,
        settings: Webhook,
        *,
        retry_first: float = 1,
        retry_most: float = 60,
    ) -> None:
        self._dispatch = dispatch
        self._bot = bot
        self._settings = settings
        self._first, self._most = retry_first, retry_most
        self._secret = settings.secret.get_secret_value()
        self._arrived: asyncio.Queue[tuple[dict[str, Any], asyncio.Future[bool]]] = asyncio.Queue()
        self.port = settings.port

    async def run(self) -> None:
        """Open the server, tell Telegram where it is, and apply what arrives, until cancelled.

        Raises ``OSError`` when the port is taken and ``TokenRefused`` when the token is wrong.
        """
        app = web.Application(client_max_size=LARGEST)
        app.router.add_post(urlsplit(self._settings.url).path or "/", self._receive)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        try:
            site = web.TCPSite(runner, self._settings.listen, self._settings.port)
            await site.start()
            self.port = runner.addresses[0][1]
            await keep_trying(self._announce, self._first, self._most)
            while True:
                await self._apply_next()
        finally:
            await runner.cleanup()

    async def confirm(self) -> None:
        """Nothing is left to confirm: each answer was the confirmation."""

    async def _announce(self) -> None:
        await self._bot.set_webhook(self._settings.url, secret_token=self._secret, allowed_updates=WANTED)

    async def _receive(self, request: web.Request) -> web.Response:
        given = request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
        if not hmac.compare_digest(given.encode(), self._secret.encode()):
            log.warning("somebody who is not Telegram called the webhook", address=request.remote)
            return web.Response(status=403)
        try:
            raw = json.loads(await request.read())
            int(raw["update_id"])
        except (ValueError, KeyError, TypeError):
            return web.Response(status=400)
        done: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._arrived.put_nowait((raw, done))
        return web.Response(status=200 if await done else 500)

    async def _apply_next(self) -> None:
        waiting = [await self._arrived.get()]
        while not self._arrived.empty() and len(waiting) < BATCH:
            waiting.append(self._arrived.get_nowait())
        try:
            toasts = self._dispatch.take([raw for raw, _done in waiting])
        except Exception:
            log.exception("a batch of updates could not be applied; Telegram will send it again")
            _tell(waiting, applied=False)
            await asyncio.sleep(self._first)
            return
        _tell(waiting, applied=True)
        await answer(self._bot, toasts)


def _tell(waiting: list[tuple[dict[str, Any], asyncio.Future[bool]]], *, applied: bool) -> None:
    for _raw, done in waiting:
        if not done.done():  # the caller may have gone away
            done.set_result(applied)
