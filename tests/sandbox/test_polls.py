"""Polls in the room: votes reach the bot as Telegram tells them, until the poll is stopped."""

from __future__ import annotations

import pytest
from telegram.error import BadRequest

from tests.sandbox.conftest import Table


async def test_a_vote_is_told_counted_and_taken_back(table: Table) -> None:
    sent = await table.bot.send_poll(table.noy.account, "Tea?", ["Yes", "No"], is_anonymous=False)
    assert sent.poll is not None
    await table.noy.vote(sent.message_id, [1])
    [update] = await table.bot.get_updates(allowed_updates=["poll_answer"])
    assert update.poll_answer is not None
    assert (update.poll_answer.poll_id, update.poll_answer.option_ids) == (sent.poll.id, (1,))
    assert [each["voter_count"] for each in table.noy.messages[-1].raw["poll"]["options"]] == [0, 1]
    await table.noy.vote(sent.message_id, [])
    [again] = await table.bot.get_updates(offset=update.update_id + 1, allowed_updates=["poll_answer"])
    assert again.poll_answer is not None
    assert again.poll_answer.option_ids == ()


async def test_what_a_poll_does_not_take(table: Table) -> None:
    sent = await table.bot.send_poll(table.noy.account, "Tea?", ["Yes", "No"], is_anonymous=False)
    with pytest.raises(LookupError):
        await table.noy.vote(sent.message_id, [0, 1])
    stopped = await table.bot.stop_poll(table.noy.account, sent.message_id)
    assert stopped.is_closed
    with pytest.raises(LookupError):
        await table.noy.vote(sent.message_id, [0])
    with pytest.raises(BadRequest, match="already been closed"):
        await table.bot.stop_poll(table.noy.account, sent.message_id)
