"""What facilitators write in the topic of a thread goes to its person."""

from __future__ import annotations

from sqlmodel import select

from bot.actions import threads
from bot.actions.groups import of_chat, say
from bot.actions.permissions import May, Refused, members_as
from bot.actions.threads import SEND_WORDS, Words
from bot.actions.tx import Tx
from bot.domain.incoming import Incoming
from bot.locales import tongue
from storage.tables import Thread, WorkshopGroup

#: What begins with this stays among the facilitators.
ASIDE = "//"


def heard(tx: Tx, incoming: Incoming) -> None:
    """Take a message in a group. Outside the topics of threads, and in other groups, nothing happens.

    Somebody in the group who is no facilitator of the workshop is told so, and nothing is sent.
    """
    group = of_chat(tx, incoming.chat_id)
    person = tx.person_of(incoming)
    thread = _thread(tx, group, incoming) if group is not None else None
    if group is None or thread is None or (incoming.text or incoming.caption).startswith(ASIDE):
        return
    members = members_as(tx, person, May.TALK) if person is not None else []
    member = next((each for each in members if each.workshop.id == group.workshop_id), None)
    if member is None:
        if not incoming.edited:
            _tell(tx, group, thread, "Only facilitators can do this.")
        return
    if incoming.edited:
        threads.edited(tx, member.person, incoming)
        return
    words = Words.of(incoming)
    try:
        if words is None:
            raise Refused(SEND_WORDS)
        threads.answer(tx, member, thread, words)
    except Refused as refusal:
        _tell(tx, group, thread, refusal.said.text, **dict(refusal.said.values))


def _tell(tx: Tx, group: WorkshopGroup, thread: Thread, text: str, **values: object) -> None:
    said = tongue(group.language)(text, **values)
    say(tx, group.chat_id, group.language, said, workshop_id=group.workshop_id, topic_of=thread.id)


def _thread(tx: Tx, group: WorkshopGroup, incoming: Incoming) -> Thread | None:
    if not incoming.topic_id or group.kind != "facilitators":
        return None
    query = select(Thread).where(
        Thread.workshop_id == group.workshop_id, Thread.topic_id == incoming.topic_id
    )
    return tx.session.exec(query).first()
