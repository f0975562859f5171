"""The bot as a process of its own, so that a test can kill it as a power cut would.

The room lives in the test's process. The bot's clock stands still and is turned by lines on its
standard input: ``turn ISO``, ``settle``, ``stop``. It answers each with a line.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import signal
import sys
from pathlib import Path

from bot import logs
from bot.app import App, build
from bot.clock import VirtualClock
from tests.support.running import PATIENCE, settings_for

ROOT = Path(__file__).parents[2]


class BotProcess:
    """The bot in a process. ``kill`` ends it without a chance to say goodbye."""

    def __init__(self, base_url: str, data: Path, now: dt.datetime, **sections: object) -> None:
        self._start_with = {
            "base_url": base_url,
            "data": str(data),
            "now": now.isoformat(),
            "sections": sections,
        }
        self._process: asyncio.subprocess.Process | None = None

    @property
    def running(self) -> bool:
        """Whether the process is alive."""
        return self._process is not None and self._process.returncode is None

    async def start(self) -> None:
        """Start the process and wait until the bot is running."""
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.support.bot_process",
            json.dumps(self._start_with),
            cwd=ROOT,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        await self._hear("ready")

    async def turn_to(self, instant: dt.datetime) -> None:
        """Turn the bot's clock."""
        self._start_with["now"] = instant.isoformat()
        await self._say(f"turn {instant.isoformat()}", "turned")

    async def settle(self) -> None:
        """Wait until nothing is due and nothing waits to be sent. Ask the room about updates on their way."""
        await self._say("settle", "settled")

    async def next_due(self) -> dt.datetime | None:
        """The next instant at which the bot has something to do."""
        answer = await self._say("next", "next")
        return dt.datetime.fromisoformat(answer) if answer else None

    async def kill(self) -> None:
        """End the process at once, wherever it is (SIGKILL)."""
        process = self._alive()
        process.send_signal(signal.SIGKILL)
        await process.wait()

    async def stop(self) -> None:
        """Stop the bot cleanly."""
        if self.running:
            await self._say("stop", "stopped")
            await self._alive().wait()

    async def _say(self, line: str, answer: str) -> str:
        process = self._alive()
        assert process.stdin is not None
        process.stdin.write(f"{line}\n".encode())
        await process.stdin.drain()
        return await self._hear(answer)

    async def _hear(self, expected: str) -> str:
        process = self._alive()
        assert process.stdout is not None
        async with asyncio.timeout(PATIENCE):
            line = (await process.stdout.readline()).decode().strip()
        word, _, rest = line.partition(" ")
        assert word == expected, f"the bot's process said {line!r} instead of {expected!r}"
        return rest

    def _alive(self) -> asyncio.subprocess.Process:
        assert self._process is not None, "the process has not been started"
        return self._process


async def _main() -> None:
    told = json.loads(sys.argv[1])
    logs.configure("console", "warning")
    clock = VirtualClock(dt.datetime.fromisoformat(told["now"]))
    app = build(settings_for(told["base_url"], Path(told["data"]), **told["sections"]), clock)
    await app.start()
    print("ready", flush=True)  # noqa: T201 -- this is how the test hears of it
    lines = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    while line := (await lines.readline()).decode().strip():
        answer = await _obey(app, clock, line)
        print(answer, flush=True)  # noqa: T201 -- the same
        if answer == "stopped":
            return
    await app.stop()


async def _obey(app: App, clock: VirtualClock, line: str) -> str:
    verb, _, rest = line.partition(" ")
    if verb == "turn":
        clock.turn_to(dt.datetime.fromisoformat(rest))
        return "turned"
    if verb == "settle":
        await app.settle()
        return "settled"
    if verb == "next":
        due = app.next_due()
        return f"next {due.isoformat() if due else ''}"
    await app.stop()
    return "stopped"


if __name__ == "__main__":
    asyncio.run(_main())
