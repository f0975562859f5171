"""What to do with an activity whose time has come, and how far somebody is. Pure rules, no data access."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal
from zoneinfo import ZoneInfo

from bot.domain.quiet import end_of_quiet

#: How long a chat counts as in use after the last thing that happened in it.
IDLE = dt.timedelta(minutes=15)

#: How long a question may stay without an answer before its person counts as stuck. The one place for it.
STUCK = dt.timedelta(minutes=30)

StartMode = Literal["queue", "interrupt", "skip"]


@dataclass(frozen=True)
class Send:
    """Send it now."""


@dataclass(frozen=True)
class Hold:
    """Look again at ``until``, an instant after now. ``why`` is a word for the record."""

    until: dt.datetime
    why: str


@dataclass(frozen=True)
class Drop:
    """Never send it: ``state`` is cancelled or missed, ``why`` a word for the record."""

    state: Literal["cancelled", "missed"]
    why: str


@dataclass(frozen=True)
class Moment:
    """What counts when an activity is due. Instants are aware; quiet hours are local ``HH:MM``.

    ``busy_until`` is when the chat counts as idle again, None when it is idle now. ``started_today``
    is how many messages the bot began for this person on this local day.
    """

    now: dt.datetime
    due_at: dt.datetime
    expires_at: dt.datetime | None
    zone: str
    quiet_from: str
    quiet_to: str
    started_today: int
    daily_cap: int
    busy_until: dt.datetime | None = None
    start_mode: str = "queue"
    awake: bool = False


def decide(moment: Moment) -> Send | Hold | Drop:
    """Whether a due activity is sent now, held for a while, or dropped.

    Quiet hours come first, then the daily cap, then a chat that is in use. A queued activity waits
    for the chat at most until half of its time is over, so that waiting alone never closes it.
    ``awake`` says that the person's own act made it due this instant: it is then an answer to them,
    and neither quiet hours nor the cap apply.
    """
    now, expires = moment.now, moment.expires_at
    if expires is not None and expires <= now:
        return Drop("missed", "closed before it could be sent")
    if not moment.awake:
        held = _held(moment)
        if held is not None:
            late = expires is not None and expires <= held.until
            return Drop("missed", held.why) if late else held
    if moment.busy_until is None or moment.busy_until <= now or moment.start_mode == "interrupt":
        return Send()
    if moment.start_mode == "skip":
        return Drop("cancelled", "another activity was open")
    until = moment.busy_until
    if expires is not None:
        until = min(until, moment.due_at + (expires - moment.due_at) / 2)
    return Hold(until, "another activity was open") if until > now else Send()


def _held(moment: Moment) -> Hold | None:
    morning = end_of_quiet(moment.now, moment.zone, moment.quiet_from, moment.quiet_to)
    if morning is not None:
        return Hold(morning, "quiet hours")
    if moment.started_today >= moment.daily_cap:
        return Hold(next_morning(moment.now, moment.zone, moment.quiet_to), "daily cap")
    return None


def next_morning(now: dt.datetime, zone: str, end: str) -> dt.datetime:
    """The end of the quiet hours on the next local day."""
    tomorrow = now.astimezone(ZoneInfo(zone)).date() + dt.timedelta(days=1)
    return dt.datetime.combine(tomorrow, dt.time.fromisoformat(end), ZoneInfo(zone)).astimezone(dt.UTC)


def local_midnight(now: dt.datetime, zone: str) -> dt.datetime:
    """The instant at which the local day of ``now`` began."""
    today = now.astimezone(ZoneInfo(zone)).date()
    return dt.datetime.combine(today, dt.time(), ZoneInfo(zone)).astimezone(dt.UTC)


def course_day(day: dt.date, first: dt.date, last: dt.date) -> int:
    """1 for the first day of the course and so on; 0 before it; one more than the last day after it."""
    if day < first:
        return 0
    return (min(day, last + dt.timedelta(days=1)) - first).days + 1


def bar(done: int, total: int, width: int = 10) -> str:
    """A bar of blocks such as ``▓▓▓▓░░``. Full only when everything is done, empty only when nothing is."""
    if total <= 0:
        return "░" * width
    filled = round(width * done / total)
    if 0 < done < total:
        filled = min(max(filled, 1), width - 1)
    return "▓" * filled + "░" * (width - filled)
