"""How fast messages may go out: for all chats together, for one chat, and after Telegram asked to wait.

All times are seconds of the event loop's clock, never of the house's clock, which tests and rehearsals turn.
"""

from __future__ import annotations

from bot.settings import Sender

#: Chats whose allowance is full again are forgotten once there are this many.
MANY = 300


class Pace:
    """Says when the next message may leave, and to which chats none may go yet.

    Messages leave evenly, one per ``1 / per_second``. Time that passed without messages is not saved up,
    so there is never a burst: not after a silence, and not after a pause that Telegram asked for. One
    chat gets ``per_chat`` messages a second after a first burst; a group ``per_group_minute`` in any
    minute.
    """

    def __init__(self, limits: Sender) -> None:
        self._limits = limits
        self._gap = 1 / limits.per_second
        self._next = 0.0
        self._paused_until = 0.0
        self._chats: dict[int, _Allowance] = {}

    @property
    def grain(self) -> int:
        """How many messages may be looked up together without making a more urgent one wait."""
        return max(1, int(self._limits.per_second / 100))

    def until_next(self, now: float) -> float:
        """Seconds until the next message may leave; 0 when it may leave now."""
        return max(0.0, self._next - now, self._paused_until - now)

    def take(self, chat_id: int, now: float) -> None:
        """A message to this chat leaves now."""
        self._next = max(self._next, now) + self._gap
        self._chat(chat_id, now).take(now)

    def pause(self, seconds: float, now: float) -> None:
        """Send nothing at all for this long."""
        self._paused_until = max(self._paused_until, now + seconds)

    def pause_chat(self, chat_id: int, seconds: float, now: float) -> None:
        """Send nothing to this chat for this long."""
        allowance = self._chat(chat_id, now)
        allowance.paused_until = max(allowance.paused_until, now + seconds)

    def was_busy(self, chat_id: int, now: float) -> bool:
        """Whether so much went to this chat lately that Telegram may have meant this chat alone."""
        return chat_id < 0 or self._chat(chat_id, now).was_busy(now)

    def someone_waits(self, chat_id: int, now: float) -> bool:
        """Whether Telegram asked another chat than this one to wait, and that wait is not over."""
        return any(kept.paused_until > now for chat, kept in self._chats.items() if chat != chat_id)

    def waiting(self, now: float) -> dict[int, float]:
        """The chats that must wait, and for how many seconds."""
        if len(self._chats) > MANY:
            self._chats = {chat: kept for chat, kept in self._chats.items() if not kept.full(now)}
        return {chat: wait for chat, kept in self._chats.items() if (wait := kept.until_next(now)) > 0}

    def _chat(self, chat_id: int, now: float) -> _Allowance:
        if chat_id not in self._chats:
            limits = self._limits
            if chat_id < 0:
                self._chats[chat_id] = _Allowance(
                    limits.per_group_minute / 60,
                    min(limits.burst, limits.per_group_minute),
                    now,
                    most_in_a_minute=limits.per_group_minute,
                )
            else:
                self._chats[chat_id] = _Allowance(limits.per_chat, limits.burst, now)
        return self._chats[chat_id]


class _Allowance:
    """What one chat may still get: a bucket that refills, and for groups a window of a minute."""

    def __init__(self, rate: float, burst: int, now: float, *, most_in_a_minute: int = 0) -> None:
        self._rate, self._burst = rate, float(burst)
        self._left, self._at = float(burst), now
        self._most = most_in_a_minute
        self._sent: list[float] = []
        self.paused_until = 0.0

    def take(self, now: float) -> None:
        self._refill(now)
        self._left -= 1
        self._sent = [*[at for at in self._sent if now - at < 60][-max(self._most, 3) :], now]

    def until_next(self, now: float) -> float:
        self._refill(now)
        wait = max(0.0, self.paused_until - now, (1 - self._left) / self._rate)
        if self._most and len(recent := [at for at in self._sent if now - at < 60]) >= self._most:
            wait = max(wait, recent[-self._most] + 60 - now)
        return wait

    def was_busy(self, now: float) -> bool:
        return sum(now - at < 3 for at in self._sent) > 1

    def full(self, now: float) -> bool:
        self._refill(now)
        return self._left >= self._burst and now >= self.paused_until and not self._most

    def _refill(self, now: float) -> None:
        self._left = min(self._burst, self._left + (now - self._at) * self._rate)
        self._at = now
