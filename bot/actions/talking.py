"""Messages that are not commands: new ones answer the present step, edited ones correct what was given."""

from __future__ import annotations

from bot.actions import flows
from bot.actions.correcting import correct
from bot.actions.tx import Tx
from bot.domain.incoming import Incoming


def receive(tx: Tx, incoming: Incoming) -> None:
    """Hand a message to the conversation the person is in.

    A stranger hears how to join. An edited message corrects the answer or contribution it had given.
    A message outside every conversation gets a kind pointer to what is possible.
    """
    person = tx.person_of(incoming)
    if person is None:
        person = tx.meet(incoming)
    person.seen_at = tx.now
    _ = tx.tongue(person)
    if incoming.edited:
        correct(tx, person, incoming)
        return
    if incoming.command:
        tx.say(person, _("I do not know /{command}. /help shows what I can do.", command=incoming.command))
        return
    conversation = tx.conversation(person)
    if conversation.flow:
        flows.flow(conversation.flow).receive(tx, person, conversation, incoming)
    elif person.enrolment_id is None and incoming.sender.telegram_id not in tx.rules.facilitators:
        tx.say(person, _("Hello! To take part, please open the link of your invitation."))
    else:
        tx.say(person, _("Thank you. Nothing is open now. /today shows what comes, /wisdom keeps an idea."))
