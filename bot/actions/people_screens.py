"""What /people shows: the list, ways to narrow it, one person's card, and what can be chosen for them."""

from __future__ import annotations

import datetime as dt
import html
from typing import Any

from babel.dates import format_timedelta

from bot.actions import acts, roster
from bot.actions.answer_rows import open_desk
from bot.actions.finishing import open_prompts
from bot.actions.permissions import PARTICIPANTS, Member
from bot.actions.places import COUNTRIES, city, country_name
from bot.actions.posing import title_of
from bot.actions.removing import STATE
from bot.actions.roster import EVERYONE, NO_CLUSTER, REMOVED, ROLE_WORDS, Pair
from bot.actions.speaking import local_moment, local_time
from bot.actions.tx import Tx
from bot.domain.said import N_
from bot.locales import LANGUAGES, Safe, Tongue
from storage.tables import Act, Cluster

#: People, or clusters, on one page.
PAGE = 8

#: Longest label of a button, in characters.
SHORT = 28

#: Most open activities named on a card.
MOST_OPEN = 6

Data = dict[str, Any]
Rows = list[list[tuple[str, str]]]
Screen = tuple[str, Rows]

_REACHABLE = {
    "yes": N_("Can be reached"),
    "blocked": N_("Cannot be reached: blocked the bot"),
    "gone": N_("Cannot be reached: the account is gone"),
}


def list_people(tx: Tx, _: Tongue, member: Member, data: Data) -> Screen:
    """One page of people, each with a button; typing finds people by a part of their name."""
    only, part, page = data.get("only", EVERYONE), data.get("find", ""), int(data.get("page", 0))
    found = roster.people_of(tx, member.workshop.id or 0, only, part)
    lines = [_("<b>People of {title}</b>", title=member.workshop.title)]
    shown = _("“{part}”", part=part) if part else only_words(tx, _, only)
    lines.append(f"{shown} · {_.plural('{n} person', '{n} people', len(found))}")
    if not found:
        lines.append(_("Nobody is here."))
    lines.append(_("Tap a name, or write a part of a name."))
    rows: Rows = [
        [(f"{shorten(roster.called(_, *pair))} · {_mark(_, pair)}", f"p-{pair[0].id}")]
        for pair in found[page * PAGE : (page + 1) * PAGE]
    ]
    rows += turns(_, len(found), page)
    return "\n".join(lines), [*rows, [(_("Narrow down"), "filter"), (_("Close"), "close")]]


def _mark(_: Tongue, pair: Pair) -> str:
    enrolment, person = pair
    if enrolment.state == STATE:
        return _("removed")
    if enrolment.state in ("joining", "declined"):
        return _("not joined yet")
    signs = ("⏸" if enrolment.state == "paused" else "") + ("⚠" if person.reachable != "yes" else "")
    return f"{_(ROLE_WORDS[enrolment.role])} {signs}".strip()


def choose_filter(tx: Tx, _: Tongue, member: Member, data: Data) -> Screen:
    """Ways to narrow the list: roles, clusters, and who was removed."""
    page, clusters = int(data.get("page", 0)), roster.clusters_of(tx, member.workshop.id or 0)
    rows: Rows = [[(_("Everybody"), f"only-{EVERYONE}")]]
    roles = [(only_words(tx, _, f"role-{role}"), f"only-role-{role}") for role in ROLE_WORDS]
    rows += [roles[:2], roles[2:]]
    rows += [
        [(shorten(cluster.name), f"only-cluster-{cluster.id}")]
        for cluster in clusters[page * PAGE : (page + 1) * PAGE]
    ]
    rows += turns(_, len(clusters), page)
    if clusters:
        rows.append([(_("In no cluster"), f"only-{NO_CLUSTER}")])
    rows.append([(_("Removed"), f"only-{REMOVED}"), (_("Back"), "list")])
    return _("Whom do you want to see?"), rows


def only_words(tx: Tx, _: Tongue, only: str) -> str:
    """What a list is narrowed to, as plain text."""
    words = {
        EVERYONE: N_("Everybody"),
        NO_CLUSTER: N_("In no cluster"),
        REMOVED: N_("Removed"),
        "role-trainee": N_("Trainees"),
        "role-leader": N_("Cluster leaders"),
        "role-facilitator": N_("Facilitators"),
        "role-researcher": N_("Researchers"),
    }
    if only in words:
        return _(words[only])
    number = only.rpartition("-")[2]
    cluster = tx.session.get(Cluster, int(number)) if number.isdigit() else None
    return html.escape(cluster.name, quote=False) if cluster else _("Everybody")


