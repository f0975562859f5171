"""Conversations: which one a person is in, and handing it what the person says or taps.

A conversation is a module with three functions, ``show``, ``receive`` and ``tap`` (see :class:`Flow`).
Adding one is a file and a line in ``MODULES``. Where a chat stands is a row (``conversation``), so a
restart changes nothing.

Buttons carry ``flow:token:code``. The token belongs to the question they were sent with: a button of
an earlier question leads back to the present one, which is said again unless it stands last in the chat;
a button that Sala never sent to this chat does nothing and is logged.
"""

from __future__ import annotations

from importlib import import_module
from typing import Protocol, cast

import structlog
from sqlmodel import col, select

from bot.actions import holding, standing
from bot.actions.tx import Tx
from bot.domain.incoming import Incoming
from storage.tables import Conversation, Enrolment, Outbox, Person

log = structlog.get_logger()

#: Name in the conversation row, and the module that leads it.
MODULES = {
    "joining": "bot.actions.joining",
    "activity": "bot.actions.answering",
    "late": "bot.actions.late",
    "today": "bot.actions.today",
    "wisdom": "bot.actions.wisdom",
    "language": "bot.actions.language",
    "pause": "bot.actions.pausing",
    "mydata": "bot.actions.own_data",
    "withdraw": "bot.actions.withdrawing",
    "privacy": "bot.actions.privacy",
    "workshop": "bot.actions.workshops",
    "create": "bot.actions.creating",
    "manage": "bot.actions.managing",
    "rehearse": "bot.actions.rehearsing",
    "carry_over": "bot.actions.carrying",
    "version": "bot.actions.versions",
    "invite": "bot.actions.inviting",
    "list": "bot.actions.people_lists",
    "links": "bot.actions.invitations",
    "board": "bot.actions.boards",
    "broadcast": "bot.actions.broadcasting",
    "broadcasts": "bot.actions.broadcasts.listing",
    "reply": "bot.actions.broadcasts.replies",
    "export": "bot.actions.exporting",
    "live": "bot.actions.live",
    "live_answer": "bot.actions.live_answers",
    "enter": "bot.actions.for_others",
    "add_person": "bot.actions.adding",
    "offer": "bot.actions.passing_on",
    "ask": "bot.actions.writing_in",
    "answer": "bot.actions.answering_people",
    "answer_file": "bot.actions.answer_files",
    "own_link": "bot.actions.personal_links",
    "ready": "bot.actions.ready_answers",
    "inbox": "bot.actions.inbox",
    "group": "bot.actions.announcing",
    "log": "bot.actions.logbook",
    "needs": "bot.actions.needs",
    "need_settings": "bot.actions.need_settings",
    "problem": "bot.actions.problems",
    "timeline": "bot.actions.timeline",
    "setting": "bot.actions.timeline_settings",
    "people": "bot.actions.people",
    "clusters": "bot.actions.clusters",
    "same": "bot.actions.same_person",
}


#: Changes of earlier messages and of chats; they are no messages of their own.
CHANGES = ("edit", "buttons", "delete", "stop", "menu", "topic", "topic_gone")


class Flow(Protocol):
    """One conversation. Each function runs inside the open transaction and may call ``tx.turn``."""

    def show(self, tx: Tx, person: Person, conversation: Conversation) -> None:
        """Say the present step again, with fresh buttons."""
        ...

    def receive(self, tx: Tx, person: Person, conversation: Conversation, incoming: Incoming) -> None:
        """Take words, a photo, a voice message, a place or a file as the answer to the present step."""
        ...

    def tap(self, tx: Tx, person: Person, conversation: Conversation, incoming: Incoming, code: str) -> None:
        """Take a press of a button of the present step."""
        ...


def flow(name: str) -> Flow:
    """The conversation with this name. Raises ``KeyError`` for an unknown one."""
    return cast("Flow", import_module(MODULES[name]))


def data(name: str, conversation: Conversation, code: str) -> str:
    """Callback data for a button of the present step. Raises ``ValueError`` beyond Telegram's 64 bytes."""
    made = f"{name}:{conversation.token}:{code}"
    if len(made.encode()) > 64:
        raise ValueError(f"button data too long: {made}")
    return made


def show_present(tx: Tx, person: Person) -> bool:
    """Say the present step again. False when the person is in no conversation."""
    conversation = tx.conversation(person)
    if not conversation.flow:
        return False
    flow(conversation.flow).show(tx, person, conversation)
    return True


def end(tx: Tx, person: Person) -> None:
    """Leave the present conversation and go back to an activity that was left open, if there is one."""
    tx.turn(person, "")
    _take_up(tx, person)


def nothing_open(tx: Tx, person: Person) -> str:
    """What is said when there is nothing to go back to: during a pause, how to end it."""
    _ = tx.tongue(person)
    enrolment = tx.session.get(Enrolment, person.enrolment_id) if person.enrolment_id else None
    if enrolment is not None and enrolment.state == "paused":
        return _("I am quiet now, as you wished. /resume wakes me.")
    return _("Nothing is open now. /today shows what comes, /wisdom keeps an idea.")


def _take_up(tx: Tx, person: Person) -> bool:
    if holding.held(tx, person) is not None:
        return False
    return cast("_Answering", import_module(MODULES["activity"])).take_up(tx, person)


class _Answering(Protocol):
    def take_up(self, tx: Tx, person: Person) -> bool: ...


def tap(tx: Tx, incoming: Incoming) -> None:
    """Handle any press of a button."""
    person = tx.person_of(incoming)
    name, token, code = (*incoming.tap.split(":", 2), "", "")[:3]
    if person is not None and standing.press(tx, person, name, token, incoming, code):
        person.seen_at = tx.now
        tx.toast(incoming)
        return
    if person is None or name not in MODULES:
        log.warning("foreign button", update_id=incoming.update_id)
        tx.toast(incoming)
        return
    person.seen_at = tx.now
    conversation = tx.conversation(person)
    if name in holding.WAITING and holding.held(tx, person) is not None:
        _ = tx.tongue(person)
        tx.toast(incoming, _("Your facilitator writes with you now. We go on after that."))
    elif token and token == conversation.token and name == conversation.flow:
        flow(name).tap(tx, person, conversation, incoming, code)
        tx.toast(incoming)
    elif token and _was_sent(tx, incoming.chat_id, token):
        _ = tx.tongue(person)
        # an offer to pass words on is no question: what is open comes before it
        if conversation.flow == "offer" and _take_up(tx, person):
            return
        if _stands_last(tx, conversation):
            tx.toast(incoming, _("That was an earlier question. The present one is below."))
            return
        tx.toast(incoming, _("That was an earlier question. Here is the present one."))
        if not show_present(tx, person) and not _take_up(tx, person):
            tx.say(person, nothing_open(tx, person))
    else:
        log.warning("forged button", update_id=incoming.update_id)
        tx.toast(incoming)


def _stands_last(tx: Tx, conversation: Conversation) -> bool:
    """Whether the present question is the last thing that was said, so that saying it again is of no use."""
    query = (
        select(Outbox.id)
        .where(Outbox.person_id == conversation.person_id, col(Outbox.kind).not_in(CHANGES))
        .where(col(Outbox.state).in_(("queued", "sent")))
        .order_by(col(Outbox.id).desc())
        .limit(1)
    )
    return conversation.outbox_id is not None and tx.session.exec(query).first() == conversation.outbox_id


def _was_sent(tx: Tx, chat_id: int, token: str) -> bool:
    query = select(Outbox.id).where(col(Outbox.chat_id) == chat_id, col(Outbox.token) == token).limit(1)
    return tx.session.exec(query).first() is not None
