"""`sala start` and `sala try` as somebody at a terminal has them: processes, Ctrl-C, a second start."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import sqlite3
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.stories.programmes import HELLO, write
from tests.stories.versions import workbook
from tests.support.scripted import Call, Refusal, ScriptedTelegram, scripted

PATIENCE = 60


class Terminal:
    """A running command: what it has printed, and Ctrl-C."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.lines: list[str] = []

    async def line_with(self, words: str) -> str:
        """Wait for a line that holds these words."""
        assert self._process.stdout is not None
        async with asyncio.timeout(PATIENCE):
            while True:
                raw = await self._process.stdout.readline()
                assert raw, f"it ended without saying {words!r}: {self.lines}"
                self.lines.append(raw.decode().rstrip())
                if words in self.lines[-1]:
                    return self.lines[-1]

    async def interrupt(self, number: signal.Signals = signal.SIGINT) -> int:
        """Press Ctrl-C and wait for the end; gives the exit status."""
        self._process.send_signal(number)
        return await self.end()

    async def end(self) -> int:
        """Wait for the end; gives the exit status."""
        async with asyncio.timeout(PATIENCE):
            out, _none = await self._process.communicate()
        self.lines += out.decode().splitlines()
        assert self._process.returncode is not None
        return self._process.returncode


@asynccontextmanager
async def sala(folder: Path, *arguments: str, **environment: str) -> AsyncIterator[Terminal]:
    """Run the command in a folder of its own."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        *arguments,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), **environment},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        yield Terminal(process)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def ask(address: str, path: str, **body: Any) -> Any:
    """Ask the room's page for something, or post to it."""
    async with aiohttp.ClientSession() as client:
        method = "POST" if body else "GET"
        async with client.request(method, f"{address}/{path}", json=body or None) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()


def address_in(line: str) -> str:
    found = re.search(r"http://[\d.:]+", line)
    assert found is not None, line
    return found[0]


async def test_without_a_token_the_room_opens_and_a_second_start_goes_on(tmp_path: Path) -> None:
    async with sala(tmp_path, "start") as terminal:
        await terminal.line_with("no token")
        address = address_in(await terminal.line_with("The rehearsal room is open"))
        phones = (await ask(address, "room/phones"))["phones"]
        assert [(phone["name"], phone["role"]) for phone in phones][:2] == [
            ("Noy", "trainee"),
            ("Thida", "leader"),
        ]
        noy = phones[0]
        await ask(address, f"room/phones/{noy['id']}/open", link=noy["link"])
        clock = await ask(address, "room/clock", turn="hour")
        assert await terminal.interrupt() == 0
        assert "Stopping …" in terminal.lines
    async with sala(tmp_path, "try") as terminal:
        address = address_in(await terminal.line_with("The rehearsal room is open"))
        again = (await ask(address, "room/phones"))["phones"]
        assert [phone["id"] for phone in again] == [phone["id"] for phone in phones]
        shown = await ask(address, f"room/phones/{noy['id']}?after=0")
        assert any("Which language do you like to read?" in each["text"] for each in shown["messages"])
        assert (await ask(address, "room/clock"))["now"] >= clock["now"]
        assert await terminal.interrupt(signal.SIGTERM) == 0


async def test_a_cohort_plays_and_leaves_its_data(tmp_path: Path) -> None:
    wishes = ("--people", "3", "--days", "1", "--exit", "--seed", "5", "--start", "2026-11-27")
    async with sala(tmp_path, "try", "--data", "course", *wishes) as terminal:
        await terminal.line_with("Before the course · 3 people")
        await terminal.line_with("Day 1 · 3 people")
        told = await terminal.line_with("3 people gave")
        assert await terminal.end() == 0
    answers = int(re.findall(r"gave ([\d,]+) answers", told)[0].replace(",", ""))
    assert answers > 100
    assert not any("could not be answered" in line for line in terminal.lines)
    database = sqlite3.connect(tmp_path / "course" / "sala.db")
    assert database.execute("SELECT count(*) FROM answer WHERE state = 'answered'").fetchone()[0] > 60
    assert any((tmp_path / "course" / "media").rglob("*.jpg"))


async def test_an_authors_programme_is_rehearsed_or_its_mistakes_are_said(tmp_path: Path) -> None:
    write(tmp_path / "small", **HELLO)
    async with sala(tmp_path, "try", "--data", "room", "--programme", "small") as terminal:
        address = address_in(await terminal.line_with("The rehearsal room is open"))
        phones = (await ask(address, "room/phones"))["phones"]
        await ask(address, f"room/phones/{phones[0]['id']}/open", link=phones[0]["link"])
        assert await terminal.interrupt() == 0
    database = sqlite3.connect(tmp_path / "room" / "sala.db")
    assert database.execute("SELECT form_id FROM programme").fetchall() == [("small",)]
    write(
        tmp_path / "broken", **{**HELLO, "survey": HELLO["survey"].replace("integer,firms", "intger,firms")}
    )
    async with sala(tmp_path, "try", "--data", "room2", "--programme", "broken") as terminal:
        assert await terminal.end() == 1
    assert any("survey!5 type" in line for line in terminal.lines)
    assert terminal.lines[-1] == "This programme cannot run yet."


