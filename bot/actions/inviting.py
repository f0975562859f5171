"""More ways to invite, from /links: a link with limits, a list of people, and cards to print.

A link may be for some people only, end at a time, and bring people into a cluster. Whoever opens it after
that hears kindly that it is over.
"""

from __future__ import annotations

import datetime as dt
import html
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from bot.actions import acts, flows, invitations, people_lists
from bot.actions.asking import ask, settle
from bot.actions.house import House
from bot.actions.people_lists import MOST_CARDS
from bot.actions.permissions import May, Member, Refused, require_in
from bot.actions.roster import ROLE_WORDS
from bot.actions.speaking import local_day, local_moment
from bot.actions.tx import Tx
from bot.domain.incoming import Incoming
from bot.domain.said import N_, Said
from bot.locales import LANGUAGES, Tongue, tongue
from bot.pictures.cards import Card, draw_cards
from storage.tables import Act, Cluster, Conversation, Invitation, Person, Workshop

#: For how many people a link may be; 0 is no limit.
USES = (1, 5, 12, 30, 0)

#: Links, clusters on one page.
PAGE = 8

_UNTIL = {
    "tonight": N_("Until tonight"),
    "days": N_("For 3 days"),
    "first": N_("Until day 1 ends"),
    "never": N_("No end"),
}

#: What a card says: two short lines, because four scripts have no spaces to break at.
CARD_WORDS = N_("Scan this code with your phone.\nThen tap Start.")

Asked = tuple[str, list[tuple[str, str]]]


def begin(tx: Tx, person: Person, workshop_id: int) -> None:
    """Offer the other ways to invite."""
    show(tx, person, tx.turn(person, "invite", "ways", {"workshop": workshop_id}))


def show(tx: Tx, person: Person, conversation: Conversation) -> None:
    """Ask the present step."""
    member = require_in(tx, person, conversation.data["workshop"], May.INVITE)
    text, rows = _ASK[conversation.step](tx, member, conversation)
    buttons = [[(label, flows.data("invite", conversation, code))] for label, code in rows]
    ask(tx, person, conversation, text, buttons)


def receive(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming) -> None:
    """Take the list as a file; words are no choice here."""
    member = require_in(tx, person, conversation.data["workshop"], May.INVITE)
    if conversation.step == "file" and people_lists.expect(tx, member, incoming):
        settle(tx, person, conversation)
        flows.end(tx, person)
        return
    settle(tx, person, conversation)
    _turn(tx, person, conversation, conversation.step)


def tap(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming, code: str) -> None:
    """Take a button of the present step."""
    member = require_in(tx, person, conversation.data["workshop"], May.INVITE)
    verb, _dash, rest = code.partition("-")
    settle(tx, person, conversation)
    step = conversation.step
    if verb == "close":
        flows.end(tx, person)
    elif verb == "to" and rest in _ASK:
        _turn(tx, person, conversation, rest)
    elif verb == "cards":
        people_lists.send_cards(tx, member)
        _turn(tx, person, conversation, "ways")
    elif step == "role" and rest in invitations.ROLES:
        _turn(tx, person, conversation, "uses", role=rest)
    elif step == "uses" and rest in map(str, USES):
        _turn(tx, person, conversation, "until", uses=int(rest))
    elif step == "until" and rest in _UNTIL:
        data = {**conversation.data, "until": rest}
        if _clusters(tx, member) and data["role"] in ("trainee", "leader"):
            _turn(tx, person, conversation, "cluster", until=rest)
        else:
            _make(tx, member, data, None)
    elif step == "cluster":
        found = next((one for one in _clusters(tx, member) if str(one.id) == rest), None)
        _make(tx, member, dict(conversation.data), found)
    elif step == "limited" and verb == "stop":
        _stop(tx, member, rest)
        _turn(tx, person, conversation, "limited")
    elif step == "limited" and verb == "page" and rest.isdigit():
        _turn(tx, person, conversation, "limited", start=int(rest))
    else:
        _turn(tx, person, conversation, step)


def refuse_over(tx: Tx, invitation: Invitation) -> None:
    """Raises :class:`Refused` for a link that is used up, or whose time is over."""
    if invitation.expires_at is not None and invitation.expires_at <= tx.now:
        raise Refused(
            Said(N_("The time of this invitation is over. Please ask your facilitator for a new one."))
        )
    if invitation.max_uses is not None and invitation.uses >= invitation.max_uses:
        raise Refused(
            Said(N_("This invitation was used already. Please ask your facilitator for one of your own."))
        )


