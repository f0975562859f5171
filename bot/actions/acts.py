"""What facilitators did, in words that they can read again, and taking it back.

Every act of a facilitator that changes something for others is recorded here, in its own transaction.
A kind of act is a line in :data:`KINDS`: its module says it in a sentence (``describe``) and, where that is
possible, takes it back (``undo``).
"""

from __future__ import annotations

from importlib import import_module
from typing import Any, Protocol, cast

from sqlmodel import col, func, select

from bot.actions.permissions import Member, Refused
from bot.actions.tx import Tx
from bot.domain.said import N_, Said
from bot.locales import Tongue
from storage.tables import Act

#: Kind of an act, and the module that describes it and may undo it.
KINDS = {
    "broadcast_sent": "bot.actions.broadcasts.told",
    "broadcast_planned": "bot.actions.broadcasts.told",
    "broadcast_cancelled": "bot.actions.broadcasts.told",
    "broadcast_edited": "bot.actions.broadcasts.told",
    "broadcast_recalled": "bot.actions.broadcasts.told",
    "broadcast_closed": "bot.actions.broadcasts.told",
    "lead_set": "bot.actions.need_settings",
    "need_closed": "bot.actions.needs",
    "nudged": "bot.actions.nudging",
    "second_set": "bot.actions.need_settings",
    "timeline_changed": "bot.actions.timeline_acts",
    "setting_changed": "bot.actions.timeline_settings",
    "thread_answered": "bot.actions.threads",
    "thread_taken": "bot.actions.thread_acts",
    "thread_closed": "bot.actions.thread_acts",
    "cluster_changed": "bot.actions.cluster_changes",
    "cluster_made": "bot.actions.cluster_changes",
    "cluster_removed": "bot.actions.cluster_changes",
    "group_posted": "bot.actions.groups",
    "group_tied": "bot.actions.groups",
    "group_untied": "bot.actions.groups",
    "chat_taken_over": "bot.actions.taking_over",
    "chat_given_back": "bot.actions.chat_given_back",
    "ready_added": "bot.actions.ready_answers",
    "ready_deleted": "bot.actions.ready_answers",
    "limited_link_made": "bot.actions.inviting",
    "limited_link_stopped": "bot.actions.inviting",
    "list_invited": "bot.actions.people_lists",
    "link_stopped": "bot.actions.invitations",
    "people_carried": "bot.actions.carrying",
    "workshop_archived": "bot.actions.archiving",
    "live_closed": "bot.actions.live_panel",
    "live_opened": "bot.actions.live_panel",
    "live_reopened": "bot.actions.live_panel",
    "live_sent": "bot.actions.live_panel",
    "wall_renewed": "bot.actions.walls",
    "merge_asked": "bot.actions.same_person",
    "people_merged": "bot.actions.merging",
    "person_cluster": "bot.actions.people_changes",
    "person_language": "bot.actions.people_changes",
    "person_messaged": "bot.actions.people",
    "person_removed": "bot.actions.removing",
    "person_role": "bot.actions.people_changes",
    "person_zone": "bot.actions.people_changes",
    "workshop_created": "bot.actions.workshops",
    "workshop_reopened": "bot.actions.archiving",
    "entered_for": "bot.actions.entries",
    "entered_file": "bot.actions.entries",
    "personal_link": "bot.actions.personal_links",
    "person_added": "bot.actions.for_others",
    "withdrew_for": "bot.actions.for_others",
}


class Teller(Protocol):
    """The module behind a kind. ``undo(tx, member, act)`` is there only where something can be taken back."""

    def describe(self, tx: Tx, _: Tongue, act: Act) -> str:
        """What was done, as one sentence in Telegram HTML; names are looked up now, not kept in the act."""
        ...


class Undoer(Teller, Protocol):
    """The module behind a kind that can be taken back."""

    def undo(self, tx: Tx, member: Member, act: Act) -> None:
        """Take it back. Raises :class:`Refused` with the reason when that is not possible any more."""
        ...


def record(
    tx: Tx, member: Member, kind: str, details: dict[str, Any], before: dict[str, Any] | None = None
) -> Act:
    """Write down an act of ``member`` in their workshop, and give its row.

    ``details`` and ``before`` hold numbers of rows and settings, never an answer or a name. Raises
    ``KeyError`` for a kind that is not in :data:`KINDS`.
    """
    if kind not in KINDS:
        raise KeyError(kind)
    act = Act(
        workshop_id=member.workshop.id or 0,
        actor_id=member.person.id,
        kind=kind,
        details=details,
        before=before or {},
        at=tx.now,
    )
    tx.session.add(act)
    tx.session.flush()
    return act


def describe(tx: Tx, _: Tongue, act: Act) -> str:
    """What was done, as one sentence in Telegram HTML."""
    return _teller(act).describe(tx, _, act)


def can_undo(act: Act) -> bool:
    """Whether this act can be taken back, as far as its kind and its own row say."""
    return act.undone_at is None and hasattr(_teller(act), "undo")


def undo(tx: Tx, member: Member, act: Act) -> None:
    """Take an act back, once. Raises :class:`Refused` when it belongs elsewhere, was undone, or cannot be."""
    if act.workshop_id != member.workshop.id:
        raise Refused(Said(N_("This belongs to another workshop.")))
    if act.undone_at is not None:
        raise Refused(Said(N_("This was taken back already.")))
    if not can_undo(act):
        raise Refused(Said(N_("This cannot be taken back.")))
    cast("Undoer", _teller(act)).undo(tx, member, act)
    act.undone_at, act.undone_by = tx.now, member.person.id


def find(tx: Tx, number: int) -> Act:
    """The act with this number. Raises :class:`Refused` when there is none."""
    act = tx.session.get(Act, number)
    if act is None:
        raise Refused(Said(N_("This cannot be taken back.")))
    return act


def newest(tx: Tx, workshop_id: int, start: int, most: int) -> list[Act]:
    """Acts of a workshop, the newest first, ``most`` of them from number ``start`` on."""
    query = select(Act).where(Act.workshop_id == workshop_id).order_by(col(Act.id).desc())
    return list(tx.session.exec(query.offset(start).limit(most)))


def count(tx: Tx, workshop_id: int) -> int:
    """How many acts a workshop has."""
    return tx.session.exec(select(func.count()).where(Act.workshop_id == workshop_id)).one()


def _teller(act: Act) -> Teller:
    return cast("Teller", import_module(KINDS[act.kind]))
