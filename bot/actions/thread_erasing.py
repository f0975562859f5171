"""What is left of threads when somebody leaves: nothing of their own, no chat of a facilitator."""

from __future__ import annotations

from sqlalchemy import delete, update
from sqlmodel import col, select

from bot.actions import topics
from bot.actions.flows import CHANGES
from bot.actions.tx import Tx
from storage.tables import Enrolment, Media, Outbox, Person, Thread, ThreadMessage


def forget(tx: Tx, enrolment: Enrolment) -> None:
    """Delete the thread of an enrolment with its files, also from the facilitators' chats.

    Telegram lets a bot delete its messages for two days; older copies stay on the facilitators' phones. Of a
    facilitator who leaves, the answers stay with those who got them, and nobody's chat stays taken over.
    """
    thread = tx.session.exec(select(Thread).where(Thread.enrolment_id == enrolment.id)).first()
    if thread is not None:
        _forget_thread(tx, thread, enrolment)
    let_go(tx, enrolment)
    _forget_chat(tx, enrolment)


def _forget_thread(tx: Tx, thread: Thread, enrolment: Enrolment) -> None:
    mine = col(ThreadMessage.thread_id) == thread.id
    numbers = select(ThreadMessage.id).where(mine)
    files = list(tx.session.exec(select(ThreadMessage.media_id).where(mine)))
    about = col(Outbox.thread_message_id).in_(numbers)
    waiting = col(Outbox.state) == "queued"
    tx.session.execute(
        update(Outbox).where(about, waiting).values(state="dropped", reason="withdrawn", text="", extra={})
    )
    sent = (
        select(Outbox, Person)
        .where(Outbox.person_id == Person.id, about, Outbox.state == "sent")
        .where(col(Outbox.kind).not_in(CHANGES), Outbox.person_id != enrolment.person_id)
    )
    _forget_topic(tx, thread)
    for copy, reader in list(tx.session.exec(sent)):
        tx.say(reader, "", kind="delete", edits=copy.id)
    tx.session.execute(
        update(Outbox).where(about).values(text="", extra={}, token="", thread_message_id=None)
    )
    tx.session.execute(
        update(Media)
        .where(col(Media.id).in_([number for number in files if number is not None]))
        .values(state="deleted", telegram_file_id="", sha256="", size=0, duration=0)
    )
    tx.session.execute(delete(ThreadMessage).where(mine))
    tx.session.execute(delete(Thread).where(col(Thread.id) == thread.id))
    tx.session.expire_all()


def _forget_topic(tx: Tx, thread: Thread) -> None:
    """Delete the topic of a thread, and empty the rows that named its person; copies in it go with it."""
    forum = topics.forum_of(tx, thread.workshop_id)
    if forum is None:
        return
    if thread.topic_id is not None:
        topics.delete_topic(tx, forum.chat_id, thread.topic_id)
    for row in tx.session.exec(select(Outbox).where(Outbox.chat_id == forum.chat_id)):
        if row.extra.get("attach", {}).get("topic_of") == thread.id:
            row.text = ""
            row.state = "dropped" if row.state == "queued" else row.state
    tx.session.flush()


def let_go(tx: Tx, enrolment: Enrolment) -> None:
    """Free what a facilitator who goes had in their hands: nobody's chat stays taken over."""
    here = col(Thread.workshop_id) == enrolment.workshop_id
    for column in (Thread.taken_by, Thread.answering_by, Thread.held_by):
        mine = col(column) == enrolment.person_id
        tx.session.execute(update(Thread).where(here, mine).values({col(column): None}))


def _forget_chat(tx: Tx, enrolment: Enrolment) -> None:
    """Forget in which chat a facilitator wrote."""
    threads = select(Thread.id).where(Thread.workshop_id == enrolment.workshop_id)
    tx.session.execute(
        update(ThreadMessage)
        .where(col(ThreadMessage.author_id) == enrolment.person_id, col(ThreadMessage.thread_id).in_(threads))
        .values(chat_id=0, message_id=0)
    )
