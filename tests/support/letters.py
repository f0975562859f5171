"""What the tests of the sender share: a bot at a scripted Telegram, people, and letters in the outbox."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlmodel import Session, col, select

from bot.actions.tx import Tx
from bot.app import App
from storage.tables import Outbox, Person
from tests.support.scripted import Call, ScriptedTelegram, bot_at, scripted


@asynccontextmanager
async def running(folder: Path, **sections: Any) -> AsyncIterator[tuple[ScriptedTelegram, App]]:
    async with scripted() as telegram, bot_at(telegram, folder, **sections) as app:
        await app.settle()
        yield telegram, app


def people(app: App, number: int) -> list[Person]:
    """People 1 to ``number``, each with a chat of the same number."""

    def act(tx: Tx) -> list[Person]:
        made = [
            Person(telegram_id=n, chat_id=n, call_name=f"P{n}", created_at=tx.now, seen_at=tx.now)
            for n in range(1, number + 1)
        ]
        tx.session.add_all(made)
        return made

    return app.house.do(act)


def outbox(app: App) -> list[Outbox]:
    with Session(app.engine) as session:
        return list(session.exec(select(Outbox).order_by(col(Outbox.id))))


def say_all(app: App, lines: list[tuple[Person, str, dict[str, Any]]]) -> list[int]:
    """Put several messages into the outbox in one transaction."""
    return app.house.do(lambda tx: [tx.say(person, text, **how) or 0 for person, text, how in lines])


async def settle(app: App) -> None:
    async with asyncio.timeout(20):
        await app.settle()


def only(method: str, script: Callable[[Call], Any]) -> Callable[[Call], Any]:
    return lambda call: script(call) if call.method == method else None
