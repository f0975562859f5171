"""/progress: how far a person is, day by day, for their eyes only."""

from __future__ import annotations

from collections import Counter
from zoneinfo import ZoneInfo

from sqlmodel import col, func, select

from bot.actions.permissions import May, Member, require
from bot.actions.tx import Tx
from bot.domain.incoming import Incoming
from bot.domain.progress import bar, course_day
from bot.locales import Tongue
from storage.tables import Answer, Contribution, Prompt

#: States of a prompt that was never meant for this person after all.
NOT_COUNTED = ("cancelled",)


def show_progress(tx: Tx, incoming: Incoming) -> None:
    """/progress: a bar for each day, and how much the person gave."""
    member = require(tx, incoming, May.TAKE_PART)
    _ = tx.tongue(member.person)
    done, total = _by_day(tx, member)
    lines = [_("<b>Your way so far, {name}</b>", name=member.person.call_name), ""]
    days = (member.workshop.last_day - member.workshop.first_day).days + 1
    for day in sorted(total):
        drawn = bar(done[day], total[day])
        count = _("{done} of {total}", done=done[day], total=total[day])
        lines.append(f"<code>{drawn}</code> {_day_name(_, day, days)} · {count}")
    answers = _count(tx, member, Answer.state == "answered", Answer)
    gifts = _count(tx, member, Contribution.state == "kept", Contribution)
    lines += ["", _.plural("You gave {n} answer.", "You gave {n} answers.", answers)]
    if gifts:
        lines.append(
            _.plural("{n} piece for sharing is among them.", "{n} pieces for sharing are among them.", gifts)
        )
    lines.append(_("Each one helps. Skipping is fine too."))
    tx.say(member.person, "\n".join(lines), workshop_id=member.workshop.id)


def _by_day(tx: Tx, member: Member) -> tuple[Counter[int], Counter[int]]:
    """How many activities are completed and how many there are, by day of the course."""
    workshop, zone = member.workshop, ZoneInfo(member.workshop.zone)
    query = select(Prompt).where(
        Prompt.enrolment_id == member.enrolment.id, col(Prompt.state).not_in(NOT_COUNTED)
    )
    done: Counter[int] = Counter()
    total: Counter[int] = Counter()
    for prompt in tx.session.exec(query):
        day = course_day(prompt.due_at.astimezone(zone).date(), workshop.first_day, workshop.last_day)
        total[day] += 1
        done[day] += prompt.state == "completed"
    return done, total


def _day_name(_: Tongue, day: int, days: int) -> str:
    if day == 0:
        return _("Before the course")
    if day > days:
        return _("After the course")
    return _("Day {number}", number=day)


def _count(tx: Tx, member: Member, condition: bool, table: type[Answer] | type[Contribution]) -> int:
    mine = table.enrolment_id == member.enrolment.id
    return tx.session.exec(select(func.count()).select_from(table).where(mine, condition)).one()