def limited(tx: Tx, workshop_id: int) -> list[Invitation]:
    """Links with limits that still work: those for several first, the newest first; then people by name."""
    query = select(Invitation).where(
        Invitation.workshop_id == workshop_id,
        col(Invitation.revoked_at).is_(None),
        invitations.has_limits(),
    )
    found = tx.session.exec(query.order_by(col(Invitation.created_at).desc(), col(Invitation.code)))
    working = [invitation for invitation in found if _still_works(tx, invitation)]
    return sorted(working, key=lambda one: one.name.casefold())


def make(house: House, args: Mapping[str, Any]) -> tuple[str, bytes]:
    """Draw the cards at delivery; gives their name and their content. Raises ``LookupError`` without any."""
    cards = house.read(_cards, int(args["workshop"]), str(args["language"]), int(args.get("start", 0)))
    if not cards:
        raise LookupError("no invitation works any more")
    return "invitations.pdf", draw_cards(cards)


def describe(tx: Tx, _: Tongue, act: Act) -> str:
    """What was done, for the log of facilitators."""
    role = _(ROLE_WORDS[act.details["role"]])
    if act.kind == "limited_link_stopped":
        return _("A link with limits was stopped ({role})", role=role)
    return _("A link with limits was made ({role})", role=role)


def undo(tx: Tx, member: Member, act: Act) -> None:
    """Stop the link that was made, or let the one that was stopped work again."""
    invitation = tx.session.get_one(Invitation, act.before["code"])
    invitation.revoked_at = None if act.kind == "limited_link_stopped" else tx.now


def _turn(tx: Tx, person: Person, conversation: Conversation, step: str, **found: object) -> None:
    data = {key: value for key, value in conversation.data.items() if key != "drawn"}
    show(tx, person, tx.turn(person, "invite", step, {**data, **found}))


def _make(tx: Tx, member: Member, data: dict[str, Any], cluster: Cluster | None) -> None:
    invitation = invitations.make(tx, member.workshop, data["role"], member.person)
    invitation.max_uses = data["uses"] or None
    invitation.expires_at = _end(tx, member, data["until"])
    invitation.cluster_id = cluster.id if cluster is not None else None
    acts.record(tx, member, "limited_link_made", {"role": data["role"]}, {"code": invitation.code})
    invitations.send_code(tx, member.person, member.workshop, invitation, _limits(tx, member, invitation))
    flows.end(tx, member.person)


def _end(tx: Tx, member: Member, until: str) -> dt.datetime | None:
    """When the link stops working: at midnight on the clock of the workshop."""
    zone = ZoneInfo(member.workshop.zone)
    today = tx.now.astimezone(zone).date()
    days = {"tonight": today, "days": today + dt.timedelta(days=3), "first": member.workshop.first_day}
    if until not in days:
        return None
    midnight = max(days[until], today) + dt.timedelta(days=1)
    return dt.datetime.combine(midnight, dt.time(), zone).astimezone(dt.UTC)


def _stop(tx: Tx, member: Member, code: str) -> None:
    """Stop the link with this code, if it still works: a place in the list may be another link's by now."""
    found = limited(tx, member.workshop.id or 0)
    invitation = next((one for one in found if one.code == code), None)
    if invitation is None:
        return
    invitation.revoked_at = tx.now
    acts.record(tx, member, "limited_link_stopped", {"role": invitation.role}, {"code": invitation.code})


def _still_works(tx: Tx, invitation: Invitation) -> bool:
    try:
        refuse_over(tx, invitation)
    except Refused:
        return False
    return True


def _clusters(tx: Tx, member: Member) -> list[Cluster]:
    query = select(Cluster).where(Cluster.workshop_id == member.workshop.id).order_by(col(Cluster.name))
    return list(tx.session.exec(query))


def _limits(tx: Tx, member: Member, invitation: Invitation) -> str:
    """For how many it still is, until when, and for which cluster, as one line; empty without limits."""
    _ = tx.tongue(member.person)
    told = []
    if invitation.name:
        told.append(html.escape(invitation.name, quote=False))
    if invitation.max_uses is not None:
        left = invitation.max_uses - invitation.uses
        told.append(_.plural("for {n} more person", "for {n} more people", left))
    if invitation.expires_at is not None:
        until = local_moment(_, invitation.expires_at, member.workshop.zone)
        told.append(_("until {time}", time=until))
    cluster = tx.session.get(Cluster, invitation.cluster_id) if invitation.cluster_id else None
    if cluster is not None:
        told.append(_("cluster {name}", name=cluster.name))
    return " · ".join(told)


