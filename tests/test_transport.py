from __future__ import annotations

import asyncio
import contextlib
import io
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from telegram import Bot, InputFile
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError, TimedOut

from bot.transport import Timeouts, Transport

TOKEN = "123456789:" + "A" * 35

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Server:
    """A place on this machine that answers as each test wants."""

    def __init__(self) -> None:
        self.answer: Answer = self.fine
        self.connections: set[Any] = set()
        self.base = ""

    async def fine(self, request: web.Request) -> web.StreamResponse:
        await request.read()
        return web.json_response({"ok": True, "result": True})

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.connections.add(request.transport)
        return await self.answer(request)


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    made = Server()
    app = web.Application(client_max_size=64 * 1024 * 1024)
    app.router.add_route("*", "/{rest:.*}", made.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.base = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield made
    await runner.cleanup()


@contextlib.asynccontextmanager
async def talking(server: Server, **how: Any) -> AsyncIterator[tuple[Bot, Transport]]:
    transport = Transport(**how)
    await transport.initialize()
    bot = Bot(TOKEN, base_url=f"{server.base}/bot", request=transport, get_updates_request=Transport())
    try:
        yield bot, transport
    finally:
        await transport.shutdown()


async def test_parameters_arrive_as_telegram_wants_them(server: Server) -> None:
    got: dict[str, Any] = {}

    async def answer(request: web.Request) -> web.StreamResponse:
        got.update(await request.post(), path=request.path)
        return await server.fine(request)

    server.answer = answer
    async with talking(server) as (bot, _transport):
        await bot.set_my_commands([("help", "ຊ່ວຍເຫຼືອ")])
    assert got["path"] == f"/bot{TOKEN}/setMyCommands"
    assert "ຊ່ວຍເຫຼືອ" in got["commands"].encode().decode("unicode_escape") or "\\u0e8a" in got["commands"]


async def test_connections_are_kept(server: Server) -> None:
    async with talking(server) as (bot, _transport):
        for _number in range(5):
            await bot.delete_webhook()
    assert len(server.connections) == 1


async def test_files_are_streamed_with_their_length_and_name(server: Server, tmp_path: Path) -> None:
    content = bytes(range(256)) * 4096  # a megabyte
    path = tmp_path / "photo.jpg"
    path.write_bytes(content)
    got: dict[str, Any] = {}

    async def answer(request: web.Request) -> web.StreamResponse:
        got["length"] = int(request.headers["Content-Length"])
        form = await request.post()
        got["chat"], got["caption"], file = form["chat_id"], form["caption"], form["document"]
        assert isinstance(file, web.FileField)
        got["name"], got["same"] = file.filename, file.file.read() == content
        return web.json_response(
            {"ok": True, "result": {"message_id": 1, "date": 1, "chat": {"id": 7, "type": "private"}}}
        )

    server.answer = answer
    async with talking(server) as (bot, _transport):
        with path.open("rb") as file:
            wrapped = InputFile(file, filename="ຮູບ.jpg", read_file_handle=False)
            await bot.send_document(7, wrapped, caption="ທົດລອງ")
    assert got["same"]
    assert got["length"] > len(content)
    assert (got["chat"], got["caption"], got["name"]) == ("7", "ທົດລອງ", "ຮູບ.jpg")


async def test_bytes_are_uploaded_too(server: Server) -> None:
    got: list[bytes] = []

    async def answer(request: web.Request) -> web.StreamResponse:
        file = (await request.post())["document"]
        assert isinstance(file, web.FileField)
        got.append(file.file.read())
        return web.json_response(
            {"ok": True, "result": {"message_id": 1, "date": 1, "chat": {"id": 7, "type": "private"}}}
        )

    server.answer = answer
    async with talking(server) as (bot, _transport):
        await bot.send_document(7, InputFile(b"x" * 200_000, filename="a.bin"))
    assert got == [b"x" * 200_000]


@pytest.mark.parametrize(
    ("status", "body", "raised"),
    [
        (400, {"ok": False, "error_code": 400, "description": "Bad Request: chat not found"}, BadRequest),
        (
            429,
            {"ok": False, "description": "Too Many Requests", "parameters": {"retry_after": 3}},
            RetryAfter,
        ),
        (502, {"ok": False, "description": "Bad Gateway"}, NetworkError),
        (500, "<html>oops</html>", NetworkError),
        (200, "<html>a proxy</html>", TelegramError),
    ],
)
async def test_errors_of_telegram_get_ptbs_names(
    server: Server, status: int, body: Any, raised: type[Exception]
) -> None:
    async def answer(request: web.Request) -> web.StreamResponse:
        if isinstance(body, str):
            return web.Response(status=status, text=body)
        return web.json_response(body, status=status)

    server.answer = answer
    async with talking(server) as (bot, _transport):
        with pytest.raises(raised):
            await bot.delete_webhook()


async def test_a_slow_answer_is_a_timeout(server: Server) -> None:
    async def answer(request: web.Request) -> web.StreamResponse:
        await asyncio.get_running_loop().create_future()  # never
        raise AssertionError

    server.answer = answer
    async with talking(server, timeouts=Timeouts(read=0.05)) as (bot, _transport):
        with pytest.raises(TimedOut):
            await bot.delete_webhook()
        with pytest.raises(TimedOut):
            await bot.send_document(7, InputFile(b"x", filename="a"))
        with pytest.raises(TimedOut):
            await bot.delete_webhook(read_timeout=0.01)


async def test_a_body_that_nobody_reads_is_a_timeout(server: Server) -> None:
    async def answer(request: web.Request) -> web.StreamResponse:
        await asyncio.get_running_loop().create_future()  # reads nothing of the body
        raise AssertionError

    server.answer = answer
    async with talking(server, timeouts=Timeouts(read=None, media_write=0.1)) as (bot, _transport):
        with pytest.raises(TimedOut):
            await bot.send_document(7, InputFile(b"x" * 30_000_000, filename="a"))


async def test_a_full_pool_is_a_timeout_and_nothing_was_sent(server: Server) -> None:
    held = asyncio.Event()
    asked: list[str] = []
    arrived = asyncio.Event()

    async def answer(request: web.Request) -> web.StreamResponse:
        asked.append(request.path)
        arrived.set()
        await held.wait()
        return await server.fine(request)

    server.answer = answer
    async with talking(server, places=1, timeouts=Timeouts(pool=0.05)) as (bot, _transport):
        first = asyncio.create_task(bot.delete_webhook())
        await arrived.wait()
        with pytest.raises(TimedOut, match="it was not sent"):
            await bot.delete_webhook()
        held.set()
        await first
    assert len(asked) == 1


async def test_a_cut_connection_is_a_network_error_without_the_token(server: Server) -> None:
    async def answer(request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        request.transport.close()
        return web.Response()

    server.answer = answer
    async with talking(server) as (bot, _transport):
        with pytest.raises(NetworkError) as caught:
            await bot.delete_webhook()
    assert TOKEN not in str(caught.value)


async def test_nobody_listening_is_a_network_error_without_the_token(server: Server) -> None:
    transport = Transport()
    await transport.initialize()
    bot = Bot(TOKEN, base_url="http://127.0.0.1:1/bot", request=transport)
    with pytest.raises(NetworkError) as caught:
        await bot.delete_webhook()
    await transport.shutdown()
    assert TOKEN not in str(caught.value)


async def test_requests_go_through_a_proxy(server: Server) -> None:
    asked: list[str] = []

    async def answer(request: web.Request) -> web.StreamResponse:
        asked.append(str(request.url))
        return await server.fine(request)

    server.answer = answer
    transport = Transport(proxy=server.base)
    await transport.initialize()
    bot = Bot(TOKEN, base_url="http://telegram.invalid/bot", request=transport)
    await bot.delete_webhook()
    await transport.shutdown()
    assert asked == [f"http://telegram.invalid/bot{TOKEN}/deleteWebhook"]


async def test_downloads_come_in_pieces_and_stop_at_the_limit(server: Server) -> None:
    async def answer(request: web.Request) -> web.StreamResponse:
        if request.path == "/gone":
            return web.Response(status=404)
        if request.path == "/broken":
            return web.Response(status=502)
        return web.Response(body=b"x" * 300_000)

    server.answer = answer
    async with talking(server) as (_bot, transport):
        target = io.BytesIO()
        async for piece in transport.download(f"{server.base}/file", 300_000):
            target.write(piece)
        assert len(target.getvalue()) == 300_000
        for path, most, raised in (
            ("/file", 299_999, ValueError),
            ("/gone", 10, FileNotFoundError),
            ("/broken", 10, NetworkError),
        ):
            with pytest.raises(raised):
                async for _piece in transport.download(server.base + path, most):
                    pass


async def test_opening_and_closing_twice_is_harmless() -> None:
    transport = Transport()
    await transport.shutdown()
    await transport.initialize()
    await transport.initialize()
    await transport.shutdown()
    await transport.shutdown()
    with pytest.raises(NetworkError, match="has not been opened"):
        await transport.retrieve("http://127.0.0.1:1/")
