"""Twelve people from five countries live the five days and the six months; on day three the power goes.

The bot is a process of its own that is killed with SIGKILL in the middle of the day, with answers on
their way. Afterwards the room's own record says what people gave and what they got.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import sqlite3
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session, col, func, select

from bot.actions.tx import PROMPT
from bot.clock import VirtualClock
from bot.sandbox.cohort import Cohort
from bot.sandbox.phone import Phone
from bot.sandbox.room import Room
from storage.engine import open_engine
from storage.tables import Answer, Consent, DeadLetter, Enrolment, Need, Outbox, Person, Prompt
from tests.support.bot_process import BotProcess
from tests.support.running import FRIDAY, TOKEN

BOSS = 800_000_001
PEOPLE, LEADERS = 12, 4
MONDAY = dt.date(2026, 11, 30)
BANGKOK = ZoneInfo("Asia/Bangkok")
ZONES = {"KH": "Asia/Phnom_Penh", "LA": "Asia/Vientiane", "MM": "Asia/Yangon"}
ZONES |= {"TH": "Asia/Bangkok", "VN": "Asia/Ho_Chi_Minh"}

#: The follow-ups of the leaders.
STAGES = ("f1", "f2", "f3", "f4", "f5", "f6")

#: Day 3 at 09:40 in the venue: the research question and the circle are being answered.
POWER_CUT = dt.datetime(2026, 12, 2, 9, 40, tzinfo=BANGKOK)

#: The follow-ups end six months after the course, with time to answer the last one.
THE_END = dt.datetime(2027, 7, 1, tzinfo=BANGKOK)


class Course:
    """The room, the bot's process, and both clocks kept at the same time."""

    def __init__(self, folder: Path) -> None:
        self.clock = VirtualClock(FRIDAY)
        self.room = Room(self.clock, folder / "room", token=TOKEN)
        self.data = folder / "data"
        self.due: dt.datetime | None = None
        self.killed = 0

    async def open(self) -> None:
        base = await self.room.start("127.0.0.1", 0)
        self.bot = BotProcess(base, self.data, FRIDAY, people={"facilitators": [BOSS]})
        await self.bot.start()
        self.clock.subscribe(self._turned)
        self._behind = False

    def _turned(self) -> None:
        self._behind = True

    async def settle(self) -> None:
        """Bring the bot's clock to the room's time, and wait until the bot has come to rest."""
        if self._behind:
            self._behind = False
            await self.bot.turn_to(self.clock.now())
        await self.room.quiet()
        await self.bot.settle()
        await self.room.quiet()
        self.due = await self.bot.next_due()

    async def power_cut(self) -> None:
        """Kill the bot while updates are on their way, and start it again on the same data."""
        before = len(self.room.log)
        await self.room.world.changed.until(
            lambda: not self.room.world.updates or len(self.room.log) > before + 2
        )
        await self.bot.kill()
        self.killed += 1
        await self.bot.start()
        await self.settle()

    async def close(self) -> None:
        await self.bot.stop()
        await self.room.stop()

    def rows(self, query: Any) -> list[Any]:
        engine = open_engine(f"sqlite:///{self.data / 'sala.db'}")
        with Session(engine) as session:
            return list(session.exec(query).all())


async def start_workshop(course: Course) -> dict[str, str]:
    """The facilitator starts the bundled course in the chat; gives the link of each role."""
    boss = course.room.add_phone(name="Ploy", country="TH", account=BOSS)
    await boss.send_text("/workshop")
    await course.settle()
    for code in ("p-0", "same", f"day-{MONDAY.isoformat()}", "zone-0", "create"):
        button = next(
            button
            for row in boss.messages[-1].buttons
            for button in row
            if (button.data or "").endswith(f":{code}")
        )
        await boss.tap(boss.messages[-1].message_id, str(button.data))
        await course.settle()
    pictures = [message for message in boss.messages if message.kind == "photo"]
    found = [
        next(word for word in message.text.split() if word.startswith("https://t.me/"))
        for message in pictures[-4:]
    ]
    return dict(zip(("trainee", "leader", "facilitator", "researcher"), found, strict=True))


async def live_through(course: Course) -> Cohort:
    links = await start_workshop(course)
    cohort = Cohort(
        course.clock,
        settle=course.settle,
        next_due=lambda: course.due,
        first_day=dt.datetime.combine(MONDAY, dt.time(), BANGKOK),
        seed=7,
    )
    cohort.hire(course.room, PEOPLE - LEADERS, "trainee")
    cohort.hire(course.room, LEADERS, "leader")
    await cohort.join(links)
    await cohort.live(POWER_CUT)
    awake = [player for player in cohort.players if player.wakes is not None] or cohort.players
    for player in awake:
        await player.act(course.clock.now())
    await course.power_cut()
    await cohort.live(THE_END)
    return cohort