def card(tx: Tx, _: Tongue, member: Member, data: Data) -> Screen:
    """Who somebody is and what is open for them; never an answer, never a choice of consent."""
    pair = roster.find(tx, member, data["enrolment"])
    enrolment, person = pair
    cluster = tx.session.get(Cluster, enrolment.cluster_id) if enrolment.cluster_id else None
    zone = person.zone or member.workshop.zone
    clock = _("{city}, {time} there", city=city(zone), time=local_time(_, tx.now, zone))
    lines = [
        _("<b>{name}</b>", name=roster.called(_, *pair)),
        _("Role: {role}", role=_(ROLE_WORDS[enrolment.role])),
        _("Cluster: {cluster}", cluster=cluster.name if cluster else "–"),
        _("Language: {language}", language=LANGUAGES.get(person.language, person.language)),
        _("Clock: {zone}", zone=clock),
        _("Last seen: {ago}", ago=ago(_, tx.now - person.seen_at)),
        _(_REACHABLE.get(person.reachable, person.reachable))
        if person.chat_id
        else _("takes part without a phone"),
        *_state_lines(tx, _, member, pair),
        *_open_lines(tx, _, pair),
    ]
    if data.get("act"):
        done = acts.find(tx, data["act"])
        lines = [f"✓ {acts.describe(tx, _, done)}", "", *lines]
        return "\n".join(lines), [*_undo_row(_, done), *_card_rows(_, pair)]
    return "\n".join(lines), _card_rows(_, pair)


def _undo_row(_: Tongue, act: Act) -> Rows:
    return [[(_("Undo"), f"undo-{act.id}")]] if acts.can_undo(act) else []


def _state_lines(tx: Tx, _: Tongue, member: Member, pair: Pair) -> list[str]:
    enrolment, person = pair
    if enrolment.state == STATE:
        return [_("Is not in the workshop any more.")]
    if enrolment.state in ("joining", "declined"):
        return [_("Has not joined yet.")]
    if enrolment.state != "paused":
        return []
    if enrolment.paused_until is None:
        return [_("Wants quiet for now.")]
    until = local_moment(_, enrolment.paused_until, person.zone or member.workshop.zone)
    return [_("Wants quiet until {date}.", date=until)]


def _open_lines(tx: Tx, _: Tongue, pair: Pair) -> list[str]:
    enrolment, _person = pair
    if enrolment.role not in PARTICIPANTS or enrolment.state not in ("active", "paused"):
        return []
    desk = open_desk(tx, enrolment)
    prompts = open_prompts(tx, enrolment)
    if not prompts:
        return ["", _("Nothing is open.")]
    named = [
        f"• {html.escape(title_of(desk, prompt.activity), quote=False)}" for prompt in prompts[:MOST_OPEN]
    ]
    return ["", _("<b>Open</b>"), *named, *(["…"] if len(prompts) > MOST_OPEN else [])]


def _card_rows(_: Tongue, pair: Pair) -> Rows:
    enrolment, _person = pair
    if enrolment.state == STATE:
        return [[(_("Let them return"), "return")], [(_("Back"), "list")]]
    return [
        [(_("Role"), "role"), (_("Cluster"), "cluster")],
        [(_("Language"), "language"), (_("Clock"), "zone")],
        [(_("Message"), "message"), (_("Take out"), "remove")],
        [(_("Has another account"), "same")],
        [(_("Back"), "list")],
    ]


def choose_role(tx: Tx, _: Tongue, member: Member, data: Data) -> Screen:
    """The other roles; what a change means is said before it is made."""
    pair = roster.find(tx, member, data["enrolment"])
    text = (
        _("Which role should {name} have?", name=roster.called(_, *pair))
        + "\n"
        + _(
            "Facilitators see the board and what people answer. "
            "Who takes part from now on is asked for consent first."
        )
    )
    rows: Rows = [[(_(words), f"set-{role}")] for role, words in ROLE_WORDS.items() if role != pair[0].role]
    return text, [*rows, [(_("Back"), "card")]]


