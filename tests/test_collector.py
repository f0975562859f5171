from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from PIL import Image
from sqlalchemy import text
from sqlmodel import Session, select

from bot.actions.tx import Tx
from bot.app import App
from storage.tables import Media
from tests.support.scripted import Call, Refusal, ScriptedTelegram, bot_at, scripted
from tests.test_content import jpeg

VOICE = b"OggS\x00\x02" + b"voice" * 100


@asynccontextmanager
async def running(folder: Path) -> AsyncIterator[tuple[ScriptedTelegram, App]]:
    async with scripted() as telegram, bot_at(telegram, folder) as app:
        await app.settle()
        yield telegram, app


def wait_for(app: App, *kinds: str) -> list[int]:
    """Rows as an action leaves them after its check of consent; the handle is the kind of the file."""

    def act(tx: Tx) -> list[int]:
        rows = [Media(kind=kind, telegram_file_id=f"{kind}-handle", created_at=tx.now) for kind in kinds]
        tx.session.add_all(rows)
        tx.session.flush()
        return [row.id or 0 for row in rows]

    return app.house.do(act)


def give(telegram: ScriptedTelegram, **files: bytes) -> None:
    """Let Telegram have these files, by kind."""

    def script(call: Call) -> Any:
        if call.method == "getFile":
            kind = call.fields["file_id"].removesuffix("-handle")
            return {"file_id": "f", "file_unique_id": "u", "file_path": f"files/{kind}"}
        return None

    telegram.script = script
    telegram.files = {f"files/{kind}": content for kind, content in files.items()}


def row(app: App, number: int = 1) -> Media:
    with Session(app.engine) as session:
        return session.exec(select(Media).where(Media.id == number)).one()


async def settle(app: App) -> None:
    async with asyncio.timeout(20):
        await app.settle()


def on_disk(app: App) -> list[Path]:
    return [path for path in (app.settings.data / "media").rglob("*") if path.is_file()]


async def test_a_voice_message_is_kept_whole_under_a_random_name(tmp_path: Path) -> None:
    async with running(tmp_path) as (telegram, app):
        give(telegram, voice=VOICE)
        wait_for(app, "voice")
        await settle(app)
        found = row(app)
        assert (found.state, found.mime, found.size) == ("stored", "audio/ogg", len(VOICE))
        assert found.sha256 == hashlib.sha256(VOICE).hexdigest()
        assert found.telegram_file_id == ""
        folder, name = found.path.split("/")
        assert (folder, len(name), name[-4:]) == (name[:2], 36, ".ogg")
        assert (app.settings.data / "media" / found.path).read_bytes() == VOICE
        assert len(on_disk(app)) == 1


async def test_a_photo_loses_its_place_and_device(tmp_path: Path) -> None:
    async with running(tmp_path) as (telegram, app):
        give(telegram, photo=jpeg())
        wait_for(app, "photo")
        await settle(app)
        found = row(app)
        path = app.settings.data / "media" / found.path
        assert (found.state, found.mime) == ("stored", "image/jpeg")
        assert b"Secret" not in path.read_bytes()
        assert found.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
        with Image.open(path) as picture:
            assert not picture.getexif()


async def test_a_photo_sent_as_a_file_is_cleaned_too(tmp_path: Path) -> None:
    async with running(tmp_path) as (telegram, app):
        give(telegram, document=jpeg())
        wait_for(app, "document")
        await settle(app)
        assert b"Secret" not in (app.settings.data / "media" / row(app).path).read_bytes()


@pytest.mark.parametrize("content", [b"MZ\x90 a program", b"\xff\xd8\xff broken"])
async def test_a_photo_that_is_none_is_not_kept(tmp_path: Path, content: bytes) -> None:
    async with running(tmp_path) as (telegram, app):
        give(telegram, photo=content)
        wait_for(app, "photo")
        await settle(app)
        assert row(app).state == "failed"
        assert on_disk(app) == []


