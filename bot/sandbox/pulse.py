"""A way to wait for "something has changed", for any number of waiters."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


class Pulse:
    """``beat`` wakes all who wait; ``until`` waits until a condition holds, looking at every beat."""

    def __init__(self) -> None:
        self._next: asyncio.Future[None] | None = None

    def beat(self) -> None:
        """Something has changed."""
        waiting, self._next = self._next, None
        if waiting is not None and not waiting.done():
            waiting.set_result(None)

    async def until(self, holds: Callable[[], bool]) -> None:
        """Return at once when ``holds()``, else at the first beat after which it does."""
        while not holds():
            if self._next is None:
                self._next = asyncio.get_running_loop().create_future()
            await asyncio.shield(self._next)
