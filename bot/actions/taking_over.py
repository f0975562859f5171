"""Taking a chat over: the bot is quiet and a facilitator's words go straight through; and giving it back."""

from __future__ import annotations

from bot.actions import acts, flows, thread_copies, threads
from bot.actions.permissions import PRESENT, Member, Refused
from bot.actions.thread_drawing import called
from bot.actions.tx import Tx
from bot.domain.said import N_, Said
from bot.locales import Tongue
from storage.tables import Act, Enrolment, Person, Thread


def take_over(tx: Tx, member: Member, thread: Thread) -> None:
    """Make the bot quiet for the person. Raises :class:`Refused` when another facilitator has the chat."""
    if thread.held_by == member.person.id:
        return
    if thread.held_by is not None:
        holder = tx.session.get(Person, thread.held_by)
        name = holder.call_name if holder else "…"
        raise Refused(Said(N_("{name} has this chat already."), {"name": name}))
    if tx.session.get_one(Enrolment, thread.enrolment_id).state not in PRESENT:
        raise Refused(Said(N_("This person is not in the workshop any more. Nothing was sent.")))
    thread.held_by, thread.held_at, thread.changed_at = member.person.id, tx.now, tx.now
    acts.record(tx, member, "chat_taken_over", {"thread": thread.id, "enrolment": thread.enrolment_id})
    person = threads.person_of(tx, thread)
    _ = tx.tongue(person)
    name = called(_, member.person)
    tx.say(person, _("{name} writes with you now. I am quiet until you two have finished.", name=name))
    thread_copies.redraw(tx, thread)


def give_back(tx: Tx, member: Member, thread: Thread) -> None:
    """Let the bot speak again: the open question is asked once more, and what waited comes."""
    if thread.held_by is None:
        return
    acts.record(tx, member, "chat_given_back", {"thread": thread.id, "enrolment": thread.enrolment_id})
    _release(tx, thread)


def _release(tx: Tx, thread: Thread) -> None:
    thread.held_by = thread.held_at = None
    thread.changed_at = tx.now
    thread_copies.redraw(tx, thread)
    enrolment = tx.session.get_one(Enrolment, thread.enrolment_id)
    person = tx.session.get_one(Person, enrolment.person_id)
    tx.session.flush()
    if person.enrolment_id != enrolment.id or enrolment.state not in PRESENT:
        return
    tx.say(person, tx.tongue(person)("I am back, and we go on."))
    if not flows.show_present(tx, person):
        flows.end(tx, person)


def describe(tx: Tx, _: Tongue, act: Act) -> str:
    """Whose chat was taken over or given back."""
    enrolment = tx.session.get(Enrolment, act.details["enrolment"])
    person = tx.session.get(Person, enrolment.person_id) if enrolment else None
    name = (person.call_name if person else "") or _("somebody who left")
    if act.kind == "chat_given_back":
        return _("The chat with {name} was given back to the bot", name=name)
    return _("The chat with {name} was taken over", name=name)


def undo(tx: Tx, member: Member, act: Act) -> None:
    """Give back a chat that was taken over. Raises :class:`Refused` when that was done meanwhile."""
    thread = threads.find(tx, act.details["thread"])
    if thread.held_by is None or thread.held_by != act.actor_id:
        raise Refused(Said(N_("This cannot be taken back.")))
    _release(tx, thread)
