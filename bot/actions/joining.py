"""Joining: language, call name, country, and each layer of consent, one message each.

What is still missing is read from the rows, so joining goes on where it stopped after any break, and
somebody who is known from another workshop is asked only what is new. Facilitators and researchers
are asked for no consent: they give no answers.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Any

from bot.actions import consents, flows, live_answers
from bot.actions.asking import ask, settle
from bot.actions.joining_words import buttons, words
from bot.actions.menus import help_text, offer
from bot.actions.places import COUNTRIES, country_of, country_typed, find_zones
from bot.actions.scheduling import cancel_all, plan
from bot.actions.tx import Tx
from bot.domain.incoming import Incoming
from bot.domain.schedule import PARTICIPANTS
from storage.tables import Conversation, Enrolment, Person, Workshop

#: Longest call name, in characters as people count them.
LONGEST_NAME = 40

Data = dict[str, Any]


def begin(tx: Tx, person: Person, enrolment: Enrolment, *, proposed: str = "") -> None:
    """Start joining, go on with it, or ask again somebody who had declined.

    ``proposed`` is the name under which a list invited the person, who may take it or write another.
    """
    if enrolment.state == "declined":
        enrolment.state = "joining"
    known = {"proposed": proposed} if proposed else {}
    _go_on(tx, person, enrolment, {"enrolment": enrolment.id, **known})


def show(tx: Tx, person: Person, conversation: Conversation) -> None:
    """Ask the present step."""
    _ = tx.tongue(person)
    workshop = tx.session.get_one(Workshop, _enrolment(tx, conversation).workshop_id)
    text = words(_, conversation.step, person, workshop, conversation.data)
    choices = buttons(_, conversation.step, conversation.data)
    rows = [[(label, flows.data("joining", conversation, code))] for code, label in choices.items()]
    ask(tx, person, conversation, text, rows, workshop_id=workshop.id)


def receive(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming) -> None:
    """Take a typed name, country or city, or the words of a button; else the question stays."""
    _ = tx.tongue(person)
    typed = " ".join(unicodedata.normalize("NFC", incoming.text).split())
    choices = buttons(_, conversation.step, conversation.data)
    labels = {label.casefold(): code for code, label in choices.items()}
    if conversation.step == "name" and typed:
        _hear_name(tx, person, conversation, typed)
    elif typed and typed.casefold() in labels:
        _choose(tx, person, conversation, labels[typed.casefold()], shown="", way="text")
    elif conversation.step == "country" and country_typed(typed, _.locale):
        _choose(tx, person, conversation, country_typed(typed, _.locale), shown="", way="text")
    elif conversation.step in ("country", "zone", "zone_ok") and typed:
        _hear_zone(tx, person, conversation, typed)
    else:
        tx.say(
            person,
            _("Sorry, I did not understand. Please tap one of the buttons.")
            if choices
            else _("Sorry, I did not understand. Please write a few words."),
        )
        show(tx, person, conversation)


def tap(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming, code: str) -> None:
    """Take a button of the present step; a code that it did not offer changes nothing."""
    choices = buttons(tx.tongue(person), conversation.step, conversation.data)
    if code in choices:
        _choose(tx, person, conversation, code, shown=choices[code], way="tap")


def settle_in(tx: Tx, person: Person, enrolment: Enrolment) -> None:
    """Offer the commands of the role, plan what the programme has for it, and ask what the room is asked."""
    offer(tx, person)
    plan(tx, enrolment)
    live_answers.ask_newcomer(tx, person, enrolment)


def _choose(tx: Tx, person: Person, conversation: Conversation, code: str, *, shown: str, way: str) -> None:
    """Close the question with what was chosen, do it, and ask what is missing next."""
    step, _dash, layer = conversation.step.partition("-")
    data = {key: value for key, value in conversation.data.items() if key != "drawn"}
    enrolment = _enrolment(tx, conversation)
    settle(tx, person, conversation, shown)
    if step == "consent":
        consents.record_asked(tx, enrolment, layer, tx.tongue(person), yes=code == "yes", way=way)
        if layer == "c0" and code == "no":
            _decline(tx, person, enrolment)
            return
    elif (step, code) in _ELSEWHERE:
        _ELSEWHERE[step, code](tx, person, data)
        return
    else:
        _TAKE[step](person, data, code)
    _go_on(tx, person, enrolment, data)


def _take_language(person: Person, data: Data, code: str) -> None:
    person.language = code
    data["language"] = True


def _take_name(person: Person, data: Data, code: str) -> None:
    name = data.pop("name")
    data.pop("from_list", None)
    if code == "yes":
        person.call_name = name


def _take_country(person: Person, data: Data, code: str) -> None:
    person.country, person.zone = code, COUNTRIES[code]


def _take_zone(person: Person, data: Data, code: str) -> None:
    person.zone = data["zones"][int(code)]
    person.country = country_of(person.zone)


def _take_start(person: Person, data: Data, code: str) -> None:
    data["ready"] = True


_TAKE: dict[str, Callable[[Person, Data, str], None]] = {
    "language": _take_language,
    "name_ok": _take_name,
    "country": _take_country,
    "zone_ok": _take_zone,
    "ready": _take_start,
    "more": _take_start,
}


def _go_on(tx: Tx, person: Person, enrolment: Enrolment, data: Data) -> None:
    """Ask the first thing that is missing; when nothing is, the person is in."""
    missing = consents.unanswered(tx, enrolment) if enrolment.role in PARTICIPANTS else []
    if not person.call_name and not data.get("language"):
        _turn(tx, person, "language", data)
    elif not person.call_name and data.get("proposed"):
        _turn(tx, person, "name_ok", {**data, "name": data.pop("proposed"), "from_list": True})
    elif not person.call_name:
        _turn(tx, person, "name", data)
    elif not person.zone:
        _turn(tx, person, "country", data)
    elif "c0" in missing and not data.get("ready"):
        _turn(tx, person, "ready", data)
    elif missing:
        _turn(tx, person, f"consent-{missing[0]}", data)
    else:
        _welcome(tx, person, enrolment)


def _turn(tx: Tx, person: Person, step: str, data: Data) -> None:
    show(tx, person, tx.turn(person, "joining", step, data))


def _hear_name(tx: Tx, person: Person, conversation: Conversation, typed: str) -> None:
    length = sum(unicodedata.category(letter) not in ("Mn", "Me", "Cf") for letter in typed)
    if length > LONGEST_NAME or len(typed) > 4 * LONGEST_NAME:
        _ = tx.tongue(person)
        tx.say(person, _("This is a little long. Please use {n} characters or fewer.", n=LONGEST_NAME))
        return
    _turn(tx, person, "name_ok", {**conversation.data, "name": typed})


def _hear_zone(tx: Tx, person: Person, conversation: Conversation, typed: str) -> None:
    _ = tx.tongue(person)
    settle(tx, person, conversation)
    zones = find_zones(typed, _.locale)
    if zones:
        found = {"zones": zones, "now": tx.now.isoformat()}
        _turn(tx, person, "zone_ok", {**conversation.data, **found})
    else:
        tx.say(person, _("Sorry, I do not know this place. Please write a bigger city near you."))
        _turn(tx, person, "zone", dict(conversation.data))


def _wait(tx: Tx, person: Person, data: Data) -> None:
    _ = tx.tongue(person)
    tx.turn(person, "")
    tx.say(person, _("That is fine. /start goes on whenever you like."))


#: Buttons that lead to another step of joining, or out of it, instead of answering.
_ELSEWHERE: dict[tuple[str, str], Callable[[Tx, Person, Data], None]] = {
    ("country", "other"): lambda tx, person, data: _turn(tx, person, "zone", data),
    ("zone_ok", "none"): lambda tx, person, data: _turn(tx, person, "zone", data),
    ("ready", "more"): lambda tx, person, data: _turn(tx, person, "more", data),
    ("ready", "later"): _wait,
    ("more", "later"): _wait,
}


def _decline(tx: Tx, person: Person, enrolment: Enrolment) -> None:
    """C0 = no: nothing is asked from now on, and nothing is kept but the choice itself."""
    _ = tx.tongue(person)
    enrolment.state = "declined"
    cancel_all(tx, enrolment)
    tx.turn(person, "")
    tx.note("declined", actor=person, enrolment_id=enrolment.id, workshop_id=enrolment.workshop_id)
    tx.say(person, _("Thank you. That is fine, and I ask you nothing more. If you change your mind: /start."))


def _welcome(tx: Tx, person: Person, enrolment: Enrolment) -> None:
    """Everything was asked: the enrolment is active, and what it brings is planned."""
    _ = tx.tongue(person)
    enrolment.state, enrolment.joined_at = "active", tx.now
    tx.turn(person, "")
    tx.note("joined", actor=person, enrolment_id=enrolment.id, workshop_id=enrolment.workshop_id)
    if enrolment.role in PARTICIPANTS:
        hello = _("Thank you, {name}. This is what you chose:", name=person.call_name)
        rest = consents.choices_text(tx, enrolment, _)
        rest += "\n\n" + _("You can change it at any time: /privacy. What comes next: /today.")
    else:
        title = tx.session.get_one(Workshop, enrolment.workshop_id).title
        hello = _("Welcome, {name}! You are in the team of “{title}”.", name=person.call_name, title=title)
        rest = help_text(tx, person)
    tx.say(person, f"{hello}\n\n{rest}", workshop_id=enrolment.workshop_id)
    settle_in(tx, person, enrolment)


def _enrolment(tx: Tx, conversation: Conversation) -> Enrolment:
    return tx.session.get_one(Enrolment, conversation.data["enrolment"])
