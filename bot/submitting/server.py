"""One server that speaks OpenRosa: a submission goes there, and what it said comes back as a verdict.

The protocol: https://docs.getodk.org/openrosa-form-submission/. Nothing that the server says in words is kept
or shown, because it may quote answers.
"""

from __future__ import annotations

import asyncio
import mimetypes
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from types import TracebackType
from urllib.parse import urljoin, urlsplit

import aiohttp

#: Most bytes of one request when the server does not say.
USUAL_LENGTH = 10_000_000

#: Seconds to wait: for a connection, and for each sign of life after it.
CONNECT, READ = 30, 120

#: How often a request is made when the server is busy or the network fails; how much longer each wait is.
TRIES, LONGER = 4, 4

#: Makes a request, anew for each try.
Request = Callable[[], AbstractAsyncContextManager[aiohttp.ClientResponse]]

_HEADERS = {"X-OpenRosa-Version": "1.0"}
_BUSY = (408, 425, 429, 500, 502, 503, 504)


class Verdict(Enum):
    """What a server makes of a submission."""

    ACCEPTED = "accepted"
    CONFLICT = "it has another submission under this name"
    NO_FORM = "it has not this form, or not this version; `sala export --format xform` has it to publish"
    TOO_LARGE = "its files are too large for it"
    REFUSED = "it says that something in it is wrong"


class ServerError(Exception):
    """Nothing can be sent to this server now. The text says why, and what to do."""


@dataclass(frozen=True)
class Login:
    """Who submits; an empty ``user`` is nobody."""

    user: str = ""
    password: str = ""


class Server:
    """An open line to a server. ``url`` is the address before ``/submission``.

    Use as ``async with``; entering asks for the way in and for the limits. Raises :class:`ServerError` when
    the server cannot be used: not reached, wrong password, no such address. ``first_wait`` is the time
    before the second try, in seconds.
    """

    def __init__(self, url: str, login: Login, *, first_wait: float = 2) -> None:
        self._address = f"{url}/submission"
        self._login = login
        self._waits = tuple(first_wait * LONGER**number for number in range(TRIES - 1))
        self._most = USUAL_LENGTH
        self._logged_in = False
        self._session: aiohttp.ClientSession

    async def __aenter__(self) -> Server:
        self._session = _session()
        try:
            await self._knock()
        except BaseException:
            await self._session.close()
            raise
        return self

    async def __aexit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        await self._session.close()

    async def send(self, xml: str, files: dict[str, Path]) -> Verdict:
        """Send a submission, its files in as many requests as the server's limit needs.

        Tries again when the server is busy or the network fails; that is safe, because a server knows a
        submission by its instanceID. Raises :class:`ServerError` when it still fails, or fails for all;
        ``OSError`` when a file cannot be read.
        """
        verdict = Verdict.REFUSED
        loads = list(_loads(files, self._most - len(xml.encode())))
        for number, load in enumerate(loads, 1):
            verdict = _verdict(await self._post(xml, load, more=number < len(loads)))
            if verdict is not Verdict.ACCEPTED:
                break
        return verdict

    async def _knock(self) -> None:
        """Ask for the way in, and for the limits of a request (OpenRosa's HEAD)."""
        answer = await self._patiently(
            lambda: self._session.head(self._address, headers=_HEADERS, allow_redirects=False)
        )
        if answer.status in (404, 410):
            raise ServerError("The server has no such address. Look at submit.url in the settings.")
        _check(answer.status)
        length = answer.headers.get("X-OpenRosa-Accept-Content-Length", "")
        if length.isascii() and length.isdigit() and int(length) > 0:
            self._most = int(length)
        self._follow(answer.headers.get("Location", ""))

    async def _log_in(self, challenge: str) -> None:
        """Say who submits from now on, in the way that the server asks for."""
        self._logged_in = True
        await self._session.close()
        if challenge.lower().startswith("digest"):
            digest = aiohttp.DigestAuthMiddleware(self._login.user, self._login.password)
            self._session = _session(middlewares=(digest,))
        else:
            basic = aiohttp.encode_basic_auth(self._login.user, self._login.password)
            self._session = _session(headers={"Authorization": basic})

    def _follow(self, location: str) -> None:
        """Send to where the server says, if that is on the same host and as safe."""
        if not location:
            return
        there, here = urlsplit(urljoin(self._address, location)), urlsplit(self._address)
        if (there.scheme, there.netloc) == (here.scheme, here.netloc):
            self._address = there.geturl()

    async def _post(self, xml: str, load: dict[str, Path], *, more: bool) -> int:
        contents = {name: path.read_bytes() for name, path in load.items()}

        def request() -> AbstractAsyncContextManager[aiohttp.ClientResponse]:
            form = aiohttp.FormData(quote_fields=False)
            form.add_field(
                "xml_submission_file", xml.encode(), filename="submission.xml", content_type="text/xml"
            )
            for name, content in contents.items():
                kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
                form.add_field(name, content, filename=name, content_type=kind)
            if more:
                form.add_field("*isIncomplete*", "yes")
            return self._session.post(self._address, data=form, headers=_HEADERS, allow_redirects=False)

        return (await self._patiently(request)).status

    async def _patiently(self, request: Request) -> aiohttp.ClientResponse:
        """Make a request; again after a while when the server is busy or cannot be reached."""
        trouble = ""
        for wait in (*self._waits, None):
            try:
                answer = await self._once(request)
                if answer.status not in _BUSY:
                    return answer
                trouble = f"The server is busy or broken (HTTP {answer.status}). Run this again later."
            except (aiohttp.ClientError, TimeoutError, OSError):
                trouble = "The server cannot be reached. Look at submit.url and the network; run this again."
            if wait is not None:
                await asyncio.sleep(wait)
        raise ServerError(trouble)

    async def _once(self, request: Request) -> aiohttp.ClientResponse:
        """Make a request; when the server asks who it is for the first time, say so and make it again."""
        async with request() as answer:
            await answer.read()
        if answer.status == 401 and self._login.user and not self._logged_in:
            await self._log_in(answer.headers.get("WWW-Authenticate", ""))
            async with request() as answer:
                await answer.read()
        return answer


