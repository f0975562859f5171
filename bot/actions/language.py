"""/language: change the language of messages and menus at any time."""

from __future__ import annotations

from bot.actions import flows
from bot.actions.asking import ask, settle
from bot.actions.menus import offer
from bot.actions.tx import Tx
from bot.domain.incoming import Incoming
from bot.locales import LANGUAGES
from storage.tables import Conversation, Person


def choose(tx: Tx, incoming: Incoming) -> None:
    """/language: offer the languages, each in its own script; also to people who have not joined.

    Joining goes on afterwards; before a name was given it asks for the language itself.
    """
    person = tx.meet(incoming)
    before = tx.conversation(person)
    if before.flow == "joining" and not person.call_name:
        again = {"enrolment": before.data["enrolment"]}
        flows.flow("joining").show(tx, person, tx.turn(person, "joining", "language", again))
        return
    show(tx, person, tx.turn(person, "language"))


def show(tx: Tx, person: Person, conversation: Conversation) -> None:
    """Offer the languages."""
    _ = tx.tongue(person)
    buttons = [[(name, flows.data("language", conversation, code))] for code, name in LANGUAGES.items()]
    ask(tx, person, conversation, _("Which language do you like to read?"), buttons)


def receive(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming) -> None:
    """Take a typed name or code of a language; anything else asks again."""
    typed = incoming.text.strip().casefold()
    for code, name in LANGUAGES.items():
        if typed in (code, name.casefold()):
            _speak(tx, person, conversation, code)
            return
    show(tx, person, conversation)


def tap(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming, code: str) -> None:
    """Take the language that was tapped."""
    if code in LANGUAGES:
        _speak(tx, person, conversation, code)


def _speak(tx: Tx, person: Person, conversation: Conversation, code: str) -> None:
    settle(tx, person, conversation, LANGUAGES[code])
    person.language = code
    _ = tx.tongue(person)
    tx.say(person, _("From now on I write in {language}.", language=LANGUAGES[code]))
    offer(tx, person)
    flows.end(tx, person)
