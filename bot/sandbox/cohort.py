"""A whole cohort that plays itself: many phones live through a course while the clock is turned.

The players are on the phones' side: they see messages and buttons, never the programme. A course is
played in rounds: the clock goes to the next moment at which somebody looks at the phone or something
is due; all who are awake make one move; the bot answers; and so on, until nothing is left to come.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Protocol

from bot.sandbox.cohort_person import TEMPERAMENTS, Handset, Player
from bot.sandbox.cohort_words import NAMES

#: People move in rounds of this length, so that one turn of the clock serves all who are awake.
ROUND = dt.timedelta(seconds=20)
#: How often the clock may stand at something due that never happens before it is turned past it.
PATIENCE = dt.timedelta(minutes=1)


class TurnableClock(Protocol):
    """The part of the room's clock that the cohort needs."""

    def now(self) -> dt.datetime: ...  # noqa: D102 -- its name says it
    def turn_to(self, instant: dt.datetime) -> None: ...  # noqa: D102 -- its name says it


class PhoneShop(Protocol):
    """Where new phones come from: the room."""

    def add_phone(self, *, name: str, language_code: str, country: str | None) -> Handset: ...  # noqa: D102 -- its name says it


@dataclass(frozen=True)
class Progress:
    """How far the cohort is. ``day`` counts from 1 on the first day; 0 before it."""

    now: dt.datetime
    day: int
    people: int
    answers: int

    def __str__(self) -> str:
        when = f"Day {self.day}" if self.day > 0 else "Before the course"
        return f"{when} · {self.people} people · {self.answers:,} answers"


class Cohort:
    """Plays people through a course. The same ``seed``, phones and links play the same course.

    ``settle`` must return once the bot has answered everything that was sent to it. ``next_due``
    tells the next instant at which the bot will speak by itself, or None. ``first_day`` is the
    instant at which day 1 begins, for the progress that ``tell`` hears.
    """

    def __init__(
        self,
        clock: TurnableClock,
        *,
        settle: Callable[[], Awaitable[object]],
        next_due: Callable[[], dt.datetime | None],
        first_day: dt.datetime,
        seed: int = 1,
        tell: Callable[[Progress], None] = lambda _progress: None,
    ) -> None:
        self.clock = clock
        self.players: list[Player] = []
        self._settle = settle
        self._next_due = next_due
        self._first_day = first_day
        self._seed = seed
        self._tell = tell
        self._told = ""

    @property
    def answers(self) -> int:
        """How many answers were given so far, by tap, words or file."""
        return sum(player.answers for player in self.players)

    @property
    def troubles(self) -> list[str]:
        """Questions that took none of a person's answers and could not be skipped, in their words."""
        return [trouble for player in self.players for trouble in player.troubles]

    def seat(self, phone: Handset, role: str) -> Player:
        """Give a phone to a person, whose temperament follows from the seed and the place in the row."""
        number = len(self.players)
        rng = Random(f"{self._seed}/{number}")  # noqa: S311 -- a rehearsal, not a secret
        player = Player(phone, role, TEMPERAMENTS[number % len(TEMPERAMENTS)], rng)
        self.players.append(player)
        return player

    def hire(
        self, shop: PhoneShop, count: int, role: str, countries: Sequence[str] = tuple(NAMES)
    ) -> list[Player]:
        """Take ``count`` new phones, spread over ``countries``, and seat somebody at each."""
        seats = len(self.players)
        people = []
        for number in range(seats, seats + count):
            country = countries[number % len(countries)]
            names = NAMES[country]
            turn = number // len(countries)
            name = names[turn % len(names)] + (f" {turn // len(names) + 1}" if turn >= len(names) else "")
            people.append(self.seat(shop.add_phone(name=name, language_code="en", country=country), role))
        return people

    async def join(self, links: dict[str, str]) -> None:
        """Everybody opens the link of their role and answers what joining asks, until all are still."""
        for player in self.players:
            await player.join(links[player.role], self.clock.now())
        await self._settle()
        await self._rounds(self.clock.now() + dt.timedelta(hours=1), wait_for_due=False)

    async def live(self, until: dt.datetime) -> None:
        """Live on until ``until``, or until nothing is due and everybody is still."""
        await self._rounds(until, wait_for_due=True)

    async def _rounds(self, until: dt.datetime, *, wait_for_due: bool) -> None:
        stood_at: dt.datetime | None = None
        while True:
            wakes = [player.wakes for player in self.players if player.wakes is not None]
            due = self._next_due() if wait_for_due else None
            moments = [*wakes, *([due] if due is not None else [])]
            if not moments or min(moments) > until:
                return
            moment = max(min(moments), self.clock.now())
            if moment == stood_at:
                moment += PATIENCE
            stood_at = moment
            self.clock.turn_to(moment)
            await self._settle()
            for player in self.players:
                if player.wakes is not None and player.wakes <= moment + ROUND:
                    await player.act(self.clock.now())
            await self._settle()
            for player in self.players:
                player.notice(self.clock.now())
            self._report()

    def _report(self) -> None:
        now = self.clock.now()
        day = (now - self._first_day) // dt.timedelta(days=1) + 1
        progress = Progress(now, max(0, day), len(self.players), self.answers)
        if str(progress) != self._told:
            self._told = str(progress)
            self._tell(progress)
