"""Fixtures for all tests: a room with the bot running in it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.support.running import RunningBot


@pytest.fixture
async def bot(tmp_path: Path) -> AsyncIterator[RunningBot]:
    """The real bot in a rehearsal room, over HTTP, on a fresh database; its clock stands still."""
    from tests.support.running import RunningBot

    running = RunningBot(tmp_path)
    await running.start()
    yield running
    await running.stop()
