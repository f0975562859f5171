"""The timeline as a facilitator sees it: activities by day, with their times at the venue and their state."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from sqlalchemy import case
from sqlalchemy import select as sa_select
from sqlmodel import col, func

from bot.actions.scheduling import PLANNED
from bot.actions.timeline_rows import Timeline, timeline_of
from bot.actions.tx import Tx
from bot.domain.schedule import Anchors, Entry
from bot.domain.timeline import Change, Placed, placed
from storage.tables import Enrolment, Prompt, Workshop

#: Pages besides the numbers of the course days.
BEFORE, AFTER, OWN = "before", "after", "own"

#: Anchors that are the same for everybody.
FIXED = ("workshop_start", "workshop_end")


@dataclass(frozen=True)
class Spot:
    """One iteration of one activity: where it is put, and how many people stand where with it.

    ``placed`` is on the clock of the venue, also for what comes on each person's own clock; None when each
    person's time is another. ``planned`` is where it would be had nobody moved it. ``row`` is the
    place of its entry in the schedule.
    """

    row: int
    entry: Entry
    iteration: int
    placed: Placed | None
    planned: dt.datetime | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    skipped: bool = False

    @property
    def key(self) -> tuple[str, int]:
        """Activity and iteration."""
        return self.entry.activity, self.iteration

    @property
    def open_rows(self) -> int:
        """How many people can answer now."""
        return self.counts.get("sent", 0) + self.counts.get("opened", 0)

    def state(self, now: dt.datetime) -> str:
        """planned, open, closed or skipped."""
        if self.skipped:
            return "skipped"
        if self.open_rows:
            return "open"
        if self.placed is None:
            over = sum(self.counts.values()) - self.counts.get("scheduled", 0)
            return "closed" if over and not self.counts.get("scheduled") else "planned"
        if self.placed.due_at > now:
            return "planned"
        return "open" if self.placed.expires_at is None or self.placed.expires_at > now else "closed"


@dataclass(frozen=True)
class Plan:
    """Every activity of a workshop by page, for everybody or as one cluster has it."""

    workshop: Workshop
    line: Timeline
    pages: Mapping[str, tuple[Spot, ...]]

    def spot(self, row: int, iteration: int) -> Spot | None:
        """The activity of a button; None when there is none (any more)."""
        found = (spot for spots in self.pages.values() for spot in spots)
        return next((spot for spot in found if (spot.row, spot.iteration) == (row, iteration)), None)

    def page_of(self, day: dt.date) -> str:
        """The page on which a day stands."""
        return _page(self.line.calendar.dates, day)


def plan_of(tx: Tx, workshop: Workshop, cluster: int | None) -> Plan:
    """The timeline for everybody, or for one cluster."""
    programme = tx.library.get(tx.session, workshop.programme_id)
    line = timeline_of(tx, workshop, programme, cluster)
    anchors = Anchors(workshop.first_day, workshop.last_day, workshop.created_at)
    counts = _counts(tx, workshop, cluster)
    pages: dict[str, list[Spot]] = {}
    seen = set()
    for row, entry in enumerate(programme.schedule):
        for iteration in range(1, max(entry.iterations, 1) + 1):
            key = (entry.activity, iteration)
            if key in seen:
                continue
            seen.add(key)
            mine = [each for each in line.changes if (each.activity, each.iteration) == key]
            found = _placed(workshop, entry, anchors, line, iteration, mine)
            plain = _placed(workshop, entry, anchors, line, iteration, [])
            planned = plain.due_at if plain is not None else None
            skipped = [each.value for each in mine if each.what == "skip"][-1:] == ["yes"]
            spot = Spot(row, entry, iteration, found, planned, counts.get(key, {}), skipped)
            pages.setdefault(_page_of(workshop, line, found), []).append(spot)
    order = [BEFORE, *map(str, range(1, len(line.calendar.dates) + 1)), AFTER, OWN]
    return Plan(workshop, line, {page: _sorted(pages[page]) for page in order if page in pages})


def _placed(
    workshop: Workshop, entry: Entry, anchors: Anchors, line: Timeline, iteration: int, changes: list[Change]
) -> Placed | None:
    """Where it is at the venue; None when it is counted from each person's own acts and nobody opened it."""
    if entry.relative_to not in FIXED and not any(change.what == "open" for change in changes):
        return None
    return placed(
        entry,
        anchors,
        line.calendar,
        changes,
        own_zone=workshop.zone,
        workshop_zone=workshop.zone,
        iteration=iteration,
    )


def _page_of(workshop: Workshop, line: Timeline, found: Placed | None) -> str:
    if found is None:
        return OWN
    return _page(line.calendar.dates, found.due_at.astimezone(ZoneInfo(workshop.zone)).date())


def _page(dates: tuple[dt.date, ...], day: dt.date) -> str:
    if day < min(dates):
        return BEFORE
    if day > max(dates):
        return AFTER
    latest = max(date for date in dates if date <= day)
    return str(dates.index(latest) + 1)


def _sorted(spots: list[Spot]) -> tuple[Spot, ...]:
    first = dt.datetime.min.replace(tzinfo=dt.UTC)
    return tuple(sorted(spots, key=lambda spot: (spot.placed.due_at if spot.placed else first, spot.row)))


def _counts(tx: Tx, workshop: Workshop, cluster: int | None) -> dict[tuple[str, int], Counter[str]]:
    """How many people stand where with each activity; ``begun`` is what was begun and has closed since."""
    over = (col(Prompt.state) == "opened") & (col(Prompt.expires_at) <= tx.now)
    state = case((over, "begun"), else_=col(Prompt.state))
    where = [col(Enrolment.workshop_id) == workshop.id, col(Enrolment.state).in_(PLANNED)]
    if cluster is not None:
        where.append(col(Enrolment.cluster_id) == cluster)
    query = (
        sa_select(col(Prompt.activity), col(Prompt.iteration), state, func.count())
        .join(Enrolment, col(Enrolment.id) == col(Prompt.enrolment_id))
        .where(*where)
        .group_by(col(Prompt.activity), col(Prompt.iteration), state)
    )
    found: dict[tuple[str, int], Counter[str]] = {}
    for activity, iteration, named, number in tx.session.execute(query):
        found.setdefault((activity, iteration), Counter())[named] += number
    return found
