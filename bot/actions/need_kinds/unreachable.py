"""People whom Telegram does not let Sala reach: never counted as silence, and never as a no."""

from __future__ import annotations

from sqlmodel import col, select

from bot.actions import need_rows
from bot.actions.need_people import name_of
from bot.actions.tx import Tx
from bot.domain.said import N_
from bot.locales import Tongue
from storage.tables import Enrolment, Need, Person, Workshop

KIND = "unreachable"

_LINES = {
    "blocked": N_("<b>{name}</b> has blocked me. Please try another way"),
    "gone": N_("The account of <b>{name}</b> is gone. Please try another way"),
}


def sync(tx: Tx, workshop: Workshop) -> None:
    """One need for each participant who cannot be reached, closed when they can again."""
    query = select(Enrolment, Person).where(
        Enrolment.person_id == Person.id,
        Enrolment.workshop_id == workshop.id,
        col(Enrolment.role).in_(("trainee", "leader")),
        col(Enrolment.state).in_(("active", "paused")),
        Person.reachable != "yes",
        col(Person.chat_id).is_not(None),
    )
    lost = {enrolment.id: (enrolment, person) for enrolment, person in tx.session.exec(query)}
    standing = set()
    open_ones = select(Need).where(Need.workshop_id == workshop.id, Need.kind == KIND)
    for need in tx.session.exec(open_ones.where(col(Need.closed_at).is_(None))):
        if need.enrolment_id in lost:
            standing.add(need.enrolment_id)
        else:
            need_rows.close(tx, need)
            need.dedupe_key = None  # so that the next time opens a new one
    for number, (enrolment, person) in lost.items():
        if number not in standing:
            key = f"unreachable:{number}:{person.reachable}"
            need_rows.open_need(tx, enrolment, KIND, need_rows.NOTICE, trigger=person.reachable, key=key)


def describe(tx: Tx, _: Tongue, need: Need) -> str:
    """Who cannot be reached, and why."""
    return _(_LINES.get(need.trigger, _LINES["gone"]), name=name_of(tx, need))
