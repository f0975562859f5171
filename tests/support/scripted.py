"""A Telegram that answers by script: for errors and timings that a rehearsal room does not show."""

from __future__ import annotations

import asyncio
import datetime as dt
import itertools
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.app import App, build
from bot.clock import VirtualClock
from tests.support.running import FRIDAY, settings_for


@dataclass
class Call:
    """One call of the bot: the method, its parameters, and when it came (seconds, monotonic)."""

    method: str
    fields: dict[str, str]
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    at: float = field(default_factory=time.monotonic)


class Refusal(Exception):
    """Raised by a script to answer with an error as Telegram words it."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.body: dict[str, Any] = {"ok": False, "error_code": code, "description": description}
        if parameters:
            self.body["parameters"] = parameters


class ScriptedTelegram:
    """``script(call)`` is asked first; what it gives is the result, None means the usual answer."""

    def __init__(self) -> None:
        self.script: Callable[[Call], Any] = lambda call: None
        self.before: dict[str, Callable[[Call], Awaitable[None]]] = {}  # waited for, by method
        self.files: dict[str, bytes | web.Response] = {}  # what getFile leads to, by path
        self.calls: list[Call] = []
        self.updates: list[dict[str, Any]] = []
        self.base_url = ""
        self._numbers = itertools.count(1)
        self._changed = asyncio.Event()
        self._held: list[web.Request] = []

    def write(self, text: str, *, account: int = 7) -> dict[str, Any]:
        """Somebody sends a text; gives the update."""
        who = {"id": account, "is_bot": False, "first_name": "Noy", "language_code": "en"}
        message: dict[str, Any] = {
            "message_id": next(self._numbers),
            "date": 1,
            "chat": {"id": account, "type": "private", "first_name": "Noy"},
            "from": who,
            "text": text,
        }
        if text.startswith("/"):
            message["entities"] = [
                {"type": "bot_command", "offset": 0, "length": len(text.split(maxsplit=1)[0])}
            ]
        return self.push(message=message)

    def push(self, **what: Any) -> dict[str, Any]:
        """Put an update of any kind into the queue; gives it with its number."""
        update = {"update_id": next(self._numbers), **what}
        self.updates.append(update)
        self._changed.set()
        return update

    async def asked(self, wanted: Callable[[list[Call]], bool]) -> list[Call]:
        """Wait until the calls so far are as wanted; gives them."""
        while not wanted(self.calls):
            await self._next_change()
        return self.calls

    async def quiet(self) -> None:
        """Wait until every update is confirmed and the bot asks for more."""
        while self.updates or not any(self._is_open(request) for request in self._held):
            await self._next_change()

    async def _next_change(self) -> None:
        self._changed.clear()
        await self._changed.wait()

    @staticmethod
    def _is_open(request: web.Request) -> bool:
        return request.transport is not None and not request.transport.is_closing()

    def sent(self) -> list[str]:
        """The texts of the messages that were sent."""
        return [call.fields["text"] for call in self.calls if call.method == "sendMessage"]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer one call."""
        form = await request.post()
        fields = {name: value for name, value in form.items() if isinstance(value, str)}
        files = {
            name: (value.filename, value.file.read())
            for name, value in form.items()
            if isinstance(value, web.FileField)
        }
        call = Call(request.match_info["method"], fields, files)
        self.calls.append(call)
        try:
            if call.method in self.before:
                self._changed.set()
                await self.before[call.method](call)
            result = self.script(call)
            self._changed.set()
            if isinstance(result, web.StreamResponse):
                return result
            if result is None:
                result = await self._usual(call, request)
        except Refusal as refusal:
            return web.json_response(refusal.body, status=refusal.body["error_code"])
        finally:
            self._changed.set()
        return web.json_response({"ok": True, "result": result})

    async def file(self, request: web.Request) -> web.StreamResponse:
        """Give a file; a response is given as it is."""
        if "file" in self.before:
            await self.before["file"](Call("file", {"path": request.match_info["path"]}))
        found = self.files.get(request.match_info["path"], web.Response(status=404))
        if isinstance(found, bytes):
            return web.Response(body=found)
        return web.Response(status=found.status)

    async def _usual(self, call: Call, request: web.Request) -> Any:
        if call.method == "getUpdates":
            self._confirm(int(call.fields["offset"]))
            if int(call.fields["timeout"]):
                await self._hold(request)
            return json.loads(json.dumps(self.updates))
        if call.method == "getMe":
            return {"id": 1, "is_bot": True, "first_name": "Sala", "username": "sala_bot"}
        if call.method.startswith(("send", "edit")):
            number = int(call.fields.get("message_id", 0)) or next(self._numbers)
            chat = int(call.fields["chat_id"])
            return {"message_id": number, "date": 1, "chat": {"id": chat, "type": "private"}}
        return True

    def _confirm(self, offset: int) -> None:
        self.updates = [update for update in self.updates if update["update_id"] >= offset]

    async def _hold(self, request: web.Request) -> None:
        """Keep a question open until there is an update."""
        self._held.append(request)
        self._changed.set()
        while not self.updates:
            await self._next_change()
        self._held.remove(request)


@asynccontextmanager
async def scripted() -> AsyncIterator[ScriptedTelegram]:
    """A scripted Telegram on a port of this machine."""
    telegram = ScriptedTelegram()
    app = web.Application(client_max_size=64 * 1024 * 1024)
    app.router.add_route("*", "/bot{token}/{method}", telegram.handle)
    app.router.add_get("/file/bot{token}/{path:.*}", telegram.file)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    telegram.base_url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield telegram
    finally:
        await runner.cleanup()


@asynccontextmanager
async def bot_at(
    telegram: ScriptedTelegram, folder: Path, now: dt.datetime = FRIDAY, /, **sections: Any
) -> AsyncIterator[App]:
    """The real bot, speaking to a scripted Telegram; started, and stopped at the end."""
    app = build(settings_for(telegram.base_url, folder / "data", **sections), VirtualClock(now))
    await app.start()
    try:
        yield app
    finally:
        await app.stop()