async def test_a_file_that_telegram_does_not_give_fails_for_good(tmp_path: Path) -> None:
    async with running(tmp_path) as (telegram, app):
        telegram.script = _too_big
        wait_for(app, "video")
        await settle(app)
        assert (row(app).state, row(app).attempts) == ("failed", 1)


def _too_big(call: Call) -> None:
    if call.method == "getFile":
        raise Refusal(400, "Bad Request: file is too big")


async def test_more_than_twenty_megabytes_are_not_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.collector.MOST", 100)
    async with running(tmp_path) as (telegram, app):
        give(telegram, voice=VOICE)
        wait_for(app, "voice")
        await settle(app)
        assert row(app).state == "failed"
        assert on_disk(app) == []


async def test_a_bad_network_is_tried_again_later_and_loses_nothing(tmp_path: Path) -> None:
    async with running(tmp_path) as (telegram, app):
        give(telegram, voice=VOICE)
        telegram.files["files/voice"] = web.Response(status=502)
        wait_for(app, "voice")
        await settle(app)
        found = row(app)
        assert (found.state, found.attempts) == ("waiting", 1)
        assert found.next_try_at == app.clock.now() + dt.timedelta(minutes=1)
        assert app.next_due() == found.next_try_at
        give(telegram, voice=VOICE)
        await app.pass_time(app.clock.now() + dt.timedelta(minutes=2))
        assert (row(app).state, row(app).attempts) == ("stored", 2)


async def test_after_a_week_of_trying_it_is_given_up(tmp_path: Path) -> None:
    async with running(tmp_path) as (telegram, app):
        give(telegram)
        telegram.files["files/voice"] = web.Response(status=502)
        wait_for(app, "voice")
        async with asyncio.timeout(20):
            await app.pass_time(app.clock.now() + dt.timedelta(days=7))
        assert (row(app).state, row(app).attempts) == ("failed", 8)


async def test_many_files_are_all_fetched(tmp_path: Path) -> None:
    async with running(tmp_path) as (telegram, app):
        give(telegram, voice=VOICE, photo=jpeg())
        wait_for(app, *["voice", "photo"] * 10)
        await settle(app)
        assert {row(app, number).state for number in range(1, 21)} == {"stored"}
        assert len(on_disk(app)) == 20


async def test_a_deleted_file_leaves_the_disk_after_the_commit(tmp_path: Path) -> None:
    async with running(tmp_path) as (telegram, app):
        give(telegram, voice=VOICE)
        (number,) = wait_for(app, "voice")
        await settle(app)
        assert len(on_disk(app)) == 1

        def delete(tx: Tx) -> None:
            tx.session.get_one(Media, number).state = "deleted"

        app.house.do(delete)
        await settle(app)
        assert on_disk(app) == []
        assert row(app).path == ""


async def test_a_file_that_is_withdrawn_while_it_is_fetched_is_not_kept(tmp_path: Path) -> None:
    async with running(tmp_path) as (telegram, app):
        give(telegram, voice=VOICE)

        async def withdrawn(call: Call) -> None:
            with app.engine.begin() as connection:
                connection.execute(text("UPDATE media SET state = 'deleted'"))

        telegram.before["file"] = withdrawn
        wait_for(app, "voice")
        await settle(app)
        assert row(app).state == "deleted"
        assert on_disk(app) == []


async def test_what_was_half_fetched_at_a_crash_is_removed_and_fetched_again(tmp_path: Path) -> None:
    async with running(tmp_path) as (telegram, app):
        give(telegram)
        telegram.files["files/voice"] = web.Response(status=502)
        wait_for(app, "voice")
        await settle(app)
        left = app.settings.data / "media" / "abc.part"
        left.write_bytes(b"half")
        later = app.clock.now() + dt.timedelta(hours=1)
    async with scripted() as telegram:
        give(telegram, voice=VOICE)
        async with bot_at(telegram, tmp_path, later) as app:
            await settle(app)
            assert not left.exists()
            assert row(app).state == "stored"
