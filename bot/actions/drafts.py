"""A workbook that a facilitator sends to start a new workshop with: waited for, checked, kept until used.

A file that comes while a workshop is being created, or from somebody who may start one and has none, is a
draft; any other is a new version of the workshop that commands are about. A version that turns out to be
another programme becomes a draft too.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlmodel import col, select

from bot.actions import checking, flows, shelf, uploads
from bot.actions.asking import settle
from bot.actions.permissions import May, Refused, may_start, members_as
from bot.actions.tx import Tx
from bot.actions.uploads import Reading
from bot.domain.incoming import Incoming
from bot.domain.programme import Programme
from bot.domain.said import N_, Said
from storage.tables import Conversation, Draft, Person

#: Conversations that a file may interrupt when nobody asked for it.
_INTERRUPTED = ("", "today", "workshop", "manage", "links", "board")

_GONE = Said(N_("This programme is not there any more. /workshop shows what there is."))

#: Begin of the key of a version that is stored already, such as that of a rehearsal.
KEPT = "kept/"


def take_file(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming) -> bool:
    """Take a programme for a new workshop; False when it is none, or not theirs to send, or a new version."""
    if not uploads.looks_like_a_programme(incoming) or not may_start(tx, person):
        return False
    asked = conversation.flow == "create"
    first = conversation.flow in _INTERRUPTED and not members_as(tx, person, May.RUN_WORKSHOP)
    if not asked and not first:
        return False
    uploads.refuse_too_large(incoming)
    settle(tx, person, conversation)
    for draft in _of(tx, person, "waiting"):
        _close(tx, draft, "cancelled")
    draft = uploads.expect_draft(tx, person.id or 0, incoming)
    _ask(tx, person, "wait", {"draft": draft.id})
    return True


def look_at(tx: Tx, draft_id: int, reading: Reading | None) -> None:
    """A file has been read: go on creating a workshop with it, or say what is to be mended."""
    draft = tx.session.get_one(Draft, draft_id)
    uploads.forget_file(tx, draft)
    person = tx.session.get_one(Person, draft.person_id)
    if draft.state != "waiting" or not may_start(tx, person):
        _close(tx, draft, "cancelled")
        return
    _ = tx.tongue(person)
    if reading is not None and reading.programme is not None:
        draft.state, draft.programme_id = "ready", shelf.store(tx, reading.programme)
        checking.send_report(tx, person, draft.file_name, reading.programme, reading.findings)
        _go_on(tx, person, draft, len(reading.findings))
        return
    _close(tx, draft, "refused")
    if reading is None:
        words = _("I could not get “{name}”. Please send it again.", name=draft.file_name)
    else:
        checking.send_report(tx, person, draft.file_name, None, reading.findings)
        words = checking.mistakes(_, draft.file_name, reading.findings)
    tx.say(person, words)
    if _waits_for(tx, person, draft):
        settle(tx, person, tx.conversation(person))
        _ask(tx, person, "programme", {})


def keep(tx: Tx, person: Person, programme: Programme, name: str) -> None:
    """Keep a programme that was read already, and ask whether a new workshop shall run it."""
    draft = Draft(
        person_id=person.id or 0,
        file_name=name,
        programme_id=shelf.store(tx, programme),
        state="ready",
        created_at=tx.now,
    )
    tx.session.add(draft)
    tx.session.flush()
    if tx.conversation(person).flow == "":
        _ask(tx, person, "other", {"draft": draft.id})


def ready(tx: Tx, person: Person) -> Sequence[Draft]:
    """The programmes that somebody has sent, which can run and were not used yet; the newest first."""
    return _of(tx, person, "ready")


def programme_of(tx: Tx, person: Person, key: str) -> Programme:
    """The programme behind a key: of :mod:`bot.actions.shelf`, ``draft/7``, or ``kept/7``, a stored version.

    Raises :class:`Refused` when it is not there any more.
    """
    if key.startswith(KEPT):
        return tx.library.get(tx.session, int(key.removeprefix(KEPT)))
    draft = _find(tx, person, key)
    if draft is None:
        return shelf.read(tx, key)
    return tx.library.get(tx.session, draft.programme_id or 0)


def use(tx: Tx, person: Person, key: str) -> int:
    """The stored programme behind a key, for a workshop that is created now; a draft is used up by it."""
    number = stored(tx, person, key)
    for draft in ready(tx, person):
        if draft.programme_id == number:
            _close(tx, draft, "used")
    return number


def stored(tx: Tx, person: Person, key: str) -> int:
    """The programme version behind a key, which is stored unless it is already."""
    if key.startswith(KEPT):
        return int(key.removeprefix(KEPT))
    draft = _find(tx, person, key)
    return shelf.take(tx, key) if draft is None else draft.programme_id or 0


def drop(tx: Tx, person: Person, draft_id: int) -> None:
    """Wait for a file no longer, or put a programme aside that nobody wants to use."""
    draft = tx.session.get(Draft, draft_id)
    if draft is not None and draft.person_id == person.id and draft.state in ("waiting", "ready"):
        uploads.forget_file(tx, draft)
        _close(tx, draft, "cancelled")


def get(tx: Tx, person: Person, draft_id: int) -> Draft:
    """A draft of this person; raises :class:`Refused` for anything else."""
    draft = tx.session.get(Draft, draft_id)
    if draft is None or draft.person_id != person.id:
        raise Refused(_GONE)
    return draft


def _find(tx: Tx, person: Person, key: str) -> Draft | None:
    where, _slash, number = key.partition("/")
    if where != "draft":
        return None
    draft = get(tx, person, int(number))
    if draft.state not in ("ready", "used"):
        raise Refused(_GONE)
    return draft


def _of(tx: Tx, person: Person, state: str) -> Sequence[Draft]:
    query = select(Draft).where(Draft.person_id == person.id, Draft.state == state)
    return tx.session.exec(query.order_by(col(Draft.id).desc())).all()


def _close(tx: Tx, draft: Draft, state: str) -> None:
    draft.state, draft.decided_at = state, tx.now


def _waits_for(tx: Tx, person: Person, draft: Draft) -> bool:
    conversation = tx.conversation(person)
    return (conversation.flow, conversation.step, conversation.data.get("draft")) == (
        "create",
        "wait",
        draft.id,
    )


def _go_on(tx: Tx, person: Person, draft: Draft, remarks: int) -> None:
    """Lead on when the person still waits for it; in the middle of something else only say where it is."""
    _ = tx.tongue(person)
    can_run = _("“{name}” can run.", name=draft.file_name)
    if remarks:
        can_run += " " + _.plural("The check has {n} remark.", "The check has {n} remarks.", remarks)
    if not _waits_for(tx, person, draft):
        tx.say(person, f"{can_run} " + _("/workshop leads you to it."))
        return
    tx.say(person, can_run)
    settle(tx, person, tx.conversation(person))
    _ask(tx, person, "other", {"draft": draft.id})


def _ask(tx: Tx, person: Person, step: str, data: dict[str, Any]) -> None:
    flows.flow("create").show(tx, person, tx.turn(person, "create", step, data))
