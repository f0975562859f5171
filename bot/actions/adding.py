"""A person without a phone joins through a facilitator, who reads every question of consent aloud.

Nothing is stored before the person has answered all of them, and no message says the name before that:
somebody who does not want to take part leaves no trace. Each answer is a record like any other, in the
words that were read, marked as "proxy".
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from typing import Any

from sqlmodel import col, select

from bot.actions import acts, consents, flows
from bot.actions.asking import ask, settle
from bot.actions.consents import LAYERS
from bot.actions.erasing import new_pseudonym
from bot.actions.joining import LONGEST_NAME
from bot.actions.permissions import May, Member, require_in
from bot.actions.places import COUNTRIES, country_name
from bot.actions.scheduling import plan
from bot.actions.tx import Tx
from bot.domain.incoming import Incoming
from bot.locales import LANGUAGES, Tongue, tongue
from storage.tables import Cluster, Conversation, Enrolment, Person

#: What is asked about the person before the questions of consent, in this order.
STEPS = ("name", "language", "country", "role", "cluster")

Choices = dict[str, str]


def show(tx: Tx, person: Person, conversation: Conversation) -> None:
    """Ask the present step."""
    member = require_in(tx, person, conversation.data["workshop"], May.ENTER_FOR_OTHERS)
    _ = tx.tongue(person)
    choices = _choices(tx, member, conversation)
    rows = [[(label, flows.data("add_person", conversation, code))] for code, label in choices.items()]
    rows.append([(_("Cancel"), flows.data("add_person", conversation, "cancel"))])
    ask(tx, person, conversation, _words(_, conversation), rows)


def receive(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming) -> None:
    """Take the name, or the words of a button."""
    member = require_in(tx, person, conversation.data["workshop"], May.ENTER_FOR_OTHERS)
    _ = tx.tongue(person)
    typed = " ".join(unicodedata.normalize("NFC", incoming.text).split())
    labels = {label.casefold(): code for code, label in _choices(tx, member, conversation).items()}
    if conversation.step == "name" and typed:
        if len(typed) > LONGEST_NAME:
            tx.say(person, _("This is a little long. Please use {n} characters or fewer.", n=LONGEST_NAME))
            return
        settle(tx, person, conversation)
        _go_on(tx, member, {**conversation.data, "name": typed})
    elif typed.casefold() in labels:
        tap(tx, person, conversation, incoming, labels[typed.casefold()])
    else:
        tx.say(person, _("Sorry, I did not understand. Please tap one of the buttons."))


def tap(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming, code: str) -> None:
    """Take a button of the present step; a code that it did not offer changes nothing."""
    member = require_in(tx, person, conversation.data["workshop"], May.ENTER_FOR_OTHERS)
    choices, data = _choices(tx, member, conversation), dict(conversation.data)
    if code == "cancel":
        settle(tx, person, conversation)
        _leave(tx, member, tx.tongue(person)("OK. Nothing was kept."))
        return
    if code not in choices:
        return
    settle(tx, person, conversation, choices[code])
    step, _dash, layer = conversation.step.partition("-")
    if step != "consent":
        _go_on(tx, member, {**data, step: code})
        return
    if layer == "c0" and code == "no":
        words = tx.tongue(person)("That is fine. Please say thank you. Nothing was kept.")
        _leave(tx, member, words)
        return
    given = {**data.get("consents", {}), layer: [code == "yes", tx.now.isoformat()]}
    _go_on(tx, member, {**data, "consents": given})


def _words(_: Tongue, conversation: Conversation) -> str:
    step, _dash, layer = conversation.step.partition("-")
    if step == "name":
        return _("<b>A person without a phone</b>\nWhat should I call this person? Please write the name.")
    if step == "consent":
        number = list(LAYERS).index(layer) + 1
        theirs = tongue(conversation.data["language"])
        count = _("{number} of {total}", number=number, total=len(LAYERS))
        aloud = _("Please read this aloud, and tap the answer that you hear.")
        return f"<i>{count}. {aloud}</i>\n\n{theirs(LAYERS[layer].text)}"
    if step == "language":
        return _("Which language does this person speak?")
    if step == "country":
        return _("Where does this person live?")
    if step == "role":
        return _("What is this person in the workshop?")
    return _("Which cluster does this person belong to?")


def _choices(tx: Tx, member: Member, conversation: Conversation) -> Choices:
    _ = tx.tongue(member.person)
    step, _dash, layer = conversation.step.partition("-")
    if step == "language":
        return dict(LANGUAGES)
    if step == "country":
        return {code: country_name(code, _.locale) for code in COUNTRIES} | {"none": _("Another country")}
    if step == "role":
        return {"trainee": _("Trainee"), "leader": _("Cluster leader")}
    if step == "cluster":
        named = {str(cluster.id): cluster.name for cluster in _clusters(tx, member)}
        return named | {"none": _("None of these")}
    if step == "consent":
        return {"yes": _("Yes, I am 18 or older") if layer == "c0" else _("Yes"), "no": _("No")}
    return {}


def _clusters(tx: Tx, member: Member) -> list[Cluster]:
    query = select(Cluster).where(Cluster.workshop_id == member.workshop.id).order_by(col(Cluster.name))
    return list(tx.session.exec(query))


def _go_on(tx: Tx, member: Member, data: dict[str, Any]) -> None:
    """Ask the first thing that is missing; when nothing is, the person takes part."""
    step = next((each for each in STEPS if each not in data), "")
    if step == "cluster" and not _clusters(tx, member):
        step = ""
    if not step:
        layer = next((code for code in LAYERS if code not in data.get("consents", {})), "")
        step = f"consent-{layer}" if layer else ""
    if step:
        show(tx, member.person, tx.turn(member.person, "add_person", step, data))
        return
    enrolment = _add(tx, member, data)
    words = tx.tongue(member.person)("{name} takes part now.", name=data["name"])
    _leave(tx, member, words, enrolment)


def _add(tx: Tx, member: Member, data: dict[str, Any]) -> Enrolment:
    """Store the person, their choices, and what the programme has for them."""
    person = Person(
        call_name=data["name"],
        language=data["language"],
        country="" if data["country"] == "none" else data["country"],
        zone=COUNTRIES.get(data["country"], member.workshop.zone),
        created_at=tx.now,
        seen_at=tx.now,
    )
    tx.session.add(person)
    tx.session.flush()
    cluster = data.get("cluster", "none")
    enrolment = Enrolment(
        workshop_id=member.workshop.id or 0,
        person_id=person.id or 0,
        role=data["role"],
        cluster_id=None if cluster == "none" else int(cluster),
        pseudonym=new_pseudonym(),
        state="active",
        joined_at=tx.now,
    )
    tx.session.add(enrolment)
    tx.session.flush()
    person.enrolment_id = enrolment.id
    theirs = tx.tongue(person)
    for layer, (yes, at) in data["consents"].items():
        made = consents.record_asked(tx, enrolment, layer, theirs, yes=yes, way="proxy")
        made.at = dt.datetime.fromisoformat(at)
    tx.note("joined", actor=member.person, enrolment_id=enrolment.id, workshop_id=enrolment.workshop_id)
    acts.record(tx, member, "person_added", {"enrolment": enrolment.id})
    plan(tx, enrolment)
    return enrolment


def _leave(tx: Tx, member: Member, words: str, enrolment: Enrolment | None = None) -> None:
    """Go back to /enter: to the new person, or to the list."""
    data: dict[str, Any] = {"workshop": member.workshop.id, "words": words}
    step = "people" if enrolment is None else "person"
    tx.turn(member.person, "enter", step, data | ({"enrolment": enrolment.id} if enrolment else {}))
    flows.show_present(tx, member.person)
