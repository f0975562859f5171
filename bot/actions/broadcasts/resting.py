"""Broadcasts of an archived workshop: what was on its way does not go out, what is planned rests."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import col, select

from bot.actions.broadcasts.releasing import TO_COME, plan, unsay
from bot.actions.recipients import own_instant
from bot.actions.scheduling import ARCHIVED
from bot.actions.tx import Tx
from bot.domain.recurring import following
from storage.tables import Broadcast, Recipient, Workshop


def rest(tx: Tx, workshop: Workshop) -> list[int]:
    """Hold everything back; gives the numbers of the recipients who do not get what they waited for."""
    for broadcast in _to_come(tx, workshop):
        broadcast.next_due_at = None
    query = select(Recipient, Broadcast).where(
        Recipient.broadcast_id == Broadcast.id,
        Broadcast.workshop_id == workshop.id,
        Recipient.state == "waiting",
    )
    held = []
    for recipient, broadcast in tx.session.exec(query).all():
        recipient.state, recipient.reason = "left", ARCHIVED
        broadcast.redraw_at = broadcast.redraw_at or tx.now
        held.append(recipient.id or 0)
    tx.session.flush()
    return held


def let_go(tx: Tx, workshop: Workshop, held: Sequence[int] = ()) -> None:
    """Plan again what is still to come. What was to go out at once then, or at a time that is over, does not.

    With ``held``, when archiving is undone: these people get after all what they waited for.
    """
    for number in held:
        recipient = tx.session.get(Recipient, number)
        if recipient is not None and (recipient.state, recipient.reason) == ("left", ARCHIVED):
            recipient.state, recipient.reason = "waiting", ""
    for broadcast in _to_come(tx, workshop):
        while broadcast.day and (own_instant(broadcast, workshop.zone) or tx.now) <= tx.now:
            broadcast.day = following(broadcast.day, broadcast.every, broadcast.until)
        if broadcast.day is not None:
            plan(tx, broadcast)
        else:
            broadcast.state, broadcast.done_at = "cancelled", tx.now
            unsay(tx, broadcast)
    tx.session.flush()


def _to_come(tx: Tx, workshop: Workshop) -> list[Broadcast]:
    query = select(Broadcast).where(Broadcast.workshop_id == workshop.id)
    return list(tx.session.exec(query.where(col(Broadcast.state).in_(TO_COME))))
