"""Small, valid files that rehearsed people send: a voice message and a photo, made from a seed alone."""

from __future__ import annotations

import io
import struct
from random import Random

from PIL import Image, ImageDraw

#: One Opus packet of 20 ms of silence (48 kHz, mono, CELT).
_SILENCE = b"\xf8\xff\xfe"
_PACKETS_A_SECOND = 50
_DYES = ((122, 31, 43), (24, 78, 99), (214, 158, 46), (46, 94, 62), (240, 228, 205), (70, 45, 85))


def voice(rng: Random, seconds: int) -> bytes:
    """An OGG Opus file that lasts ``seconds`` (1 to 300) and is silent; no two are alike byte for byte."""
    serial = rng.getrandbits(32)
    head = b"OpusHead" + struct.pack("<BBHIhB", 1, 1, 0, 48000, 0, 0)
    tags = b"OpusTags" + struct.pack("<I", 4) + b"Sala" + struct.pack("<I", 0)
    pages = [_page([head], 0, 2, serial, 0), _page([tags], 0, 0, serial, 1)]
    for second in range(1, seconds + 1):
        last = 4 if second == seconds else 0
        pages.append(_page([_SILENCE] * _PACKETS_A_SECOND, second * 48000, last, serial, second + 1))
    return b"".join(pages)


def photo(rng: Random) -> bytes:
    """A JPEG of 640 by 480 points: a woven pattern, in other colours each time."""
    ground, *threads = rng.sample(_DYES, 4)
    image = Image.new("RGB", (640, 480), ground)
    draw = ImageDraw.Draw(image)
    step = rng.choice((40, 64, 80))
    for row, y in enumerate(range(0, 480 + step, step)):
        for column, x in enumerate(range(0, 640 + step, step)):
            colour = threads[(row + column + rng.randrange(2)) % len(threads)]
            half = step // 2 - rng.randrange(6)
            draw.polygon([(x, y - half), (x + half, y), (x, y + half), (x - half, y)], fill=colour)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=70)
    return out.getvalue()


def _page(packets: list[bytes], position: int, flags: int, serial: int, number: int) -> bytes:
    """One OGG page (RFC 3533); every packet is shorter than 255 bytes and there are at most 255."""
    lacing = bytes(len(packet) for packet in packets)
    head = (
        b"OggS"
        + struct.pack("<BBqIII", 0, flags, position, serial, number, 0)
        + bytes([len(lacing)])
        + lacing
    )
    whole = bytearray(head + b"".join(packets))
    whole[22:26] = struct.pack("<I", _crc(whole))
    return bytes(whole)


def _table() -> tuple[int, ...]:
    """What each byte does to the check sum of OGG (polynomial 0x04c11db7, not reflected)."""
    table = []
    for byte in range(256):
        value = byte << 24
        for _bit in range(8):
            value = (value << 1) ^ 0x04C11DB7 if value & 0x80000000 else value << 1
        table.append(value & 0xFFFFFFFF)
    return tuple(table)


_CRC = _table()


def _crc(data: bytes | bytearray) -> int:
    value = 0
    for byte in data:
        value = (value << 8) & 0xFFFFFFFF ^ _CRC[value >> 24 ^ byte]
    return value
