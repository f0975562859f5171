"""A workshop goes on with another version of its programme, from one transaction to the next.

Everybody goes on with the new version at once, also those in the middle of an activity: where they stand is
read from their answers, which stay where they are. What was sent stays sent, what is still to come is planned
anew. A part that is gone is closed for those who had it open; it comes back when its version comes back.
"""

from __future__ import annotations

from sqlmodel import col, select

from bot.actions.closing import drop
from bot.actions.scheduling import NOT_PLANNED, plan_workshop
from bot.actions.timeline_rows import settle_last_day
from bot.actions.tx import Tx
from bot.domain.programme import Programme
from storage.tables import Enrolment, Person, ProgrammeChange, Prompt, Workshop

#: Why an activity that was open was closed.
GONE_WHILE_OPEN = f"{NOT_PLANNED}, while open"


def go_on_with(tx: Tx, workshop: Workshop, change: ProgrammeChange, actor: Person) -> None:
    """Let a workshop go on with the version that a change brings. Raises ``ValueError`` without one."""
    if change.after_id is None:
        raise ValueError("this change has no version to go on with")
    new = tx.library.get(tx.session, change.after_id)
    workshop.programme_id = change.after_id
    settle_last_day(tx, workshop)
    _follow_settings(workshop, tx.library.get(tx.session, change.before_id), new)
    change.state, change.decided_at = "accepted", tx.now
    _close_and_open(tx, workshop, {activity.name for activity in new.form.activities})
    tx.session.flush()
    plan_workshop(tx, workshop)
    tx.note(
        "programme_changed",
        actor=actor,
        workshop_id=workshop.id,
        before=change.before_id,
        after=change.after_id,
        version=new.version,
    )


def _follow_settings(workshop: Workshop, old: Programme, new: Programme) -> None:
    """Take over what the new version says otherwise; what a facilitator set for this workshop stays."""
    if (old.quiet_from, old.quiet_to) != (new.quiet_from, new.quiet_to):
        workshop.quiet_from, workshop.quiet_to = new.quiet_from, new.quiet_to
    if old.daily_cap != new.daily_cap:
        workshop.daily_cap = new.daily_cap


def version_before(tx: Tx, workshop: Workshop) -> int | None:
    """The version that ran before the present one (programme.id); None when there was none."""
    query = (
        select(ProgrammeChange.before_id)
        .where(ProgrammeChange.workshop_id == workshop.id, ProgrammeChange.state == "accepted")
        .where(ProgrammeChange.after_id == workshop.programme_id)
        .order_by(col(ProgrammeChange.id).desc())
        .limit(1)
    )
    return tx.session.exec(query).first()


def _close_and_open(tx: Tx, workshop: Workshop, activities: set[str]) -> None:
    """Close what is open and gone; open again what was closed so and is back."""
    mine = select(Enrolment.id).where(Enrolment.workshop_id == workshop.id)
    for prompt in tx.session.exec(select(Prompt).where(col(Prompt.enrolment_id).in_(mine))):
        if prompt.state in ("sent", "opened") and prompt.activity not in activities:
            drop(tx, prompt, "cancelled", GONE_WHILE_OPEN)
        elif prompt.reason == GONE_WHILE_OPEN and prompt.activity in activities:
            prompt.state = "opened" if prompt.opened_at is not None else "sent"
            prompt.reason, prompt.closed_at = "", None
