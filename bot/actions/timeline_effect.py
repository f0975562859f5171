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
from bot.domain.progress import Drop, Hold, Send
from bot.locales import Tongue
from storage.tables import Enrolment, Prompt

Key = tuple[int, str, int]

#: Why something is held until the morning, as :func:`bot.domain.progress.decide` says it.
TILL_MORNING = ("quiet hours", "daily cap")


@dataclass(frozen=True)
class Effect:
    """Whom a change concerns.

    ``people``: for how many something changes. ``coming``: the soonest of what comes anew. ``kept``: how many
    have it already, so that nothing changes for them. ``later`` and ``lost``: of those for whom it would come
    now, how many wait for the morning, and for how many it closes before. ``past``: how many deliveries fall
    into the past and do not come. ``sent``, ``waiting``: something was sent before, or waited.
    """

    people: int
    coming: dt.datetime | None
    kept: int
    later: int
    lost: int
    past: int
    sent: bool
    waiting: bool


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
        changed = {key: seen for key, seen in after.items() if before.get(key) != seen}
        soon = [seen for seen in changed.values() if seen.state == "scheduled"]
        fates = [(seen, _fate(tx, seen)) for seen in soon]
    finally:
        trial.rollback()
    touched = {key[1:] for key in changed} | {about}
    kept = {key[0] for key, seen in after.items() if key[1:] in touched and key not in changed and seen.sent}
    people = {key[0] for key in changed}
    missed = [
        seen.is_over(tx.now) for seen, fate in fates if isinstance(fate, Drop) and fate.state == "missed"
    ]
    return Effect(
        people=len(people),
        coming=min((seen.due_at for seen, fate in fates if not isinstance(fate, Drop)), default=None),
        kept=len(kept - people),
        later=sum(isinstance(fate, Hold) and fate.why in TILL_MORNING for _seen, fate in fates),
        lost=missed.count(False),
        past=missed.count(True),
        sent=any(seen.sent for seen in before.values()),
        waiting=any(seen.state == "scheduled" for key, seen in before.items() if about in (None, key[1:])),
    )


def _fate(tx: Tx, seen: _Seen) -> Send | Hold | Drop | None:
    """What becomes at once of something that waits; None when its time is still to come."""
    if seen.due_at > tx.now:
        return None
    return when_sent(tx, tx.session.get_one(Prompt, seen.id))


def lines_of(tx: Tx, _: Tongue, effect: Effect, zone: str) -> list[str]:
    """The effect in words, as Telegram HTML."""
    counted = _.plural("{n} person", "{n} people", effect.people)
    if not effect.people and effect.waiting:
        lines = [_("Nothing that is planned moves.")]
    elif not effect.people:
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
    if effect.past:
        lines.append(
            _.plural(
                "{n} message falls into the past and does not come.",
                "{n} messages fall into the past and do not come.",
                effect.past,
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

    def is_over(self, now: dt.datetime) -> bool:
        """Whether it has closed by ``now``."""
        return self.expires_at is not None and self.expires_at <= now


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