async def test_a_workbook_is_rehearsed_with_the_files_beside_it(tmp_path: Path) -> None:
    survey = """
        type|name|label::English (en)
        select_one_from_file looms.csv|loom|Which loom?
    """
    (tmp_path / "looms.xlsx").write_bytes(workbook(tmp_path, {"survey": survey}))
    (tmp_path / "looms.csv").write_text("name,label\nl1,Old\n", encoding="utf-8")
    async with sala(tmp_path, "try", "--data", "room", "--programme", "looms.xlsx") as terminal:
        await terminal.line_with("The rehearsal room is open")
        assert await terminal.interrupt() == 0
    assert (tmp_path / "room" / "programmes" / "looms-media" / "looms.csv").is_file()
    database = sqlite3.connect(tmp_path / "room" / "sala.db")
    assert database.execute("SELECT count(*) FROM workshop").fetchone() == (1,)


async def test_a_room_never_touches_a_real_workshop(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "sala.db").write_bytes(b"real people")
    async with sala(tmp_path, "try") as terminal:
        assert await terminal.end() == 1
    assert "sala try --data rehearsal" in terminal.lines[-1]
    assert (tmp_path / "data" / "sala.db").read_bytes() == b"real people"
    assert not (tmp_path / "data" / "room").exists()


async def test_a_taken_port_is_said(tmp_path: Path) -> None:
    taken = await asyncio.start_server(lambda _reader, _writer: None, "127.0.0.1", 0)
    port = taken.sockets[0].getsockname()[1]
    async with sala(tmp_path, "try", "--port", str(port)) as terminal:
        assert await terminal.end() == 1
    assert "This port is taken" in terminal.lines[-1]
    taken.close()


TOKEN = "123456789:AAErehearsalRoomTokenForTests000000"


def with_token(telegram: ScriptedTelegram, **more: str) -> dict[str, str]:
    return {
        "SALA_TELEGRAM__TOKEN": TOKEN,
        "SALA_TELEGRAM__BASE_URL": f"{telegram.base_url}/bot",
        "SALA_TELEGRAM__BASE_FILE_URL": f"{telegram.base_url}/file/bot",
        **more,
    }


async def test_with_a_token_telegram_is_served_and_a_rehearsal_is_moved_aside(tmp_path: Path) -> None:
    (tmp_path / "data" / "room").mkdir(parents=True)
    (tmp_path / "data" / "sala.db").write_bytes(b"a rehearsal")
    async with scripted() as telegram, sala(tmp_path, "start", **with_token(telegram)) as terminal:
        moved = await terminal.line_with("The rehearsal of before was moved to")
        await terminal.line_with("Sala is running as @sala_bot")
        telegram.write("/start", account=7)
        async with asyncio.timeout(PATIENCE):
            await telegram.asked(lambda calls: len(telegram.sent()) >= 1)
        assert await terminal.interrupt() == 0
    assert telegram.updates == [], "what was applied was confirmed at the end"
    aside = tmp_path / re.findall(r"moved to (\S+);", moved)[0]
    assert (aside / "sala.db").read_bytes() == b"a rehearsal"
    assert json.dumps(terminal.lines).count(TOKEN) == 0


async def test_a_wrong_token_is_said_in_one_line(tmp_path: Path) -> None:
    def refuse(call: Call) -> None:
        raise Refusal(401, "Unauthorized")

    async with scripted() as telegram:
        telegram.script = refuse
        async with sala(tmp_path, "start", **with_token(telegram)) as terminal:
            assert await terminal.end() == 1
    assert terminal.lines[-1].startswith("Telegram does not know this token.")
    assert "Traceback" not in "\n".join(terminal.lines)


async def test_two_on_one_database_is_refused(tmp_path: Path) -> None:
    async with scripted() as telegram, sala(tmp_path, "start", **with_token(telegram)) as first:
        await first.line_with("Sala is running as")
        async with sala(tmp_path, "start", **with_token(telegram)) as second:
            assert await second.end() == 1
        assert "Sala is running on this database already" in second.lines[-1]
        assert await first.interrupt() == 0


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("[telegram]\ntokn = 'x'", "telegram.tokn: there is no such key. Did you mean telegram.token?"),
        ("[telegram]\ntoken = 'abc'", "telegram.token: this is not the shape of a token"),
        ("[defaults\n", "this is not valid TOML"),
        ("[defaults]\nzone = 'Asia/Atlantis'", "defaults.zone: this is not an IANA time zone"),
    ],
)
async def test_mistakes_in_the_settings_are_said(tmp_path: Path, written: str, told: str) -> None:
    (tmp_path / "config.toml").write_text(written, encoding="utf-8")
    async with sala(tmp_path, "start") as terminal:
        assert await terminal.end() == 1
    assert any(told in line for line in terminal.lines), terminal.lines
    assert "Traceback" not in "\n".join(terminal.lines)
