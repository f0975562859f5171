"""Topics of a forum, as the Bot API answers about them."""

from __future__ import annotations

import pytest
from telegram.error import BadRequest

from tests.sandbox.conftest import Table


async def test_topics_are_made_spoken_in_and_deleted_with_telegrams_refusals(table: Table) -> None:
    group = table.room.add_group("Team", [table.noy])
    with pytest.raises(BadRequest, match="not a forum"):
        await table.bot.create_forum_topic(group.id, "Mya")
    group.make_forum(admin=False)
    with pytest.raises(BadRequest, match=r"[Nn]ot enough rights to create a topic"):
        await table.bot.create_forum_topic(group.id, "Mya")
    group.make_forum()
    assert (await table.bot.get_chat_member(group.id, table.bot.id)).status == "administrator"
    made = await table.bot.create_forum_topic(group.id, "Mya")
    sent = await table.bot.send_message(group.id, "Hello", message_thread_id=made.message_thread_id)
    assert (sent.message_thread_id, sent.is_topic_message) == (made.message_thread_id, True)
    with pytest.raises(BadRequest, match="thread not found"):
        await table.bot.send_message(group.id, "Hello", message_thread_id=5)
    with pytest.raises(BadRequest, match=r"(?i)topic_not_modified"):
        await table.bot.edit_forum_topic(group.id, made.message_thread_id, name="Mya")
    assert await table.bot.edit_forum_topic(group.id, made.message_thread_id, name="Mya, answered")
    assert await table.bot.close_forum_topic(group.id, made.message_thread_id)
    assert await table.bot.delete_forum_topic(group.id, made.message_thread_id)
    assert sent.message_id not in [message.message_id for message in group.messages]
    with pytest.raises(BadRequest, match=r"(?i)topic_id_invalid"):
        await table.bot.close_forum_topic(group.id, made.message_thread_id)


async def test_an_administrator_hears_everything_in_its_group(table: Table) -> None:
    group = table.room.add_group("Team", [table.noy])
    group.make_forum()
    await table.noy.send_text("just talking", chat=group.id, topic=3)
    updates = await table.bot.get_updates()
    heard = updates[-1].message
    assert heard is not None
    assert (heard.text, heard.message_thread_id, heard.chat.is_forum) == ("just talking", 3, True)
