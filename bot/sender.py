"""Outbox -> Telegram. The only caller of send*, edit* and delete*.

Replies leave before prompts, prompts before broadcasts; within a chat everything leaves in the order in
which it was decided, one at a time. What was sent is marked at once: a crash repeats at most what was
on its way. Nothing is lost by a network failure or by Telegram asking to wait; a message that can never
be sent is set aside with the reason.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
from dataclasses import dataclass

import structlog
from telegram import Bot, ForumTopic, Message
from telegram.error import TelegramError

from bot.actions import delivering, makers, reaching
from bot.actions.delivering import Letter, Outcome
from bot.actions.house import House
from bot.actions.makers import Made
from bot.sending import posting
from bot.sending.pace import Pace
from bot.sending.posting import Attachment
from bot.sending.verdicts import Means, Verdict, judge
from bot.settings import Sender as Limits

log = structlog.get_logger()

#: A letter that keeps failing on the network while others get through is set aside after so many tries.
TRIES = 6

#: After so many failures on the network in a row, everything waits.
STORM = 3

#: Seconds between tries while Telegram does not know the token.
UNKNOWN_TOKEN_WAIT = 30.0

#: Handles of uploaded files that are kept for the next recipients of a broadcast.
HANDLES = 200


class Broken(Exception):
    """What goes with a letter is not to be had. ``apology``: the person waits for it and should hear so."""

    def __init__(self, reason: str, *, apology: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.apology = apology


@dataclass
class _Trouble:
    """How often a letter failed on the network, and how often while others got through."""

    times: int = 0
    alone: int = 0
    sent_before: int = 0


class Sender:
    """Runs as one task with a bounded number of requests under way. ``wake`` tells that there is work."""

    def __init__(self, house: House, bot: Bot, limits: Limits) -> None:
        self._house = house
        self._bot = bot
        self._limits = limits
        self._pace = Pace(limits)
        self._wake = asyncio.Event()
        self._idle = asyncio.Event()
        self._flying: dict[int, asyncio.Task[None]] = {}  # by chat
        self._outcomes: list[Outcome] = []  # of letters that are not marked yet
        self._made: dict[int, Made] = {}  # by outbox id, until sent
        self._handles: dict[int, str] = {}  # by media id
        self._trouble: dict[int, _Trouble] = {}  # by outbox id
        self._failures_in_a_row = 0
        self._sent = 0
        self._task: asyncio.Task[None] | None = None
        house.on_commit(self.wake)

    def start(self) -> None:
        """Begin to deliver."""
        self._task = asyncio.create_task(self._run(), name="sender")

    async def stop(self, patience: float = 10) -> None:
        """Send nothing more; what is on its way has ``patience`` seconds to arrive and is marked."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        flying = list(self._flying.values())
        if flying:
            await asyncio.wait(flying, timeout=patience)
        for task in flying:
            task.cancel()
        await asyncio.gather(*flying, return_exceptions=True)
        self._write_down()

    def wake(self) -> None:
        """There may be something to send."""
        self._idle.clear()
        self._wake.set()

    @property
    def idle(self) -> bool:
        """Whether nothing is waiting to be sent now and nothing is on its way."""
        return self._idle.is_set()

    async def settled(self) -> None:
        """Wait until everything that can be sent now was sent."""
        await self._idle.wait()

    async def _run(self) -> None:
        while True:
            try:
                await self._step()
            except Exception:
                log.exception("the sender failed; it goes on in a moment")
                await asyncio.sleep(1)

    async def _step(self) -> None:
        """Send what may leave now, or wait until something may."""
        now = _now()
        wait = self._pace.until_next(now)
        if wait > 0:
            await asyncio.sleep(wait)
            return
        self._wake.clear()
        waiting = self._pace.waiting(now)
        closed = {*waiting, *self._flying, *(outcome.letter.chat_id for outcome in self._outcomes)}
        limit = min(self._limits.in_flight - len(self._flying), self._pace.grain)
        letters = self._house.read(delivering.next_letters, limit, closed) if limit > 0 else []
        for letter in letters:
            self._begin(letter)
        if not letters:
            await self._rest(min(waiting.values(), default=None))

    async def _rest(self, soonest: float | None) -> None:
        """Wait until something changes, ``soonest`` seconds at most; when all is done, say so."""
        if not self._flying and not self._outcomes and not self._house.read(delivering.anything_ready):
            self._idle.set()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(soonest):
                await self._wake.wait()

    def _begin(self, letter: Letter) -> None:
        """Send a letter; one with something that is yet to be made only gets that made first."""
        if letter.changes and letter.target is None:
            self._finish(Outcome(letter, "dropped", "the message to change was never sent"))
            return
        to_make = "make" in letter.extra.get("attach", {}) and letter.id not in self._made
        if not to_make:
            self._pace.take(letter.chat_id, _now())
        work = self._make(letter) if to_make else self._deliver(letter)
        task = asyncio.create_task(work, name=f"letter {letter.id}")
        self._flying[letter.chat_id] = task
        task.add_done_callback(functools.partial(self._landed, letter))

    def _landed(self, letter: Letter, task: asyncio.Task[None]) -> None:
        self._flying.pop(letter.chat_id, None)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("a letter could not be handled", outbox_id=letter.id, exc_info=error)
            self._pace.pause_chat(letter.chat_id, self._limits.retry_most, _now())
        self.wake()

    async def _make(self, letter: Letter) -> None:
        attach = letter.extra["attach"]
        try:
            self._made[letter.id] = await asyncio.to_thread(
                makers.make, self._house, attach["make"], attach.get("args", {})
            )
        except Exception as error:
            log.exception("something could not be made", outbox_id=letter.id, maker=attach["make"])
            reason = f"{attach['make']} could not be made ({type(error).__name__})"
            self._finish(Outcome(letter, "failed", reason, apology=True))

    async def _deliver(self, letter: Letter) -> None:
        """Send one letter and note what became of it."""
        try:
            message = await posting.post(self._bot, letter, self._attachment(letter))
        except TelegramError as error:
            self._obey(letter, judge(error))
            return
        except Broken as broken:
            self._finish(Outcome(letter, "failed", broken.reason, apology=broken.apology))
            return
        except (ValueError, TypeError, KeyError, FileNotFoundError) as error:
            log.exception("a letter is malformed", outbox_id=letter.id)
            self._finish(Outcome(letter, "failed", type(error).__name__))
            return
        self._sent += 1
        self._failures_in_a_row = 0
        self._remember_handle(letter, message)
        poll = message.poll.id if isinstance(message, Message) and message.poll else ""
        self._finish(Outcome(letter, "sent", message_id=posting.number_of(message), poll=poll))

    def _attachment(self, letter: Letter) -> Attachment:
        attach = letter.extra.get("attach", {})
        if "make" in attach:
            return self._made[letter.id]
        if "media" not in attach:
            return None
        if attach["media"] in self._handles:
            return self._handles[attach["media"]]
        found = self._house.read(delivering.media_file, attach["media"])
        if found is None:
            raise Broken("the file is gone")
        return self._house.rules.data / "media" / found.path if found.path else found.telegram_file_id

    def _remember_handle(self, letter: Letter, message: Message | ForumTopic | None) -> None:
        """Keep Telegram's handle of an uploaded file: the next recipients need no upload."""
        media = letter.extra.get("attach", {}).get("media")
        if media is not None and isinstance(message, Message) and (handle := posting.file_id_of(message)):
            if len(self._handles) >= HANDLES:
                self._handles.pop(next(iter(self._handles)))
            self._handles[media] = handle

    def _obey(self, letter: Letter, verdict: Verdict) -> None:
        """Do what an error of Telegram means."""
        match verdict.means:
            case Means.DONE:
                self._finish(Outcome(letter, "sent", verdict.reason))
            case Means.FAILED:
                log.warning("a message was set aside", outbox_id=letter.id, reason=verdict.reason)
                self._finish(Outcome(letter, "failed", verdict.reason))
            case Means.LOST:
                self._house.do(reaching.lost, letter.chat_id, verdict.reason)
            case Means.MOVED:
                self._house.do(reaching.moved, letter.chat_id, verdict.chat_id)
            case Means.WAIT:
                self._wait(letter, verdict.seconds)
            case Means.TOKEN:
                log.error(
                    "Telegram does not know this bot's token; nothing can be sent. Check telegram.token."
                )
                self._pace.pause(UNKNOWN_TOKEN_WAIT, _now())
            case Means.NETWORK:
                self._try_again(letter)

    def _wait(self, letter: Letter, seconds: float) -> None:
        """Telegram asked to wait: this chat always; everything, unless only this chat was too busy."""
        now = _now()
        self._pace.pause_chat(letter.chat_id, seconds, now)
        if not self._pace.was_busy(letter.chat_id, now) or self._pace.someone_waits(letter.chat_id, now):
            self._pace.pause(seconds, now)
        log.warning("Telegram asks to wait", seconds=seconds)

    def _try_again(self, letter: Letter) -> None:
        """The network failed: wait longer each time; when many fail in a row, everything waits.

        A letter that fails again and again while others get through is set aside.
        """
        now, first, most = _now(), self._limits.retry_first, self._limits.retry_most
        trouble = self._trouble.setdefault(letter.id, _Trouble(sent_before=self._sent))
        trouble.times += 1
        if self._sent > trouble.sent_before:
            trouble.alone, trouble.sent_before = trouble.alone + 1, self._sent
        self._failures_in_a_row += 1
        if trouble.alone >= TRIES:
            self._finish(Outcome(letter, "failed", "Telegram could not take it"))
            return
        self._pace.pause_chat(letter.chat_id, min(most, first * 2 ** min(trouble.times - 1, 20)), now)
        if self._failures_in_a_row >= STORM:
            step = min(self._failures_in_a_row - STORM, 20)
            self._pace.pause(min(most, first * 2**step), now)
        log.warning("Telegram was not reached; trying again", outbox_id=letter.id, times=trouble.times)

    def _finish(self, outcome: Outcome) -> None:
        """Note an outcome; all that come in one turn of the event loop are written in one transaction."""
        self._made.pop(outcome.letter.id, None)
        self._trouble.pop(outcome.letter.id, None)
        self._outcomes.append(outcome)
        if len(self._outcomes) == 1:
            asyncio.get_running_loop().call_soon(self._write_down)

    def _write_down(self) -> None:
        outcomes = list(self._outcomes)
        if not outcomes:
            return
        try:
            self._house.do(delivering.record, outcomes)
        except Exception:
            log.exception("what was sent could not be marked; trying again")
            asyncio.get_running_loop().call_later(self._limits.retry_first, self._write_down)
            return
        del self._outcomes[: len(outcomes)]
        self.wake()


def _now() -> float:
    return asyncio.get_running_loop().time()
