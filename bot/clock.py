"""The only reader of the wall clock: everything else is given an instant.

All instants are aware ``datetime`` values in UTC.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Protocol


class Clock(Protocol):
    """Where the time comes from."""

    def now(self) -> dt.datetime:
        """The present instant, aware, in UTC."""
        ...

    def subscribe(self, callback: Callable[[], None]) -> None:
        """Call ``callback`` each time the clock is turned by hand. A system clock never calls it."""
        ...


class SystemClock:
    """The machine's clock. It cannot be turned."""

    def now(self) -> dt.datetime:
        """The present instant, aware, in UTC."""
        return dt.datetime.now(dt.UTC)

    def subscribe(self, callback: Callable[[], None]) -> None:
        """Accept a listener; the machine's clock is never turned, so it is never called."""


class VirtualClock:
    """A clock that can be turned forward, for the rehearsal room and for tests.

    With ``running=True`` it goes on at the pace of the wall clock from wherever it was turned to;
    with ``running=False`` it stands still between turns. It never goes back.
    """

    def __init__(self, start: dt.datetime, *, running: bool = False) -> None:
        if start.tzinfo is None:
            raise ValueError("a clock needs an aware instant")
        self._running = running
        self._at = start.astimezone(dt.UTC)
        self._wall = dt.datetime.now(dt.UTC)
        self._listeners: list[Callable[[], None]] = []

    @property
    def running(self) -> bool:
        """Whether it goes on at the pace of the wall clock."""
        return self._running

    def now(self) -> dt.datetime:
        """The present virtual instant, aware, in UTC."""
        if not self._running:
            return self._at
        return self._at + (dt.datetime.now(dt.UTC) - self._wall)

    def subscribe(self, callback: Callable[[], None]) -> None:
        """Call ``callback`` after each turn."""
        self._listeners.append(callback)

    def turn_to(self, instant: dt.datetime) -> None:
        """Go to ``instant``; an instant that has passed leaves the clock where it is."""
        if instant.tzinfo is None:
            raise ValueError("a clock needs an aware instant")
        now = self.now()
        self._at, self._wall = max(instant.astimezone(dt.UTC), now), dt.datetime.now(dt.UTC)
        for callback in self._listeners:
            callback()

    def run(self, running: bool) -> None:
        """Go on at the pace of the wall clock from now on, or stand still."""
        self._at, self._wall = self.now(), dt.datetime.now(dt.UTC)
        self._running = running

    def turn_by(self, span: dt.timedelta) -> None:
        """Go forward by ``span``."""
        self.turn_to(self.now() + span)
