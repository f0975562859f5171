"""Planning: one prompt row for each activity and iteration that the programme has for a participant.

Planning again never doubles anything and never touches what was sent: only rows that still wait are
moved. So it is simply called whenever something changed that it depends on.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from bot.actions.answer_rows import Desk, open_desk, path_of
from bot.actions.timeline_rows import Timeline, timeline_of
from bot.actions.tx import Tx
from bot.domain.audience import Place, fits
from bot.domain.schedule import Anchors, Entry, reminders
from bot.domain.timeline import Placed, placed
from storage.tables import Cluster, Enrolment, Person, Prompt, Workshop

#: Enrolments that get activities; while paused the rows move on, they are only not sent.
PLANNED = ("active", "paused")

#: Why a row was set aside that comes back when its reason is gone.
UNKNOWN_DAY, OTHER_ROLE, DECLINED = "the day is not known", "not for this role", "declined"
NO_CONSENT = "no consent"
NOT_PLANNED = "not in the programme any more"
SKIPPED, CLOSED = "skipped by facilitator", "closed by facilitator"
ARCHIVED = "the workshop was archived"
COMES_BACK = (UNKNOWN_DAY, OTHER_ROLE, DECLINED, NOT_PLANNED, SKIPPED, ARCHIVED)

#: Word for an activity that a facilitator opened for people who may be asleep.
WOKEN = "opened by facilitator"

#: Types whose answers may decide when something is due.
TIMED = ("date", "time", "dateTime", "datetime")


def plan(tx: Tx, enrolment: Enrolment, desk: Desk | None = None, only: str = "") -> None:
    """Bring the waiting prompts of a participant in step with the schedule, the workshop and the answers.

    What facilitators changed counts too (:mod:`bot.domain.timeline`), also for those who join later.

    What was over before the person joined is recorded as missed; what is still open is due at once. In an
    archived workshop nothing is planned. ``only`` names one activity, when nothing else can have changed.
    """
    if enrolment.state not in PLANNED:
        return
    tx.session.flush()
    desk = desk or open_desk(tx, enrolment)
    if desk.workshop.state != "running":
        return
    rows = {(row.activity, row.iteration): row for row in _rows(tx, enrolment)}
    anchors = _anchors(desk, rows)
    line = timeline_of(tx, desk.workshop, desk.programme, enrolment.cluster_id)
    named = set()
    for entry in sorted(desk.programme.schedule, key=lambda entry: is_mine(desk, entry)):
        for iteration in range(1, max(entry.iterations, 1) + 1):
            named.add((entry.activity, iteration))
            if only and entry.activity != only:
                continue
            row = rows.get((entry.activity, iteration))
            mine = is_mine(desk, entry)
            found = _placed(desk, entry, anchors, line, iteration) if mine else None
            if found is not None:
                _place(tx, desk, entry, iteration, row, found)
            elif row is not None and row.state == "scheduled":
                row.state, row.closed_at = "cancelled", tx.now
                row.reason = UNKNOWN_DAY if mine else OTHER_ROLE
    for place, row in rows.items():
        if place not in named and row.state == "scheduled":
            row.state, row.closed_at, row.reason = "cancelled", tx.now, NOT_PLANNED
    tx.session.flush()


def plan_again(tx: Tx, enrolment: Enrolment) -> None:
    """Plan after a choice of consent was changed: what was set aside for lack of it may come after all."""
    for row in _rows(tx, enrolment):
        if row.state == "cancelled" and row.reason == NO_CONSENT:
            row.reason = DECLINED
    plan(tx, enrolment)


def plan_after(tx: Tx, desk: Desk, ref: str) -> None:
    """Plan again after an answer, if the answer can decide when something is due."""
    named = {name for entry in desk.programme.schedule for name in entry.questions}
    question = desk.form.questions.get(path_of(ref))
    if named and question is not None and (question.kind in TIMED or question.name in named):
        plan(tx, desk.enrolment, desk)


def plan_workshop(tx: Tx, workshop: Workshop) -> None:
    """Plan again for everybody after the first day, the last day or the zone of a workshop was changed."""
    query = select(Enrolment).where(Enrolment.workshop_id == workshop.id)
    for enrolment in tx.session.exec(query.where(col(Enrolment.state).in_(PLANNED))):
        plan(tx, enrolment)


def plan_person(tx: Tx, person: Person) -> None:
    """Plan again in every workshop of a person whose zone has changed."""
    query = select(Enrolment).where(Enrolment.person_id == person.id)
    for enrolment in tx.session.exec(query.where(col(Enrolment.state).in_(PLANNED))):
        plan(tx, enrolment)


def cancel_all(tx: Tx, enrolment: Enrolment, why: str = DECLINED) -> None:
    """Set aside everything that waits or is open; what only waited comes back when planned again."""
    for row in _rows(tx, enrolment):
        if row.state in ("scheduled", "to_enter", "sent", "opened"):
            row.reason = why if row.state in ("scheduled", "to_enter") else f"{why} while open"
            row.state, row.closed_at, row.next_reminder_at = "cancelled", tx.now, None


def is_mine(desk: Desk, entry: Entry) -> bool:
    """Whether a row of the schedule is for this person: their role, country and cluster."""
    if not entry.narrowed:
        return entry.is_for(desk.enrolment.role)
    number = desk.enrolment.cluster_id
    cluster = desk.tx.session.get(Cluster, number) if number is not None else None
    place = Place(desk.person.country, *((cluster.name, facts_of(cluster)) if cluster else ()))
    return entry.is_for(desk.enrolment.role) and fits(entry.narrowed, place)


def facts_of(cluster: Cluster) -> dict[str, str]:
    """What is written down about a cluster, by the words that the schedule sheet may use."""
    facts = {key: str(value) for key, value in cluster.attributes.items()}
    return facts | {"product": cluster.product, "country": cluster.country}


def entry_of(desk: Desk, activity: str) -> Entry:
    """The row of the schedule that brings an activity. Raises ``LookupError`` when there is none."""
    for entry in desk.programme.schedule:
        if entry.activity == activity and is_mine(desk, entry):
            return entry
    return next((entry for entry in desk.programme.schedule if entry.activity == activity), Entry(activity))


def zone_of(desk: Desk, activity: str) -> str:
    """The zone on whose clock an activity runs: the venue's or the person's own."""
    own = desk.owner.zone or desk.workshop.zone
    return desk.workshop.zone if entry_of(desk, activity).zone == "workshop" else own


def next_reminder(desk: Desk, prompt: Prompt, after: dt.datetime) -> dt.datetime | None:
    """When to remind the next time, strictly after ``after``; None when no reminder is left."""
    entry = entry_of(desk, prompt.activity)
    sent = prompt.sent_at or after
    planned = reminders(entry, sent, prompt.expires_at, zone_of(desk, prompt.activity))
    return next((instant for instant in planned if instant > after), None)


def _rows(tx: Tx, enrolment: Enrolment) -> list[Prompt]:
    return list(tx.session.exec(select(Prompt).where(Prompt.enrolment_id == enrolment.id)))


def _anchors(desk: Desk, rows: Mapping[tuple[str, int], Prompt]) -> Anchors:
    named = {name for entry in desk.programme.schedule for name in entry.questions}
    refs = {
        question.name: path
        for path, question in desk.form.questions.items()
        if question.name in named and not question.repeats
    }
    return Anchors(
        workshop_start=desk.workshop.first_day,
        workshop_end=desk.workshop.last_day,
        joined_at=desk.enrolment.joined_at,
        answers={name: desk.filling.value(path) for name, path in refs.items()},
        completed={row.activity: row.completed_at for row in rows.values() if row.completed_at is not None},
    )


def _placed(desk: Desk, entry: Entry, anchors: Anchors, line: Timeline, iteration: int) -> Placed | None:
    return placed(
        entry,
        anchors,
        line.calendar,
        line.changes,
        own_zone=desk.owner.zone or desk.workshop.zone,
        workshop_zone=desk.workshop.zone,
        iteration=iteration,
    )


def _place(tx: Tx, desk: Desk, entry: Entry, iteration: int, row: Prompt | None, found: Placed) -> None:
    """Make the row of one delivery, or move it if it still waits."""
    over = found.expires_at is not None and found.expires_at <= tx.now and not desk.workshop.rehearsal
    if row is None:
        row = Prompt(
            enrolment_id=desk.enrolment.id or 0,
            activity=entry.activity,
            iteration=iteration,
            due_at=found.due_at,
            scheduled_at=tx.now,
        )
        tx.session.add(row)
        if over and not found.skipped:
            joined_later = found.expires_at is not None and found.expires_at <= desk.enrolment.joined_at
            _set_aside(tx, row, "missed", "joined later" if joined_later else "over already")
    elif not _moves(row, over=over):
        return
    elif row.state != "scheduled" and not found.skipped:
        row.state, row.reason, row.closed_at, row.scheduled_at = "scheduled", "", None, tx.now
    if row.state == "scheduled":
        row.reason = WOKEN if found.woken else "" if row.reason == WOKEN else row.reason
        if found.skipped:
            _set_aside(tx, row, "cancelled", SKIPPED)
        elif over and found.closed:
            _set_aside(tx, row, "missed", CLOSED)
    row.due_at, row.expires_at = found.due_at, found.expires_at
    if desk.workshop.rehearsal:
        row.expires_at = None
    zone = ZoneInfo(zone_of(desk, entry.activity))
    offset = found.due_at.astimezone(zone).utcoffset() or dt.timedelta()
    row.utc_offset = int(offset.total_seconds() // 60)


def _set_aside(tx: Tx, row: Prompt, state: str, why: str) -> None:
    row.state, row.reason, row.closed_at = state, why, tx.now


def _moves(row: Prompt, *, over: bool) -> bool:
    """Whether a row still waits, or waits again now that the reason why it was set aside is gone."""
    if row.state == "scheduled":
        return True
    never_sent = row.sent_at is None
    return never_sent and not over and (row.state == "missed" or row.reason in COMES_BACK)
