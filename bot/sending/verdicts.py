"""What an error of Telegram means for a letter and for its chat."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.transport import seconds_of


class Means(enum.Enum):
    """What to do now."""

    DONE = "done"  # the chat looks as it should already
    FAILED = "failed"  # this letter can never be sent
    LOST = "lost"  # nothing can be sent to this chat
    MOVED = "moved"  # the chat has a new number
    WAIT = "wait"  # Telegram asks to wait
    NETWORK = "network"  # Telegram was not reached, or is in trouble: try again
    TOKEN = "token"  # Telegram does not know this bot  # noqa: S105 -- the name of a case


@dataclass(frozen=True)
class Verdict:
    """What an error means: ``seconds`` to wait, ``chat_id`` of a chat that moved, ``reason`` in short."""

    means: Means
    reason: str = ""
    seconds: float = 0
    chat_id: int = 0


#: Parts of error texts after which the chat looks as it should, or the message is no longer there to change.
_DONE = {
    "message is not modified": "not modified",
    "message to edit not found": "no longer there",
    "message to delete not found": "no longer there",
    "message can't be edited": "too old to change",
    "message can't be deleted": "too old to change",
    "message with poll to stop not found": "no longer there",
    "poll has already been closed": "not modified",
    "message_id_invalid": "no longer there",
    "topic_id_invalid": "no longer there",
}

#: Parts of error texts that mean that the chat is closed to the bot, and how.
_LOST = {
    "user is deactivated": "gone",
    "chat not found": "gone",
    "peer_id_invalid": "gone",
    "user not found": "gone",
    "group chat was deleted": "gone",
    "bot was blocked": "blocked",
    "bot was kicked": "blocked",
    "bot can't initiate": "blocked",
}


def judge(error: TelegramError) -> Verdict:
    """What an error means. Never raises."""
    if isinstance(error, RetryAfter):
        return Verdict(Means.WAIT, seconds=seconds_of(error))
    if isinstance(error, ChatMigrated):
        return Verdict(Means.MOVED, chat_id=error.new_chat_id)
    if isinstance(error, InvalidToken):
        return Verdict(Means.TOKEN)
    if isinstance(error, Forbidden | BadRequest):
        return _judge_refusal(error, error.message.lower())
    if isinstance(error, NetworkError | Conflict) or "Invalid server response" in error.message:
        return Verdict(Means.NETWORK)
    return Verdict(Means.FAILED, error.message)


def _judge_refusal(error: TelegramError, text: str) -> Verdict:
    for part, how in _LOST.items():
        if part in text:
            return Verdict(Means.LOST, how)
    if isinstance(error, Forbidden):
        return Verdict(Means.LOST, "blocked")
    for part, reason in _DONE.items():
        if part in text:
            return Verdict(Means.DONE, reason)
    return Verdict(Means.FAILED, error.message)
