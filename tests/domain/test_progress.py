from __future__ import annotations

import datetime as dt
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.progress import Drop, Hold, Moment, Send, bar, course_day, decide

NOON = dt.datetime(2026, 11, 30, 5, 0, tzinfo=dt.UTC)  # 12:00 in Bangkok
HOUR = dt.timedelta(hours=1)
DUE = Moment(
    now=NOON,
    due_at=NOON,
    expires_at=NOON + 2 * HOUR,
    zone="Asia/Bangkok",
    quiet_from="21:00",
    quiet_to="07:00",
    started_today=0,
    daily_cap=12,
)


def test_in_daytime_it_is_sent() -> None:
    assert decide(DUE) == Send()


def test_quiet_hours_hold_until_the_local_morning() -> None:
    night = NOON + 10 * HOUR  # 22:00
    moment = replace(DUE, now=night, due_at=night, expires_at=None)
    assert decide(moment) == Hold(NOON + 19 * HOUR, "quiet hours")
    assert decide(replace(moment, expires_at=night + HOUR)) == Drop("missed", "quiet hours")


def test_what_a_person_just_did_is_answered_also_at_night() -> None:
    night = NOON + 10 * HOUR
    assert decide(replace(DUE, now=night, due_at=night, expires_at=None, awake=True)) == Send()


def test_the_daily_cap_holds_until_the_next_morning() -> None:
    assert decide(replace(DUE, started_today=12, expires_at=None)) == Hold(NOON + 19 * HOUR, "daily cap")


def test_a_chat_in_use_queues_interrupts_or_skips() -> None:
    busy = replace(DUE, busy_until=NOON + HOUR / 4)
    assert decide(busy) == Hold(NOON + HOUR / 4, "another activity was open")
    assert decide(replace(busy, start_mode="interrupt")) == Send()
    assert decide(replace(busy, start_mode="skip")) == Drop("cancelled", "another activity was open")


def test_waiting_for_the_chat_ends_at_half_time() -> None:
    busy = replace(DUE, busy_until=NOON + 3 * HOUR)
    assert decide(busy) == Hold(NOON + HOUR, "another activity was open")
    assert decide(replace(busy, now=NOON + HOUR)) == Send()


def test_what_closed_meanwhile_is_missed() -> None:
    assert decide(replace(DUE, now=NOON + 2 * HOUR)) == Drop("missed", "closed before it could be sent")


@given(
    minutes=st.integers(0, 60 * 24 * 400),
    zone=st.sampled_from(["Asia/Yangon", "Asia/Bangkok", "Europe/Berlin", "America/New_York"]),
    begin=st.sampled_from(["21:00", "00:30", "12:00"]),
    end=st.sampled_from(["07:00", "13:15", "21:00"]),
)
def test_a_held_activity_always_waits_for_a_later_instant(
    minutes: int, zone: str, begin: str, end: str
) -> None:
    now = NOON + dt.timedelta(minutes=minutes)
    moment = replace(DUE, now=now, due_at=now, expires_at=None, zone=zone, quiet_from=begin, quiet_to=end)
    decision = decide(moment)
    if isinstance(decision, Hold):
        assert decision.until > now
        assert decide(replace(moment, now=decision.until)) == Send()


@given(done=st.integers(0, 60), more=st.integers(0, 60))
def test_a_bar_is_full_only_when_all_is_done(done: int, more: int) -> None:
    drawn = bar(done, done + more)
    assert len(drawn) == 10
    assert ("░" not in drawn) == (done > 0 and more == 0)
    assert ("▓" not in drawn) == (done == 0)


def test_days_of_the_course() -> None:
    first, last = dt.date(2026, 11, 30), dt.date(2026, 12, 4)
    days = [dt.date(2026, 11, 27), first, dt.date(2026, 12, 2), last, dt.date(2027, 6, 4)]
    assert [course_day(day, first, last) for day in days] == [0, 1, 3, 5, 6]
