"""Workbooks that facilitators send in the chat: rows that wait for their file, and reading it.

A file is fetched by the collector, as photos are. Then it is read outside of any transaction, because that
may take a second, and what it holds is offered to the facilitator who sent it.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePath

from sqlmodel import col, select

from bot.actions.permissions import Refused
from bot.actions.shelf import WORKBOOKS
from bot.actions.tx import Tx
from bot.domain.findings import Finding
from bot.domain.forms.packed import unpack
from bot.domain.incoming import Incoming
from bot.domain.programme import Programme, open_programme
from bot.domain.said import N_, Said
from storage.tables import Draft, Media, ProgrammeChange, Workshop
from storage.tables import Programme as ProgrammeRow

#: Endings of files that can be a programme when they are sent in a chat.
ENDINGS = (*WORKBOOKS, ".zip")

#: Telegram gives bots files of up to 20 MB.
LARGEST = 20 * 1024 * 1024


@dataclass(frozen=True)
class Upload:
    """A file that has come: where it is (None: it could not be fetched), and what it is called.

    It is for the change, or else for the new workshop, with this number. ``form_id`` is that of the
    programme that runs, which a form without an own one goes on with; ``media`` are its pictures, sounds and
    videos (SHA-256 by name), which need not be sent again.
    """

    change_id: int
    path: Path | None
    name: str
    form_id: str = ""
    media: Mapping[str, str] = field(default_factory=dict)
    draft_id: int = 0


@dataclass(frozen=True)
class Reading:
    """What was found in a file. ``programme`` is None when it cannot run."""

    programme: Programme | None
    findings: Sequence[Finding] = ()


def looks_like_a_programme(incoming: Incoming) -> bool:
    """Whether a message carries a file that can hold a programme, by its name."""
    media = incoming.media
    return media is not None and media.kind == "document" and media.file_name.lower().endswith(ENDINGS)


def expect(tx: Tx, workshop: Workshop, person_id: int | None, incoming: Incoming) -> ProgrammeChange:
    """Write down that a file is on its way; the collector fetches it. Raises ``ValueError`` without one."""
    row, name = wait_for(tx, incoming)
    change = ProgrammeChange(
        workshop_id=workshop.id or 0,
        person_id=person_id,
        file_name=name,
        media_id=row.id,
        before_id=workshop.programme_id,
        state="waiting",
        created_at=tx.now,
    )
    tx.session.add(change)
    tx.session.flush()
    return change


def expect_draft(tx: Tx, person_id: int, incoming: Incoming) -> Draft:
    """Like :func:`expect`, for a programme that shall run in a new workshop."""
    row, name = wait_for(tx, incoming)
    draft = Draft(person_id=person_id, file_name=name, media_id=row.id, state="waiting", created_at=tx.now)
    tx.session.add(draft)
    tx.session.flush()
    return draft


def refuse_too_large(incoming: Incoming) -> None:
    """Raises :class:`Refused` for a file that Telegram does not give to bots."""
    if incoming.media is not None and incoming.media.size > LARGEST:
        most = LARGEST // (1024 * 1024)
        raise Refused(Said(N_("This file is larger than {n} megabytes. I cannot read it."), {"n": most}))


def wait_for(tx: Tx, incoming: Incoming) -> tuple[Media, str]:
    """A row for the file of a message, which the collector fetches, and the file's name."""
    media = incoming.media
    if media is None:
        raise ValueError("this message carries no file")
    row = Media(
        kind="document",
        mime=media.mime,
        size=media.size,
        telegram_file_id=media.file_id,
        created_at=tx.now,
    )
    tx.session.add(row)
    tx.session.flush()
    return row, PurePath(media.file_name).name[:200]


def forget_file(tx: Tx, change: ProgrammeChange | Draft) -> None:
    """Let the copy of a file leave the disk, or never come: what it holds is kept as a version."""
    media = tx.session.get(Media, change.media_id) if change.media_id is not None else None
    if media is not None:
        media.state, media.telegram_file_id, media.sha256 = "deleted", "", ""


def arrived(tx: Tx) -> list[Upload]:
    """The files that have come, or will never come, and were not looked at yet."""
    query = (
        select(ProgrammeChange, Media, ProgrammeRow)
        .where(ProgrammeChange.media_id == Media.id, ProgrammeChange.before_id == ProgrammeRow.id)
        .where(ProgrammeChange.state == "waiting", col(Media.state) != "waiting")
        .order_by(col(ProgrammeChange.id))
    )
    folder = tx.rules.data / "media"
    return [
        Upload(
            change.id or 0,
            folder / media.path if media.state == "stored" else None,
            change.file_name,
            before.form_id,
            before.stored.get("media", {}),
        )
        for change, media, before in tx.session.exec(query)
    ] + _drafts(tx, folder)


def _drafts(tx: Tx, folder: Path) -> list[Upload]:
    query = (
        select(Draft, Media)
        .where(Draft.media_id == Media.id, Draft.state == "waiting", col(Media.state) != "waiting")
        .order_by(col(Draft.id))
    )
    return [
        Upload(
            0,
            folder / media.path if media.state == "stored" else None,
            draft.file_name,
            draft_id=draft.id or 0,
        )
        for draft, media in tx.session.exec(query)
    ]


def read_upload(upload: Upload) -> Reading | None:
    """Read a file that has come; None when it could not be fetched. For a thread: needs no database."""
    if upload.path is None or not upload.path.is_file():
        return None
    with tempfile.TemporaryDirectory(prefix="sala-upload-") as name:
        folder = Path(name)
        given = PurePath(upload.name)
        stem = re.sub(r"[^\w .-]", "_", given.stem)[:60].strip(". ") or "programme"
        path = folder / f"{stem}{given.suffix.lower()}"
        shutil.copyfile(upload.path, path)
        if path.suffix == ".zip":
            unpacked = unpack(path, folder / f"{stem}.sheets")
            if not isinstance(unpacked, Path):
                return Reading(None, [Finding("error", "", 0, "", unpacked)])
            path = unpacked
        return _read(path, upload.form_id, upload.media)


def _read(path: Path, form_id: str, media: Mapping[str, str]) -> Reading:
    """Read a programme. One that does not name itself is called as the one that it shall replace."""
    programme, findings = open_programme(path, media)
    if programme is not None and not names_itself(programme) and re.fullmatch(r"[\w.-]+", form_id):
        path = path.rename(path.with_name(f"{form_id}{path.suffix if path.is_file() else ''}"))
        programme, findings = open_programme(path, media)
    return Reading(programme, findings)


def names_itself(programme: Programme) -> bool:
    """Whether the settings sheet says the form_id; else it is made of the file's name."""
    return any(programme.settings.get(name) for name in ("form_id", "id_string"))
