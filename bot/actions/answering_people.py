"""A facilitator writes an answer to one person."""

from __future__ import annotations

from bot.actions import flows, thread_copies, threads
from bot.actions.asking import ask, settle
from bot.actions.permissions import May, Member, require_in
from bot.actions.threads import SEND_WORDS, Words
from bot.actions.tx import Tx
from bot.domain.incoming import Incoming
from storage.tables import Conversation, Person, Thread


def begin(tx: Tx, member: Member, thread: Thread) -> None:
    """Ask for the answer."""
    data = {"thread": thread.id, "workshop": thread.workshop_id}
    show(tx, member.person, tx.turn(member.person, "answer", "write", data))


def show(tx: Tx, person: Person, conversation: Conversation) -> None:
    """Ask for the words, a voice message or a photo."""
    require_in(tx, person, conversation.data["workshop"], May.TALK)
    thread = threads.find(tx, conversation.data["thread"])
    _ = tx.tongue(person)
    text = _(
        "Please write your answer to <b>{name}</b>. A voice message or a photo is fine too.",
        name=thread_copies.name_in(tx, _, thread),
    )
    ask(tx, person, conversation, text, [[(_("Cancel"), flows.data("answer", conversation, "cancel"))]])


def receive(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming) -> None:
    """Send it."""
    member = require_in(tx, person, conversation.data["workshop"], May.TALK)
    thread = threads.find(tx, conversation.data["thread"])
    words = Words.of(incoming)
    _ = tx.tongue(person)
    if words is None:
        tx.say(person, _.said(SEND_WORDS))
        return
    threads.answer(tx, member, thread, words)
    settle(tx, person, conversation)
    tx.say(person, threads.sent_words(tx, _, thread), silent=True)
    flows.end(tx, person)


def tap(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming, code: str) -> None:
    """Cancel."""
    if code != "cancel":
        return
    member = require_in(tx, person, conversation.data["workshop"], May.TALK)
    settle(tx, person, conversation)
    threads.let_go(tx, member, threads.find(tx, conversation.data["thread"]))
    _ = tx.tongue(person)
    tx.say(person, _("OK, nothing was sent."))
    flows.end(tx, person)
