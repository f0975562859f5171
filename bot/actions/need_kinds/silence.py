"""Silence past the limit that the schedule sets (``escalate_after``): a line in the list, level 1.

Somebody who cannot be reached is not silent, and neither is somebody who pauses.
"""

from __future__ import annotations

from sqlmodel import col, select

from bot.actions import need_rows, nudging
from bot.actions.need_people import name_of, title_of_activity
from bot.actions.permissions import Member
from bot.actions.tx import Tx
from bot.domain.schedule import later
from bot.locales import Tongue
from storage.tables import Enrolment, Need, Person, Prompt, Workshop

KIND = "silence"


def sync(tx: Tx, workshop: Workshop) -> None:
    """Open one need for each activity that stayed without any reaction too long; close those that got one."""
    limits = {
        entry.activity: entry.escalate_after
        for entry in tx.library.get(tx.session, workshop.programme_id).schedule
        if entry.escalate_after is not None
    }
    query = (
        select(Prompt, Enrolment, Person)
        .where(Prompt.enrolment_id == Enrolment.id, Enrolment.person_id == Person.id)
        .where(Enrolment.workshop_id == workshop.id, col(Prompt.activity).in_(limits))
        .where(col(Prompt.sent_at).is_not(None))
    )
    silent = set()
    for prompt, enrolment, person in tx.session.exec(query):
        span = limits[prompt.activity]
        if span is None or prompt.sent_at is None or not _is_silent(prompt, enrolment, person):
            continue
        key = f"silence:{prompt.id}"
        silent.add(key)
        at = later(prompt.sent_at, span, person.zone or workshop.zone)
        if at <= tx.now:
            need_rows.open_need(
                tx, enrolment, KIND, need_rows.NOTICE, trigger=prompt.activity, key=key, at=at
            )
    for need in _open(tx, workshop):
        if need.dedupe_key not in silent:
            need_rows.close(tx, need)


def _is_silent(prompt: Prompt, enrolment: Enrolment, person: Person) -> bool:
    silent = prompt.opened_at is None and prompt.state in ("sent", "expired")
    return silent and enrolment.state == "active" and person.reachable == "yes"


def _open(tx: Tx, workshop: Workshop) -> list[Need]:
    query = select(Need).where(Need.workshop_id == workshop.id, Need.kind == KIND)
    return list(tx.session.exec(query.where(col(Need.closed_at).is_(None))))


def describe(tx: Tx, _: Tongue, need: Need) -> str:
    """Who has been silent, and about what."""
    return _(
        "<b>{name}</b> has not begun “{title}”", name=name_of(tx, need), title=title_of_activity(tx, _, need)
    )


def remedies(tx: Tx, _: Tongue, need: Need) -> list[tuple[str, str]]:
    """A reminder, while the activity is open."""
    prompt = _prompt(tx, need)
    return [("remind", _("Remind now"))] if prompt is not None and nudging.can_nudge(tx, prompt) else []


def remedy(tx: Tx, member: Member, need: Need, code: str) -> str:
    """Remind this one person."""
    prompt = _prompt(tx, need)
    act = nudging.nudge(tx, member, [prompt] if prompt is not None else [])
    return nudging.told(tx, tx.tongue(member.person), act)


def _prompt(tx: Tx, need: Need) -> Prompt | None:
    return tx.session.get(Prompt, int((need.dedupe_key or "silence:0").partition(":")[2]))
