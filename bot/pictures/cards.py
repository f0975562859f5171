"""Invitations to print: cards on A4 pages, each with its QR code, for people to be handed out and cut.

A page is drawn as a picture, because that sets the letters of five scripts right, and put into a PDF.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import regex
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
    name, size = wrapped(card.name, 20), 12.0
    if len(name) > 2:
        name, size, y = wrapped(card.name, 25), 9.5, top + 0.2
    lines = [
        *((line, size, "bold") for line in name),
        *((line, 9.5, "normal") for line in wrapped(card.title, 27)[: 5 - max(len(name), 2)]),
        (card.role, 9.5, "normal"),
        ("", 4.0, "normal"),
        *((line, 8.5, "normal") for line in wrapped(card.words, 30)[:6]),
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


#: What must stay on one line in scripts without spaces: a letter with its marks, with the letters that are
#: written under it (after U+17D2, U+1039), with Thai's and Lao's vowels before and after it, in Burmese with
#: the silent letter that ends the syllable, and with the sign that ends the sentence.
_TOGETHER = regex.compile(
    r"[\u0e40-\u0e44\u0ec0-\u0ec4]*\X\p{M}*(?:(?<=[\u17d2\u1039])\X\p{M}*)*"
    r"(?:[.,!?\u17d4\u17d5\u104a\u104b\u0e2f\u0e30\u0e32\u0e33\u0e45\u0e46\u0eb0\u0eb2\u0eb3\u0ebd\u0ec6]\p{M}*"
    r"|[\u1000-\u1021]\u103a\p{M}*)*"
)


def wrapped(text: str, letters: int) -> list[str]:
    """Lines of at most about ``letters``, broken at spaces, hyphens and zero-width spaces.

    A word longer than a line, as in scripts without spaces, is broken where no letter comes apart.
    """
    lines: list[str] = []
    for part in text.splitlines():
        line = ""
        for piece in _pieces(part, letters):
            if len((line + piece).rstrip()) > letters and line.strip():
                lines.append(line.strip())
                line = ""
            line += piece
        if line.strip():
            lines.append(line.strip())
    return lines


def _pieces(text: str, letters: int) -> list[str]:
    """The text in pieces between which a line may end; a blank stands at the end of its word."""
    words: list[str] = regex.findall(r"[^\s\u200b-]*-+|[^\s\u200b-]+\s*", text)
    found: list[str] = []
    for word in words:
        found += [word] if len(word.rstrip()) <= letters else _TOGETHER.findall(word)
    return found
