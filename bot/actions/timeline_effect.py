"""What a change would do, found by doing it and taking it back before anything is kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from sqlmodel import col, select

from bot.actions.permissions import Member
from bot.actions.prompting import when_sent
from bot.actions.scheduling import PLANNED
from bot.actions.speaking import local_moment
from bot.actions.tx import Tx
from bot.domain.progress import Drop, Hold
from bot.locales import Tongue
from storage.tables import Enrolment, Prompt

Key = tuple[int, str, int]


@dataclass(frozen=True)
class Effect:
    """Whom a change concerns.

    ``people``: for how many something changes. ``coming``: the soonest of what comes anew. ``kept``: how many
    have it already, so that nothing changes for them. ``later`` and ``lost``: of those for whom it would come
    now, how many wait for the morning, and for how many it closes before. ``sent``: something was sent.
    """

    people: int
    coming: dt.datetime | None
    kept: int
    later: int
    lost: int
    sent: bool = False


def effect_of(
    tx: Tx, member: Member, act: Callable[[], object], about: tuple[str, int] | None = None
) -> Effect:
    """The effect of ``act``; everything that it did is rolled back. ``about``: activity and iteration."""
    before = _snapshot(tx, member)
    trial = tx.session.begin_nested()
    try:
        act()
        tx.session.flush()
        after = _snapshot(tx, member)
        changed = {key for key, seen in after.items() if before.get(key) != seen}
        soon = [seen for key in changed if (seen := after[key]).state == "scheduled"]
        sent_when = [
            when_sent(tx, tx.session.get_one(Prompt, seen.id)) for seen in soon if seen.due_at <= tx.now
        ]
    finally:
        trial.rollback()
    touched = {key[1:] for key in changed} | {about}
    kept = {key[0] for key, seen in after.items() if key[1:] in touched and key not in changed and seen.sent}
    people = {key[0] for key in changed}
    return Effect(
        people=len(people),
        coming=min((max(seen.due_at, tx.now) for seen in soon), default=None),
        kept=len(kept - people),
        later=sum(isinstance(found, Hold) for found in sent_when),
        lost=sum(isinstance(found, Drop) and found.state == "missed" for found in sent_when),
        sent=any(seen.sent for seen in before.values()),
    )


def lines_of(tx: Tx, _: Tongue, effect: Effect, zone: str) -> list[str]:
    """The effect in words, as Telegram HTML."""
    counted = _.plural("{n} person", "{n} people", effect.people)
    if not effect.people:
        lines = [_("Nobody has it waiting yet. Who joins later gets it so.")]
    elif effect.coming is None or effect.coming <= tx.now:
        lines = [counted]
    else:
        lines = [f"{counted}, " + _("next: {time}", time=local_moment(_, effect.coming, zone))]
    if effect.kept:
        lines.append(
            _.plural(
                "{n} person has it already: what was sent or answered stays as it is.",
                "{n} people have it already: what was sent or answered stays as it is.",
                effect.kept,
            )
        )
    if effect.later:
        lines.append(
            _.plural(
                "{n} of them gets it in the morning: it is quiet there now, or it was enough for today.",
                "{n} of them get it in the morning: it is quiet there now, or it was enough for today.",
                effect.later,
            )
        )
    if effect.lost:
        lines.append(
            _.plural(
                "{n} of them would miss it: it is quiet there now, and it closes before the morning.",
                "{n} of them would miss it: it is quiet there now, and it closes before the morning.",
                effect.lost,
            )
        )
    return lines


@dataclass(frozen=True)
class _Seen:
    """A delivery as it stood at a moment."""

    id: int
    state: str
    due_at: dt.datetime
    expires_at: dt.datetime | None
    sent: bool


def _snapshot(tx: Tx, member: Member) -> dict[Key, _Seen]:
    query = (
        select(Prompt)
        .join(Enrolment, col(Enrolment.id) == Prompt.enrolment_id)
        .where(Enrolment.workshop_id == member.workshop.id, col(Enrolment.state).in_(PLANNED))
    )
    return {
        (row.enrolment_id, row.activity, row.iteration): _Seen(
            row.id or 0, row.state, row.due_at, row.expires_at, row.sent_at is not None
        )
        for row in tx.session.exec(query)
    }
