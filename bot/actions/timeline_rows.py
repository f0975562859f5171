"""The changes of a workshop's timeline, read from their rows, and its calendar."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import cast

from sqlmodel import col, select

from bot.actions.tx import Tx
from bot.domain.programme import Programme
from bot.domain.timeline import Calendar, Change, What, shifts
from storage.tables import Cluster, TimelineChange, Workshop


@dataclass(frozen=True)
class Timeline:
    """The changes that count for some people, the oldest first, and the calendar that they make."""

    calendar: Calendar
    changes: tuple[Change, ...]


def timeline_of(tx: Tx, workshop: Workshop, programme: Programme, cluster_id: int | None = None) -> Timeline:
    """What counts for the people of a cluster; for ``None`` what counts for everybody."""
    query = (
        select(TimelineChange)
        .where(TimelineChange.workshop_id == workshop.id, col(TimelineChange.undone_at).is_(None))
        .order_by(col(TimelineChange.id))
    )
    changes = tuple(
        Change(cast("What", row.what), row.value, row.activity, row.iteration, row.day)
        for row in tx.session.exec(query)
        if row.cluster_id is None or row.cluster_id == cluster_id
    )
    return Timeline(calendar_of(workshop, programme, shifts(changes)), changes)


def clusters_with_changes(tx: Tx, workshop: Workshop, **about: str | int) -> list[str]:
    """Names of the clusters that have a ``day``, or an ``activity`` and ``iteration``, otherwise."""
    query = (
        select(Cluster.name)
        .join(TimelineChange, col(TimelineChange.cluster_id) == Cluster.id)
        .where(TimelineChange.workshop_id == workshop.id, col(TimelineChange.undone_at).is_(None))
        .filter_by(**about)
    )
    return sorted(set(tx.session.exec(query)))


def calendar_of(workshop: Workshop, programme: Programme, moved: dict[int, int] | None = None) -> Calendar:
    """The days of the course, with days moved by hand."""
    holidays = frozenset(map(dt.date.fromisoformat, workshop.holidays))
    return Calendar(workshop.first_day, programme.days, holidays, moved or {})


def settle_last_day(tx: Tx, workshop: Workshop) -> None:
    """Keep the last day of the course where its days really are, after any of them was moved."""
    tx.session.flush()
    programme = tx.library.get(tx.session, workshop.programme_id)
    workshop.last_day = timeline_of(tx, workshop, programme).calendar.last
