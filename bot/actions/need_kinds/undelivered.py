"""Messages that did not arrive although the person can be reached; each can be sent again."""

from __future__ import annotations

import datetime as dt

from sqlmodel import col, select

from bot.actions import need_rows
from bot.actions.flows import CHANGES
from bot.actions.need_people import name_of
from bot.actions.permissions import Member
from bot.actions.tx import Tx
from bot.locales import Tongue
from storage.tables import Enrolment, Need, Outbox, Person, Workshop

KIND = "undelivered"

#: Failures older than this are of no use to anybody any more.
RECENT = dt.timedelta(days=7)


def sync(tx: Tx, workshop: Workshop) -> None:
    """One need for each message that failed lately; closed when it was sent after all."""
    query = (
        select(Outbox, Enrolment)
        .where(Outbox.person_id == Enrolment.person_id, Enrolment.workshop_id == workshop.id)
        .where(Enrolment.person_id == Person.id, Person.reachable == "yes")
        .where(col(Enrolment.role).in_(("trainee", "leader")), Enrolment.state == "active")
        .where(Outbox.state == "failed", col(Outbox.kind).not_in(CHANGES))
        .where(col(Outbox.created_at) > tx.now - RECENT)
    )
    for row, enrolment in tx.session.exec(query):
        if row.workshop_id in (None, workshop.id):
            need_rows.open_need(
                tx, enrolment, KIND, need_rows.NOTICE, trigger=str(row.id), key=f"undelivered:{row.id}"
            )
    standing = select(Need).where(Need.workshop_id == workshop.id, Need.kind == KIND)
    for need in tx.session.exec(standing.where(col(Need.closed_at).is_(None))):
        message = _message(tx, need)
        if message is None or message.state != "failed":
            need_rows.close(tx, need)


def describe(tx: Tx, _: Tongue, need: Need) -> str:
    """Whom a message did not reach."""
    return _("A message did not reach <b>{name}</b>", name=name_of(tx, need))


def remedies(tx: Tx, _: Tongue, need: Need) -> list[tuple[str, str]]:
    """Sending it again."""
    message = _message(tx, need)
    return [("again", _("Send it again"))] if message is not None and message.state == "failed" else []


def remedy(tx: Tx, member: Member, need: Need, code: str) -> str:
    """Put the message into the queue again."""
    message = _message(tx, need)
    if message is not None:
        message.state, message.reason, message.not_before = "queued", "", None
        need_rows.close(tx, need, member.person)
    return tx.tongue(member.person)("I send it again.")


def _message(tx: Tx, need: Need) -> Outbox | None:
    return tx.session.get(Outbox, int(need.trigger)) if need.trigger.isdigit() else None
