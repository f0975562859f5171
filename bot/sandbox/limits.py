"""How fast a bot may send: 30 messages in any second, one a second in a chat, 20 a minute in a group."""

from __future__ import annotations

import math
import time
from collections import defaultdict, deque
from dataclasses import dataclass, field

from bot.sandbox.refusals import too_many


@dataclass
class Limits:
    """Sliding windows over the machine's own time. ``inf`` switches a limit off.

    ``per_second`` for the bot in all, ``per_chat`` messages a second in one chat after a first burst of
    ``burst``, ``per_group_minute`` in a group. A refused message counts as well, as it does at Telegram.
    """

    per_second: float = math.inf
    per_chat: float = math.inf
    burst: int = 8
    per_group_minute: float = math.inf
    _all: deque[float] = field(default_factory=deque)
    _chats: dict[int, deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def count(self, chat_id: int, *, group: bool) -> None:
        """Count a message. Raises 429 with the seconds to wait when it is one too many."""
        now = time.monotonic()
        if self.per_second != math.inf:
            _count(self._all, now, self.per_second, 1.0)
        chat = self._chats[chat_id]
        if group and self.per_group_minute != math.inf:
            _count(chat, now, self.per_group_minute, 60.0)
        elif not group and self.per_chat != math.inf:
            _count(chat, now, self.burst, self.burst / self.per_chat)


def _count(seen: deque[float], now: float, most: float, window: float) -> None:
    while seen and seen[0] <= now - window:
        seen.popleft()
    if len(seen) >= most:
        raise too_many(max(1, math.ceil(seen[0] + window - now)))
    seen.append(now)


#: What Telegram allows.
TELEGRAM = {"per_second": 30, "per_chat": 1, "per_group_minute": 20}
