"""The buttons below a receipt: undo, nudge only the silent, change or take back."""

from __future__ import annotations

from bot.actions import acts, receipts
from bot.actions.broadcasts.contents import root_of
from bot.actions.broadcasts.steps.checking import preview
from bot.actions.permissions import May, Member, Refused, require_in
from bot.actions.tx import Tx
from bot.domain.incoming import Incoming
from bot.domain.said import N_, Said
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
        nudge(tx, member, broadcast)


def nudge(tx: Tx, member: Member, broadcast: Broadcast) -> None:
    """Prepare the same message for those who are silent, up to the last yes."""
    if not receipts.silent(tx, broadcast):
        raise Refused(Said(N_("Nobody is silent any more.")))
    root = tx.session.get_one(Broadcast, root_of(broadcast))
    made = Broadcast(
        workshop_id=root.workshop_id,
        author_id=member.person.id or 0,
        parent_id=root.id,
        kind=root.kind,
        language=root.language,
        text=root.text,
        media_id=root.media_id,
        details={**root.details, "nudges": root.id},
        versions=root.versions,
        audience="unanswered",
        target=str(root.id),
        wants_tap=root.wants_tap,
        created_at=tx.now,
    )
    tx.session.add(made)
    tx.session.flush()
    data = {"workshop": member.workshop.id, "broadcast": made.id}
    preview(tx, member, made, "", tx.turn(member.person, "broadcast", "check", data))
