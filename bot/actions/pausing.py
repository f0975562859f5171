"""Quiet for a while: /pause and /resume."""

from __future__ import annotations

import datetime as dt
import re

from bot.actions import flows
from bot.actions.asking import ask, settle
from bot.actions.permissions import May, Member, require
from bot.actions.speaking import local_moment
from bot.actions.tx import Tx
from bot.domain.incoming import Incoming
from storage.tables import Conversation, Enrolment, Person

#: Codes of the buttons, and how long each keeps the bot quiet; None is until /resume.
SPANS: dict[str, dt.timedelta | None] = {
    "1d": dt.timedelta(days=1),
    "1w": dt.timedelta(weeks=1),
    "2w": dt.timedelta(weeks=2),
    "30d": dt.timedelta(days=30),
    "open": None,
}


def pause(tx: Tx, incoming: Incoming) -> None:
    """/pause asks for how long; ``/pause 2w`` (d for days, w for weeks, h for hours) is quiet at once."""
    member = require(tx, incoming, May.TAKE_PART)
    span = _typed_span(incoming.argument)
    if span is not None:
        _be_quiet(tx, member.person, member.enrolment, span)
    else:
        conversation = tx.turn(member.person, "pause", "span", {"enrolment": member.enrolment.id})
        show(tx, member.person, conversation)


def show(tx: Tx, person: Person, conversation: Conversation) -> None:
    """Ask for how long."""
    _ = tx.tongue(person)
    labels = {
        "1d": _("1 day"),
        "1w": _("1 week"),
        "2w": _("2 weeks"),
        "30d": _("1 month"),
        "open": _("Until I write /resume"),
    }
    buttons = [[(labels[code], flows.data("pause", conversation, code))] for code in SPANS]
    buttons.append([(_("No pause"), flows.data("pause", conversation, "none"))])
    ask(tx, person, conversation, _("How long should I be quiet?"), buttons)


def receive(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming) -> None:
    """Take a typed span such as ``2w``; anything else asks again."""
    span = _typed_span(incoming.text)
    if span is None:
        show(tx, person, conversation)
    else:
        _be_quiet(tx, person, tx.session.get_one(Enrolment, conversation.data["enrolment"]), span)


def tap(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming, code: str) -> None:
    """Take a button of :func:`show`."""
    settle(tx, person, conversation)
    if code in SPANS:
        _be_quiet(tx, person, tx.session.get_one(Enrolment, conversation.data["enrolment"]), SPANS[code])
    else:
        flows.end(tx, person)


def resume(tx: Tx, incoming: Incoming) -> None:
    """/resume: end a pause, and go back to what was left open."""
    member = require(tx, incoming, May.TAKE_PART)
    _ = tx.tongue(member.person)
    if member.enrolment.state == "paused":
        _wake(tx, member)
        tx.say(member.person, _("Good to have you back! I write again when something comes."))
    if not flows.show_present(tx, member.person):
        flows.end(tx, member.person)


def _wake(tx: Tx, member: Member) -> None:
    member.enrolment.state, member.enrolment.paused_until = "active", None
    tx.note("resumed", actor=member.person, enrolment_id=member.enrolment.id, workshop_id=member.workshop.id)


def _be_quiet(tx: Tx, person: Person, enrolment: Enrolment, span: dt.timedelta | None) -> None:
    """Start a pause. Somebody who has not joined gets no messages anyway, and must not skip the consent."""
    _ = tx.tongue(person)
    if enrolment.state not in ("active", "paused"):
        tx.turn(person, "")
        tx.say(person, _("I write nothing until you have joined. /start goes on whenever you like."))
        return
    enrolment.state = "paused"
    enrolment.paused_until = None if span is None else tx.now + span
    tx.turn(person, "")
    tx.note("paused", actor=person, enrolment_id=enrolment.id, workshop_id=enrolment.workshop_id)
    if enrolment.paused_until is None:
        tx.say(person, _("OK, I am quiet until you write /resume."))
    else:
        until = local_moment(_, enrolment.paused_until, person.zone or tx.rules.zone)
        tx.say(person, _("OK, I am quiet until {date}. /resume wakes me earlier.", date=until))


def _typed_span(text: str) -> dt.timedelta | None:
    found = re.fullmatch(r"\s*(\d{1,3})\s*([hdw])\s*", text, re.IGNORECASE)
    if found is None or not 0 < int(found[1]) <= 366:
        return None
    unit = {"h": "hours", "d": "days", "w": "weeks"}[found[2].lower()]
    return dt.timedelta(**{unit: int(found[1])})
