"""/ask: a question or a message to the facilitators, at any moment, also in the middle of an activity."""

from __future__ import annotations

from bot.actions import flows, joining, problems, thread_copies, threads
from bot.actions.asking import ask, settle
from bot.actions.permissions import May, Member, require, require_in
from bot.actions.threads import SEND_WORDS, Words
from bot.actions.tx import Tx
from bot.domain.incoming import Incoming
from storage.tables import Conversation, Person


def begin(tx: Tx, incoming: Incoming) -> None:
    """/ask asks for the message; words right after the command are sent at once."""
    member = require(tx, incoming, May.ASK)
    if incoming.argument:
        words = Words("text", _without_command(incoming), incoming.chat_id, incoming.message_id)
        send(tx, member, words)
        return
    begin_in(tx, member)


def begin_in(tx: Tx, member: Member) -> None:
    """Ask for the message to the facilitators of this workshop."""
    show(tx, member.person, tx.turn(member.person, "ask", "write", {"workshop": member.workshop.id}))


def show(tx: Tx, person: Person, conversation: Conversation) -> None:
    """Ask for the words, a voice message or a photo."""
    _ = tx.tongue(person)
    text = _(
        "What would you like to say to your facilitators? "
        "Please write it, or send a voice message or a photo. They see your name, and answer you here."
    )
    ask(tx, person, conversation, text, [[(_("Cancel"), flows.data("ask", conversation, "cancel"))]])


def receive(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming) -> None:
    """Send it to the facilitators."""
    member = require_in(tx, person, conversation.data["workshop"], May.ASK)
    words = Words.of(incoming)
    if words is None:
        tx.say(person, tx.tongue(person).said(SEND_WORDS))
        return
    send(tx, member, words)


def tap(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming, code: str) -> None:
    """Cancel."""
    if code != "cancel":
        return
    member = require_in(tx, person, conversation.data["workshop"], May.ASK)
    settle(tx, person, conversation)
    tx.say(person, tx.tongue(person)("OK, nothing was sent."))
    _go_on(tx, member)


def send(tx: Tx, member: Member, words: Words) -> None:
    """Pass a message on, say so, and go back to what was open; a call for safety goes its own way."""
    _ = tx.tongue(member.person)
    if problems.heard(tx, member.person, member.enrolment, words.html):
        return
    threads.take_in(tx, member.enrolment, words)
    settle(tx, member.person, tx.conversation(member.person))
    if thread_copies.readers(tx, member.workshop.id or 0):
        said = _("Sent to your facilitators. The answer comes here.")
    else:
        said = _("I keep it for your facilitators. They read it as soon as they are here.")
    tx.say(member.person, said)
    _go_on(tx, member)


def _go_on(tx: Tx, member: Member) -> None:
    if member.enrolment.state == "joining":
        joining.begin(tx, member.person, member.enrolment)
    else:
        flows.end(tx, member.person)


def _without_command(incoming: Incoming) -> str:
    """The formatted words after ``/ask``."""
    return incoming.html.partition(" ")[2].strip()
