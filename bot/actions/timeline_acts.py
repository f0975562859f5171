"""Changing the timeline: each change is done, stands in the log, and can be taken back.

What still waits follows by itself, because changes are rows that planning reads. What people already have on
their phones is never moved; only its closing may change, and a closed activity may be opened again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from sqlmodel import col, select

from bot.actions import acts, closing
from bot.actions.permissions import Member, Refused
from bot.actions.scheduling import CLOSED, PLANNED, plan
from bot.actions.timeline_rows import settle_last_day
from bot.actions.timeline_words import sentence, tell_longer
from bot.actions.tx import Tx
from bot.domain.said import N_, Said
from bot.domain.schedule import Entry, expires_at, reminders
from bot.domain.timeline import What, Wish, extended
from bot.locales import Tongue
from storage.tables import Act, Enrolment, Person, Prompt, TimelineChange, Workshop

#: Kind of these acts in the log.
KIND = "timeline_changed"


def do(tx: Tx, member: Member, wish: Wish) -> Act:
    """Do it for all whom it concerns, and write it down."""
    workshop, before = member.workshop, dict[str, Any]()
    if wish.verb == "first":
        before["first_day"] = workshop.first_day.isoformat()
        workshop.first_day = dt.date.fromisoformat(wish.value)
    made = [_row(tx, workshop, wish, what, value) for what, value in wish.changes(tx.now)]
    tx.session.add_all(made)
    tx.session.flush()
    before["changes"] = [row.id for row in made]
    before["rows"] = {
        str(prompt.id): kept
        for prompt, entry, person in _theirs(tx, workshop, wish)
        if (kept := _touch(tx, workshop, wish, prompt, entry, person)) is not None
    }
    act = acts.record(tx, member, KIND, asdict(wish), before)
    _follow(tx, workshop, wish)
    return act


def describe(tx: Tx, _: Tongue, act: Act) -> str:
    """What was done, for the log of facilitators."""
    return sentence(tx, _, act.workshop_id, Wish(**act.details))


def undo(tx: Tx, member: Member, act: Act) -> None:
    """Take it back for what has not reached people meanwhile; what was sent stays sent.

    Raises :class:`Refused` when something would come back to a time that is over, and so never come.
    """
    workshop, wish, before = member.workshop, Wish(**act.details), act.before
    to_come = [row for row in _waiting(tx, workshop, wish) if row.due_at > tx.now]
    if "first_day" in before:
        workshop.first_day = dt.date.fromisoformat(before["first_day"])
    for number in before["changes"]:
        tx.session.get_one(TimelineChange, number).undone_at = tx.now
    for number, kept in before["rows"].items():
        _put_back(tx, wish, tx.session.get(Prompt, int(number)), kept)
    _follow(tx, workshop, wish)
    if any(row.state == "scheduled" and _is_over(tx, row) for row in to_come):
        raise Refused(Said(N_("The time before this change is over already. Please move it by hand.")))


def _row(tx: Tx, workshop: Workshop, wish: Wish, what: What, value: str) -> TimelineChange:
    return TimelineChange(
        workshop_id=workshop.id or 0,
        cluster_id=wish.cluster,
        what=what,
        activity=wish.activity,
        iteration=wish.iteration,
        day=wish.day,
        value=value,
        created_at=tx.now,
    )


def _follow(tx: Tx, workshop: Workshop, wish: Wish) -> None:
    """Let the last day of the course and everything that waits follow."""
    settle_last_day(tx, workshop)
    for enrolment in concerned(tx, workshop, wish.cluster):
        plan(tx, enrolment, only=wish.activity)
    tx.session.flush()


def concerned(tx: Tx, workshop: Workshop, cluster: int | None) -> list[Enrolment]:
    """The people for whom a change counts: all who take part, or those of one cluster."""
    query = select(Enrolment).where(Enrolment.workshop_id == workshop.id)
    if cluster is not None:
        query = query.where(Enrolment.cluster_id == cluster)
    return list(tx.session.exec(query.where(col(Enrolment.state).in_(PLANNED))))


def _waiting(tx: Tx, workshop: Workshop, wish: Wish) -> list[Prompt]:
    people = [enrolment.id for enrolment in concerned(tx, workshop, wish.cluster)]
    query = select(Prompt).where(col(Prompt.enrolment_id).in_(people), Prompt.state == "scheduled")
    return list(tx.session.exec(query))


def _theirs(tx: Tx, workshop: Workshop, wish: Wish) -> Iterable[tuple[Prompt, Entry, Person]]:
    """The deliveries of the activity that a wish is about, with their rows of the schedule."""
    if not wish.activity:
        return
    programme = tx.library.get(tx.session, workshop.programme_id)
    people = {enrolment.id: enrolment for enrolment in concerned(tx, workshop, wish.cluster)}
    query = (
        select(Prompt)
        .where(col(Prompt.enrolment_id).in_(people))
        .where(Prompt.activity == wish.activity, Prompt.iteration == wish.iteration)
        .order_by(col(Prompt.id))
    )
    for prompt in tx.session.exec(query):
        enrolment = people[prompt.enrolment_id]
        for entry in programme.entries_for(enrolment.role):
            if entry.activity == wish.activity:
                yield prompt, entry, tx.session.get_one(Person, enrolment.person_id)
                break


def _touch(
    tx: Tx, workshop: Workshop, wish: Wish, prompt: Prompt, entry: Entry, person: Person
) -> dict[str, Any] | None:
    """Close, extend or reopen what somebody already has; gives what an undo needs, None when it stays."""
    zone = workshop.zone if entry.zone == "workshop" else person.zone or workshop.zone
    kept = {
        "state": prompt.state,
        "reason": prompt.reason,
        **{name: _iso(getattr(prompt, name)) for name in ("due_at", "expires_at", "sent_at", "closed_at")},
    }
    if wish.verb == "close" and prompt.state in ("sent", "opened"):
        if prompt.state == "sent":
            closing.close(tx, prompt)
            prompt.reason = CLOSED
        prompt.expires_at, prompt.next_reminder_at = tx.now, None
    elif wish.verb == "extend" and prompt.state in ("sent", "opened"):
        longer = extended(prompt.expires_at, wish.value, prompt.due_at, zone)
        if longer is None or longer <= tx.now:
            return None
        prompt.expires_at = longer
        sent = prompt.sent_at or tx.now
        left = [at for at in reminders(entry, sent, prompt.expires_at, zone) if at > tx.now]
        prompt.next_reminder_at = left[0] if left and prompt.state == "sent" else None
        tell_longer(tx, workshop, prompt, person)
    elif wish.verb in ("open", "reopen") and prompt.state == "expired":
        _wait_again(tx, prompt)
    elif wish.verb in ("open", "reopen") and prompt.state == "opened" and _is_over(tx, prompt):
        closes = expires_at(entry, tx.now, zone)
        prompt.expires_at = extended(closes, wish.value, tx.now, zone) if wish.value else closes
    else:
        return None
    return kept


def _put_back(tx: Tx, wish: Wish, prompt: Prompt | None, kept: dict[str, Any]) -> None:
    """Undo :func:`_touch`, unless the person has gone on meanwhile."""
    if prompt is None:
        return
    expires = _instant(kept["expires_at"])
    still = expires is None or expires > tx.now
    if prompt.state == "opened" or (prompt.state == "sent" and wish.verb == "extend"):
        prompt.expires_at = expires
    elif wish.verb == "close" and prompt.state == "expired" and still:
        _wait_again(tx, prompt)
        prompt.due_at, prompt.expires_at = _instant(kept["due_at"]) or tx.now, expires
    elif wish.verb in ("open", "reopen") and prompt.state == "scheduled":
        prompt.state, prompt.reason = kept["state"], kept["reason"]
        for name in ("due_at", "expires_at", "sent_at", "closed_at"):
            setattr(prompt, name, _instant(kept[name]))


def _wait_again(tx: Tx, prompt: Prompt) -> None:
    """Let a closed activity come once more; its message before has no buttons any more."""
    prompt.state, prompt.reason = "scheduled", ""
    prompt.sent_at = prompt.closed_at = prompt.next_reminder_at = None


def _is_over(tx: Tx, prompt: Prompt) -> bool:
    return prompt.expires_at is not None and prompt.expires_at <= tx.now


def _iso(instant: dt.datetime | None) -> str | None:
    return instant.isoformat() if instant is not None else None


def _instant(text: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None
