"""The buttons below a receipt: undo, nudge only the silent, change or take back."""

from __future__ import annotations

from bot.actions import acts
from bot.actions.broadcasts import listing, nudging
from bot.actions.permissions import May, require_in
from bot.actions.tx import Tx
from bot.domain.incoming import Incoming
from storage.tables import Broadcast, Outbox, Person


def press(tx: Tx, person: Person, asked: Outbox, incoming: Incoming, code: str) -> None:
    """Take a button; its broadcast must belong to a workshop in which the person may send."""
    verb, _dash, rest = code.partition("-")
    broadcast = tx.session.get(Broadcast, int(rest)) if rest.isdigit() else None
    if broadcast is None:
        return
    member = require_in(tx, person, broadcast.workshop_id, May.BROADCAST)
    if verb == "undo":
        acts.undo(tx, member, acts.find(tx, int(broadcast.details.get("act", 0))))
        tx.toast(incoming, tx.tongue(person)("Taken back. Nothing was sent."))
    elif verb == "nudge":
        nudging.nudge(tx, member, broadcast)
    elif verb == "open":
        listing.open_one(tx, member, broadcast)
