"""The one scheduled job: it wakes at the next due instant and releases what is due.

What is due are rows (prompts, reminders, letters for later, files to try again); the timer only knows when
to look. So a hundred thousand prompts cost one query, and a restart or a turn of the clock loses nothing.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger

from bot.actions import collecting, delivering, digests, prompting
from bot.actions.broadcasts import releasing
from bot.actions.house import House
from bot.actions.tx import Tx

log = structlog.get_logger()

#: Prompts released in one transaction; between transactions others have their turn.
BATCH = 50

#: Look again after this long in any case: a machine that slept does not notice that time has passed.
AT_LEAST_EVERY = dt.timedelta(minutes=1)

#: Wait after a failure.
AFTER_A_FAILURE = dt.timedelta(seconds=5)


def next_due(tx: Tx) -> dt.datetime | None:
    """The next instant at which anything is due; None when nothing is planned."""
    return _earliest(next_release(tx), later_work(tx))


def next_release(tx: Tx) -> dt.datetime | None:
    """The next instant at which a prompt, a broadcast or a digest is due."""
    return _earliest(prompting.next_due(tx), releasing.next_due(tx), digests.next_due(tx))


def release_due(tx: Tx, limit: int) -> int:
    """Release what is due, at most about ``limit`` of it; gives how much was looked at."""
    sources = (prompting.release_due, releasing.release_due, digests.release_due)
    return next((done for release in sources if (done := release(tx, limit))), 0)


def later_work(tx: Tx) -> dt.datetime | None:
    """The next instant at which the sender or the collector has something that is for later."""
    return _earliest(delivering.next_delivery(tx), collecting.next_try(tx))


def _earliest(*instants: dt.datetime | None) -> dt.datetime | None:
    return min((instant for instant in instants if instant is not None), default=None)


class Tick:
    """Runs what is due, in order, whenever its instant has come, the clock was turned or data has changed.

    ``on_later`` is called when a letter or a file that was for later may have its turn.
    """

    def __init__(self, house: House, on_later: Callable[[], None]) -> None:
        self._house = house
        self._on_later = on_later
        self._later: dt.datetime | None = None
        self.scheduler = AsyncIOScheduler(timezone=dt.UTC)
        self._wake = asyncio.Event()
        self._idle = asyncio.Event()
        self._releasing = False
        self._task: asyncio.Task[None] | None = None
        house.on_commit(self._changed)
        house.clock.subscribe(self.wake)

    def start(self) -> None:
        """Begin to look; what fell due while Sala was not running is released at once."""
        self.scheduler.start()
        self._task = asyncio.create_task(self._run(), name="tick")

    async def stop(self) -> None:
        """Look no more. A transaction under way is finished."""
        if self._task is None:
            return
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        self.scheduler.shutdown(wait=False)

    def wake(self) -> None:
        """Look now whether something is due."""
        self._idle.clear()
        self._wake.set()

    @property
    def idle(self) -> bool:
        """Whether nothing is due now."""
        return self._idle.is_set()

    async def settled(self) -> None:
        """Wait until everything that is due was released."""
        await self._idle.wait()

    def _changed(self) -> None:
        """Something was committed; plans may have changed, unless it was this timer's own work."""
        if not self._releasing:
            self.wake()

    async def _run(self) -> None:
        while True:
            self._wake.clear()
            try:
                wait = await self._release()
            except Exception:
                log.exception("releasing what is due failed; trying again")
                wait = AFTER_A_FAILURE
            self._wake_after(wait)
            if not self._wake.is_set():
                self._idle.set()
                await self._wake.wait()

    async def _release(self) -> dt.timedelta:
        """Release all that is due; gives how long to wait until the next instant."""
        while (due := self._house.read(next_release)) is not None and due <= self._house.clock.now():
            if not self._release_some():
                log.error("something is due that cannot be released", due=due.isoformat())
                return AFTER_A_FAILURE
            await asyncio.sleep(0)
        now = self._house.clock.now()
        if self._later is not None and self._later <= now:
            self._on_later()
        self._later = self._house.read(later_work)
        soonest = _earliest(due, self._later)
        return AT_LEAST_EVERY if soonest is None else min(soonest - now, AT_LEAST_EVERY)

    def _release_some(self) -> int:
        self._releasing = True
        try:
            return self._house.do(release_due, BATCH)
        finally:
            self._releasing = False

    def _wake_after(self, wait: dt.timedelta) -> None:
        """Set the one job to its next instant, on the wall clock: a turned clock wakes by itself."""
        at = dt.datetime.now(dt.UTC) + wait
        self.scheduler.add_job(
            self.wake, DateTrigger(at), id="tick", replace_existing=True, misfire_grace_time=None
        )
