"""Fixtures for all tests: a room with the bot running in it."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.support.running import RunningBot


#: What the tests themselves are told by the environment; Sala's settings would take it for a mistake.
TOLD = ("SALA_CROWD", "SALA_DUELS", "SALA_FORMS_DIR", "SALA_GENERATED")


@pytest.fixture(scope="session", autouse=True)
def _told() -> None:
    """Hide from Sala what is meant for the tests, which have read it when they were collected."""
    for name in TOLD:
        os.environ.pop(name, None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The file that takes longest begins first, so that no worker waits for it in the end."""
    items.sort(key=lambda item: "test_whole_workshop" not in item.nodeid)


@pytest.fixture
async def bot(tmp_path: Path) -> AsyncIterator[RunningBot]:
    """The real bot in a rehearsal room, over HTTP, on a fresh database; its clock stands still."""
    from tests.support.running import RunningBot

    running = RunningBot(tmp_path)
    await running.start()
    yield running
    await running.stop()
