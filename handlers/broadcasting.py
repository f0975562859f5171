"""One message to many people."""

from __future__ import annotations

from telegram import Update
from telegram.ext import PollAnswerHandler

from bot.actions import broadcasting
from bot.actions.broadcasts import listing, replies
from bot.actions.house import House
from handlers.reading import Handlers, command


def routes(house: House) -> Handlers:
    """/broadcast, /broadcasts, and votes in polls."""

    async def vote(update: Update, _context: object) -> None:
        answer = update.poll_answer
        if answer is not None and answer.user is not None:
            house.do(replies.vote, answer.user.id, answer.poll_id, tuple(answer.option_ids))

    return [
        command(house, "broadcast", broadcasting.begin),
        command(house, "broadcasts", listing.begin),
        PollAnswerHandler(vote),
    ]
