from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image, PngImagePlugin

from bot.content import Content, Unreadable, clean, sniff


def jpeg(*, orientation: int = 1) -> bytes:
    """A red and blue picture, 40 wide and 20 high, with a place and a device in its metadata."""
    picture = Image.new("RGB", (40, 20), "red")
    picture.paste("blue", (0, 0, 20, 20))
    exif = Image.Exif()
    exif[0x010F] = "SecretPhone"
    exif[0x0112] = orientation
    exif.get_ifd(0x8825)[1] = "N"
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", exif=exif, comment=b"SecretComment", quality=95)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("head", "mime", "ending"),
    [
        (b"\xff\xd8\xff\xe0 JFIF", "image/jpeg", ".jpg"),
        (b"\x89PNG\r\n\x1a\n....", "image/png", ".png"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp", ".webp"),
        (b"OggS\x00\x02", "audio/ogg", ".ogg"),
        (b"ID3\x04", "audio/mpeg", ".mp3"),
        (b"\x00\x00\x00\x20ftypM4A ", "audio/mp4", ".m4a"),
        (b"\x00\x00\x00\x20ftypisom", "video/mp4", ".mp4"),
        (b"%PDF-1.7", "application/pdf", ".pdf"),
        (b"PK\x03\x04rest", "application/zip", ".zip"),
        ("ສະບາຍດີ".encode(), "text/plain", ".txt"),
        ("ສະບາຍດີ".encode()[:-1], "text/plain", ".txt"),  # cut in the middle of a letter
        (b"MZ\x90\x00\x03", "application/octet-stream", ".bin"),
        (b"", "application/octet-stream", ".bin"),
    ],
)
def test_the_first_bytes_decide(head: bytes, mime: str, ending: str) -> None:
    assert sniff(head) == Content(mime, ending)


def test_photos_lose_what_phones_write_into_them(tmp_path: Path) -> None:
    path = tmp_path / "photo"
    path.write_bytes(jpeg())
    assert b"SecretPhone" in path.read_bytes()
    clean(path, sniff(path.read_bytes()))
    kept = path.read_bytes()
    assert b"Secret" not in kept
    with Image.open(path) as picture:
        assert not picture.getexif()
        assert picture.size == (40, 20)


def test_a_photo_that_lies_on_its_side_is_turned_upright(tmp_path: Path) -> None:
    path = tmp_path / "photo"
    path.write_bytes(jpeg(orientation=6))
    clean(path, sniff(path.read_bytes()))
    with Image.open(path) as picture:
        assert picture.size == (20, 40)
        assert not picture.getexif()


def test_texts_inside_a_png_are_removed(tmp_path: Path) -> None:
    path = tmp_path / "photo"
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", "SecretName")
    Image.new("RGB", (4, 4)).save(path, "PNG", pnginfo=info)
    assert b"SecretName" in path.read_bytes()
    clean(path, sniff(path.read_bytes()))
    assert b"SecretName" not in path.read_bytes()


def test_a_webp_loses_its_metadata(tmp_path: Path) -> None:
    path = tmp_path / "photo"
    exif = Image.Exif()
    exif[0x010F] = "SecretPhone"
    Image.new("RGB", (4, 4)).save(path, "WEBP", exif=exif)
    assert b"SecretPhone" in path.read_bytes()
    clean(path, sniff(path.read_bytes()))
    assert b"SecretPhone" not in path.read_bytes()


def test_other_files_stay_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"OggS\x00 voice")
    clean(path, sniff(path.read_bytes()))
    assert path.read_bytes() == b"OggS\x00 voice"


def test_what_only_looks_like_a_photo_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "photo"
    path.write_bytes(b"\xff\xd8\xff\xe0 not a picture at all")
    with pytest.raises(Unreadable):
        clean(path, sniff(path.read_bytes()))


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_a_picture_that_would_fill_the_memory_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "photo"
    Image.new("1", (20_000, 6_000)).save(path, "PNG")
    with pytest.raises(Unreadable, match="too large"):
        clean(path, sniff(path.read_bytes()))
