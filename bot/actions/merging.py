"""Two accounts of one person become one: somebody with a new phone goes on with everything they gave.

The older enrolment stays and gets what the newer one holds; one of the two Telegram accounts owns it from
then on. The emptied enrolment stays as ``merged`` with the other account, so that all of it can be taken
back for a while, and so that erasing reaches both accounts.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlmodel import col, select

from bot.actions import acts, consents, merge_rows, roster
from bot.actions.menus import offer
from bot.actions.permissions import PARTICIPANTS, PRESENT, Member, Refused
from bot.actions.scheduling import cancel_all, plan
from bot.actions.setting_aside import tell
from bot.actions.tx import Tx
from bot.domain.said import N_, Said
from bot.locales import Tongue
from storage.tables import Act, Answer, Contribution, Enrolment, Person, Workshop

KIND, STATE = "people_merged", "merged"

#: How long a merge can be taken back.
UNDO = dt.timedelta(minutes=10)

_FIELDS = ("state", "role", "cluster_id", "person_id", "merged_into")
_INSTANTS = ("paused_until", "left_at")


def may_merge(one: Enrolment, two: Enrolment) -> bool:
    """Whether two enrolments can be of one person: of one workshop, and of one side of it."""
    sides = {enrolment.role in PARTICIPANTS or enrolment.role for enrolment in (one, two)}
    return one.id != two.id and one.workshop_id == two.workshop_id and len(sides) == 1


def merge(tx: Tx, member: Member, kept: Enrolment, other: Enrolment, owner: Person, way: str) -> Act:
    """Bring ``other`` into ``kept``, which ``owner`` (one of the two people) has from then on.

    ``way`` is how it is known that they are one person: ``tap`` (the person said so) or ``present`` (they
    stand before the facilitator). Raises :class:`Refused` when the two cannot be one.
    """
    if not may_merge(kept, other):
        raise Refused(
            Said(N_("These two cannot be put together: one takes part, the other has another role."))
        )
    people = [tx.session.get_one(Person, enrolment.person_id) for enrolment in (kept, other)]
    left = people[0] if people[1] is owner else people[1]
    before: dict[str, Any] = {
        "kept": _fields(kept),
        "other": _fields(other),
        "messages": _forget_places(tx, kept if left is people[0] else other),
        "given": [name for name in ("call_name", "zone", "country") if not getattr(owner, name)],
    }
    for person in people:
        tx.turn(person, "")
    for name in before["given"]:
        setattr(owner, name, getattr(left, name))
    before["rows"] = merge_rows.bring_together(tx, kept, other)
    _own(tx, kept, other, owner, left)
    _settle_state(tx, kept, other)
    other.state, other.merged_into, other.left_at = STATE, kept.id, tx.now
    owner.enrolment_id, left.enrolment_id = kept.id, _another(tx, left) or other.id
    plan(tx, kept)
    before["newest"] = merge_rows.newest(tx, kept)
    details = {"kept": kept.id, "other": other.id, "way": way}
    act = acts.record(tx, member, KIND, details, before)
    _tell(tx, member.workshop, owner, left)
    return act


def _own(tx: Tx, kept: Enrolment, other: Enrolment, owner: Person, left: Person) -> None:
    """Give the kept enrolment to its owner; no person ever has two in one workshop."""
    if kept.person_id == owner.id:
        return
    parking = Person(created_at=tx.now, seen_at=tx.now)
    tx.session.add(parking)
    tx.session.flush()
    other.person_id = parking.id or 0
    tx.session.flush()
    kept.person_id = owner.id or 0
    tx.session.flush()
    other.person_id = left.id or 0
    tx.session.flush()
    tx.session.delete(parking)
    tx.session.flush()


def _settle_state(tx: Tx, kept: Enrolment, other: Enrolment) -> None:
    """State, role and cluster of the two together; the newest word about taking part counts."""
    c0 = consents.newest(tx, kept).get("c0")
    states = (kept.state, other.state)
    if "leader" in (kept.role, other.role):
        kept.role = "leader"
    kept.cluster_id = kept.cluster_id or other.cluster_id
    if c0 is not None and not c0.granted and kept.role in PARTICIPANTS:
        kept.state = "declined"
        cancel_all(tx, kept)
    elif "active" in states:
        kept.state, kept.paused_until = "active", None
    elif kept.state not in PRESENT:
        kept.state = other.state
    if kept.state in PRESENT:
        kept.left_at = None


def _forget_places(tx: Tx, enrolment: Enrolment) -> list[list[Any]]:
    """Numbers of messages mean other messages in another chat, so edits there must not find these rows."""
    found = []
    for name, table in (("answer", Answer), ("contribution", Contribution)):
        rows: list[Any] = list(tx.session.exec(select(table).where(table.enrolment_id == enrolment.id)))
        for row in rows:
            if row.message_id is not None:
                found.append([name, row.id, row.message_id])
                row.message_id = None
    return found


def _another(tx: Tx, person: Person) -> int | None:
    query = (
        select(Enrolment.id)
        .where(Enrolment.workshop_id == Workshop.id, Workshop.state == "running")
        .where(Enrolment.person_id == person.id, col(Enrolment.state).in_(PRESENT))
    )
    return tx.session.exec(query.order_by(col(Enrolment.id).desc())).first()


def _tell(tx: Tx, workshop: Workshop, owner: Person, left: Person) -> None:
    _ = tx.tongue(owner)
    words = _("You go on here in “{title}”, with everything that you gave before. ", title=workshop.title)
    tell(tx, workshop, owner, words + _("/today shows what is open, /mydata your data."))
    _ = tx.tongue(left)
    words = _(
        "Your part in “{title}” goes on with another account now. If that is not yours, please tell your "
        "facilitator at once.",
        title=workshop.title,
    )
    tell(tx, workshop, left, words)
    offer(tx, owner)
    offer(tx, left)


def describe(tx: Tx, _: Tongue, act: Act) -> str:
    """For the log: whose accounts became one, and how it was known."""
    name = roster.name_of(tx, _, act.details["kept"])
    if act.details["way"] == "tap":
        return _("{name}: two accounts became one, the person said so", name=name)
    return _("{name}: two accounts became one, the person stood there", name=name)


def undo(tx: Tx, member: Member, act: Act) -> None:
    """Take the two apart again, within :data:`UNDO` and as long as nothing was given since."""
    kept = tx.session.get_one(Enrolment, act.details["kept"])
    other = tx.session.get_one(Enrolment, act.details["other"])
    before = act.before
    if not before or other.merged_into != kept.id or kept.state not in (*roster.LISTED, "removed"):
        raise Refused(Said(N_("This person has left for good, or is back already.")))
    if tx.now > act.at + UNDO or merge_rows.newest(tx, kept) != before["newest"]:
        raise Refused(
            Said(N_("This can be taken back for ten minutes, and only until something new was answered."))
        )
    owner = tx.session.get_one(Person, kept.person_id)
    left = tx.session.get_one(Person, other.person_id)
    for person in (owner, left):
        tx.turn(person, "")
    merge_rows.take_apart(tx, kept, other, before["rows"])
    if before["kept"]["person_id"] != kept.person_id:
        _own(tx, kept, other, left, owner)
    for enrolment, fields in ((kept, before["kept"]), (other, before["other"])):
        for name, value in fields.items():
            instant = name in _INSTANTS and value is not None
            setattr(enrolment, name, dt.datetime.fromisoformat(value) if instant else value)
    for name in before["given"]:
        setattr(owner, name, "")
    for name, number, message in before["messages"]:
        row: Any = tx.session.get(Answer if name == "answer" else Contribution, number)
        if row is not None:
            row.message_id = message
    for enrolment in (kept, other):
        person = tx.session.get_one(Person, enrolment.person_id)
        person.enrolment_id = enrolment.id
        plan(tx, enrolment)
        _ = tx.tongue(person)
        tell(tx, member.workshop, person, _("Your two accounts are apart again, as before. /start goes on."))
        offer(tx, person)


def _fields(enrolment: Enrolment) -> dict[str, Any]:
    instants = {name: getattr(enrolment, name) for name in _INSTANTS}
    plain = {name: getattr(enrolment, name) for name in _FIELDS}
    return plain | {name: at.isoformat() if at is not None else None for name, at in instants.items()}
