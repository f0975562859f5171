"""How much work an answer is: the SQL statements, and that none reads through a table that grows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from storage.tables import Enrolment, Person
from tests.stories.chat import Phone, Village, join
from tests.stories.programmes import ROUNDS
from tests.support.running import RunningBot

#: Tables with a row for each person, answer or message, or more.
GROWING = (
    *("person", "enrolment", "answer", "answer_version", "prompt", "media", "contribution", "consent"),
    *("conversation", "outbox", "update", "event"),
)

#: Most statements for an answer, from the update to its reply, with everything that is written down.
MOST = 50

_SCANNED = re.compile(r"^SCAN (\w+)")


@contextmanager
def watched(bot: RunningBot) -> Iterator[list[tuple[str, Any]]]:
    """The statements that the bot runs meanwhile, with their parameters."""
    found: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        if statement.startswith(("SELECT", "INSERT", "UPDATE", "DELETE")):
            found.append((statement, parameters))

    event.listen(bot.app.engine, "before_cursor_execute", note)
    yield found
    event.remove(bot.app.engine, "before_cursor_execute", note)


async def an_answer(village: Village, code: str, number: int) -> tuple[Phone, list[tuple[str, Any]]]:
    """Somebody joins and answers; the statements of the second answer."""
    phone = village.phone(number)
    await join(phone, code)
    await phone.send("Market")
    with watched(village.bot) as found:
        await phone.send("12")
    return phone, found


def crowd(village: Village, people: int) -> None:
    """Others in the same workshop."""

    def add(tx: Any) -> None:
        for number in range(people):
            account = 50_000 + number
            person = Person(
                telegram_id=account, chat_id=account, call_name="X", created_at=tx.now, seen_at=tx.now
            )
            tx.session.add(person)
            tx.session.flush()
            tx.session.add(
                Enrolment(
                    workshop_id=1,
                    person_id=person.id or 0,
                    role="trainee",
                    state="active",
                    pseudonym=f"p{number}",
                    joined_at=tx.now,
                )
            )

    village.bot.do(add)


async def test_an_answer_is_as_much_work_with_many_people_as_with_few(village: Village) -> None:
    links = await village.workshop(ROUNDS)
    _phone, few = await an_answer(village, links["trainee"], 7)
    crowd(village, 300)
    phone, many = await an_answer(village, links["trainee"], 8)
    assert "another" in phone.last.text.casefold() or phone.last.labels[:2] == ["Yes", "No"]
    assert [statement for statement, _values in many] == [statement for statement, _values in few]
    assert 5 < len(many) <= MOST


async def test_no_statement_of_an_answer_reads_through_a_table_that_grows(village: Village) -> None:
    links = await village.workshop(ROUNDS)
    crowd(village, 30)
    _phone, statements = await an_answer(village, links["trainee"], 7)
    scanned: dict[str, str] = {}
    with village.bot.app.engine.connect() as connection:
        for statement, values in statements:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
            for row in plan:
                found = _SCANNED.match(str(row[-1]))
                if found is not None and found[1] in GROWING and "INDEX" not in str(row[-1]):
                    scanned[statement] = str(row[-1])
    assert scanned == {}
