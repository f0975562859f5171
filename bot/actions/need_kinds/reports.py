"""What people said themselves with /problem."""

from __future__ import annotations

from bot.actions import answering_people, need_rows, threads
from bot.actions.need_people import name_of, title_of_activity
from bot.actions.permissions import Member
from bot.actions.problems import WORDS
from bot.actions.tx import Tx
from bot.domain.said import N_
from bot.locales import Tongue
from storage.tables import Enrolment, Need

_LINES = {
    "stuck": N_("<b>{name}</b> is stuck"),
    "call": N_("<b>{name}</b> asks for a call"),
    "wrong": N_("<b>{name}</b> says that something is wrong"),
    "unsafe": N_("<b>{name}</b> is not safe"),
    "facilitator": N_("<b>{name}</b> reports something about a facilitator"),
}


def describe(tx: Tx, _: Tongue, need: Need) -> str:
    """Who said what, and in which activity they were; nothing of what they wrote."""
    line = _(_LINES[need.kind] if need.kind in _LINES else WORDS[need.kind], name=name_of(tx, need))
    if need.trigger:
        line += " " + _("in “{title}”", title=title_of_activity(tx, _, need))
    return line


def remedies(tx: Tx, _: Tongue, need: Need) -> list[tuple[str, str]]:
    """Writing to the person in their thread, which all facilitators see; a graver report has its own way."""
    return [("write", _("Write to this person"))] if need.level <= need_rows.HELP else []


def remedy(tx: Tx, member: Member, need: Need, code: str) -> str:
    """Lead to writing."""
    thread = threads.opened(tx, tx.session.get_one(Enrolment, need.enrolment_id))
    answering_people.begin(tx, member, thread)
    return ""
