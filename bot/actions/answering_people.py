"""A facilitator writes to one person: one answer, or one after the other when the chat is taken over."""

from __future__ import annotations

from bot.actions import flows, ready_answers, taking_over, threads
from bot.actions.asking import ask, settle
from bot.actions.permissions import May, Member, require_in
from bot.actions.thread_drawing import name_in
from bot.actions.threads import SEND_WORDS, Words
from bot.actions.tx import Tx
from bot.domain.incoming import Incoming
from storage.tables import Conversation, Person, Thread


def begin(tx: Tx, member: Member, thread: Thread) -> None:
    """Ask for the answer; when this facilitator has taken the chat over, for all that they want to say."""
    data = {"thread": thread.id, "workshop": thread.workshop_id}
    step = "held" if thread.held_by == member.person.id else "write"
    show(tx, member.person, tx.turn(member.person, "answer", step, data))


def show(tx: Tx, person: Person, conversation: Conversation) -> None:
    """Ask for the words, a voice message or a photo."""
    require_in(tx, person, conversation.data["workshop"], May.TALK)
    thread = threads.find(tx, conversation.data["thread"])
    _ = tx.tongue(person)
    name = name_in(tx, _, thread)
    if conversation.step == "held":
        text = _(
            "You have the chat with <b>{name}</b>. What you send here goes straight there, and I am quiet.",
            name=name,
        )
        rows = [[(_("Ready answers"), "ready")], [(_("Give the chat back"), "back")]]
    else:
        text = _(
            "Please write your answer to <b>{name}</b>. A voice message or a photo is fine too.", name=name
        )
        rows = [[(_("Ready answers"), "ready"), (_("Cancel"), "cancel")]]
    buttons = [[(label, flows.data("answer", conversation, code)) for label, code in row] for row in rows]
    ask(tx, person, conversation, text, buttons)


def receive(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming) -> None:
    """Send it. A chat that was given back meanwhile takes no further words without asking."""
    member = require_in(tx, person, conversation.data["workshop"], May.TALK)
    thread = threads.find(tx, conversation.data["thread"])
    words = Words.of(incoming)
    _ = tx.tongue(person)
    if words is None:
        tx.say(person, _.said(SEND_WORDS))
        return
    threads.answer(tx, member, thread, words)
    if conversation.step == "held" and thread.held_by == person.id:
        return
    settle(tx, person, conversation)
    tx.say(person, threads.sent_words(tx, _, thread), silent=True)
    flows.end(tx, person)


def tap(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming, code: str) -> None:
    """Cancel, choose a ready answer, or give the chat back."""
    member = require_in(tx, person, conversation.data["workshop"], May.TALK)
    thread = threads.find(tx, conversation.data["thread"])
    settle(tx, person, conversation)
    _ = tx.tongue(person)
    if code == "ready":
        ready_answers.begin(tx, member, thread.id)
    elif code == "back":
        taking_over.give_back(tx, member, thread)
        leave(tx, person, thread)
    else:
        threads.let_go(tx, member, thread)
        tx.say(person, _("OK, nothing was sent."))
        flows.end(tx, person)


def leave(tx: Tx, person: Person, thread: Thread) -> None:
    """Say that the bot speaks again, and leave the conversation in which this facilitator wrote."""
    _ = tx.tongue(person)
    tx.say(person, _("Thank you. I speak with {name} again.", name=name_in(tx, _, thread)))
    if tx.conversation(person).flow == "answer":
        flows.end(tx, person)
