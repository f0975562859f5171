"""/clusters: the clusters of a workshop: name, product, country, further facts, leaders and members."""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import Any

from bot.actions import acts, flows, roster
from bot.actions.asking import ask, settle
from bot.actions.cluster_changes import change, make, remove
from bot.actions.people_changes import set_cluster, set_role
from bot.actions.people_screens import PAGE, Rows, Screen, shorten, turns
from bot.actions.permissions import PARTICIPANTS, May, Member, require, require_in
from bot.actions.places import COUNTRIES, country_name, country_typed
from bot.actions.tx import Tx
from bot.domain.incoming import Incoming
from bot.locales import Tongue
from storage.tables import Cluster, Conversation, Person

#: Longest name of a cluster, of a product, and of a fact; most facts of one cluster.
LONGEST, MOST_FACTS = 60, 20

Data = dict[str, Any]


def begin(tx: Tx, incoming: Incoming) -> None:
    """/clusters: the clusters of the workshop that commands are about."""
    member = require(tx, incoming, May.MANAGE_PEOPLE)
    _turn(tx, member.person, "list", {"workshop": member.workshop.id})


def show(tx: Tx, person: Person, conversation: Conversation) -> None:
    """Say the present step."""
    member = require_in(tx, person, conversation.data["workshop"], May.MANAGE_PEOPLE)
    text, rows = _SCREENS[conversation.step](tx, tx.tongue(person), member, conversation.data)
    buttons = [[(label, flows.data("clusters", conversation, code)) for label, code in row] for row in rows]
    ask(tx, person, conversation, text, buttons, secret=True)


def receive(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming) -> None:
    """Take a typed name, product, country or fact; elsewhere the buttons are shown again."""
    member = require_in(tx, person, conversation.data["workshop"], May.MANAGE_PEOPLE)
    data, step, typed = dict(conversation.data), conversation.step, " ".join(incoming.text.split())
    _ = tx.tongue(person)
    settle(tx, person, conversation)
    if not typed or len(typed) > 2 * LONGEST or (step != "attributes" and len(typed) > LONGEST):
        tx.say(person, _("Please write a few words: at most {n} characters.", n=LONGEST))
        _turn(tx, person, step, data)
    elif step in ("list", "new"):
        cluster = make(tx, member, typed)
        _turn(tx, person, "card", {"workshop": data["workshop"], "cluster": cluster.id})
    elif step in ("name", "product", "country", "attributes"):
        _hear(tx, member, _, step, data, typed)
    else:
        _turn(tx, person, step, data)


def _hear(tx: Tx, member: Member, _: Tongue, step: str, data: Data, typed: str) -> None:
    cluster = roster.find_cluster(tx, member, data["cluster"])
    value: Any = typed
    if step == "country":
        value = country_typed(typed, _.locale)
    elif step == "attributes":
        value = _with_fact(dict(cluster.attributes), typed)
    if value is None or (not value and step != "attributes"):
        words = _("I cannot read this. Please tap a button, or write it like: sector = silk")
        tx.say(member.person, words)
        _turn(tx, member.person, step, data)
        return
    _change(tx, member, cluster, step, value, data)


def _with_fact(facts: dict[str, str], typed: str) -> dict[str, str] | None:
    """The facts with one that was typed as ``key = value``; without it when the value is empty."""
    key, equals, value = (part.strip() for part in typed.partition("="))
    if not equals or not key or "," in typed or (value and key not in facts and len(facts) >= MOST_FACTS):
        return None
    facts.pop(key, None)
    return {**facts, key: value} if value else facts