def _ask_ways(tx: Tx, member: Member, conversation: Conversation) -> Asked:
    _ = tx.tongue(member.person)
    text = _("How do you want to invite people to <b>{title}</b>?", title=member.workshop.title)
    rows = [(_("A link with limits"), "to-role"), (_("A list of people"), "to-file")]
    if count := len(limited(tx, member.workshop.id or 0)):
        rows.append((_("Links with limits ({n})", n=count), "to-limited"))
    return text, [*rows, (_("Cards to print (PDF)"), "cards"), (_("Close"), "close")]


def _ask_role(tx: Tx, member: Member, conversation: Conversation) -> Asked:
    _ = tx.tongue(member.person)
    rows = [(_(ROLE_WORDS[role]), f"role-{role}") for role in invitations.ROLES]
    return _("What will people be who open this link?"), [*rows, (_("Back"), "to-ways")]


def _ask_uses(tx: Tx, member: Member, conversation: Conversation) -> Asked:
    _ = tx.tongue(member.person)
    rows = [
        (_.plural("{n} person", "{n} people", uses) if uses else _("Any number"), f"uses-{uses}")
        for uses in USES
    ]
    return _("For how many people is it?"), [*rows, (_("Back"), "to-role")]


def _ask_until(tx: Tx, member: Member, conversation: Conversation) -> Asked:
    _ = tx.tongue(member.person)
    first = local_day(_, member.workshop.first_day)
    rows = [(_(words), f"until-{name}") for name, words in _UNTIL.items()]
    return _("How long does it work? Day 1 is {day}.", day=first), [*rows, (_("Back"), "to-uses")]


def _ask_cluster(tx: Tx, member: Member, conversation: Conversation) -> Asked:
    _ = tx.tongue(member.person)
    rows = [(cluster.name, f"cluster-{cluster.id}") for cluster in _clusters(tx, member)]
    return _("Which cluster do they belong to?"), [*rows, (_("No cluster"), "cluster-none")]


def _ask_limited(tx: Tx, member: Member, conversation: Conversation) -> Asked:
    _ = tx.tongue(member.person)
    found = limited(tx, member.workshop.id or 0)
    start = min(int(conversation.data.get("start", 0)), max(len(found) - 1, 0) // PAGE * PAGE)
    lines, rows = [_("<b>Links with limits</b>")], []
    for number, invitation in enumerate(found[start : start + PAGE], start + 1):
        lines.append(f"{number}. {_(ROLE_WORDS[invitation.role])} · {_limits(tx, member, invitation)}")
        rows.append((_("Stop {number}", number=number), f"stop-{invitation.code}"))
    lines.append(_("Which one should stop working?") if found else _("There is none now."))
    if start:
        rows.append((_("Before"), f"page-{start - PAGE}"))
    if len(found) > start + PAGE:
        rows.append((_("More"), f"page-{start + PAGE}"))
    return "\n".join(lines), [*rows, (_("Back"), "to-ways")]


def _ask_file(tx: Tx, member: Member, conversation: Conversation) -> Asked:
    _ = tx.tongue(member.person)
    text = _(
        "Please send a spreadsheet (XLSX or CSV). The first row holds the headings: name, and if you like "
        "role, country, cluster, language. Each person gets an invitation of their own, and I make cards to "
        "print."
    )
    return text, [(_("Back"), "to-ways")]


_ASK = {
    "ways": _ask_ways,
    "role": _ask_role,
    "uses": _ask_uses,
    "until": _ask_until,
    "cluster": _ask_cluster,
    "limited": _ask_limited,
    "file": _ask_file,
}


def _cards(tx: Tx, workshop_id: int, language: str, start: int) -> list[Card]:
    workshop = tx.session.get_one(Workshop, workshop_id)
    personal = [one for one in limited(tx, workshop_id) if one.max_uses == 1 and one.name]
    personal.sort(key=lambda one: one.name.casefold())
    found = personal or list(invitations.working(tx, workshop).values())
    return [_card(tx, workshop, one, one.language or language) for one in found[start : start + MOST_CARDS]]


def _card(tx: Tx, workshop: Workshop, invitation: Invitation, language: str) -> Card:
    _ = tongue(language if language in LANGUAGES else "en")
    role = html.unescape(_(ROLE_WORDS[invitation.role]))
    words = html.unescape(_(CARD_WORDS))
    return Card(invitations.link(tx, invitation), workshop.title, invitation.name, role, words)
