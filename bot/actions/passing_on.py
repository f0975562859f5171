"""Words that answer nothing: a button sends them to the facilitators. Nothing is sent without the tap."""

from __future__ import annotations

from typing import Any

from bot.actions import flows, writing_in
from bot.actions.asking import ask, settle
from bot.actions.permissions import May, Member, members_as
from bot.actions.threads import Words
from bot.actions.tx import Tx
from bot.domain.incoming import Incoming
from bot.locales import Tongue
from storage.tables import Conversation, Person

#: Code of the button, also where another conversation offers it.
PASS = "pass"  # noqa: S105 -- no secret


def kept(tx: Tx, person: Person, incoming: Incoming) -> dict[str, Any]:
    """What a conversation keeps of a message that may be passed on; empty when it may not."""
    words = Words.of(incoming)
    return {"said": words.kept()} if words is not None and _member(tx, person) is not None else {}


def row(_: Tongue, flow: str, conversation: Conversation) -> list[list[tuple[str, str]]]:
    """The button as a row, when the conversation keeps a message."""
    if "said" not in conversation.data:
        return []
    return [[(_("Send to my facilitator"), flows.data(flow, conversation, PASS))]]


def offer(tx: Tx, person: Person, incoming: Incoming) -> None:
    """Say what is possible, with the button when the message may be passed on."""
    conversation = tx.turn(person, "offer", "", kept(tx, person, incoming))
    if "said" in conversation.data:
        show(tx, person, conversation)
    else:
        tx.turn(person, "")
        tx.say(person, flows.nothing_open(tx, person))


def show(tx: Tx, person: Person, conversation: Conversation) -> None:
    """Say what is possible, with the button."""
    _ = tx.tongue(person)
    ask(tx, person, conversation, flows.nothing_open(tx, person), row(_, "offer", conversation))


def receive(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming) -> None:
    """A further message takes the place of the one that was offered."""
    offer(tx, person, incoming)


def tap(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming, code: str) -> None:
    """Pass the message on."""
    if code == PASS:
        send(tx, person, conversation)


def send(tx: Tx, person: Person, conversation: Conversation) -> None:
    """Pass on what a conversation keeps; without it, or when its author has left, nothing happens."""
    member, said = _member(tx, person), conversation.data.get("said")
    if member is None or said is None:
        return
    settle(tx, person, conversation)
    writing_in.send(tx, member, Words.back(said))


def edited(tx: Tx, person: Person, incoming: Incoming) -> bool:
    """Keep the new words of a message that is offered. False for any other message."""
    conversation = tx.conversation(person)
    said = conversation.data.get("said")
    if said is None or said["message_id"] != incoming.message_id:
        return False
    conversation.data = {**conversation.data, **kept(tx, person, incoming)}
    return True


def _member(tx: Tx, person: Person) -> Member | None:
    """The person as a participant of the workshop that their commands are about."""
    found = members_as(tx, person, May.ASK)
    return next((member for member in found if member.enrolment.id == person.enrolment_id), None)
