"""A link as a QR code, with what it is for written under it."""

from __future__ import annotations

import io
import textwrap
from typing import TYPE_CHECKING

import segno

from bot.pictures.canvas import picture

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: Width of the picture in inches; the code takes all of it but a small edge.
WIDTH = 5.0

#: Height of one line under the code, in inches.
LINE = 0.34


def draw_qr(link: str, title: str, subtitle: str = "") -> bytes:
    """A PNG with the QR code of ``link`` and under it the title, the subtitle and the link itself.

    The code keeps the quiet zone that scanners need (four modules) and stands damage of a quarter
    (level Q), so that a photographed or creased print still works.
    """
    code = segno.make(link, error="q", micro=False)
    pixels = io.BytesIO()
    code.save(pixels, kind="png", scale=12, border=4)
    pixels.seek(0)
    lines = [
        *_fit(title, letters=34, size=15, colour="black"),
        *_fit(subtitle, letters=44, size=12, colour="#444444"),
        *_fit(link, letters=60, size=9, colour="#444444"),
    ]
    height = WIDTH + LINE * len(lines) + 0.2

    def draw(figure: Figure) -> None:
        from matplotlib.image import imread  # noqa: PLC0415 -- loading takes long, and pictures are rare

        axes = figure.add_axes((0.0, 1 - WIDTH / height, 1.0, WIDTH / height))
        axes.imshow(imread(pixels), cmap="gray", interpolation="nearest", vmin=0, vmax=1)
        axes.set_axis_off()
        for number, (line, size, colour) in enumerate(lines):
            y = (height - WIDTH - LINE * (number + 0.5)) / height
            figure.text(0.5, y, line, ha="center", va="center", fontsize=size, color=colour)

    return picture(WIDTH, height, draw)


def _fit(text: str, *, letters: int, size: float, colour: str) -> list[tuple[str, float, str]]:
    """The text in lines of about ``letters``; a longer word (four scripts have no spaces) is set smaller."""
    lines = textwrap.wrap(text, letters, break_long_words=False, break_on_hyphens=False)[:3]
    return [(line, size * min(1.0, letters / len(line)), colour) for line in lines]
