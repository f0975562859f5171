"""Invitations: a link and a QR code for each role, shown again by /links, renewed when one leaked."""

from __future__ import annotations

import html
import secrets
from importlib import import_module
from typing import Protocol, cast

from sqlalchemy import ColumnElement, not_, or_
from sqlmodel import col, select

from bot.actions import acts, flows
from bot.actions.asking import ask, settle
from bot.actions.permissions import May, Member, require, require_in
from bot.actions.tx import Tx
from bot.domain.incoming import Incoming
from bot.domain.said import N_
from bot.locales import Tongue
from storage.tables import Act, Conversation, Invitation, Person, Workshop

#: Roles that people are invited to, in the order in which their links are shown.
ROLES = ("trainee", "leader", "facilitator", "researcher")

_TITLES = {
    "trainee": N_("Trainees"),
    "leader": N_("Cluster leaders"),
    "facilitator": N_("Facilitators"),
    "researcher": N_("Researchers"),
}

_ABOUT = {
    "trainee": N_("Open this link, or scan the code, to take part."),
    "leader": N_("Open this link, or scan the code, to take part as a cluster leader."),
    "facilitator": N_("This link lets people run the workshop and see who has done what."),
    "researcher": N_("This link lets people export the data of those who agreed to research."),
}


class _Inviting(Protocol):
    def begin(self, tx: Tx, person: Person, workshop_id: int) -> None: ...


def make(tx: Tx, workshop: Workshop, role: str, author: Person) -> Invitation:
    """A new invitation with a code of 128 random bits, which nobody can guess."""
    made = Invitation(
        code=secrets.token_urlsafe(16),
        workshop_id=workshop.id or 0,
        role=role,
        created_by=author.id,
        created_at=tx.now,
    )
    tx.session.add(made)
    tx.session.flush()
    return made


def link(tx: Tx, invitation: Invitation) -> str:
    """The address that opens the bot with this invitation."""
    return f"https://t.me/{tx.rules.bot_username}?start={invitation.code}"


def working(tx: Tx, workshop: Workshop) -> dict[str, Invitation]:
    """The newest invitation of each role that works without limits."""
    query = (
        select(Invitation)
        .where(Invitation.workshop_id == workshop.id, col(Invitation.revoked_at).is_(None))
        .where(not_(has_limits()))
        .order_by(col(Invitation.created_at))
    )
    found = {invitation.role: invitation for invitation in tx.session.exec(query)}
    return {role: found[role] for role in ROLES if role in found}


def has_limits() -> ColumnElement[bool]:
    """The condition by which links for some people, some time or one cluster are told from the open ones."""
    limits = (Invitation.max_uses, Invitation.expires_at, Invitation.cluster_id)
    return or_(*(col(limit).is_not(None) for limit in limits))


def hand_over(tx: Tx, person: Person, workshop: Workshop) -> None:
    """Send one picture for each role, ready to be passed on: the QR code, and the link below it."""
    for invitation in working(tx, workshop).values():
        send_code(tx, person, workshop, invitation)


def show_links(tx: Tx, incoming: Incoming) -> None:
    """/links: every link of the present workshop, with buttons for the codes and for renewing."""
    member = require(tx, incoming, May.INVITE)
    show(tx, member.person, tx.turn(member.person, "links", "list", {"workshop": member.workshop.id}))


def show(tx: Tx, person: Person, conversation: Conversation) -> None:
    """List the links, or ask which one to stop or whether to stop it."""
    workshop = tx.session.get_one(Workshop, conversation.data["workshop"])
    _ = tx.tongue(person)
    if conversation.step == "sure":
        text, rows = _ask_sure(_, conversation)
    elif conversation.step == "renew":
        text = _("Which link should stop working? People who joined by it stay in the workshop.")
        rows = [*_role_rows(_, "stop"), (_("Back"), "list")]
    else:
        text, rows = _list(tx, _, workshop)
    buttons = [[(label, flows.data("links", conversation, code))] for label, code in rows]
    ask(tx, person, conversation, text, buttons)


def receive(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming) -> None:
    """Words are no choice here: show the buttons again."""
    show(tx, person, conversation)


