"""Messages that are not commands: new ones answer the present step, edited ones correct what was given."""

from __future__ import annotations

from collections.abc import Callable

from bot.actions import (
    drafts,
    flows,
    helping,
    holding,
    late,
    passing_on,
    threads,
    today,
    versions,
    withdrawing,
)
from bot.actions.correcting import correct
from bot.actions.finishing import open_prompts
from bot.actions.tx import Tx
from bot.domain.incoming import Incoming
from bot.locales import Tongue
from storage.tables import Conversation, Enrolment, Person

Action = Callable[[Tx, Incoming], None]


def receive(tx: Tx, incoming: Incoming) -> None:
    """Hand a message to the conversation the person is in.

    A stranger hears how to join. An edited message corrects the answer, the contribution or the
    message to facilitators that it had given. A message that answers (Telegram's reply) one of a thread goes
    there. A message outside every conversation gets a kind pointer to what is possible, and a button that
    sends it to the facilitators.
    """
    person = tx.person_of(incoming)
    if person is None:
        person = tx.meet(incoming)
    person.seen_at = tx.now
    _ = tx.tongue(person)
    if incoming.edited:
        if not (threads.edited(tx, person, incoming) or passing_on.edited(tx, person, incoming)):
            correct(tx, person, incoming)
        return
    if incoming.command:
        tx.say(person, _("I do not know /{command}. /help shows what I can do.", command=incoming.command))
        return
    if incoming.reply_to and threads.replied(tx, person, incoming):
        return
    conversation = tx.conversation(person)
    meant = _plain_words(_).get(incoming.text.strip().casefold())
    if meant is not None and person.enrolment_id is not None:
        meant(tx, incoming)
    elif conversation.flow in holding.WAITING and (thread := holding.held(tx, person)) is not None:
        threads.take_held(tx, thread, incoming)
    elif _is_a_programme(tx, person, conversation, incoming):
        return
    elif conversation.flow not in ("", "offer"):
        flows.flow(conversation.flow).receive(tx, person, conversation, incoming)
    elif person.enrolment_id is None and incoming.sender.telegram_id not in tx.rules.facilitators:
        tx.say(person, _("Hello! To take part, please open the link of your invitation."))
    elif not late.offer(tx, person, incoming) and not _show_open(tx, person, incoming):
        passing_on.offer(tx, person, incoming)


def _is_a_programme(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming) -> bool:
    """Whether it was a facilitator's workbook, for a new workshop or for the one that runs, and was taken."""
    return drafts.take_file(tx, person, conversation, incoming) or versions.take_file(
        tx, person, conversation, incoming
    )


def _show_open(tx: Tx, person: Person, incoming: Incoming) -> bool:
    """Show what was put aside, if anything was."""
    enrolment = tx.session.get(Enrolment, person.enrolment_id) if person.enrolment_id else None
    if enrolment is None or enrolment.state != "active" or not open_prompts(tx, enrolment):
        return False
    today.show(tx, person, tx.turn(person, "today", "list", passing_on.kept(tx, person, incoming)))
    return True


def _plain_words(_: Tongue) -> dict[str, Action]:
    """What some single words do anywhere, in English and in the person's language."""
    named = {"stop": withdrawing.ask, _("stop"): withdrawing.ask}
    named |= {"help": helping.show_help, _("help"): helping.show_help}
    return {word.casefold(): action for word, action in named.items()}
