"""Regular expressions of authors on texts of people: bounded in time, so that none stalls the bot."""

from __future__ import annotations

from functools import lru_cache

import regex

#: Longest text that a pattern is tried on; a longer one does not match.
LONGEST = 10_000

#: Seconds after which a pattern is given up; it then does not match.
PATIENCE = 0.2


@lru_cache(maxsize=512)
def compiled(pattern: str) -> regex.Pattern[str] | None:
    """A pattern ready to use, with ASCII digits and letters as in ODK; None for a broken one."""
    try:
        return regex.compile(pattern, regex.ASCII)
    except (regex.error, OverflowError, RecursionError):
        return None


def matches(text: str, pattern: str) -> bool:
    """Whether a pattern is found somewhere in a text. A broken pattern is found nowhere."""
    ready = compiled(pattern)
    if ready is None or len(text) > LONGEST:
        return False
    try:
        return ready.search(text, timeout=PATIENCE) is not None
    except TimeoutError:
        return False
