"""Pictures side by side, each with its number: what the choices of a question look like."""

from __future__ import annotations

import io
from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFont, ImageOps

#: Width and height of one picture, and the space between two, in pixels.
WIDTH, HEIGHT, GAP = 400, 300, 12

#: Most pixels of a picture that is opened.
MOST_PIXELS = 80_000_000


def tiles(pictures: Sequence[tuple[int, bytes]]) -> bytes:
    """A JPEG of the pictures, in rows of two, each with its number in the corner.

    A picture that cannot be opened leaves its place empty, so that the numbers still mean the same.
    """
    columns = 1 if len(pictures) == 1 else 2
    rows = -(-len(pictures) // columns)
    size = (columns * (WIDTH + GAP) + GAP, rows * (HEIGHT + GAP) + GAP)
    sheet = Image.new("RGB", size, "white")
    for place, (number, content) in enumerate(pictures):
        left = GAP + place % columns * (WIDTH + GAP)
        top = GAP + place // columns * (HEIGHT + GAP)
        picture = _opened(content)
        if picture is not None:
            sheet.paste(picture, (left + (WIDTH - picture.width) // 2, top + (HEIGHT - picture.height) // 2))
        _number(sheet, number, left, top)
    buffer = io.BytesIO()
    sheet.save(buffer, "JPEG", quality=88)
    return buffer.getvalue()


def _opened(content: bytes) -> Image.Image | None:
    """A picture that fits its place, without anything but its colours; None when it is none."""
    try:
        with Image.open(io.BytesIO(content)) as found:
            if found.width * found.height > MOST_PIXELS:
                return None
            turned = ImageOps.exif_transpose(found).convert("RGBA")
            flat = Image.new("RGBA", turned.size, "white")
            flat.alpha_composite(turned)
            return ImageOps.contain(flat.convert("RGB"), (WIDTH, HEIGHT))
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return None


def _number(sheet: Image.Image, number: int, left: int, top: int) -> None:
    draw = ImageDraw.Draw(sheet)
    draw.ellipse((left + 6, top + 6, left + 62, top + 62), fill="white", outline="black", width=3)
    draw.text((left + 34, top + 34), str(number), fill="black", font=ImageFont.load_default(34), anchor="mm")
