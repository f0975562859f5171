"""Regular expressions of authors on texts of people: bounded, so that no pair of them stalls the bot."""

from __future__ import annotations

import re
from functools import lru_cache

#: Longest text that a pattern is tried on; a longer one does not match.
LONGEST = 1_000


@lru_cache(maxsize=512)
def compiled(pattern: str) -> re.Pattern[str] | None:
    """A pattern ready to use, with ASCII digits and letters as in JavaScript; None for a broken one."""
    try:
        return re.compile(pattern, re.ASCII)
    except (re.error, OverflowError, RecursionError):
        return None


def matches(text: str, pattern: str) -> bool:
    """Whether a pattern is found somewhere in a text. A broken pattern is found nowhere."""
    ready = compiled(pattern)
    return ready is not None and len(text) <= LONGEST and ready.search(text) is not None
