"""The room's web page: phones to tap and type on, and the clock to turn. Plain JSON and long polling."""

from __future__ import annotations

import datetime as dt
import ipaddress
from collections.abc import Awaitable, Callable
from importlib.resources import files
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from aiohttp import web

from bot.clock import VirtualClock
from bot.sandbox.groups_page import GroupRoutes
from bot.sandbox.message import ChatMessage
from bot.sandbox.phone import Phone
from bot.sandbox.refusals import Refusal
from bot.sandbox.room import Room

WEB = Path(str(files("bot.sandbox"))) / "web"

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; "
    "media-src 'self' blob:; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)

#: Seconds that a question for changes is held open.
HOLD = 20.0

_FILES = ("photo", "voice", "audio", "video", "document")


class Controls(Protocol):
    """What the page may do with time. ``turn`` takes ``next_prompt``, ``hour``, ``morning`` or seconds."""

    def coming(self) -> tuple[dt.datetime, str] | None:
        """The next instant at which something is due, and what it is; None when nothing is planned."""
        ...

    async def turn(self, how: str | int) -> None:
        """Turn the clock, and return when the bot is quiet. Raises ``ValueError`` for an unknown turn."""
        ...


class Page:
    """Routes of the page on the room's server. Make it before the room is started."""

    def __init__(self, room: Room, clock: VirtualClock, controls: Controls, host: str = "127.0.0.1") -> None:
        self._room = room
        self._clock = clock
        self._controls = controls
        self._host = host
        self._groups = GroupRoutes(room, _shown, HOLD)
        app = room.app
        app.middlewares.append(self._guard)
        app.router.add_get("/", self._index)
        app.router.add_static("/static/", WEB)
        app.router.add_get("/room/phones", self._phones)
        app.router.add_post("/room/phones", self._add_phone)
        app.router.add_get("/room/clock", self._tell_time)
        app.router.add_post("/room/clock", self._turn)
        app.router.add_get("/room/file/{file_id}", self._file)
        app.router.add_get(r"/room/phones/{id:\d+}", self._changes)
        app.router.add_post(r"/room/phones/{id:\d+}/{act:[a-z]+}", self._act)

    @web.middleware
    async def _guard(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        """Only pages of this very address may act here; other sites' pages in the same browser may not."""
        if request.path.startswith(("/bot", "/file/bot")):
            return await handler(request)
        origin = request.headers.get("Origin")
        if not self._is_ours(request.host) or (origin and urlsplit(origin).netloc != request.host):
            return web.json_response({"error": "This address is not for other pages."}, status=403)
        try:
            answer = await handler(request)
        except Refusal as refusal:
            return web.json_response({"error": refusal.body["description"]}, status=refusal.code)
        except (ValueError, LookupError, TypeError) as error:
            return web.json_response({"error": f"That cannot be done: {error}"}, status=400)
        if not answer.prepared:
            answer.headers["Content-Security-Policy"] = _POLICY
            answer.headers["X-Content-Type-Options"] = "nosniff"
            answer.headers["Cache-Control"] = "no-cache"
        return answer

    def _is_ours(self, host: str) -> bool:
        """Whether a Host header names this machine: by number, as localhost, or as it was told to listen."""
        name = urlsplit(f"//{host}").hostname or ""
        if name in ("localhost", self._host):
            return True
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return False
        return True

    async def _index(self, _request: web.Request) -> web.StreamResponse:
        return web.FileResponse(WEB / "index.html")

    async def _phones(self, _request: web.Request) -> web.Response:
        bot = self._room.world.bot
        name = self._room.world.store.get("name", "", "") or bot["first_name"]
        phones = [_card(phone) for phone in self._room.phones.values() if not phone.facts.get("hidden")]
        shown = [*phones, *self._groups.cards()]
        return web.json_response({"phones": shown, "bot": {"name": name, "username": bot["username"]}})

    async def _add_phone(self, request: web.Request) -> web.Response:
        told = await request.json()
        name = " ".join(str(told.get("name", "")).split())[:64]
        if not name:
            raise ValueError("a phone needs a name")
        phone = self._room.add_phone(
            name=name,
            language_code=str(told.get("language_code") or "en"),
            country=str(told.get("country") or "LA"),
        )
        if told.get("username"):
            self._room.world.users[phone.account]["username"] = str(told["username"])[:32]
        return web.json_response(_card(phone))

    async def _changes(self, request: web.Request) -> web.Response:
        """What has changed on a phone since ``after``; waits for something when there is nothing."""
        phone, after = self._phone(request), int(request.query.get("after", "0"))
        if after:
            await phone.changed(after, HOLD)
        chat = phone.chat
        messages = [_shown(message) for message in chat.messages if message.seq > after]
        messages += [{"message_id": number, "deleted": True} for seq, number in chat.gone if seq > after]
        toasts = [toast for toast in phone.toasts if toast["seq"] > after] if after else []
        described = self._room.world.store
        spoken = described.get("description", phone.language_code) or described.get("description", "", "")
        return web.json_response(
            {
                "seq": chat.seq,
                "messages": messages,
                "toasts": toasts,
                "typing": phone.typing,
                "commands": phone.commands,
                "keyboard": phone.keyboard,
                "description": spoken,
            }
        )

    async def _act(self, request: web.Request) -> web.Response:
        """Something that a person does with a phone."""
        phone, act = self._phone(request), request.match_info["act"]
        if act in ("photo", "voice", "video", "document"):
            return await self._upload(request, phone, act)
        told = await request.json()
        if act == "text":
            await phone.send_text(_words(told["text"]))
        elif act == "vote":
            await phone.vote(int(told["message_id"]), [int(each) for each in told["options"]])
        elif act == "tap":
            await phone.tap(int(told["message_id"]), str(told["data"]))
        elif act == "edit":
            await phone.edit_text(int(told["message_id"]), _words(told["text"]))
        elif act == "location":
            await phone.send_location(float(told["latitude"]), float(told["longitude"]))
        elif act == "open":
            await phone.open_link(str(told["link"]))
        elif act == "block":
            await phone.block(bool(told["blocked"]))
        elif act == "contact":
            await phone.share_contact()
        else:
            raise LookupError(f"a phone cannot {act}")
        return web.json_response({})

    async def _upload(self, request: web.Request, phone: Phone, kind: str) -> web.Response:
        form = await request.post()
        file = form.get("file")
        if not isinstance(file, web.FileField):
            raise LookupError("there is no file")
        content, caption = file.file.read(), str(form.get("caption", ""))
        if kind == "photo":
            await phone.send_photo(content, caption)
        elif kind == "voice":
            await phone.send_voice(
                content, duration=round(float(str(form.get("duration") or 1))), caption=caption
            )
        elif kind == "video":
            await phone.send_video(content, caption=caption)
        else:
            await phone.send_document(content, file.filename or "file", caption)
        return web.json_response({})

    async def _tell_time(self, _request: web.Request) -> web.Response:
        coming = self._controls.coming()
        told = {"at": coming[0].isoformat(), "what": coming[1]} if coming is not None else None
        return web.json_response(
            {"now": self._clock.now().isoformat(), "running": self._clock.running, "next": told}
        )

    async def _turn(self, request: web.Request) -> web.Response:
        await self._controls.turn((await request.json())["turn"])
        return await self._tell_time(request)

    async def _file(self, request: web.Request) -> web.StreamResponse:
        found = self._room.world.file(request.match_info["file_id"])
        kind = found["facts"].get("mime_type") or ("image/jpeg" if found["path"].endswith(".jpg") else "")
        safe = kind.startswith(("image/", "audio/", "video/")) and "svg" not in kind
        headers = {"Content-Type": kind} if safe else {"Content-Type": "application/octet-stream"}
        if not safe:
            headers["Content-Disposition"] = "attachment"
        return web.FileResponse(self._room.world.files / found["path"], headers=headers)

    def _phone(self, request: web.Request) -> Phone:
        phone = self._room.phones.get(int(request.match_info["id"]))
        if phone is None:
            raise LookupError("there is no such phone")
        return phone


def _words(text: object) -> str:
    words = str(text).strip()
    if not words:
        raise ValueError("there are no words")
    if len(words) > 4096:
        raise ValueError("a message has at most 4,096 characters; the phone would send two")
    return words


def _card(phone: Phone) -> dict[str, Any]:
    """A phone in the list of phones."""
    messages = phone.messages
    last = messages[-1] if messages else None
    return {
        "id": phone.account,
        "name": phone.name,
        "country": phone.country,
        "language_code": phone.language_code,
        "role": phone.facts.get("role", ""),
        "link": phone.facts.get("link", ""),
        "blocked": phone.blocked,
        "received": phone.chat.received,
        "last": None
        if last is None
        else {"text": _preview(last), "date": last.raw["date"], "own": not last.from_bot},
    }


def _preview(message: ChatMessage) -> str:
    mark = {"photo": "📷 ", "voice": "🎤 ", "document": "📎 ", "location": "📍 "}.get(message.kind, "")
    return mark + " ".join(message.text.split())[:90]


def _shown(message: ChatMessage) -> dict[str, Any]:
    """A message for the page: its Bot API shape, whose it is, and where its files are."""
    told = {**message.raw, **message.extra, "own": not message.from_bot}
    for kind in _FILES:
        if kind in told:
            content = told[kind]
            told[kind] = [_with_url(size) for size in content] if kind == "photo" else _with_url(content)
    return told


def _with_url(file: dict[str, Any]) -> dict[str, Any]:
    return {**file, "url": f"room/file/{file['file_id']}"}
