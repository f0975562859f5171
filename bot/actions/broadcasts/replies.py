"""What people answer to a broadcast: a tap, a choice, words, a vote. It stands apart from the programme.

Buttons stand outside the conversation, so an activity is not disturbed; only who wants to answer in words is
asked for them, and goes back to the activity afterwards.
"""

from __future__ import annotations

from sqlmodel import select

from bot.actions import flows
from bot.actions.asking import ask, settle
from bot.actions.broadcasts import contents
from bot.actions.permissions import PRESENT, Refused
from bot.actions.tx import Tx
from bot.domain.incoming import Incoming
from bot.domain.said import N_, Said
from storage.tables import Broadcast, BroadcastAnswer, Conversation, Enrolment, Outbox, Person, Recipient

#: Letters of an answer in words.
LONGEST = 2000

_CLOSED = Said(N_("This question is closed now. Thank you!"))


def press(tx: Tx, person: Person, asked: Outbox, incoming: Incoming, code: str) -> None:
    """Take a button below a broadcast. In a preview nothing is kept."""
    found = _of(tx, person, asked)
    _ = tx.tongue(person)
    if found is None:
        tx.toast(incoming, _("This is only how it looks. Answers count after it was sent."))
        return
    broadcast, enrolment = found
    if code == "tap":
        tx.toast(incoming, _("Thank you!"))
        _touch(tx, broadcast, enrolment)
        return
    if broadcast.closed_at is not None:
        raise Refused(_CLOSED)
    options = contents.content_of(broadcast, contents.language_for(broadcast, person)).details["options"]
    verb, _dash, rest = code.partition("-")
    if verb == "c" and rest.isdigit() and 1 <= int(rest) <= len(options):
        keep(tx, broadcast, enrolment, person, rest)
        tx.toast(incoming, _("Thank you! Your answer: {answer}", answer=options[int(rest) - 1]))
    elif verb == "write" and not options:
        data = {"broadcast": broadcast.id, "enrolment": enrolment.id}
        show(tx, person, tx.turn(person, "reply", "words", data))


def show(tx: Tx, person: Person, conversation: Conversation) -> None:
    """Ask for the words, and say who reads them."""
    _ = tx.tongue(person)
    text = _(
        "Please write your answer. Your facilitators read it without your name; "
        "in a small group they may guess. It is not part of the research."
    )
    ask(tx, person, conversation, text, [[(_("Not now"), flows.data("reply", conversation, "no"))]])


def receive(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming) -> None:
    """Take the words; whatever was open before comes back."""
    _ = tx.tongue(person)
    broadcast = tx.session.get_one(Broadcast, conversation.data["broadcast"])
    enrolment = tx.session.get_one(Enrolment, conversation.data["enrolment"])
    words = incoming.text.strip()
    if broadcast.closed_at is not None:
        tx.say(person, _(_CLOSED.text))
    elif not words:
        tx.say(person, _("Please answer this one in words."))
        show(tx, person, conversation)
        return
    else:
        keep(tx, broadcast, enrolment, person, words[:LONGEST])
        tx.say(person, _("Thank you! To change it, tap the button below the question again."))
    settle(tx, person, conversation)
    flows.end(tx, person)


def tap(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming, code: str) -> None:
    """Not now: back to what was open before."""
    if code == "no":
        settle(tx, person, conversation)
        flows.end(tx, person)


def vote(tx: Tx, telegram_id: int, poll: str, chosen: tuple[int, ...]) -> None:
    """Telegram told how somebody voted in a poll; without choices they took their vote back."""
    query = select(Outbox, Person).where(
        Outbox.chat_id == telegram_id, Outbox.token == poll, Person.id == Outbox.person_id
    )
    row = tx.session.exec(query).first()
    found = _of(tx, row[1], row[0]) if row is not None else None
    if found is None or row is None:
        return
    broadcast, enrolment = found
    options = broadcast.details.get("options", [])
    if broadcast.closed_at is not None or any(not 0 <= each < len(options) for each in chosen):
        return
    if chosen:
        keep(tx, broadcast, enrolment, row[1], " ".join(str(each + 1) for each in chosen))
        return
    given = _given(tx, broadcast, enrolment)
    if given is not None:
        tx.session.delete(given)
        _draw_later(tx, broadcast)


def keep(tx: Tx, broadcast: Broadcast, enrolment: Enrolment, person: Person, value: str) -> None:
    """Keep an answer, or change the one that was given."""
    given = _given(tx, broadcast, enrolment)
    if given is None:
        given = BroadcastAnswer(
            broadcast_id=contents.root_of(broadcast), enrolment_id=enrolment.id or 0, answered_at=tx.now
        )
    elif given.value != value:
        given.edits += 1
        given.answered_at = tx.now
    given.value, given.language = value, contents.language_for(broadcast, person)
    tx.session.add(given)
    _draw_later(tx, broadcast)


def _given(tx: Tx, broadcast: Broadcast, enrolment: Enrolment) -> BroadcastAnswer | None:
    query = select(BroadcastAnswer).where(
        BroadcastAnswer.broadcast_id == contents.root_of(broadcast),
        BroadcastAnswer.enrolment_id == enrolment.id,
    )
    return tx.session.exec(query).first()


def _touch(tx: Tx, broadcast: Broadcast, enrolment: Enrolment) -> None:
    query = select(Recipient).where(
        Recipient.broadcast_id == contents.root_of(broadcast), Recipient.enrolment_id == enrolment.id
    )
    recipient = tx.session.exec(query).first()
    if recipient is not None and recipient.tapped_at is None:
        recipient.tapped_at = tx.now
        _draw_later(tx, broadcast)


def _draw_later(tx: Tx, broadcast: Broadcast) -> None:
    """Both receipts count along: that of a nudge, and that of the broadcast before it."""
    contents.count_later(tx, broadcast)
    contents.count_later(tx, tx.session.get_one(Broadcast, contents.root_of(broadcast)))


def _of(tx: Tx, person: Person, asked: Outbox) -> tuple[Broadcast, Enrolment] | None:
    """The broadcast that a message belongs to, and the enrolment; None for a preview.

    Raises :class:`Refused` for somebody who is no longer in the workshop.
    """
    if asked.broadcast_id is None or asked.person_id != person.id:
        return None
    broadcast = tx.session.get_one(Broadcast, asked.broadcast_id)
    query = select(Enrolment).where(
        Enrolment.workshop_id == broadcast.workshop_id, Enrolment.person_id == person.id
    )
    enrolment = tx.session.exec(query).first()
    if enrolment is None or enrolment.state not in PRESENT:
        raise Refused(Said(N_("This is for people of a workshop. Please open the link of your invitation.")))
    root = tx.session.get_one(Broadcast, contents.root_of(broadcast))
    return (root if root.closed_at is not None else broadcast), enrolment