def tap(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming, code: str) -> None:
    """Take a button: show a code, stop a link with or without a new one, or close the list."""
    verb, _dash, role = code.partition("-")
    member = require_in(tx, person, conversation.data["workshop"], May.INVITE)
    workshop = member.workshop
    if verb == "code" and role in working(tx, workshop):
        send_code(tx, person, workshop, working(tx, workshop)[role])
        return
    settle(tx, person, conversation)
    if verb == "close":
        flows.end(tx, person)
    elif verb == "more":
        cast("_Inviting", import_module(flows.MODULES["invite"])).begin(tx, person, workshop.id or 0)
    elif verb in ("new", "off") and conversation.step == "sure":
        _stop(tx, member, conversation.data["role"], renew=verb == "new")
        show(tx, person, tx.turn(person, "links", "list", {"workshop": workshop.id}))
    else:
        step = {"renew": "renew", "stop": "sure"}.get(verb, "list")
        show(tx, person, tx.turn(person, "links", step, {"workshop": workshop.id, "role": role}))


def _list(tx: Tx, _: Tongue, workshop: Workshop) -> tuple[str, list[tuple[str, str]]]:
    lines = [_("<b>Links of {title}</b>", title=workshop.title)]
    if workshop.state != "running":
        lines.append(_("It is archived: nobody can join by them until /workshop opens it again."))
    found = working(tx, workshop)
    for role, invitation in found.items():
        joined = _.plural("{n} person joined", "{n} people joined", invitation.uses)
        lines += ["", f"<b>{_(_TITLES[role])}</b> · {joined}", link(tx, invitation)]
    rows = [(_("QR code: {role}", role=_(_TITLES[role])), f"code-{role}") for role in found]
    return "\n".join(lines), [
        *rows,
        (_("More ways to invite"), "more"),
        (_("Stop or renew a link"), "renew"),
        (_("Close"), "close"),
    ]


def _ask_sure(_: Tongue, conversation: Conversation) -> tuple[str, list[tuple[str, str]]]:
    role = _(_TITLES[conversation.data["role"]])
    text = _("{role}: the present link stops working at once. Do you want a new one?", role=role)
    return text, [(_("Yes, a new link"), "new"), (_("No link for now"), "off"), (_("Back"), "list")]


def _role_rows(_: Tongue, verb: str) -> list[tuple[str, str]]:
    return [(_(title), f"{verb}-{role}") for role, title in _TITLES.items()]


def _stop(tx: Tx, member: Member, role: str, *, renew: bool) -> None:
    workshop = member.workshop
    query = select(Invitation).where(Invitation.workshop_id == workshop.id, Invitation.role == role)
    query = query.where(col(Invitation.revoked_at).is_(None), not_(has_limits()))
    stopped = list(tx.session.exec(query))
    for invitation in stopped:
        invitation.revoked_at = tx.now
    codes = [invitation.code for invitation in stopped]
    acts.record(tx, member, "link_stopped", {"role": role}, {"codes": codes})
    if renew:
        send_code(tx, member.person, workshop, make(tx, workshop, role, member.person))


def describe(tx: Tx, _: Tongue, act: Act) -> str:
    """What was done, for the log of facilitators."""
    return _("{role}: the link was stopped", role=_(_TITLES[act.details["role"]]))


def undo(tx: Tx, member: Member, act: Act) -> None:
    """Let the stopped links work again, beside a newer one."""
    for code in act.before["codes"]:
        tx.session.get_one(Invitation, code).revoked_at = None


def send_code(tx: Tx, person: Person, workshop: Workshop, invitation: Invitation, limits: str = "") -> None:
    """Send the code of an invitation as a picture, with its link; ``limits`` say for whom and how long."""
    _ = tx.tongue(person)
    address, role = link(tx, invitation), _(_TITLES[invitation.role])
    heading = f"<b>{html.escape(workshop.title, quote=False)} · {role}</b>"
    tx.say(
        person,
        "\n".join(line for line in (heading, _(_ABOUT[invitation.role]), limits, address) if line),
        kind="photo",
        attach={"make": "qr", "args": {"link": address, "title": workshop.title, "subtitle": str(role)}},
        workshop_id=workshop.id,
    )
