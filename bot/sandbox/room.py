"""The rehearsal room's Bot API server, spoken to by the unmodified bot through ``base_url``.

It answers as Telegram does, in Telegram's words, on the room's own clock. A method that it lacks answers
404 by name. People's phones are objects here, and pages in a browser (``page.py``).
"""

from __future__ import annotations

import asyncio
import hmac
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.clock import Clock
from bot.sandbox.delivery import Delivery
from bot.sandbox.faults import Fault, Faults
from bot.sandbox.fields import Fields, read_fields
from bot.sandbox.group import Group
from bot.sandbox.limits import Limits
from bot.sandbox.methods import METHODS
from bot.sandbox.phone import Phone
from bot.sandbox.refusals import Refusal
from bot.sandbox.world import World

#: Largest request: Telegram's 50 MB for a file, and the rest of the form.
MOST = 64 * 1024 * 1024

#: Methods that count against the limits of sending.
_COUNTED = ("send", "copymessage", "forwardmessage")


@dataclass
class Call:
    """One call of the bot and its answer. ``at`` is the room's time, ``clock`` the machine's (seconds)."""

    method: str
    fields: dict[str, Any]
    files: dict[str, int]
    at: float
    clock: float = field(default_factory=time.monotonic)
    code: int = 0
    description: str = ""
    result: Any = None

    @property
    def ok(self) -> bool:
        """Whether it was answered as asked."""
        return self.code == 200

    @property
    def chat_id(self) -> int:
        """The chat it was about; 0 when about none."""
        value = str(self.fields.get("chat_id", "0"))
        return int(value) if value.lstrip("-").isdigit() else 0


class Room:
    """A Telegram of its own. ``start`` it, give its address to the bot, hand out phones, ``stop`` it."""

    def __init__(
        self,
        clock: Clock,
        folder: Path,
        *,
        token: str,
        limits: Limits | None = None,
        username: str = "sala_bot",
    ) -> None:
        self.clock = clock
        self.world = World(clock, folder, username)
        self.limits = limits or Limits()
        self.faults = Faults()
        self.log: list[Call] = []
        self.phones: dict[int, Phone] = {number: Phone(self.world, number) for number in self.world.users}
        self.delivery = Delivery(self.world)
        self.app = web.Application(client_max_size=MOST)
        self.app.router.add_route("*", "/bot{token}/{method}", self._answer)
        self.app.router.add_get("/file/bot{token}/{path:.+}", self._give_file)
        self._token = token
        self._runner: web.AppRunner | None = None

    async def start(self, host: str, port: int) -> str:
        """Open the room; gives its address, such as ``http://127.0.0.1:8888``. Port 0 takes a free one.

        Raises ``OSError`` when the port is taken.
        """
        self._runner = web.AppRunner(self.app, shutdown_timeout=0.2, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, host, port).start()
        self.delivery.start()
        shown = f"[{host}]" if ":" in host else host
        return f"http://{shown}:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        """Close the room. What happened in it is kept in its folder."""
        await self.delivery.stop()
        if self._runner is not None:
            await self._runner.cleanup()
        self.world.close()

    async def quiet(self) -> None:
        """Wait until every update is confirmed and the bot waits for more."""
        await self.world.changed.until(self.delivery.quiet)

    def add_phone(
        self, *, name: str, language_code: str = "en", country: str | None = None, account: int | None = None
    ) -> Phone:
        """A new phone with a Telegram account of its own."""
        number = account if account is not None else self.world.number("account", 900_000_001)
        first, _space, last = name.partition(" ")
        user = {"id": number, "is_bot": False, "first_name": first, "language_code": language_code}
        self.world.add_user({**user, "last_name": last} if last else user)
        phone = self.phones[number] = Phone(self.world, number)
        if country:
            phone.describe(country=country)
        return phone

    def add_group(self, title: str, members: Sequence[Phone]) -> Group:
        """A new group of these people and the bot."""
        return Group.make(self.world, title, members)

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        """One call of the Bot API."""
        if not hmac.compare_digest(request.match_info["token"], self._token):
            return web.json_response(Refusal(401, "Unauthorized").body, status=401)
        method = request.match_info["method"]
        try:
            fields = await read_fields(request)
        except (ValueError, web.HTTPException) as error:
            code = error.status if isinstance(error, web.HTTPException) else 400
            said = "Request Entity Too Large" if code == 413 else "Bad Request: can't parse the request"
            return web.json_response(Refusal(code, said).body, status=code)
        sizes = {name: len(file.content) for name, file in fields.files.items()}
        call = Call(method, fields.values, sizes, self.world.clock.now().timestamp())
        if method.lower() != "getupdates":
            self.log.append(call)
        fault = self.faults.next(method, call.chat_id)
        if fault is not None and fault.kind == "cut_before":
            return _cut(request, call)
        answer = await self._result(request, call, fields, fault)
        if fault is not None and fault.kind == "cut_after":
            return _cut(request, call)
        return answer

    async def _result(
        self, request: web.Request, call: Call, fields: Fields, fault: Fault | None
    ) -> web.Response:
        try:
            if fault is not None:
                await _happen(fault)
            call.result = await self._do(request, call, fields)
        except Refusal as refusal:
            call.code, call.description = refusal.code, refusal.body["description"]
            return web.json_response(refusal.body, status=refusal.code)
        call.code = 200
        return web.json_response({"ok": True, "result": call.result})

    async def _do(self, request: web.Request, call: Call, fields: Fields) -> Any:
        name = call.method.lower()
        if name == "getupdates":
            return await self.delivery.get_updates(fields, request)
        if name == "setwebhook":
            return self.delivery.set_webhook(fields)
        if name == "deletewebhook":
            return self.delivery.delete_webhook(fields)
        if name == "getwebhookinfo":
            return self.delivery.webhook_info()
        method = METHODS.get(name)
        if method is None:
            raise Refusal(404, f"Not Found: the rehearsal room has no method {call.method}")
        if name.startswith(_COUNTED) and name != "sendchataction":
            self.limits.count(call.chat_id, group=call.chat_id < 0)
        return method(self.world, fields)

    async def _give_file(self, request: web.Request) -> web.StreamResponse:
        """A file for the bot, by the path that getFile told."""
        if not hmac.compare_digest(request.match_info["token"], self._token):
            return web.json_response(Refusal(401, "Unauthorized").body, status=401)
        fault = self.faults.next("file", 0)
        if fault is not None:
            try:
                await _happen(fault)
            except Refusal as refusal:
                return web.json_response(refusal.body, status=refusal.code)
            if fault.kind.startswith("cut"):
                return _cut(request, None)
        root = self.world.files.resolve()
        path = (root / request.match_info["path"]).resolve()
        if not path.is_relative_to(root) or not path.is_file():
            return web.json_response(Refusal(404, "Not Found").body, status=404)
        return web.FileResponse(path)


async def _happen(fault: Fault) -> None:
    """What a fault does before the call is answered."""
    if fault.kind == "too_many":
        seconds = int(fault.seconds)
        raise Refusal(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)
    if fault.kind in ("server_error", "refuse"):
        raise Refusal(fault.code, fault.description)
    if fault.kind == "slow":
        await asyncio.sleep(fault.seconds)


def _cut(request: web.Request, call: Call | None) -> web.Response:
    """Close the connection as a bad network does."""
    if call is not None and not call.code:
        call.description = "connection cut"
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


#: What others may read of the room's phones.
Phones = Mapping[int, Phone]
