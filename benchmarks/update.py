"""A whole answer in the chat, database included, in workshops of 12, 100 and 500 people.

Usage: ``python -m benchmarks.update``. Processor time of the bot from the update to the commit, without HTTP.
"""

from __future__ import annotations

import asyncio
import itertools
import statistics
import tempfile
import time
from pathlib import Path

from sqlalchemy import event
from sqlmodel import select

from benchmarks.form import xform
from bot.actions import flows, invitations, shelf, workshops
from bot.actions.talking import receive
from bot.actions.tx import Tx
from bot.domain.incoming import Incoming, Sender
from storage.tables import Conversation, Enrolment, Person
from tests.conformance.crowd import programme_of
from tests.stories.chat import BOSS, MONDAY, Village, join
from tests.support.running import RunningBot

SIZES, ANSWERS = (12, 100, 500), 100

#: The phone that answers.
ACCOUNT = 7

_updates = itertools.count(10**9)


async def measure(people: int) -> tuple[list[float], list[int]]:
    """Milliseconds, and SQL statements, of each answer of one of so many people."""
    with tempfile.TemporaryDirectory() as folder:
        bot = RunningBot(Path(folder))
        await bot.start()
        village = Village(bot)
        programme = programme_of(xform())

        def make(tx: Tx) -> str:
            boss = Person(telegram_id=BOSS, chat_id=BOSS, call_name="P", created_at=tx.now, seen_at=tx.now)
            tx.session.add(boss)
            tx.session.flush()
            workshop = workshops.start(
                tx,
                boss,
                programme_id=shelf.store(tx, programme),
                title="W",
                first_day=MONDAY,
                zone="Asia/Bangkok",
            )
            return invitations.working(tx, workshop)["trainee"].code

        code = bot.do(make)
        await join(village.phone(ACCOUNT), code)
        bot.do(lambda tx: _crowd(tx, people - 1))
        statements = [0]
        event.listen(bot.app.engine, "before_cursor_execute", lambda *_all: _count(statements))
        times, counts = [], []
        for _answer in range(ANSWERS):
            said = bot.app.house.read(lambda tx: _next(tx, programme.form.questions))
            if said is None:
                break
            statements[0] = 0
            before = time.process_time()
            bot.app.house.hear(flows.tap if said.tap else receive, said)
            times.append(1000 * (time.process_time() - before))
            counts.append(statements[0])
        await bot.stop()
    return times, counts


def _count(statements: list[int]) -> None:
    statements[0] += 1


def _crowd(tx: Tx, people: int) -> None:
    """Others in the same workshop."""
    one = tx.session.exec(select(Enrolment).where(Enrolment.role == "trainee")).one()
    for number in range(people):
        person = Person(
            telegram_id=10_000 + number,
            chat_id=10_000 + number,
            call_name="X",
            created_at=tx.now,
            seen_at=tx.now,
        )
        tx.session.add(person)
        tx.session.flush()
        tx.session.add(
            Enrolment(
                workshop_id=one.workshop_id,
                person_id=person.id or 0,
                role="trainee",
                pseudonym=f"p{number}",
                state="active",
                joined_at=tx.now,
            )
        )


def _next(tx: Tx, questions: object) -> Incoming | None:
    """What the person says to the present question."""
    person = tx.session.exec(select(Person).where(Person.telegram_id == ACCOUNT)).one()
    conversation = tx.session.get_one(Conversation, person.id)
    if conversation.flow != "activity":
        return None
    ref = str(conversation.data["ref"])
    if conversation.data["kind"] == "repeat":
        return _said(tap=f"activity:{conversation.token}:.no")
    path = "/".join(part.partition("[")[0] for part in ref.split("/"))
    kind = questions[path].kind  # type: ignore[index]  # a mapping
    return _said(text={"integer": "3", "decimal": "2.5", "select_one": "Letter b"}.get(kind, "hello"))


def _said(text: str = "", tap: str = "") -> Incoming:
    return Incoming(next(_updates), Sender(ACCOUNT, "Mya"), ACCOUNT, 1, text=text, tap=tap)


def main() -> None:
    """Measure each size in one run, and print the cost beside that of the smallest."""
    found = {people: asyncio.run(measure(people)) for people in SIZES}
    least = statistics.median(found[SIZES[0]][0])
    for people, (times, counts) in found.items():
        print(
            f"{people:4} people: median {statistics.median(times):.1f} ms, "
            f"mean {statistics.mean(times):.1f} ms, x {statistics.median(times) / least:.2f}, "
            f"{statistics.median(counts):.0f} SQL statements"
        )


if __name__ == "__main__":
    main()
