"""Pictures, sounds and videos of labels: kept once as files, and sent before their question.

A file of a programme is a row of ``media`` without a participant, found by its SHA-256. Telegram gets it
once; who is asked later is sent Telegram's handle.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from sqlmodel import col, select

from bot.actions.answer_rows import Desk
from bot.actions.tx import REPLY, Tx
from bot.content import sniff
from bot.domain.forms.steps import Ref
from bot.domain.programme import Programme
from storage.tables import Media, Prompt

#: Which message carries a file, by the type of its content; everything else goes as a document.
_KINDS = {
    "image/jpeg": "photo",
    "image/png": "photo",
    "image/webp": "photo",
    "audio/ogg": "voice",
    "audio/mpeg": "audio",
    "audio/mp4": "audio",
    "video/mp4": "video",
}

#: Largest picture that Telegram shows as a photo, in bytes.
LARGEST_PHOTO = 10_000_000


def keep_files(tx: Tx, programme: Programme) -> None:
    """Store the files of a programme, each content once."""
    folder = tx.rules.data / "media"
    for name, content in programme.files.items():
        digest = hashlib.sha256(content).hexdigest()
        if _row(tx, digest) is None:
            tx.session.add(_kept(tx, folder, name, content, digest))
            tx.session.flush()


def _kept(tx: Tx, folder: Path, name: str, content: bytes, digest: str) -> Media:
    found = sniff(content[:4096])
    ending = found.ending if found.ending != ".bin" else Path(name).suffix.lower()
    path = folder / f"programme-{digest[:32]}{ending}"
    folder.mkdir(parents=True, exist_ok=True)
    if not path.is_file():
        part = path.with_suffix(".part")
        part.write_bytes(content)
        part.replace(path)
    kind = _KINDS.get(found.mime, "document")
    return Media(
        kind="document" if kind == "photo" and len(content) > LARGEST_PHOTO else kind,
        state="stored",
        path=path.name,
        mime=found.mime,
        size=len(content),
        sha256=digest,
        created_at=tx.now,
    )


def _row(tx: Tx, digest: str) -> Media | None:
    query = select(Media).where(
        col(Media.enrolment_id).is_(None), Media.sha256 == digest, Media.state == "stored"
    )
    return tx.session.exec(query.limit(1)).first()


def has_media(desk: Desk, ref: Ref) -> bool:
    """Whether the label of a step has a picture, sound or video whose file is there."""
    return bool(_files(desk, ref))


def send_media(desk: Desk, prompt: Prompt, ref: Ref, *, priority: int = REPLY) -> None:
    """Send what a label shows or plays, one message each, without a sound of their own."""
    for media in _files(desk, ref):
        desk.tx.say(
            desk.person,
            "",
            kind=media.kind,
            attach={"media": media.id},
            priority=priority,
            silent=True,
            prompt_id=prompt.id,
            workshop_id=desk.workshop.id,
        )


def _files(desk: Desk, ref: Ref) -> list[Media]:
    """The files of a label in the order in which they are sent; a large picture comes for the small one."""
    told = desk.filling.media(ref)
    if "big-image" in told:
        told = {**told, "image": told["big-image"]}
    names = [told[form] for form in ("image", "audio", "video") if form in told]
    return [media for name in names if (media := file_of(desk, name)) is not None]


def file_of(desk: Desk, name: str) -> Media | None:
    """The stored file of a name in the programme that runs now; None when it came without this file."""
    digest = desk.programme.stored.get("media", {}).get(name)
    return _row(desk.tx, digest) if digest else None