def tap(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming, code: str) -> None:
    """Take a button. A cluster of another workshop is refused."""
    member = require_in(tx, person, conversation.data["workshop"], May.MANAGE_PEOPLE)
    data, step = dict(conversation.data), conversation.step
    verb, _dash, rest = code.partition("-")
    settle(tx, person, conversation)
    home = {"workshop": data["workshop"]}
    if verb == "close":
        flows.end(tx, person)
    elif verb == "c" and rest.isdigit():
        _turn(tx, person, "card", {**home, "cluster": roster.find_cluster(tx, member, int(rest)).id})
    elif verb == "page" and rest.isdigit():
        _turn(tx, person, step, {**data, "page": int(rest)})
    elif verb in ("list", "new"):
        _turn(tx, person, verb, home)
    elif verb == "undo" and rest == str(data.get("act")):
        acts.undo(tx, member, acts.find(tx, data.pop("act")))
        _turn(tx, person, step, data)
    elif "cluster" in data:
        _on_card(tx, member, step, data, verb, rest)
    else:
        _turn(tx, person, step, data)


def _on_card(tx: Tx, member: Member, step: str, data: Data, verb: str, rest: str) -> None:
    """What a button of a cluster's card, or of a choice from it, does."""
    here = {"workshop": data["workshop"], "cluster": data["cluster"]}
    cluster = roster.find_cluster(tx, member, data["cluster"])
    if verb == "remove":
        act = remove(tx, member, cluster)
        _turn(tx, member.person, "list", {"workshop": data["workshop"], "act": act.id})
    elif verb in ("in", "lead") and rest.isdigit() and step in ("members", "leaders"):
        _put(tx, member, cluster, verb, int(rest))
        _turn(tx, member.person, step, data)
    elif verb == "country" and step == "country" and rest in COUNTRIES:
        _change(tx, member, cluster, "country", rest, here)
    else:
        _turn(tx, member.person, verb if verb in _SCREENS else "card", here)


def _put(tx: Tx, member: Member, cluster: Cluster, verb: str, number: int) -> None:
    """Put somebody in or out, or make them leader or trainee."""
    enrolment, person = roster.find(tx, member, number)
    inside = enrolment.cluster_id == cluster.id
    if verb == "in":
        set_cluster(tx, member, enrolment, person, None if inside else cluster)
    elif inside and enrolment.role in PARTICIPANTS:
        set_role(tx, member, enrolment, person, "trainee" if enrolment.role == "leader" else "leader")


def _change(tx: Tx, member: Member, cluster: Cluster, field: str, value: Any, data: Data) -> None:
    here = {"workshop": data["workshop"], "cluster": cluster.id}
    if getattr(cluster, field) != value:
        here["act"] = change(tx, member, cluster, field, value).id
    _turn(tx, member.person, "card", here)


def _list(tx: Tx, _: Tongue, member: Member, data: Data) -> Screen:
    found, page = roster.clusters_of(tx, member.workshop.id or 0), int(data.get("page", 0))
    lines = [_("<b>Clusters of {title}</b>", title=member.workshop.title)]
    rows: Rows = []
    if data.get("act"):
        act = acts.find(tx, data["act"])
        lines.insert(0, f"✓ {acts.describe(tx, _, act)}\n")
        rows.append([(_("Undo"), f"undo-{act.id}")])
    if not found:
        lines.append(_("There is none yet. Write the name of the first one."))
    for cluster in found[page * PAGE : (page + 1) * PAGE]:
        rows.append([(f"{shorten(cluster.name)} ({roster.size_of(tx, cluster)})", f"c-{cluster.id}")])
    rows += turns(_, len(found), page)
    return "\n".join(lines), [*rows, [(_("New cluster"), "new"), (_("Close"), "close")]]


