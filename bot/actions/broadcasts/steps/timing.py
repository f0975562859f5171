"""When: the day, the time on each person's own clock, and how often."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from bot.actions.broadcasts.steps.common import Asked, draft, go
from bot.actions.permissions import Member, Refused
from bot.actions.speaking import local_day
from bot.actions.tx import Tx
from bot.domain.days import read_day
from bot.domain.forms.typed_times import read_time
from bot.domain.incoming import Incoming
from bot.domain.recurring import EVERY
from bot.domain.said import N_, Said
from storage.tables import Conversation

#: Times that are offered.
TIMES = ("07:30", "08:00", "12:00", "18:00", "20:00")

#: Days that are offered after today.
DAYS = 5

#: Most days from the first to the last time of one that comes again.
LONGEST = 400


def show(tx: Tx, member: Member, conversation: Conversation) -> Asked:
    """Ask the day, the time, how often, or until when."""
    _ = tx.tongue(member.person)
    step, back = conversation.step, (_("Back"), "back")
    today = _today(tx, member)
    if step == "day":
        days = [today + dt.timedelta(days=number) for number in range(DAYS)]
        rows = [(_("At once"), "now"), *((local_day(_, day), f"d-{day.isoformat()}") for day in days)]
        return _("On which day? Tap it, or write a date like 7.12.2026."), [*rows, back]
    if step == "time":
        text = _("At what time, on each person's own clock? Tap it, or write it like 18:30.")
        return text, [*((time, f"t-{time}") for time in TIMES), back]
    if step == "every":
        rows = [(_("Once"), "once"), (_("Every day"), "e-daily"), (_("Every week"), "e-weekly")]
        return _("How often?"), [*rows, back]
    last = max(member.workshop.last_day, dt.date.fromisoformat(conversation.data["day"]))
    text = _("Until which day? Write a date like 7.12.2026, or tap.")
    return text, [(local_day(_, last), f"d-{last.isoformat()}"), back]


def receive(tx: Tx, member: Member, conversation: Conversation, incoming: Incoming) -> None:
    """Take a written day or time."""
    step = conversation.step
    if step in ("day", "until"):
        day = read_day(incoming.text)
        if day is None:
            raise Refused(Said(N_("I cannot read this as a date. Please write it like 7.12.2026.")))
        (_take_day if step == "day" else _take_until)(tx, member, conversation, day)
    elif step == "time" and (found := read_time(incoming.text)) is not None and not found.doubtful:
        _take_time(tx, member, conversation, found.time)
    elif step == "time":
        raise Refused(Said(N_("I cannot read this as a time. Please write it like 18:30.")))
    else:
        raise Refused(Said(N_("Please tap one of the buttons.")))


def tap(tx: Tx, member: Member, conversation: Conversation, code: str) -> None:
    """Take a button of the present step."""
    verb, _dash, rest = code.partition("-")
    step = conversation.step
    made = draft(tx, conversation)
    if verb == "back":
        go(tx, member, conversation, "check")
    elif step == "day" and verb == "now":
        made.day, made.time, made.every, made.until = None, "", "", None
        go(tx, member, conversation, "check")
    elif step == "day" and verb == "d" and (day := read_day(rest)):
        _take_day(tx, member, conversation, day)
    elif step == "time" and verb == "t" and (found := read_time(rest)) is not None:
        _take_time(tx, member, conversation, found.time)
    elif step == "every" and (verb == "once" or rest in EVERY):
        if verb == "once":
            _plan(tx, member, conversation, "", None)
        else:
            go(tx, member, conversation, "until", every=rest)
    elif step == "until" and verb == "d" and (day := read_day(rest)):
        _take_until(tx, member, conversation, day)


def _today(tx: Tx, member: Member) -> dt.date:
    return tx.now.astimezone(ZoneInfo(member.workshop.zone)).date()


def _take_day(tx: Tx, member: Member, conversation: Conversation, day: dt.date) -> None:
    if not _today(tx, member) <= day <= _today(tx, member) + dt.timedelta(days=LONGEST):
        raise Refused(Said(N_("This day is over, or more than a year away. Please choose another one.")))
    go(tx, member, conversation, "time", local_day(tx.tongue(member.person), day), day=day.isoformat())


def _take_time(tx: Tx, member: Member, conversation: Conversation, time: dt.time) -> None:
    day = dt.date.fromisoformat(conversation.data["day"])
    if dt.datetime.combine(day, time, tzinfo=ZoneInfo(member.workshop.zone)) <= tx.now:
        raise Refused(Said(N_("This time is over today. Please choose another one.")))
    go(tx, member, conversation, "every", f"{time:%H:%M}", time=f"{time:%H:%M}")


def _take_until(tx: Tx, member: Member, conversation: Conversation, day: dt.date) -> None:
    first = dt.date.fromisoformat(conversation.data["day"])
    if not first <= day <= first + dt.timedelta(days=LONGEST):
        raise Refused(Said(N_("The last day must come after the first, within a year.")))
    _plan(tx, member, conversation, conversation.data["every"], day)


def _plan(tx: Tx, member: Member, conversation: Conversation, every: str, until: dt.date | None) -> None:
    made = draft(tx, conversation)
    made.day, made.time = dt.date.fromisoformat(conversation.data["day"]), conversation.data["time"]
    made.every, made.until = every, until
    go(tx, member, conversation, "check")
