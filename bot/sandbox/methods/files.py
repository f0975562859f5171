"""Photos, voice messages, audio, video and documents, uploaded or sent once more; albums; downloads."""

from __future__ import annotations

import io
import mimetypes
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Any

from PIL import Image, UnidentifiedImageError

from bot.sandbox.fields import Fields, Upload
from bot.sandbox.methods.common import caption_of, send
from bot.sandbox.methods.registry import method
from bot.sandbox.refusals import Refusal, bad
from bot.sandbox.world import World

#: Telegram's limits: bytes that a bot may send, as a photo and otherwise, and that it may fetch.
MOST_PHOTO, MOST_SENT, MOST_FETCHED = 10_485_760, 52_428_800, 20_971_520

#: Longest side of the sizes in which Telegram keeps a photo, and their names.
_SIZES = (90, 320, 800, 1280)


def keep_photo(world: World, content: bytes) -> list[dict[str, Any]]:
    """Store a photo in its sizes, smallest first. Raises when it is no picture."""
    try:
        with Image.open(io.BytesIO(content)) as opened:
            picture = opened.convert("RGB")
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError, ValueError):
        raise bad("IMAGE_PROCESS_FAILED") from None
    sizes = []
    largest = min(max(picture.size), _SIZES[-1])
    for side in [*(each for each in _SIZES if each < largest), largest]:
        made = picture.copy()
        made.thumbnail((side, side))
        buffer = io.BytesIO()
        made.save(buffer, "JPEG", quality=87)
        sizes.append(
            world.keep_file(buffer.getvalue(), "photos", ".jpg", width=made.width, height=made.height)
        )
    return sizes


def keep_voice(world: World, content: bytes, name: str, duration: int = 0) -> dict[str, Any]:
    """Store a voice message."""
    return world.keep_file(content, "voice", ".oga", duration=duration or 1, mime_type="audio/ogg")


def keep_document(world: World, content: bytes, name: str, duration: int = 0) -> dict[str, Any]:
    """Store any file under its own name (only told, never used on the disk)."""
    shown = PurePosixPath(name.replace("\\", "/")).name or "file"
    kind = mimetypes.guess_type(shown)[0] or "application/octet-stream"
    return world.keep_file(content, "documents", _ending(shown), file_name=shown, mime_type=kind)


def keep_audio(world: World, content: bytes, name: str, duration: int = 0) -> dict[str, Any]:
    """Store a piece of music or speech."""
    kind = mimetypes.guess_type(name)[0] or "audio/mpeg"
    return world.keep_file(
        content,
        "music",
        _ending(name),
        duration=duration or 1,
        mime_type=kind,
        file_name=PurePosixPath(name).name,
    )


def keep_video(world: World, content: bytes, name: str, duration: int = 0) -> dict[str, Any]:
    """Store a video. The room does not look into it."""
    return world.keep_file(
        content, "videos", ".mp4", duration=duration or 1, width=320, height=240, mime_type="video/mp4"
    )


def _ending(name: str) -> str:
    suffix = PurePosixPath(name).suffix.lower()
    return suffix if suffix[1:].isalnum() and suffix.isascii() and len(suffix) <= 8 else ""


_KEEP: dict[str, Callable[[World, bytes, str, int], dict[str, Any]]] = {
    "voice": keep_voice,
    "document": keep_document,
    "audio": keep_audio,
    "video": keep_video,
}


def _content(world: World, given: Upload | str, kind: str, duration: int) -> Any:
    """What a message holds of a file, new or known."""
    if isinstance(given, str):
        if given.startswith(("http://", "https://")):
            raise bad("wrong HTTP URL specified: the room has no way out")
        facts = world.file(given)["facts"]
        return [facts] if kind == "photo" else facts
    if not given.content:
        raise bad("file must be non-empty")
    if len(given.content) > (MOST_PHOTO if kind == "photo" else MOST_SENT):
        raise Refusal(413, "Request Entity Too Large")
    return (
        keep_photo(world, given.content)
        if kind == "photo"
        else _KEEP[kind](world, given.content, given.name, duration)
    )


def _sender(kind: str) -> Callable[[World, Fields], dict[str, Any]]:
    def send_file(world: World, fields: Fields) -> dict[str, Any]:
        chat = world.writable(fields.values.get("chat_id"))
        caption = caption_of(fields)
        content = _content(world, fields.upload(kind), kind, fields.number("duration", 0))
        return send(world, fields, {kind: content, **caption}, chat)

    return send_file


for _kind in ("photo", "voice", "audio", "video", "document"):
    method(f"send{_kind.capitalize()}")(_sender(_kind))


@method("sendMediaGroup")
def send_media_group(world: World, fields: Fields) -> list[dict[str, Any]]:
    """An album of two to ten photos or files."""
    chat = world.writable(fields.values.get("chat_id"))
    given = fields.object("media") or []
    if not 2 <= len(given) <= 10:
        raise bad("group send failed: an album holds two to ten files")
    album = str(world.number("album", 13_000_000_000))
    posted = []
    for item in given:
        inner = Fields({**fields.values, **item, "reply_markup": None}, fields.files)
        content = _content(world, inner.upload("media"), str(item["type"]), int(item.get("duration", 0)))
        what = {str(item["type"]): content, "media_group_id": album, **caption_of(inner)}
        posted.append(send(world, inner, what, chat))
    return posted


@method("getFile")
def get_file(world: World, fields: Fields) -> dict[str, Any]:
    """Where a file can be fetched."""
    found = world.file(fields.text("file_id"))
    facts = found["facts"]
    if facts["file_size"] > MOST_FETCHED:
        raise bad("file is too big")
    told = {name: facts[name] for name in ("file_id", "file_unique_id", "file_size")}
    return {**told, "file_path": found["path"]}