def _card(tx: Tx, _: Tongue, member: Member, data: Data) -> Screen:
    cluster = roster.find_cluster(tx, member, data["cluster"])
    people = roster.people_of(tx, cluster.workshop_id, f"cluster-{cluster.id}")
    leaders = [roster.called(_, *pair) for pair in people if pair[0].role == "leader"]
    members = [roster.called(_, *pair) for pair in people if pair[0].role != "leader"]
    country = country_name(cluster.country, _.locale) if cluster.country else "–"
    lines = [
        _("<b>{name}</b>", name=cluster.name),
        _("Product: {product}", product=cluster.product or "–"),
        _("Country: {country}", country=country),
        *(html.escape(f"{key} = {value}", quote=False) for key, value in cluster.attributes.items()),
        _("Leaders: {names}", names=", ".join(leaders) or "–"),
        _("Members: {names}", names=", ".join(members) or "–"),
    ]
    rows: Rows = []
    if data.get("act"):
        act = acts.find(tx, data["act"])
        lines = [f"✓ {acts.describe(tx, _, act)}", "", *lines]
        rows.append([(_("Undo"), f"undo-{act.id}")])
    rows += [
        [(_("Name"), "name"), (_("Product"), "product")],
        [(_("Country"), "country"), (_("Facts"), "attributes")],
        [(_("Members"), "members"), (_("Leaders"), "leaders")],
    ]
    last = [(_("Back"), "list")]
    return "\n".join(lines), [*rows, last if people else [(_("Remove"), "remove"), *last]]


def _ask_words(tx: Tx, _: Tongue, member: Member, data: Data, text: str) -> Screen:
    back = "card" if "cluster" in data else "list"
    return text, [[(_("Back"), back)]]


def _ask_country(tx: Tx, _: Tongue, member: Member, data: Data) -> Screen:
    rows: Rows = [[(country_name(code, _.locale), f"country-{code}")] for code in COUNTRIES]
    return _("In which country is the cluster?"), [*rows, [(_("Back"), "card")]]


def _members(tx: Tx, _: Tongue, member: Member, data: Data) -> Screen:
    cluster, page = roster.find_cluster(tx, member, data["cluster"]), int(data.get("page", 0))
    found = roster.people_of(tx, cluster.workshop_id)
    rows: Rows = []
    for enrolment, person in found[page * PAGE : (page + 1) * PAGE]:
        mark = "✓ " if enrolment.cluster_id == cluster.id else ""
        other = " …" if enrolment.cluster_id not in (None, cluster.id) else ""
        rows.append([(f"{mark}{shorten(roster.called(_, enrolment, person))}{other}", f"in-{enrolment.id}")])
    text = _(
        "Tap who is in <b>{cluster}</b>, and tap again to take them out. "
        "… is in another cluster and moves here.",
        cluster=cluster.name,
    )
    return text, [*rows, *turns(_, len(found), page), [(_("Done"), "card")]]


def _leaders(tx: Tx, _: Tongue, member: Member, data: Data) -> Screen:
    cluster, page = roster.find_cluster(tx, member, data["cluster"]), int(data.get("page", 0))
    people = roster.people_of(tx, cluster.workshop_id, f"cluster-{cluster.id}")
    found = [pair for pair in people if pair[0].role in PARTICIPANTS]
    rows: Rows = [
        [
            (
                f"{'★ ' if one.role == 'leader' else ''}{shorten(roster.called(_, one, person))}",
                f"lead-{one.id}",
            )
        ]
        for one, person in found[page * PAGE : (page + 1) * PAGE]
    ]
    text = _("Tap who leads <b>{cluster}</b> (★), and tap again for who does not.", cluster=cluster.name)
    return text, [*rows, *turns(_, len(found), page), [(_("Done"), "card")]]


def _turn(tx: Tx, person: Person, step: str, data: Data) -> None:
    show(tx, person, tx.turn(person, "clusters", step, data))


_SCREENS: dict[str, Callable[[Tx, Tongue, Member, Data], Screen]] = {
    "list": _list,
    "card": _card,
    "new": lambda tx, _, member, data: _ask_words(tx, _, member, data, _("What is the cluster called?")),
    "name": lambda tx, _, member, data: _ask_words(tx, _, member, data, _("What is it called now?")),
    "product": lambda tx, _, member, data: _ask_words(
        tx, _, member, data, _("What do its firms make or sell?")
    ),
    "country": _ask_country,
    "attributes": lambda tx, _, member, data: _ask_words(
        tx,
        _,
        member,
        data,
        _(
            "Write a fact like: <code>sector = silk</code>. The schedule can be for such clusters. "
            "<code>sector =</code> takes it away."
        ),
    ),
    "members": _members,
    "leaders": _leaders,
}
