"""The HTTP client under python-telegram-bot: one aiohttp session with kept-alive connections.

Uploads are streamed from disk as multipart forms. Each of the four timeouts of PTB is kept (connect,
read, write and pool, and a longer write timeout for media). Whatever goes wrong on the way becomes
``TimedOut`` or ``NetworkError``, without the token that Telegram's addresses hold.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import re
import secrets
import warnings
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass
from typing import IO, Any

import aiohttp
from telegram.error import NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData
from telegram.warnings import PTBDeprecationWarning

#: Bytes read from a file at a time.
CHUNK = 64 * 1024

_TOKEN_IN_ADDRESS = re.compile(r"/bot\d+:[^/\s'\"]+")


@dataclass(frozen=True)
class Timeouts:
    """Seconds to wait: for a connection, for an answer, for each piece sent, and for a free place."""

    connect: float | None = 5
    read: float | None = 10
    write: float | None = 10
    media_write: float | None = 30
    pool: float | None = 10


# PTB says at each look that this number will become a timedelta; seconds_of reads both.
warnings.filterwarnings("ignore", message=".*retry_after.*", category=PTBDeprecationWarning)


def seconds_of(error: RetryAfter) -> float:
    """How long Telegram asks to wait."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, dt.timedelta) else float(wait)


class Transport(BaseRequest):
    """Speaks HTTP for PTB. ``places`` requests run at once; further ones wait for a free place.

    ``proxy`` is the address of an HTTP proxy, or empty. Connections are kept for ``keep`` seconds.
    """

    __slots__ = ("_keep", "_places", "_proxy", "_session", "_timeouts")

    def __init__(
        self, *, places: int = 100, timeouts: Timeouts | None = None, proxy: str = "", keep: float = 30
    ) -> None:
        self._timeouts = timeouts or Timeouts()
        self._proxy = proxy or None
        self._keep = keep
        self._places = asyncio.Semaphore(places)
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        """Seconds that an answer may take unless a call says otherwise."""
        return self._timeouts.read

    async def initialize(self) -> None:
        """Open the session; a second call changes nothing."""
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=self._keep),
                headers={"User-Agent": self.USER_AGENT},
                cookie_jar=aiohttp.DummyCookieJar(),
            )

    async def shutdown(self) -> None:
        """Close the session and its connections; a second call changes nothing."""
        if self._session is not None and not self._session.closed:
            await self._session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """One request: its status and body.

        Raises ``TimedOut`` when one of the timeouts passed and ``NetworkError`` for everything else that
        went wrong on the way; the caller cannot know then whether Telegram has acted.
        """
        files = request_data.multipart_data if request_data else None
        usual = self._timeouts
        waits = Timeouts(
            connect=_given(connect_timeout, usual.connect),
            read=_given(read_timeout, usual.read),
            write=_given(write_timeout, usual.media_write if files else usual.write),
            pool=_given(pool_timeout, usual.pool),
        )
        await self._take_place(waits.pool)
        try:
            if files and request_data is not None:
                return await self._upload(url, request_data.json_parameters, files, waits)
            data = request_data.json_parameters if request_data else None
            timeout = _timeout(waits, read=waits.read)
            async with self._open().request(
                method, url, data=data, timeout=timeout, proxy=self._proxy
            ) as answer:
                return answer.status, await answer.read()
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            raise _as_telegram(error) from None
        finally:
            self._places.release()

    async def download(self, url: str, most: int) -> AsyncGenerator[bytes, None]:
        """The body behind ``url`` in pieces.

        Raises ``ValueError`` as soon as it is longer than ``most`` bytes, ``FileNotFoundError`` when
        there is nothing (any more), ``TimedOut`` or ``NetworkError`` when the way there fails.
        """
        await self._take_place(self._timeouts.pool)
        try:
            timeout = _timeout(self._timeouts, read=self._timeouts.read)
            async with self._open().get(url, timeout=timeout, proxy=self._proxy) as answer:
                if answer.status in (400, 404, 410):
                    raise FileNotFoundError("Telegram does not have the file any more")
                if answer.status != 200:
                    raise NetworkError(f"the file could not be fetched (HTTP {answer.status})")
                size = 0
                async for piece in answer.content.iter_chunked(CHUNK):
                    size += len(piece)
                    if size > most:
                        raise ValueError(f"the file is larger than {most} bytes")
                    yield piece
        except (TimeoutError, aiohttp.ClientError) as error:
            raise _as_telegram(error) from None
        finally:
            self._places.release()

    @staticmethod
    def parse_json_payload(payload: bytes) -> Any:
        """The JSON that Telegram answered. Unlike PTB's own, it logs nothing of what it holds."""
        try:
            return json.loads(payload.decode("utf-8", "replace"))
        except ValueError:
            raise TelegramError("Invalid server response") from None

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            raise RuntimeError("the transport has not been opened")
        return self._session

    async def _take_place(self, wait: float | None) -> None:
        try:
            async with asyncio.timeout(wait):
                await self._places.acquire()
        except TimeoutError:
            raise TimedOut("no free place for the request; it was not sent to Telegram") from None

    async def _upload(
        self, url: str, fields: dict[str, str], files: dict[str, Any], waits: Timeouts
    ) -> tuple[int, bytes]:
        """Send a multipart form. Every piece has ``write`` seconds to leave, the answer ``read`` seconds."""
        loop = asyncio.get_running_loop()
        form = _Form(fields, files)

        async with asyncio.timeout(None) as deadline:

            def allow(wait: float | None) -> None:
                if not deadline.expired():
                    deadline.reschedule(None if wait is None else loop.time() + wait)

            async def body() -> AsyncIterator[bytes]:
                async for piece in form.pieces():
                    allow(waits.write)
                    yield piece
                allow(waits.read)

            headers = {"Content-Type": form.content_type, "Content-Length": str(await form.length())}
            timeout = _timeout(waits, read=None)
            async with self._open().post(
                url, data=body(), headers=headers, timeout=timeout, proxy=self._proxy
            ) as answer:
                allow(waits.read)
                return answer.status, await answer.read()


