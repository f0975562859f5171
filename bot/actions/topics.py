"""Topics: in the facilitators' group of a workshop, when it is a forum, each thread has a topic of its own.

A topic is made by an outbox row of kind ``topic``; the messages in it name their thread, and its number is
looked up when their turn has come. So a thread can be opened and spoken in within one transaction.
"""

from __future__ import annotations

from sqlmodel import col, select

from bot.actions.tx import Tx
from bot.domain.pieces import pieces
from bot.locales import tongue
from storage.tables import Enrolment, Outbox, Person, Thread, WorkshopGroup

#: Longest name of a topic, in characters.
LONGEST = 128


def forum_of(tx: Tx, workshop_id: int) -> WorkshopGroup | None:
    """The facilitators' group of a workshop, when it has topics."""
    query = select(WorkshopGroup).where(
        WorkshopGroup.workshop_id == workshop_id,
        WorkshopGroup.kind == "facilitators",
        col(WorkshopGroup.forum).is_(True),
    )
    return tx.session.exec(query).first()


def voice(tx: Tx, chat_id: int) -> Person:
    """Whom to speak to in a group: nobody in particular, in the language of the group."""
    group = tx.session.exec(select(WorkshopGroup).where(WorkshopGroup.chat_id == chat_id)).first()
    language = group.language if group is not None else "en"
    return Person(chat_id=chat_id, language=language, created_at=tx.now, seen_at=tx.now)


def open_topic(tx: Tx, group: WorkshopGroup, thread: Thread) -> None:
    """Make the topic of a thread, unless there is one or it is on its way."""
    waiting = select(Outbox.id).where(
        Outbox.chat_id == group.chat_id, Outbox.kind == "topic", Outbox.state == "queued"
    )
    mine = [row for row in tx.session.exec(waiting) if _is_of(tx, row, thread)]
    if thread.topic_id is not None or mine:
        return
    owner = tx.session.get_one(Person, tx.session.get_one(Enrolment, thread.enrolment_id).person_id)
    _ = tongue(group.language)
    name = owner.call_name or _("somebody who is joining")
    nobody = voice(tx, group.chat_id)
    place = {"topic_of": thread.id}
    tx.say(nobody, name[:LONGEST], kind="topic", attach=place, workshop_id=thread.workshop_id)
    hint = _(
        "What you write in this topic goes to {name}. Begin with // to keep it among yourselves.", name=name
    )
    tx.say(nobody, pieces(hint)[0], attach=place, silent=True, workshop_id=thread.workshop_id)


def delete_topic(tx: Tx, chat_id: int, topic_id: int) -> None:
    """Take a topic away with all that was written in it."""
    tx.say(voice(tx, chat_id), "", kind="topic_gone", attach={"topic": topic_id})


def _is_of(tx: Tx, number: int | None, thread: Thread) -> bool:
    row = tx.session.get_one(Outbox, number)
    return bool(row.extra.get("attach", {}).get("topic_of") == thread.id)
