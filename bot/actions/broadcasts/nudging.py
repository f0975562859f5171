"""Reminding only those who are silent: the same message once more, up to the last yes."""

from __future__ import annotations

from bot.actions import receipts
from bot.actions.broadcasts.contents import root_of
from bot.actions.broadcasts.steps.checking import preview
from bot.actions.permissions import Member, Refused
from bot.actions.tx import Tx
from bot.domain.said import N_, Said
from storage.tables import Broadcast


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
