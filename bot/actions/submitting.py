"""``sala submit``: what goes to a server of the OpenRosa protocol, and what became of it.

Before anything is sent, a row says under which ``instanceID``; after it, what the server said. So a crash in
between sends the same thing under the same name again, which a server knows for the same. A submission
that has changed since is sent as an edit: a new name, and ``deprecatedID`` with the one that it replaces.
"""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass, field
from pathlib import Path

from sqlmodel import col, select

from bot.actions.tx import Tx
from bot.exports.source import Record, Source
from storage.tables import Enrolment, Media, Submission

#: What a submission is called while it is not yet known whether it has changed.
_NAMELESS = "uuid:00000000-0000-0000-0000-000000000000"

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


@dataclass(frozen=True)
class Parcel:
    """One submission to be sent. ``files`` are its attachments by name; an ``edit`` was sent before."""

    number: int
    instance_id: str
    xml: str
    files: dict[str, Path]
    edit: bool


@dataclass(frozen=True)
class Work:
    """What there is to do: the enrolments to look at, and what somebody must remove on the server by hand.

    Each of ``withdrawn`` is the first and the last ``instanceID`` under which it was sent.
    """

    enrolments: list[int] = field(default_factory=list)
    withdrawn: list[tuple[str, str]] = field(default_factory=list)


def plan(tx: Tx, server: str, workshop_id: int | None) -> Work:
    """Whose answers may go to a server, and who has withdrawn since theirs went there.

    Raises ``LookupError`` when there is no such workshop.
    """
    source = _source(tx, workshop_id)
    if not source.workshops:
        raise LookupError("there is no such workshop" if workshop_id else "there is no workshop yet")
    admitted = [who.enrolment_id for who in source.admission.people]
    query = (
        select(Submission)
        .join(Enrolment, col(Enrolment.id) == Submission.enrolment_id)
        .where(Submission.server == server, Submission.state != "removed")
    )
    if workshop_id is not None:
        query = query.where(Enrolment.workshop_id == workshop_id)
    allowed = set(admitted)
    gone = [row for row in tx.session.exec(query) if row.enrolment_id not in allowed and _may_be_there(row)]
    return Work(admitted, sorted((row.first_id, row.accepted_id or row.instance_id) for row in gone))


def is_due(tx: Tx, server: str, enrolment_id: int) -> bool:
    """Whether something of this person is new or changed for a server. Changes nothing."""
    record, source = _record(tx, enrolment_id)
    if record is None:
        return False
    row = _row(tx, server, enrolment_id)
    return row is None or row.state != "accepted" or row.accepted_digest != _digest(record, source)


def prepare(tx: Tx, server: str, enrolment_id: int) -> Parcel | None:
    """Write down that a person's submission is being sent. None when nothing is new, or nothing may leave.

    Consent is looked at here, in the same transaction, for each person anew.
    """
    record, source = _record(tx, enrolment_id)
    if record is None:
        return None
    digest, row = _digest(record, source), _row(tx, server, enrolment_id)
    if row is None or row.state == "removed":
        row = _begin(tx, server, enrolment_id, row)
    elif row.accepted_digest == digest and row.state == "accepted":
        return None
    elif row.state == "accepted":
        row.instance_id = f"uuid:{uuid.uuid4()}"
    row.state, row.reason, row.digest = "sending", "", digest
    row.sent_at, row.attempts = tx.now, row.attempts + 1
    tx.session.add(row)
    tx.session.flush()
    identity = {"instanceID": row.instance_id, "deprecatedID": row.accepted_id}
    files = {name: source.files[name] for name in record.attachments()}
    xml = _HEAD + record.submission(identity)
    return Parcel(row.id or 0, row.instance_id, xml, files, edit=bool(row.accepted_id))


def accepted(tx: Tx, number: int) -> None:
    """The server has it."""
    row = tx.session.get_one(Submission, number)
    row.state, row.reason, row.accepted_at = "accepted", "", tx.now
    row.accepted_id, row.accepted_digest = row.instance_id, row.digest


