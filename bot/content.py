"""What a file really is, and photos without what phones write into them.

Names and types that come with a file are never trusted: the first bytes decide. Photos lose their
metadata (place, time, device) before anybody can store or pass them on.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageOps

#: Most pixels of a photo that is opened; Telegram's own are far smaller.
MOST_PIXELS = 80_000_000

#: First bytes, where they stand, the type they tell, and the ending of the stored file.
_MAGIC: tuple[tuple[int, bytes, str, str], ...] = (
    (0, b"\xff\xd8\xff", "image/jpeg", ".jpg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png", ".png"),
    (0, b"GIF8", "image/gif", ".gif"),
    (8, b"WEBP", "image/webp", ".webp"),
    (0, b"OggS", "audio/ogg", ".ogg"),
    (0, b"ID3", "audio/mpeg", ".mp3"),
    (0, b"\xff\xfb", "audio/mpeg", ".mp3"),
    (0, b"\xff\xf1", "audio/aac", ".aac"),
    (0, b"fLaC", "audio/flac", ".flac"),
    (8, b"WAVE", "audio/wav", ".wav"),
    (4, b"ftypM4A", "audio/mp4", ".m4a"),
    (4, b"ftypheic", "image/heic", ".heic"),
    (4, b"ftypqt", "video/quicktime", ".mov"),
    (4, b"ftyp", "video/mp4", ".mp4"),
    (0, b"\x1aE\xdf\xa3", "video/webm", ".webm"),
    (0, b"%PDF-", "application/pdf", ".pdf"),
    (0, b"PK\x03\x04", "application/zip", ".zip"),
)

#: Photos that are cleaned, and the name that Pillow has for them.
_PHOTOS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}


class Unreadable(Exception):
    """The file is not what it was sent as, or it cannot be opened."""


@dataclass(frozen=True)
class Content:
    """The type of a file and the ending that its name gets."""

    mime: str
    ending: str


def sniff(head: bytes) -> Content:
    """What the first bytes of a file tell; ``application/octet-stream`` when they tell nothing."""
    for start, magic, mime, ending in _MAGIC:
        if head[start : start + len(magic)] == magic:
            return Content(mime, ending)
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(head) - 3:
            return Content("application/octet-stream", ".bin")
    return (
        Content("text/plain", ".txt")
        if head.strip() and b"\0" not in head
        else Content("application/octet-stream", ".bin")
    )


def clean(path: Path, content: Content) -> None:
    """Take out of a photo everything but the picture and its colours. Other files stay as they are.

    The picture is turned upright first when its metadata says how it lies. Raises :class:`Unreadable`
    for a photo that cannot be opened, and for a picture so large that opening it would be an attack.
    """
    if content.mime not in _PHOTOS:
        return
    try:
        with Image.open(path, formats=[_PHOTOS[content.mime]]) as found:
            if found.width * found.height > MOST_PIXELS:
                raise Unreadable("the picture is too large")
            made = _without_metadata(found)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise Unreadable(f"the picture cannot be opened ({type(error).__name__})") from error
    path.write_bytes(made)


def _without_metadata(found: Image.Image) -> bytes:
    form = found.format
    turned = found.getexif().get(0x0112, 1) != 1
    colours = found.info.get("icc_profile")
    picture = ImageOps.exif_transpose(found) if turned else found
    how: dict[str, object] = {"icc_profile": colours} if colours else {}
    if form == "JPEG":
        how |= {"quality": 92} if turned or found.mode not in ("RGB", "L", "CMYK") else {"quality": "keep"}
    elif form == "WEBP":
        how |= {"quality": 92, "exif": b"", "xmp": b""}
    buffer = io.BytesIO()
    picture.info = {}  # comments and texts, which some formats write again
    picture.save(buffer, form, **how)
    return buffer.getvalue()
