"""What became of topics and of messages in them: nothing that cannot stand there is lost."""

from __future__ import annotations

from sqlmodel import select

from bot.actions import thread_copies, topics
from bot.actions.tx import Tx
from storage.tables import Outbox, Thread, ThreadMessage, WorkshopGroup


def recorded(tx: Tx, row: Outbox) -> None:
    """Called in the transaction that marks a row: keep a topic's number; give what has no place another."""
    number = row.extra.get("attach", {}).get("topic_of")
    if number is None:
        return
    thread = tx.session.get(Thread, number)
    if row.kind == "topic" and row.state == "sent" and row.message_id is not None:
        if thread is None:  # its person left meanwhile
            topics.delete_topic(tx, row.chat_id, row.message_id)
        else:
            thread.topic_id = row.message_id
    elif row.kind == "topic" and row.state == "failed":
        _no_topics(tx, row.chat_id)
    elif row.state == "failed" and thread is not None:
        if "thread not found" in row.reason.lower():
            thread.topic_id = None
        message = tx.session.get(ThreadMessage, row.thread_message_id) if row.thread_message_id else None
        if message is not None:
            thread_copies.pass_on_privately(tx, thread, message)


def _no_topics(tx: Tx, chat_id: int) -> None:
    """The bot may make no topics: talks come in private then, and the group hears how to change that."""
    group = tx.session.exec(select(WorkshopGroup).where(WorkshopGroup.chat_id == chat_id)).first()
    if group is None or not group.forum:
        return
    group.forum = False
    tx.session.flush()
    thread_copies.back_to_private(tx, chat_id)
    nobody = topics.voice(tx, chat_id)
    _ = tx.tongue(nobody)
    tx.say(
        nobody,
        _(
            "I cannot open topics here, so what people write comes to each of you in private. "
            "Please make me an administrator who may manage topics, and write /group once more."
        ),
    )