def known_otherwise(tx: Tx, number: int) -> None:
    """The server has something else under this name: it came through before a crash, and was changed since.

    What it has counts as accepted, so that the next try is an edit of it.
    """
    row = tx.session.get_one(Submission, number)
    row.state, row.accepted_at = "accepted", tx.now
    row.accepted_id, row.accepted_digest = row.instance_id, ""


def refused(tx: Tx, number: int, reason: str) -> None:
    """The server does not take it; ``reason`` is ours, never the server's words."""
    row = tx.session.get_one(Submission, number)
    row.state, row.reason = "refused", reason


def removed(tx: Tx, server: str, instance_id: str) -> bool:
    """Somebody has removed a submission from the server. False when nothing was sent under this name."""
    query = select(Submission).where(Submission.server == server, Submission.state != "removed")
    named = (Submission.accepted_id == instance_id) | (Submission.instance_id == instance_id)
    row = tx.session.exec(query.where(named | (Submission.first_id == instance_id))).first()
    if row is None:
        return False
    row.state = "removed"
    tx.note("submission_removed", enrolment_id=row.enrolment_id, server=server)
    return True


def write_down(tx: Tx, server: str, workshop_id: int | None, new: int, changed: int) -> None:
    """Keep in the events that answers went to a server, and how many."""
    tx.note("submitted", workshop_id=workshop_id, server=server, new=new, changed=changed)


def _may_be_there(row: Submission) -> bool:
    """Whether the server has it, or may have it because its sending was cut off."""
    return bool(row.accepted_id) or row.state == "sending"


def _begin(tx: Tx, server: str, enrolment_id: int, row: Submission | None) -> Submission:
    """A submission that the server does not know; one that was removed there begins anew."""
    name = f"uuid:{uuid.uuid4()}"
    if row is None:
        return Submission(
            enrolment_id=enrolment_id,
            server=server,
            first_id=name,
            instance_id=name,
            digest="",
            sent_at=tx.now,
        )
    row.first_id = row.instance_id = name
    row.accepted_id = row.accepted_digest = ""
    row.accepted_at = None
    return row


def _row(tx: Tx, server: str, enrolment_id: int) -> Submission | None:
    query = select(Submission).where(Submission.server == server, Submission.enrolment_id == enrolment_id)
    return tx.session.exec(query).first()


def _record(tx: Tx, enrolment_id: int) -> tuple[Record | None, Source]:
    """What may leave of a person; None of somebody who said no, or has answered nothing."""
    enrolment = tx.session.get(Enrolment, enrolment_id)
    source = _source(tx, enrolment.workshop_id if enrolment else -1, enrolment_id)
    for number in source.programme_ids() if source.admission.people else ():
        for record in source.records(number):
            if any(given.row.state == "answered" for _ref, given in record.every):
                return record, source
    return None, source


def _source(tx: Tx, workshop_id: int | None, enrolment_id: int | None = None) -> Source:
    return Source(
        tx.session,
        lambda number: tx.library.get(tx.session, number),
        now=tx.now,
        media=tx.rules.data / "media",
        workshop_id=workshop_id,
        enrolment_id=enrolment_id,
        file_name=_file_name,
    )


def _file_name(media: Media, label: str) -> str:
    """The same name for the same file of a question each time; nothing about other people's files."""
    return f"{label}-{hashlib.sha256(f'{label}/{media.sha256}'.encode()).hexdigest()[:12]}"


def _digest(record: Record, source: Source) -> str:
    """SHA-256 of a submission without its names: of the XML, in which files are named by their content."""
    content = hashlib.sha256(record.submission({"instanceID": _NAMELESS}).encode())
    for name in sorted(record.attachments()):
        content.update(f"\0{name}\0{source.files[name].stat().st_size}".encode())
    return content.hexdigest()