def choose_cluster(tx: Tx, _: Tongue, member: Member, data: Data) -> Screen:
    """The clusters of the workshop."""
    pair = roster.find(tx, member, data["enrolment"])
    clusters, page = roster.clusters_of(tx, member.workshop.id or 0), int(data.get("turned", 0))
    text = _("In which cluster is {name}?", name=roster.called(_, *pair))
    if not clusters:
        text += "\n" + _("There is none yet: /clusters makes one.")
    rows: Rows = [
        [(shorten(cluster.name), f"set-{cluster.id}")]
        for cluster in clusters[page * PAGE : (page + 1) * PAGE]
    ]
    rows += turns(_, len(clusters), page)
    if pair[0].cluster_id is not None:
        rows.append([(_("In no cluster"), "set-none")])
    return text, [*rows, [(_("Back"), "card")]]


def choose_language(tx: Tx, _: Tongue, member: Member, data: Data) -> Screen:
    """The languages, each in its own script."""
    pair = roster.find(tx, member, data["enrolment"])
    rows: Rows = [[(name, f"set-{code}")] for code, name in LANGUAGES.items() if code != pair[1].language]
    return _("Which language does {name} read?", name=roster.called(_, *pair)), [*rows, [(_("Back"), "card")]]


def choose_zone(tx: Tx, _: Tongue, member: Member, data: Data) -> Screen:
    """The zones of the course's countries, or those that fit what was typed."""
    pair = roster.find(tx, member, data["enrolment"])
    names = {zone: country_name(code, _.locale) for code, zone in COUNTRIES.items()}
    rows: Rows = [
        [(f"{names.get(zone, city(zone))} · {local_time(_, tx.now, zone)}", f"set-{number}")]
        for number, zone in enumerate(zones_in(data))
    ]
    text = _(
        "Where is {name} now? Tap it, or write the name of a city. "
        "What comes on their own clock moves along.",
        name=roster.called(_, *pair),
    )
    return text, [*rows, [(_("Back"), "card")]]


def zones_in(data: Data) -> list[str]:
    """The zones that are offered at present."""
    return list(data.get("zones") or COUNTRIES.values())


def ask_message(tx: Tx, _: Tongue, member: Member, data: Data) -> Screen:
    """Ask for the words, or show them as they will look."""
    pair = roster.find(tx, member, data["enrolment"])
    name = roster.called(_, *pair)
    if data.get("words"):
        text = _("This goes to {name}:", name=name) + f"\n\n{signed(_, member, Safe(data['words']))}"
        return text, [[(_("Send"), "send"), (_("Change"), "message")], [(_("Cancel"), "card")]]
    return _("Please write your message to {name}.", name=name), [[(_("Cancel"), "card")]]


def signed(_: Tongue, member: Member, words: Safe) -> str:
    """A facilitator's words to one person, with their name above them."""
    return _("<b>{name}</b> (facilitator) writes to you:", name=member.person.call_name) + f"\n{words}"


def ask_removal(tx: Tx, _: Tongue, member: Member, data: Data) -> Screen:
    """What taking somebody out means, and the last yes."""
    pair = roster.find(tx, member, data["enrolment"])
    text = _(
        "Take {name} out of the workshop? Nothing more is sent to them, and they hear it in kind words. "
        "What they gave is kept, and stays theirs. They can return at any time.",
        name=roster.called(_, *pair),
    )
    return text, [[(_("Yes, take out"), "out")], [(_("Back"), "card")]]


def ago(_: Tongue, span: dt.timedelta) -> str:
    """How long ago something was, such as "2 hr. ago", in the words of the language."""
    if span < dt.timedelta(minutes=1):
        return _("just now")
    return format_timedelta(-span, add_direction=True, format="short", threshold=1.2, locale=_.locale)


def turns(_: Tongue, total: int, page: int) -> Rows:
    """Buttons to the page before and after."""
    row = [(_("Before"), f"page-{page - 1}")] if page > 0 else []
    if (page + 1) * PAGE < total:
        row.append((_("More"), f"page-{page + 1}"))
    return [row] if row else []


def shorten(text: str, most: int = SHORT) -> str:
    """A name on a button, as plain text."""
    return text if len(text) <= most else f"{text[: most - 1]}…"
