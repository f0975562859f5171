"""Buttons under copies of people's messages (for facilitators) and under answers (for the person)."""

from __future__ import annotations

from bot.actions import answering_people, ready_answers, taking_over, thread_copies, threads, writing_in
from bot.actions.permissions import May, Member, Refused, require_in
from bot.actions.tx import Tx
from bot.domain.incoming import Incoming
from bot.domain.said import N_, Said
from storage.tables import Enrolment, Outbox, Person, Thread, ThreadMessage


def press(tx: Tx, person: Person, asked: Outbox, incoming: Incoming, code: str) -> None:
    """Take a press. Whoever has no part in the thread any more is refused, and nothing changes."""
    message = tx.session.get(ThreadMessage, asked.thread_message_id) if asked.thread_message_id else None
    if message is None:
        raise Refused(Said(N_("This talk is not there any more.")))
    thread = tx.session.get_one(Thread, message.thread_id)
    if tx.session.get_one(Enrolment, thread.enrolment_id).person_id == person.id:
        if code == "more":
            writing_in.begin_in(tx, require_in(tx, person, thread.workshop_id, May.ASK))
        return
    _do(tx, require_in(tx, person, thread.workshop_id, May.TALK), thread, message, incoming, code)


def _do(
    tx: Tx, member: Member, thread: Thread, message: ThreadMessage, incoming: Incoming, code: str
) -> None:
    _ = tx.tongue(member.person)
    if code == "reply":
        other = threads.claim(tx, member, thread)
        if other is not None:
            name = other.call_name or _("A facilitator")
            tx.toast(incoming, _("{name} is answering already. You can answer too.", name=name), alert=True)
        answering_people.begin(tx, member, thread)
    elif code == "ready":
        ready_answers.begin(tx, member, thread.id)
    elif code == "over":
        taking_over.take_over(tx, member, thread)
        if incoming.private:
            answering_people.begin(tx, member, thread)
    elif code == "back":
        taking_over.give_back(tx, member, thread)
        if incoming.private:
            answering_people.leave(tx, member.person, thread)
    elif code == "read" and message.withheld:
        tx.note(
            "thread_read",
            actor=member.person,
            enrolment_id=thread.enrolment_id,
            workshop_id=thread.workshop_id,
            message=message.id,
        )
        thread_copies.show_content(tx, message, member.person)
    elif code == "take":
        if thread.taken_by != member.person.id:
            threads.take(tx, member, thread)
        tx.toast(incoming, _("It is yours. The other facilitators see that."))
    elif code == "close" and thread.state != "closed":
        threads.close(tx, member, thread)
        tx.toast(incoming, _("Closed. /log can open it again."))
