from __future__ import annotations

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TimedOut,
)

from bot.sending.pace import Pace
from bot.sending.verdicts import Means, judge
from bot.settings import Sender


def leave_all(pace: Pace, chats: list[int], now: float = 0) -> list[float]:
    """Send one message to each chat as early as the pace allows; gives the instants."""
    instants = []
    for chat in chats:
        now += pace.until_next(now)
        now += pace.waiting(now).get(chat, 0)
        now += pace.until_next(now)
        pace.take(chat, now)
        instants.append(now)
    return instants


def worst_window(instants: list[float], width: float = 1) -> int:
    return max(sum(start <= at < start + width for at in instants) for start in instants)


def test_never_more_than_the_limit_in_any_second() -> None:
    instants = leave_all(Pace(Sender(per_second=28)), list(range(1, 300)))
    assert worst_window(instants) <= 29
    assert instants[-1] < 300 / 28


def test_silence_is_not_saved_up() -> None:
    pace = Pace(Sender(per_second=28))
    leave_all(pace, [1, 2, 3])
    assert worst_window(leave_all(pace, list(range(1, 100)), now=1000)) <= 29


def test_after_a_pause_there_is_no_burst() -> None:
    pace = Pace(Sender(per_second=28))
    leave_all(pace, [1])
    pace.pause(30, 1)
    instants = leave_all(pace, list(range(1, 100)), now=2)
    assert instants[0] == 31
    assert worst_window(instants) <= 29


def test_one_chat_gets_a_small_burst_and_then_one_a_second() -> None:
    instants = leave_all(Pace(Sender(per_second=1000, per_chat=1, burst=5)), [7] * 20)
    assert instants[4] < 0.1
    assert instants[5] > 0.9
    assert worst_window(instants[5:]) <= 2


def test_a_group_gets_no_more_than_its_limit_in_any_minute() -> None:
    instants = leave_all(Pace(Sender(per_second=1000, per_group_minute=20)), [-7] * 100)
    assert worst_window(instants, 60) <= 20


def test_a_chat_that_must_wait_holds_nobody_else_up() -> None:
    pace = Pace(Sender(per_second=1000))
    pace.pause_chat(7, 60, 0)
    assert pace.waiting(1) == {7: 59}
    assert pace.until_next(1) == 0


def test_chats_with_a_full_allowance_are_forgotten() -> None:
    pace = Pace(Sender(per_second=100_000))
    leave_all(pace, list(range(1, 1000)))
    pace.waiting(100)
    assert len(pace._chats) == 0


def test_what_errors_mean() -> None:
    meanings = {
        BadRequest("Message is not modified: specified new message content"): (Means.DONE, "not modified"),
        BadRequest("Message to edit not found"): (Means.DONE, "no longer there"),
        BadRequest("Can't parse entities: unclosed tag"): (
            Means.FAILED,
            "Can't parse entities: unclosed tag",
        ),
        BadRequest("Chat not found"): (Means.LOST, "gone"),
        Forbidden("Forbidden: bot was blocked by the user"): (Means.LOST, "blocked"),
        Forbidden("Forbidden: user is deactivated"): (Means.LOST, "gone"),
        Forbidden("Forbidden: something new"): (Means.LOST, "blocked"),
        TimedOut(): (Means.NETWORK, ""),
        NetworkError("Bad Gateway"): (Means.NETWORK, ""),
        InvalidToken(): (Means.TOKEN, ""),
    }
    for error, (means, reason) in meanings.items():
        verdict = judge(error)
        assert (verdict.means, verdict.reason) == (means, reason), error
    assert judge(RetryAfter(7)).seconds == 7
    assert judge(ChatMigrated(-100123)).chat_id == -100123
