"""The power goes: the bot as a process of its own, ended by SIGKILL in the middle of its work."""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path
from typing import Any

from sqlmodel import Session, col, func, select

from bot.actions.tx import BROADCAST
from storage import migrate
from storage.engine import open_engine
from storage.tables import Outbox, Person, Update
from tests.support.bot_process import BotProcess
from tests.support.running import FRIDAY
from tests.support.scripted import ScriptedTelegram, scripted

PEOPLE = 60
IN_FLIGHT = 4


def prepare(data: Path) -> str:
    """A database in which sixty messages wait to be sent; gives its address."""
    data.mkdir()
    url = f"sqlite:///{data / 'sala.db'}"
    engine = open_engine(url)
    migrate.upgrade(engine)
    with Session(engine) as session:
        for number in range(1, PEOPLE + 1):
            person = Person(telegram_id=number, chat_id=number, created_at=FRIDAY, seen_at=FRIDAY)
            session.add(person)
            session.flush()
            session.add(
                Outbox(
                    chat_id=number,
                    person_id=person.id,
                    priority=BROADCAST,
                    kind="text",
                    text=f"to {number}",
                    created_at=FRIDAY,
                )
            )
        session.commit()
    return url


async def patiently(telegram: ScriptedTelegram, sent: int) -> None:
    async with asyncio.timeout(30):
        await telegram.asked(lambda calls: len(telegram.sent()) >= sent)


def count(url: str, table: type[Any], *where: Any) -> int:
    with Session(open_engine(url)) as session:
        return session.exec(select(func.count()).select_from(table).where(*where)).one()


async def test_a_crash_in_the_middle_of_a_broadcast_loses_nobody_and_repeats_at_most_what_was_in_flight(
    tmp_path: Path,
) -> None:
    url = prepare(tmp_path / "data")
    limits = {"per_second": 200, "in_flight": IN_FLIGHT}
    async with scripted() as telegram:
        bot = BotProcess(telegram.base_url, tmp_path / "data", FRIDAY, sender=limits)
        for sent in (15, 40):  # a mark that a process leaves on the database must not stop the next
            await bot.start()
            await patiently(telegram, sent)
            await bot.kill()
        await bot.start()
        await bot.settle()
        await bot.stop()
        received = Counter(telegram.sent())
    assert set(received) == {f"to {number}" for number in range(1, PEOPLE + 1)}
    assert sum(received.values()) - PEOPLE <= 2 * IN_FLIGHT, "two crashes"
    assert count(url, Outbox, col(Outbox.state) == "sent") == PEOPLE


async def test_a_crash_while_people_write_loses_no_update_and_applies_none_twice(tmp_path: Path) -> None:
    async with scripted() as telegram:
        bot = BotProcess(telegram.base_url, tmp_path / "data", FRIDAY)
        await bot.start()
        for start in (1, 21):
            for number in range(start, start + 20):
                telegram.write("hello", account=number)
            await patiently(telegram, start + 3)
            await bot.kill()
            await bot.start()
        await telegram.quiet()
        await bot.settle()
        await bot.stop()
        received = Counter(call.fields["chat_id"] for call in telegram.calls if call.method == "sendMessage")
    url = f"sqlite:///{tmp_path / 'data' / 'sala.db'}"
    assert set(received) == {str(number) for number in range(1, 41)}
    assert count(url, Update) == 40
    assert count(url, Person) == 40
    assert count(url, Outbox) == 40, "each was answered once; only sending may repeat"
