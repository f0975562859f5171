from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.actions import makers
from bot.actions.house import House
from bot.actions.tx import Tx
from storage.tables import Media
from tests.support.letters import only, outbox, people, running, say_all, settle
from tests.support.scripted import Call


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[Mapping[str, Any]]:
    """A maker called "test_maker", and what it was asked for."""
    import sys
    import types

    asked: list[Mapping[str, Any]] = []
    module = types.ModuleType("tests_maker")

    def make(house: House, args: Mapping[str, Any]) -> tuple[str, bytes]:
        asked.append(args)
        if args.get("fail"):
            raise LookupError("the workshop is gone")
        return "board.png", b"a picture"

    module.make = make  # type: ignore[attr-defined]  # modules take anything
    monkeypatch.setitem(sys.modules, "tests_maker", module)
    monkeypatch.setitem(makers.MODULES, "test_maker", "tests_maker")
    return asked


async def test_a_picture_is_made_when_it_is_delivered(tmp_path: Path, made: list[Mapping[str, Any]]) -> None:
    async with running(tmp_path) as (telegram, app):
        (noy,) = people(app, 1)
        attach = {"make": "test_maker", "args": {"workshop": 3}}
        say_all(app, [(noy, "Here it is", {"kind": "photo", "attach": attach}), (noy, "after", {})])
        await settle(app)
        assert made == [{"workshop": 3}]
        (photo,) = [call for call in telegram.calls if call.method == "sendPhoto"]
        assert photo.fields["caption"] == "Here it is"
        assert photo.files == {"photo": ("board.png", b"a picture")}
        assert telegram.sent() == ["after"]


async def test_a_picture_that_cannot_be_made_is_said_kindly(
    tmp_path: Path, made: list[Mapping[str, Any]]
) -> None:
    async with running(tmp_path) as (telegram, app):
        (noy,) = people(app, 1)
        say_all(app, [(noy, "", {"kind": "photo", "attach": {"make": "test_maker", "args": {"fail": True}}})])
        await settle(app)
        rows = outbox(app)
        assert (rows[0].state, rows[0].reason) == ("failed", "test_maker could not be made (LookupError)")
        assert telegram.sent() == ["Sorry, I could not make this for you. Please try again later."]


async def test_a_stored_file_is_uploaded_once_and_then_passed_on_by_its_handle(tmp_path: Path) -> None:
    def photo(call: Call) -> dict[str, Any]:
        size = {"file_id": "HANDLE", "file_unique_id": "u", "width": 1, "height": 1}
        chat = {"id": int(call.fields["chat_id"]), "type": "private"}
        return {"message_id": 5, "date": 1, "chat": chat, "photo": [size]}

    async with running(tmp_path, sender={"in_flight": 1}) as (telegram, app):
        who = people(app, 3)
        (app.settings.data / "media" / "aa").mkdir(parents=True)
        (app.settings.data / "media" / "aa" / "photo.jpg").write_bytes(b"jpeg")

        def keep(tx: Tx) -> int:
            row = Media(kind="photo", state="stored", path="aa/photo.jpg", created_at=tx.now)
            tx.session.add(row)
            tx.session.flush()
            return row.id or 0

        media = app.house.do(keep)
        telegram.script = only("sendPhoto", photo)
        say_all(app, [(each, "look", {"kind": "photo", "attach": {"media": media}}) for each in who])
        await settle(app)
        sent = [call for call in telegram.calls if call.method == "sendPhoto"]
        assert [call.files for call in sent] == [{"photo": ("photo.jpg", b"jpeg")}, {}, {}]
        assert [call.fields.get("photo") for call in sent] == [None, "HANDLE", "HANDLE"]


async def test_a_file_that_was_deleted_meanwhile_is_not_sent(tmp_path: Path) -> None:
    async with running(tmp_path) as (_telegram, app):
        (noy,) = people(app, 1)

        def keep(tx: Tx) -> int:
            row = Media(kind="voice", state="deleted", created_at=tx.now)
            tx.session.add(row)
            tx.session.flush()
            return row.id or 0

        media = app.house.do(keep)
        say_all(app, [(noy, "", {"kind": "voice", "attach": {"media": media}})])
        await settle(app)
        assert [(row.state, row.reason) for row in outbox(app)] == [("failed", "the file is gone")]