def _session(
    headers: dict[str, str] | None = None, middlewares: tuple[aiohttp.DigestAuthMiddleware, ...] = ()
) -> aiohttp.ClientSession:
    timeout = aiohttp.ClientTimeout(total=None, sock_connect=CONNECT, sock_read=READ)
    return aiohttp.ClientSession(timeout=timeout, headers=headers, middlewares=middlewares)


def _loads(files: dict[str, Path], room: int) -> Iterator[dict[str, Path]]:
    """The files in loads that fit into a request; one that never fits goes alone, and the server says so."""
    load: dict[str, Path] = {}
    size = 0
    for name, path in files.items():
        length = path.stat().st_size + 500  # with what stands around it
        if load and size + length > room:
            yield load
            load, size = {}, 0
        load[name] = path
        size += length
    yield load


def _verdict(status: int) -> Verdict:
    if status in (200, 201, 202, 204):
        return Verdict.ACCEPTED
    known = {
        404: Verdict.NO_FORM,
        409: Verdict.CONFLICT,
        413: Verdict.TOO_LARGE,
        **dict.fromkeys((400, 406, 422), Verdict.REFUSED),
    }
    if status not in known:
        _check(status)
    return known.get(status, Verdict.REFUSED)


def _check(status: int) -> None:
    """Raise what concerns every submission, in words that say what to do."""
    if status in (401, 403):
        raise ServerError(
            "The server does not let this user in. Look at submit.user and submit.password in the settings, "
            "and at the rights of this user on the server."
        )
    if status >= 300:
        raise ServerError(f"The server answers in a way that Sala does not know (HTTP {status}).")
