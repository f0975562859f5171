"""The wall: what the projector shows of a workshop, under a secret address, without private data."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from sqlmodel import col, func, select

from bot.actions import acts, invitations
from bot.actions.live_rows import answered, newest_closed, open_in
from bot.actions.permissions import Member
from bot.actions.tx import Tx
from bot.domain.live.model import Result
from bot.locales import Tongue
from storage.tables import Act, Enrolment, Live, Wall, Workshop


@dataclass(frozen=True)
class Shown:
    """What stands on the wall now. ``phase`` is ``waiting``, ``open`` or ``closed``.

    ``joined`` counts the participants; ``link`` is the open invitation of trainees, or empty. ``result`` is
    there only when the question is closed, and holds only what may be shown.
    """

    title: str
    language: str
    phase: str
    joined: int
    link: str
    question: str = ""
    options: tuple[str, ...] = ()
    kind: str = ""
    answered: int = 0
    asked: int = 0
    result: Result | None = None


def working(tx: Tx, workshop_id: int) -> Wall | None:
    """The wall of a workshop, if it has one that works."""
    query = select(Wall).where(Wall.workshop_id == workshop_id, col(Wall.revoked_at).is_(None))
    return tx.session.exec(query.order_by(col(Wall.created_at).desc())).first()


def hand_over(tx: Tx, member: Member, *, renew: bool = False) -> None:
    """Tell the facilitator the address; a new one when there is none, or when the old one leaked."""
    person, workshop = member.person, member.workshop
    _ = tx.tongue(person)
    wall = working(tx, workshop.id or 0)
    if wall is not None and renew:
        wall.revoked_at = tx.now
        acts.record(tx, member, "wall_renewed", {}, {"secret": wall.secret})
        wall = None
    if wall is None:
        wall = Wall(
            secret=secrets.token_urlsafe(16),
            workshop_id=workshop.id or 0,
            language=person.language,
            created_at=tx.now,
        )
        tx.session.add(wall)
        tx.session.flush()
    wall.language = person.language
    if not tx.rules.wall_url:
        tx.say(person, _("The wall is switched off on this machine (wall.listen in the settings)."))
        return
    tx.say(
        person,
        _(
            "Open this address in the browser of the projector. It needs no login and follows by itself. "
            "Whoever has it can see it, so keep it in the room:"
        )
        + f"\n{tx.rules.wall_url}/wall/{wall.secret}",
        secret=True,
    )


def look(tx: Tx, secret: str) -> Shown | None:
    """What stands on the wall with this address; None for an address that does not work (any more)."""
    wall = tx.session.get(Wall, secret)
    if wall is None or wall.revoked_at is not None:
        return None
    workshop = tx.session.get_one(Workshop, wall.workshop_id)
    live = open_in(tx, wall.workshop_id) or newest_closed(tx, wall.workshop_id)
    found = invitations.working(tx, workshop).get("trainee")
    link = invitations.link(tx, found) if found is not None and workshop.state == "running" else ""
    if live is None:
        return Shown(workshop.title, wall.language, "waiting", _joined(tx, workshop), link)
    result = _result(live)
    return Shown(
        workshop.title,
        wall.language,
        live.state,
        _joined(tx, workshop),
        link,
        question=live.question,
        options=tuple(live.options),
        kind=live.kind,
        answered=result.answered if result is not None else answered(tx, live),
        asked=live.asked,
        result=result,
    )


def describe(tx: Tx, _: Tongue, act: Act) -> str:
    """What was done, for the log of facilitators."""
    return _("The wall got a new address")


def _result(live: Live) -> Result | None:
    return Result.read(live.result) if live.state == "closed" and live.result else None


def _joined(tx: Tx, workshop: Workshop) -> int:
    query = select(func.count()).where(
        Enrolment.workshop_id == workshop.id,
        col(Enrolment.state).in_(("active", "paused")),
        col(Enrolment.role).in_(("trainee", "leader")),
    )
    return tx.session.exec(query).one()
