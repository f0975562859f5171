"""/broadcast: one message of a facilitator to many people: written, checked, sent, and accounted for."""

from __future__ import annotations

from typing import Protocol

from bot.actions import flows
from bot.actions.asking import ask, settle
from bot.actions.broadcasts.steps import checking, choosing, languages, timing, writing
from bot.actions.broadcasts.steps.common import Asked, draft
from bot.actions.permissions import May, Member, require, require_in, require_running
from bot.actions.tx import Tx
from bot.domain.incoming import Incoming
from storage.tables import Conversation, Person


class Step(Protocol):
    """A module of ``bot/actions/broadcasts/steps``."""

    def show(self, tx: Tx, member: Member, conversation: Conversation) -> Asked:
        """What the step says, and its buttons."""
        ...

    def receive(self, tx: Tx, member: Member, conversation: Conversation, incoming: Incoming) -> None:
        """Take a message. Raises ``Refused`` with the reason when it is no answer."""
        ...

    def tap(self, tx: Tx, member: Member, conversation: Conversation, code: str) -> None:
        """Take a button; one that the step does not have changes nothing."""
        ...


STEPS: dict[str, Step] = {
    "write": writing,
    "audience": choosing,
    "value": choosing,
    "check": checking,
    "language": languages,
    "version": languages,
    "day": timing,
    "time": timing,
    "every": timing,
    "until": timing,
}


def begin(tx: Tx, incoming: Incoming) -> None:
    """/broadcast: ask for the message. A draft that was left before is cancelled."""
    member = require(tx, incoming, May.BROADCAST)
    require_running(member)
    _cancel_draft(tx, tx.conversation(member.person))
    show(tx, member.person, tx.turn(member.person, "broadcast", "write", {"workshop": member.workshop.id}))


def show(tx: Tx, person: Person, conversation: Conversation) -> None:
    """Ask the present step."""
    member = require_in(tx, person, conversation.data["workshop"], May.BROADCAST)
    text, rows = STEPS[conversation.step].show(tx, member, conversation)
    buttons = [[(label, flows.data("broadcast", conversation, code))] for label, code in rows]
    ask(tx, person, conversation, text, buttons)


def receive(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming) -> None:
    """Take a message as the answer to the present step."""
    member = require_in(tx, person, conversation.data["workshop"], May.BROADCAST)
    STEPS[conversation.step].receive(tx, member, conversation, incoming)


def tap(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming, code: str) -> None:
    """Take a button of the present step."""
    member = require_in(tx, person, conversation.data["workshop"], May.BROADCAST)
    if code == "cancel":
        settle(tx, person, conversation)
        _cancel_draft(tx, conversation)
        tx.say(person, tx.tongue(person)("OK, nothing was sent."))
        flows.end(tx, person)
        return
    STEPS[conversation.step].tap(tx, member, conversation, code)


def _cancel_draft(tx: Tx, conversation: Conversation) -> None:
    if conversation.flow == "broadcast" and "broadcast" in conversation.data:
        made = draft(tx, conversation)
        if made.state == "draft":
            made.state = "cancelled"
