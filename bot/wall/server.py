"""Web pages for the projector, under secret addresses. No login, no names, no cookies, nothing to send.

``/wall/SECRET`` is the page; it asks for ``/wall/SECRET/now`` again and again and puts what it gets into its
place. An address that does not work, or not any more, is simply not there.
"""

from __future__ import annotations

import asyncio
import hashlib
import io
from importlib.resources import files
from pathlib import Path

import segno
import structlog
from aiohttp import web
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from bot.actions import walls
from bot.actions.house import House
from bot.actions.walls import Shown
from bot.domain.small_numbers import Detail
from bot.locales import tongue

log = structlog.get_logger()

WEB = Path(str(files("bot.wall"))) / "web"

_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
    "X-Robots-Tag": "noindex, nofollow",
}

#: Sizes of words in the cloud, and tenths of a bar, that the style sheet knows: a page may not carry styles.
STEPS = 10


class WallServer:
    """Serves the walls of all workshops. ``start`` it, ``stop`` it."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._pages = Environment(
            loader=PackageLoader("bot.wall", "web"), autoescape=select_autoescape(), undefined=StrictUndefined
        )
        self._runner: web.AppRunner | None = None

    def routes(self, app: web.Application) -> None:
        """Add the pages to a web server."""
        app.router.add_get("/wall/static/{name}", self._static)
        app.router.add_get("/wall/{secret}", self._page)
        app.router.add_get("/wall/{secret}/now", self._now)
        app.router.add_get("/wall/{secret}/qr.svg", self._qr)

    async def start(self, host: str, port: int) -> int:
        """Open a server of its own; gives its port (0 takes a free one). Raises ``OSError``."""
        app = web.Application()
        self.routes(app)
        self._runner = web.AppRunner(app, shutdown_timeout=0.2, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, host, port).start()
        return int(self._runner.addresses[0][1])

    async def stop(self) -> None:
        """Close it."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def _look(self, request: web.Request) -> Shown:
        shown = await asyncio.to_thread(self._house.read, walls.look, request.match_info["secret"])
        if shown is None:
            raise web.HTTPNotFound(text="This address does not work. /live gives the present one.")
        return shown

    async def _page(self, request: web.Request) -> web.Response:
        return self._answer(request, "wall.html", await self._look(request))

    async def _now(self, request: web.Request) -> web.Response:
        return self._answer(request, "now.html", await self._look(request))

    def _answer(self, request: web.Request, name: str, shown: Shown) -> web.Response:
        _ = tongue(shown.language)
        text = self._pages.get_template(name).render(
            shown=shown,
            joined=_.plural("{n} person is here", "{n} people are here", shown.joined),
            answers=_.plural("{n} answer", "{n} answers", shown.answered),
            secret=request.match_info["secret"],
            step=_step,
            Detail=Detail,
            _=_,
        )
        tag = hashlib.sha256(text.encode()).hexdigest()[:20]
        if request.headers.get("If-None-Match") == f'"{tag}"':
            return web.Response(status=304, headers=_HEADERS)
        response = web.Response(text=text, content_type="text/html", headers=_HEADERS)
        response.etag = tag
        return response

    async def _qr(self, request: web.Request) -> web.Response:
        shown = await self._look(request)
        if not shown.link:
            raise web.HTTPNotFound
        drawn = io.BytesIO()
        segno.make(shown.link, error="m", micro=False).save(drawn, kind="svg", scale=8, border=2)
        return web.Response(body=drawn.getvalue(), content_type="image/svg+xml", headers=_HEADERS)

    async def _static(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["name"]
        if name not in ("wall.css", "wall.js", "wall.svg"):
            raise web.HTTPNotFound
        return web.FileResponse(WEB / name, headers=_HEADERS)


def _step(size: float) -> int:
    """A size from 0 to 1 as one of :data:`STEPS` steps; what is not nothing has at least one."""
    return max(round(size * STEPS), 1) if size else 0
