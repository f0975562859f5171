"""/people: who is in the workshop, and what a facilitator does for one of them.

A list that is narrowed by role or cluster, or by typing a part of a name; a card; and from the card role,
cluster, language, clock, a message, taking out and letting return. Every change stands in the log.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.actions import acts, flows, roster, same_person
from bot.actions import people_screens as screens
from bot.actions.asking import ask, settle
from bot.actions.people_changes import set_cluster, set_language, set_role, set_zone
from bot.actions.permissions import PARTICIPANTS, May, Member, Refused, require, require_in
from bot.actions.places import find_zones
from bot.actions.recipients import everybody
from bot.actions.removing import let_return, remove
from bot.actions.setting_aside import tell
from bot.actions.tx import Tx
from bot.domain.incoming import Incoming
from bot.domain.said import N_, Said
from bot.locales import LANGUAGES, Safe, Tongue
from storage.tables import Act, Conversation, Person

#: What is kept of the list while a card is looked at.
LIST = ("workshop", "only", "find", "page")

#: Longest message to one person, in characters.
LONGEST = 3000

_SCREENS: dict[str, Callable[[Tx, Tongue, Member, screens.Data], screens.Screen]] = {
    "list": screens.list_people,
    "filter": screens.choose_filter,
    "card": screens.card,
    "role": screens.choose_role,
    "cluster": screens.choose_cluster,
    "language": screens.choose_language,
    "zone": screens.choose_zone,
    "message": screens.ask_message,
    "remove": screens.ask_removal,
}

#: Steps that a button of the card leads to.
_FROM_CARD = ("card", "role", "cluster", "language", "zone", "message", "remove")


def begin(tx: Tx, incoming: Incoming) -> None:
    """/people: the list; ``/people mya`` finds people by a part of their name at once."""
    member = require(tx, incoming, May.MANAGE_PEOPLE)
    data = {"workshop": member.workshop.id, "find": incoming.argument.strip()[:40]}
    show(tx, member.person, tx.turn(member.person, "people", "list", data))


def show(tx: Tx, person: Person, conversation: Conversation) -> None:
    """Say the present step."""
    member = require_in(tx, person, conversation.data["workshop"], May.MANAGE_PEOPLE)
    text, rows = _SCREENS[conversation.step](tx, tx.tongue(person), member, conversation.data)
    buttons = [[(label, flows.data("people", conversation, code)) for label, code in row] for row in rows]
    ask(tx, person, conversation, text, buttons, secret=True)


def receive(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming) -> None:
    """Take a part of a name, a city, or the words of a message; elsewhere the buttons are shown again."""
    member = require_in(tx, person, conversation.data["workshop"], May.MANAGE_PEOPLE)
    data, step, typed = dict(conversation.data), conversation.step, " ".join(incoming.text.split())
    _ = tx.tongue(person)
    settle(tx, person, conversation)
    if step == "zone" and typed:
        data["zones"] = find_zones(typed, _.locale)
        if not data["zones"]:
            tx.say(person, _("I do not know this place. Please write a big city or a zone like Asia/Manila."))
    elif step == "message" and typed and len(incoming.html) <= LONGEST:
        data["words"] = incoming.html
    elif step == "message":
        tx.say(person, _("Please write a few words, not too long."))
    elif step in ("list", "card", "filter") and typed:
        step, data = "list", {"workshop": member.workshop.id, "find": typed[:40]}
    _turn(tx, person, step, data)


def tap(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming, code: str) -> None:
    """Take a button. Whoever is not in the workshop any more is told so, and nothing changes."""
    member = require_in(tx, person, conversation.data["workshop"], May.MANAGE_PEOPLE)
    data, step = dict(conversation.data), conversation.step
    verb, _dash, rest = code.partition("-")
    settle(tx, person, conversation)
    if verb == "close":
        flows.end(tx, person)
    elif verb == "p" and rest.isdigit():
        roster.find(tx, member, int(rest))
        _turn(tx, person, "card", {**_list_of(data), "enrolment": int(rest)})
    elif verb == "page" and rest.isdigit():
        _turn(tx, person, step, {**data, ("turned" if step == "cluster" else "page"): int(rest)})
    elif verb in ("list", "filter"):
        _turn(tx, person, verb, {**_list_of(data), "page": 0})
    elif verb == "only":
        _turn(tx, person, "list", {"workshop": data["workshop"], "only": rest})
    elif "enrolment" in data:
        _on_card(tx, member, step, data, verb, rest)
    else:
        _turn(tx, person, step, data)


def _on_card(tx: Tx, member: Member, step: str, data: dict[str, Any], verb: str, rest: str) -> None:
    """What a button of the card, or of a choice from it, does."""
    here = {**_list_of(data), "enrolment": data["enrolment"]}
    if verb in _FROM_CARD:
        _turn(tx, member.person, verb, here)
        return
    if verb == "set" and step in _SET:
        act = _SET[step](tx, member, data, rest)
    elif verb == "send" and step == "message" and data.get("words"):
        act = _send(tx, member, data)
    elif verb == "out" and step == "remove":
        act = remove(tx, member, *roster.find(tx, member, data["enrolment"]))
    elif verb == "undo" and rest == str(data.get("act")):
        act = None
        acts.undo(tx, member, acts.find(tx, data["act"]))
    elif verb == "same" and step == "card":
        same_person.begin(tx, member, roster.find(tx, member, data["enrolment"])[0])
        return
    elif verb == "return":
        act = None
        let_return(tx, member, roster.find(tx, member, data["enrolment"])[0])
    else:
        act = None
    if act is not None:
        here["act"] = act.id
    if tx.conversation(member.person).flow == "people":
        _turn(tx, member.person, "card", here)


def _set_role(tx: Tx, member: Member, data: dict[str, Any], rest: str) -> Act | None:
    pair = roster.find(tx, member, data["enrolment"])
    return set_role(tx, member, *pair, rest) if rest in roster.ROLE_WORDS and rest != pair[0].role else None


def _set_cluster(tx: Tx, member: Member, data: dict[str, Any], rest: str) -> Act | None:
    pair = roster.find(tx, member, data["enrolment"])
    cluster = roster.find_cluster(tx, member, int(rest)) if rest.isdigit() else None
    changes = pair[0].cluster_id != (cluster.id if cluster else None)
    return set_cluster(tx, member, *pair, cluster) if changes else None


def _set_language(tx: Tx, member: Member, data: dict[str, Any], rest: str) -> Act | None:
    pair = roster.find(tx, member, data["enrolment"])
    return set_language(tx, member, *pair, rest) if rest in LANGUAGES and rest != pair[1].language else None


def _set_zone(tx: Tx, member: Member, data: dict[str, Any], rest: str) -> Act | None:
    pair, zones = roster.find(tx, member, data["enrolment"]), screens.zones_in(data)
    zone = zones[int(rest)] if rest.isdigit() and int(rest) < len(zones) else pair[1].zone
    return set_zone(tx, member, *pair, zone) if zone != pair[1].zone else None


_SET: dict[str, Callable[[Tx, Member, dict[str, Any], str], Act | None]] = {
    "role": _set_role,
    "cluster": _set_cluster,
    "language": _set_language,
    "zone": _set_zone,
}


def _send(tx: Tx, member: Member, data: dict[str, Any]) -> Act:
    """Send one person the words of a facilitator, by the rules that hold for a message to many."""
    enrolment, person = roster.find(tx, member, data["enrolment"])
    reached = {reader.person.id for reader in everybody(tx, member.workshop).people}
    team = enrolment.role not in PARTICIPANTS and enrolment.state == "active"
    if person.id not in reached and not (team and person.chat_id and person.reachable == "yes"):
        raise Refused(Said(N_("This person cannot get messages from me now.")))
    tell(tx, member.workshop, person, screens.signed(tx.tongue(person), member, Safe(data["words"])))
    return acts.record(tx, member, "person_messaged", {"enrolment": enrolment.id})


def describe(tx: Tx, _: Tongue, act: Act) -> str:
    """For the log: who got a message. Never what it said."""
    return _("{name} got a message", name=roster.name_of(tx, _, act.details["enrolment"]))


def _list_of(data: dict[str, Any]) -> dict[str, Any]:
    return {key: data[key] for key in LIST if key in data}


def _turn(tx: Tx, person: Person, step: str, data: dict[str, Any]) -> None:
    show(tx, person, tx.turn(person, "people", step, data))