class _Form:
    """A multipart/form-data body that reads its files while it is being sent."""

    def __init__(self, fields: dict[str, str], files: dict[str, Any]) -> None:
        self._boundary = secrets.token_hex(16)
        self.content_type = f"multipart/form-data; boundary={self._boundary}"
        self._parts: list[tuple[bytes, bytes | IO[bytes]]] = []
        for name, value in fields.items():
            head = f'Content-Disposition: form-data; name="{_quoted(name)}"\r\n\r\n'
            self._parts.append((self._head(head), value.encode()))
        for name, (file_name, content, mime) in files.items():
            head = (
                f'Content-Disposition: form-data; name="{_quoted(name)}"; filename="{_quoted(file_name)}"\r\n'
                f"Content-Type: {mime}\r\n\r\n"
            )
            self._parts.append((self._head(head), content))
        self._end = f"--{self._boundary}--\r\n".encode()

    def _head(self, lines: str) -> bytes:
        return f"--{self._boundary}\r\n{lines}".encode()

    async def length(self) -> int:
        """Bytes of the whole body. Files are measured from where they stand."""
        total = len(self._end)
        for head, content in self._parts:
            size = len(content) if isinstance(content, bytes) else await asyncio.to_thread(_left, content)
            total += len(head) + size + 2
        return total

    async def pieces(self) -> AsyncIterator[bytes]:
        """The body, a piece at a time; files are read in a thread."""
        for head, content in self._parts:
            yield head
            if isinstance(content, bytes):
                for start in range(0, len(content), CHUNK):
                    yield content[start : start + CHUNK]
            else:
                while piece := await asyncio.to_thread(content.read, CHUNK):
                    yield piece
            yield b"\r\n"
        yield self._end


def _left(file: IO[bytes]) -> int:
    here = file.tell()
    end = file.seek(0, 2)
    file.seek(here)
    return end - here


def _quoted(name: str) -> str:
    return name.replace("\\", "\\\\").replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")


def _given(value: Any, usual: float | None) -> float | None:
    """What a call asked for, or what is usual when it did not say (PTB marks that with an object)."""
    return usual if value is BaseRequest.DEFAULT_NONE else value


def _timeout(waits: Timeouts, *, read: float | None) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(
        total=None, connect=waits.connect, sock_connect=waits.connect, sock_read=read
    )


def _as_telegram(error: Exception) -> TelegramError:
    if isinstance(error, TimeoutError):
        return TimedOut(f"Timed out ({type(error).__name__})")
    return NetworkError(f"{type(error).__name__}: {_TOKEN_IN_ADDRESS.sub('/bot***', str(error))}")
