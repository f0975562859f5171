"""When somebody is not safe: every question stops at once, and one person is called without a word of it.

The sentence is the one of the course (curriculum, section 2.5), to the letter.
"""

from __future__ import annotations

import datetime as dt

from bot.actions import need_rows
from bot.actions.tx import Tx
from storage.tables import Enrolment, Need, Person, Workshop

#: How long the call waits for the person to choose how they are contacted, and by whom.
CHOOSE = dt.timedelta(minutes=1)


def stop_and_say(tx: Tx, person: Person, enrolment: Enrolment, need: Need) -> None:
    """Stop all questions for the person, hide what they shared, say who will contact them, and call that one.

    The call waits for a minute, so that the person can still choose somebody else.
    """
    stop(tx, person, enrolment)
    need_rows.hide_shared(tx, need)
    say(tx, person, need)
    need_rows.call(tx, need, wait=CHOOSE)


def stop(tx: Tx, person: Person, enrolment: Enrolment) -> None:
    """No question, reminder or broadcast from now on, until the person writes /resume."""
    if enrolment.state == "active":
        enrolment.state, enrolment.paused_until = "paused", None
    elif enrolment.state == "paused":
        enrolment.paused_until = None
    tx.turn(person, "")


def say(tx: Tx, person: Person, need: Need) -> None:
    """The sentence, with the name of whoever is called; an honest one when there is nobody."""
    _ = tx.tongue(person)
    name = reader_name(tx, need)
    if name:
        text = _(
            "Thank you for telling me. I am a machine. {lead_name} will contact you by the way you choose. "
            "If you are in danger now, please call people you trust or the local emergency number.",
            lead_name=name,
        )
    else:
        text = _(
            "Thank you for telling me. I am a machine, and there is nobody here now to whom I can give it. "
            "If you are in danger now, please call people you trust or the local emergency number."
        )
    tx.say(person, text, workshop_id=need.workshop_id)


def reader_name(tx: Tx, need: Need) -> str:
    """The name of the one who reads a safety report; empty when there is nobody."""
    found = need_rows.readers(tx, need)
    return found[0].call_name if found else ""


def somebody_else(tx: Tx, need: Need) -> bool:
    """Give a safety report to the second person instead of the lead. False when there is none."""
    workshop = tx.session.get_one(Workshop, need.workshop_id)
    lead, second = need_rows.lead_of(tx, workshop), need_rows.second_of(tx, workshop)
    if need.not_for_id is not None or lead is None or second is None:
        return False
    need_rows.call_off(tx, need)
    need.not_for_id = lead.id
    need_rows.call(tx, need)
    return True
