"""Invitations to print: cards on A4 pages, each with its QR code, for people to be handed out and cut.

A page is drawn as a picture, because that sets the letters of five scripts right, and put into a PDF.
"""

from __future__ import annotations

import io
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import segno
from PIL import Image

from bot.pictures.canvas import DPI, picture

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: A4 in inches, and how many cards stand across and down on one page.
WIDTH, HEIGHT = 8.27, 11.69
ACROSS, DOWN = 2, 4

#: Space around the cards, in inches: what a common printer cannot print on.
EDGE = 0.4

#: Side of a QR code, in inches.
CODE = 1.55


@dataclass(frozen=True)
class Card:
    """One card. ``name`` may be empty. ``words`` say how to join, in the language of whoever gets it."""

    link: str
    title: str
    name: str
    role: str
    words: str


def draw_cards(cards: Sequence[Card]) -> bytes:
    """A PDF with the cards, eight on a page, with marks to cut along."""
    on_page = ACROSS * DOWN
    pages = [_page(cards[start : start + on_page]) for start in range(0, len(cards), on_page)]
    content = io.BytesIO()
    pages[0].save(content, "PDF", resolution=DPI, save_all=True, append_images=pages[1:])
    return content.getvalue()


def _page(cards: Sequence[Card]) -> Image.Image:
    def draw(figure: Figure) -> None:
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_xlim(0, WIDTH)
        axes.set_ylim(HEIGHT, 0)
        axes.set_axis_off()
        width, height = (WIDTH - 2 * EDGE) / ACROSS, (HEIGHT - 2 * EDGE) / DOWN
        for number, card in enumerate(cards):
            left = EDGE + number % ACROSS * width
            top = EDGE + number // ACROSS * height
            _draw_card(axes, card, left, top, width, height)

    with Image.open(io.BytesIO(picture(WIDTH, HEIGHT, draw))) as page:
        return page.convert("L")


def _draw_card(axes: Axes, card: Card, left: float, top: float, width: float, height: float) -> None:
    across = [left, left + width, left + width, left, left]
    down = [top, top, top + height, top + height, top]
    axes.plot(across, down, color="#999999", linewidth=0.6, linestyle=(0, (4, 4)))
    x, y = left + 0.15, top + 0.5
    _draw_code(axes, card.link, x, y)
    x += CODE + 0.12
    lines = [
        *((line, 12.0, "bold") for line in textwrap.wrap(card.name, 20)[:2]),
        *((line, 9.5, "normal") for line in textwrap.wrap(card.title, 27)[:3]),
        (card.role, 9.5, "normal"),
        ("", 4.0, "normal"),
        *((line, 8.5, "normal") for line in _wrapped(card.words, 30)[:6]),
    ]
    for text, size, weight in lines:
        axes.text(x, y, text, fontsize=size, weight=weight, va="top")
        y += size * 0.0225
    axes.text(left + 0.15, top + height - 0.22, card.link, fontsize=6.5, va="center", color="#333333")


def _draw_code(axes: Axes, link: str, left: float, top: float) -> None:
    """The QR code as squares, so that its edges are sharp. Level Q stands a creased card."""
    rows = [list(row) for row in segno.make(link, error="q", micro=False).matrix_iter(border=4)]
    axes.imshow(
        [[255 - 255 * cell for cell in row] for row in rows],
        cmap="gray",
        vmin=0,
        vmax=255,
        interpolation="nearest",
        extent=(left, left + CODE, top + CODE, top),
        aspect="auto",
        zorder=2,
    )


def _wrapped(text: str, letters: int) -> list[str]:
    """Lines of about so many letters. Four scripts have no spaces: there a line breaks where it is full."""
    return [line for part in text.splitlines() for line in textwrap.wrap(part, letters)]
