"""Before and after a change of the timeline: what it would do, and what was done, with the way back."""

from __future__ import annotations

import datetime as dt

from bot.actions import acts, timeline_acts
from bot.actions.permissions import Member
from bot.actions.timeline_effect import effect_of, lines_of
from bot.actions.timeline_screens import Rows, Screen
from bot.actions.timeline_words import sentence, without
from bot.actions.tx import Tx
from bot.domain.quiet import end_of_quiet
from bot.domain.timeline import Wish


def sure(tx: Tx, member: Member, wish: Wish) -> Screen:
    """What would be done, for how many, and what of it comes next."""
    _ = tx.tongue(member.person)
    about = (wish.activity, wish.iteration) if wish.activity else None
    effect = effect_of(tx, member, lambda: timeline_acts.do(tx, member, wish), about)
    lines = [f"<b>{sentence(tx, _, member.workshop.id or 0, wish)}</b>"]
    lines += lines_of(tx, _, effect, member.workshop.zone)
    lines += _quiet_then(tx, member, effect.coming)
    if about is None and effect.sent:
        lines.append(_("What was sent or answered already stays as it is."))
    if wish.verb == "skip":
        lines += without(tx, _, member.workshop, wish.activity)
    rows: Rows = [[(_("Yes, do it"), "yes")]]
    if wish.verb in ("open", "reopen") and effect.later + effect.lost:
        rows.append([(_("For all now anyway"), "wake")])
    return "\n".join(lines), [*rows, [(_("Cancel"), "activity" if wish.activity else "list")]]


def codes(wish: Wish) -> tuple[str, ...]:
    """The codes of the buttons that a preview may have."""
    back = "activity" if wish.activity else "list"
    return ("yes", "wake", back) if wish.verb in ("open", "reopen") else ("yes", back)


def _quiet_then(tx: Tx, member: Member, coming: dt.datetime | None) -> list[str]:
    """Words for a later time that lies in the quiet hours."""
    workshop, _ = member.workshop, tx.tongue(member.person)
    if coming is None or coming <= tx.now:
        return []
    morning = end_of_quiet(coming, workshop.zone, workshop.quiet_from, workshop.quiet_to)
    return [_("It is quiet then: it waits until {time}.", time=workshop.quiet_to)] if morning else []


def done(tx: Tx, member: Member, act: int) -> Screen:
    """What was done, with the way back."""
    _ = tx.tongue(member.person)
    text = _("✓ Done.") + "\n" + acts.describe(tx, _, acts.find(tx, act))
    undo, back = [(_("Undo"), "undo")], [(_("Timeline"), "list"), (_("Close"), "end")]
    return text, [undo, back]
