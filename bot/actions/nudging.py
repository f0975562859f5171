"""Reminding those who are silent, on a facilitator's tap: each in the own chat, never in a group.

A reminder waits ten seconds, so that it can be taken back, and keeps the quiet hours of its reader.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from sqlmodel import col, select

from bot.actions import acts
from bot.actions.answer_rows import open_desk
from bot.actions.permissions import Member, Refused, require_running
from bot.actions.prompting import reminder_words
from bot.actions.tx import PROMPT, Tx
from bot.domain.quiet import end_of_quiet
from bot.domain.said import N_, Said
from bot.locales import Tongue
from storage.tables import Act, Enrolment, Outbox, Person, Prompt, Workshop

#: How long a reminder waits, so that it can be taken back.
GRACE = dt.timedelta(seconds=10)


def silent(tx: Tx, workshop: Workshop, activity: str, iteration: int) -> list[Prompt]:
    """The prompts of an activity that nobody has reacted to, of people who can be reminded now."""
    query = (
        select(Prompt)
        .where(Prompt.enrolment_id == Enrolment.id, Enrolment.workshop_id == workshop.id)
        .where(Prompt.activity == activity, Prompt.iteration == iteration)
        .order_by(col(Prompt.id))
    )
    return [prompt for prompt in tx.session.exec(query) if can_nudge(tx, prompt)]


def can_nudge(tx: Tx, prompt: Prompt) -> bool:
    """Whether the person was asked, has not begun, and can be reminded now."""
    enrolment = tx.session.get_one(Enrolment, prompt.enrolment_id)
    person = tx.session.get_one(Person, enrolment.person_id)
    still = prompt.expires_at is None or prompt.expires_at > tx.now
    there = enrolment.state == "active" and person.reachable == "yes" and person.chat_id is not None
    return prompt.state == "sent" and prompt.opened_at is None and still and there


def nudge(tx: Tx, member: Member, prompts: Iterable[Prompt]) -> Act:
    """Remind the people of these prompts in ten seconds; gives the act, which can be taken back until then.

    Nobody is reminded by hand twice within an hour. Raises :class:`Refused` when nobody is left to remind.
    """
    require_running(member)
    rows: list[int] = []
    for prompt in prompts:
        if can_nudge(tx, prompt) and (row := _remind(tx, prompt)) is not None:
            rows.append(row)
    if not rows:
        raise Refused(Said(N_("There is nobody to remind now: all have begun, or were reminded just now.")))
    return acts.record(tx, member, "nudged", {"people": len(rows)}, {"outbox": rows})


def _remind(tx: Tx, prompt: Prompt) -> int | None:
    desk = open_desk(tx, tx.session.get_one(Enrolment, prompt.enrolment_id))
    at = tx.now + GRACE
    workshop, zone = desk.workshop, desk.person.zone or desk.workshop.zone
    morning = end_of_quiet(at, zone, workshop.quiet_from, workshop.quiet_to)
    if morning is not None and prompt.expires_at is not None and prompt.expires_at <= morning:
        return None
    _ = tx.tongue(desk.person)
    found = tx.say(
        desk.person,
        reminder_words(tx, desk, prompt) + "\n" + _("/today leads you there."),
        priority=PROMPT,
        dedupe_key=f"nudge:{prompt.id}:{tx.now:%Y%m%d%H}",
        not_before=morning or at,
        prompt_id=prompt.id,
        workshop_id=workshop.id,
    )
    if found is not None:
        prompt.reminders += 1
    return found


def told(tx: Tx, _: Tongue, act: Act) -> str:
    """What to say to the facilitator right after."""
    return _.plural(
        "I remind {n} person in ten seconds.",
        "I remind {n} people in ten seconds.",
        int(act.details["people"]),
    )


def describe(tx: Tx, _: Tongue, act: Act) -> str:
    """How many were reminded; never who."""
    return _.plural("Reminded {n} silent person", "Reminded {n} silent people", int(act.details["people"]))


def undo(tx: Tx, member: Member, act: Act) -> None:
    """Drop what has not gone out. Raises :class:`Refused` when all of it has."""
    query = select(Outbox).where(col(Outbox.id).in_(act.before["outbox"]), Outbox.state == "queued")
    waiting = list(tx.session.exec(query))
    if not waiting:
        raise Refused(Said(N_("The reminder went out already.")))
    for row in waiting:
        row.state, row.reason, row.dedupe_key = "dropped", "taken back", None
        prompt = tx.session.get(Prompt, row.prompt_id) if row.prompt_id else None
        if prompt is not None:
            prompt.reminders = max(prompt.reminders - 1, 0)
