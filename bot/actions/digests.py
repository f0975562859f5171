"""The morning digest: what needs a facilitator, at a time that each chooses, on the own clock.

Quiet when nothing is needed, unless wished otherwise. It says how much waits, never what a report says.
"""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from sqlmodel import col, func, select

from bot.actions import need_kinds, need_rows
from bot.actions.need_screens import SIGNS
from bot.actions.permissions import May, Member, members_as
from bot.actions.tx import PROMPT, Tx
from bot.domain.schedule import instant_of
from bot.locales import Tongue
from storage.tables import Digest, Person, Workshop

#: Times that are offered as buttons; any other can be written.
TIMES = ("06:30", "07:00", "07:30", "08:00")

#: Most lines of a digest; /needs shows the rest.
LINES = 5


def next_due(tx: Tx) -> dt.datetime | None:
    """When the next digest is due; None when nobody wants one."""
    return tx.session.exec(select(func.min(Digest.next_at))).one()


def release_due(tx: Tx, limit: int) -> int:
    """Send the digests that are due, at most ``limit``; gives how many were looked at."""
    query = select(Digest).where(col(Digest.next_at) <= tx.now).order_by(col(Digest.id)).limit(limit)
    found = list(tx.session.exec(query))
    for digest in found:
        _send(tx, digest)
    return len(found)


def _send(tx: Tx, digest: Digest) -> None:
    """Send one digest if there is something to say, and plan the next. It ends when its reader has left."""
    person = tx.session.get_one(Person, digest.person_id)
    workshop = tx.session.get_one(Workshop, digest.workshop_id)
    mine = {member.workshop.id for member in members_as(tx, person, May.SEE_NEEDS)}
    if workshop.id not in mine:
        digest.next_at = None
        return
    due = digest.next_at or tx.now
    _plan(tx, digest, person, workshop)
    if workshop.state != "running":
        return  # archived: silent, and there again when it is opened
    need_kinds.sync(tx, workshop)
    found = need_rows.open_for(tx, person, workshop)
    if not found and not digest.always:
        return
    _ = tx.tongue(person)
    lines = [_("Good morning, {name}!", name=person.call_name)]
    if not found:
        lines.append(_("Nothing needs you today in <b>{title}</b>.", title=workshop.title))
    else:
        lines.append(
            _.plural(
                "{n} thing needs you today in <b>{title}</b>:",
                "{n} things need you today in <b>{title}</b>:",
                len(found),
                title=workshop.title,
            )
        )
    for need in found[:LINES]:
        grave = need.level >= need_rows.WRONG
        what = _("a report waits for you") if grave else need_kinds.describe(tx, _, need)
        late = " · " + _("late") if need.due_at <= tx.now else ""
        lines.append(f"{SIGNS[need.level]} {what}{late}")
    if found:
        lines.append(_("/needs shows all and helps."))
    tx.say(
        person,
        "\n".join(lines),
        priority=PROMPT,
        dedupe_key=f"digest:{digest.id}:{due:%Y%m%d%H%M}",
        workshop_id=workshop.id,
    )


def _plan(tx: Tx, digest: Digest, person: Person, workshop: Workshop) -> None:
    """The next instant after now at which the local clock shows the chosen time."""
    zone = person.zone or workshop.zone
    day, time = tx.now.astimezone(ZoneInfo(zone)).date(), dt.time.fromisoformat(digest.time)
    at = instant_of(day, time, zone)
    digest.next_at = at if at > tx.now else instant_of(day + dt.timedelta(days=1), time, zone)


def replan(tx: Tx, person: Person) -> None:
    """Move a person's digests after their zone changed."""
    query = select(Digest).where(Digest.person_id == person.id, col(Digest.next_at).is_not(None))
    for digest in tx.session.exec(query):
        _plan(tx, digest, person, tx.session.get_one(Workshop, digest.workshop_id))


def of(tx: Tx, member: Member) -> Digest | None:
    """The digest of a facilitator for their workshop, if it comes."""
    query = select(Digest).where(
        Digest.workshop_id == member.workshop.id, Digest.person_id == member.person.id
    )
    found = tx.session.exec(query).first()
    return found if found is not None and found.next_at is not None else None


def choose(tx: Tx, member: Member, time: str) -> None:
    """Let the digest come at this local time from now on."""
    query = select(Digest).where(
        Digest.workshop_id == member.workshop.id, Digest.person_id == member.person.id
    )
    digest = tx.session.exec(query).first()
    if digest is None:
        digest = Digest(workshop_id=member.workshop.id or 0, person_id=member.person.id or 0, time=time)
        tx.session.add(digest)
    digest.time = time
    _plan(tx, digest, member.person, member.workshop)
    tx.session.flush()


def tap(tx: Tx, member: Member, verb: str, rest: str) -> None:
    """Take a button of :func:`screen`; a time that it did not offer changes nothing."""
    digest = of(tx, member)
    if verb == "time" and rest in TIMES:
        choose(tx, member, rest)
    elif digest is not None and verb == "off":
        digest.next_at = None
    elif digest is not None and verb in ("always", "quiet"):
        digest.always = verb == "always"


def line(tx: Tx, _: Tongue, member: Member) -> str:
    """What is set, in a line."""
    digest = of(tx, member)
    if digest is None:
        return _("Your morning message: off")
    if digest.always:
        return _("Your morning message: {time}, every day", time=digest.time)
    return _("Your morning message: {time}, when something needs you", time=digest.time)


def screen(tx: Tx, _: Tongue, member: Member) -> tuple[str, list[tuple[str, str]]]:
    """The times to choose from, and whether it comes on quiet days too."""
    digest = of(tx, member)
    text = line(tx, _, member) + "\n\n" + _("When should it come? Tap a time, or write one such as 06:45.")
    rows = [(f"time-{time}", time) for time in TIMES]
    if digest is not None:
        rows.append(("quiet", _("Only when needed")) if digest.always else ("always", _("Every day")))
        rows.append(("off", _("No morning message")))
    return text, [*rows, ("menu", _("Back"))]