def sent_to(course: Course) -> Counter[tuple[int, str]]:
    """How often each text was sent to each phone, as the room saw it."""
    calls = (call for call in course.room.log if call.method == "sendMessage" and call.ok)
    return Counter((call.chat_id, str(call.fields["text"])) for call in calls)


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> tuple[Course, Cohort]:
    """The whole course, lived once for all tests of this file."""

    async def live() -> tuple[Course, Cohort]:
        course = Course(tmp_path_factory.mktemp("course"))
        await course.open()
        try:
            return course, await live_through(course)
        finally:
            await course.close()

    return asyncio.run(live())


def test_everybody_comes_through(lived: tuple[Course, Cohort]) -> None:
    course, cohort = lived
    assert cohort.troubles == []
    assert course.killed == 1
    assert {player.phone.country for player in cohort.players} == {"KH", "LA", "MM", "TH", "VN"}
    states = course.rows(select(Enrolment.state).where(col(Enrolment.role).in_(("trainee", "leader"))))
    assert len(states) == PEOPLE
    assert set(states) <= {"active", "declined", "paused"}
    assert states.count("declined") <= 2
    stopped = course.rows(select(Enrolment.id).where(Enrolment.state == "paused"))
    unsafe = course.rows(select(Need.enrolment_id).where(Need.level == 4))
    assert set(stopped) == set(unsafe), "only who is not safe is asked nothing more"


def test_nothing_is_lost_or_doubled(lived: tuple[Course, Cohort]) -> None:
    course, _cohort = lived
    assert course.room.world.updates == [], "Telegram has nothing left that was not confirmed"
    assert course.rows(select(DeadLetter)) == []
    waiting = course.rows(select(Outbox).where(Outbox.state == "queued"))
    assert [row for row in waiting if row.not_before is None] == []
    doubled = course.rows(
        select(Answer.question, func.count())
        .group_by(col(Answer.enrolment_id), col(Answer.question))
        .having(func.count() > 1)
    )
    assert doubled == []
    lines = sqlite3.connect(course.data / "sala.db").execute("PRAGMA integrity_check").fetchall()
    assert lines == [("ok",)]


def test_every_word_that_was_written_is_in_the_database(lived: tuple[Course, Cohort]) -> None:
    """What people wrote is there to the letter, or was refused by the programme and tried again."""
    course, cohort = lived
    kept = set(course.rows(select(Answer.value))) | set(course.rows(select(Answer.raw)))
    names = set(course.rows(select(Person.call_name)))
    refused = 0
    for player in cohort.players:
        phone = course.room.phones[player.phone.account]  # type: ignore[attr-defined]  # it is a Phone
        for text in answers_of(phone):
            if text not in kept and text not in names:
                refused += 1
    given = sum(len(list(answers_of(course.room.phones[n]))) for n in course.room.phones)
    assert given > 500
    assert refused < given * 0.2, "tries that the programme refused, and notes without a name"


def answers_of(phone: Phone) -> Iterator[str]:
    return (
        message.text
        for message in phone.messages
        if not message.from_bot and message.kind == "text" and not message.text.startswith("/")
    )


def test_messages_repeat_only_where_the_power_went(lived: tuple[Course, Cohort]) -> None:
    course, _cohort = lived
    (rows,) = course.rows(select(func.count()).select_from(Outbox).where(col(Outbox.kind) == "text"))
    sent = sum(sent_to(course).values())
    in_flight = 64
    assert rows <= sent <= rows + in_flight


def test_nobody_is_written_to_in_quiet_hours_or_too_often(lived: tuple[Course, Cohort]) -> None:
    course, _cohort = lived
    home = {account: ZoneInfo(ZONES[phone.country or "TH"]) for account, phone in course.room.phones.items()}
    begun = course.rows(
        select(Outbox).where(Outbox.priority == PROMPT, Outbox.state == "sent", Outbox.kind == "text")
    )
    assert len(begun) > 300
    by_day: Counter[tuple[int, dt.date]] = Counter()
    for row in begun:
        in_course = MONDAY <= row.created_at.astimezone(BANGKOK).date() <= MONDAY + dt.timedelta(days=4)
        local = row.created_at.astimezone(BANGKOK if in_course else home[row.chat_id])
        assert dt.time(7) <= local.time() < dt.time(21), (local, row.text)
        by_day[row.chat_id, local.date()] += 1
    assert max(by_day.values()) <= 12


def test_the_leaders_are_followed_up_and_each_prompt_is_accounted_for(lived: tuple[Course, Cohort]) -> None:
    course, _cohort = lived
    open_states = course.rows(
        select(Prompt.activity, Prompt.state).where(col(Prompt.state).in_(("scheduled", "sent")))
    )
    assert open_states == [], "six months later nothing waits any more"
    leading = select(Enrolment.id).where(Enrolment.role == "leader", Enrolment.state != "declined")
    leaders = set(course.rows(leading))
    followed = course.rows(
        select(Prompt.enrolment_id, Prompt.activity).where(
            col(Prompt.activity).in_(STAGES), col(Prompt.sent_at).is_not(None)
        )
    )
    assert {number for number, _activity in followed} <= leaders
    assert {activity for _number, activity in followed} == set(STAGES)
    allowed = set(
        course.rows(select(Consent.enrolment_id).where(Consent.layer == "c7", col(Consent.granted).is_(True)))
    )
    assert {number for number, _activity in followed} <= allowed
