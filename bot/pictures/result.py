"""The result of a question for the room: bars, a ranking, or a cloud of words, for a phone or a projector."""

from __future__ import annotations

import textwrap
import unicodedata
from typing import TYPE_CHECKING

from bot.domain.live.model import Bar, Result
from bot.pictures.canvas import picture

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: Inches: width of the picture; height of a line of the title, of a bar with its label, of a line of words.
WIDTH, LINE, BAR, WORDS = 6.4, 0.36, 0.78, 0.62

#: Height of a scale, whose numbers stand side by side, in inches.
COLUMNS = 2.9

#: Ink of bars and words, of the palette of Okabe and Ito, made for all kinds of colour vision.
BLUE, GREEN = "#0072B2", "#007A5A"

#: Letters in one line of the question.
LETTERS = 46


def draw_result(question: str, subtitle: str, result: Result, nothing: str = "") -> bytes:
    """A PNG with the question, ``subtitle`` and the result; ``nothing`` stands there when it has no bars.

    Draws only what the result holds: where it has no counts, none can be read off.
    """
    title = _lines(question, LETTERS)
    cloud = _rows(result.bars) if result.kind == "words" else []
    columns = result.kind == "scale" and len(result.bars) > 1
    body = len(cloud) * WORDS if cloud else COLUMNS if columns else max(len(result.bars), 1) * BAR
    top = LINE * (len(title) + 1) + 0.35
    height = top + body + 0.3

    def draw(figure: Figure) -> None:
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_xlim(0, WIDTH)
        axes.set_ylim(height, 0)
        axes.set_axis_off()
        for number, line in enumerate(title):
            axes.text(0.25, 0.4 + LINE * number, line, fontsize=15, weight="bold", va="center")
        axes.text(0.25, 0.4 + LINE * len(title), subtitle, fontsize=11, color="#444444", va="center")
        if cloud:
            _draw_cloud(axes, cloud, top)
        elif columns:
            _draw_columns(axes, result, top)
        elif result.bars:
            _draw_bars(axes, result, top)
        else:
            axes.text(WIDTH / 2, top + BAR / 2, nothing, fontsize=13, ha="center", va="center", wrap=True)

    return picture(WIDTH, height, draw)


def _draw_bars(axes: Axes, result: Result, top: float) -> None:
    longest = max(bar.size for bar in result.bars) or 1.0
    room = WIDTH - 1.25
    for number, bar in enumerate(result.bars):
        y = top + BAR * number
        mark = f"{number + 1}. " if result.kind == "rank" else ""
        axes.text(0.25, y + 0.16, mark + bar.text, fontsize=12, va="center")
        axes.barh(y + 0.48, room * bar.size / longest, left=0.25, height=0.26, color=BLUE)
        if bar.count is not None:
            x = 0.35 + room * bar.size / longest
            axes.text(x, y + 0.48, str(bar.count), fontsize=12, va="center", weight="bold")


def _draw_columns(axes: Axes, result: Result, top: float) -> None:
    """The numbers of a scale side by side, from the least to the most."""
    longest = max(bar.size for bar in result.bars) or 1.0
    step, bottom, room = (WIDTH - 0.5) / len(result.bars), top + COLUMNS - 0.4, COLUMNS - 0.8
    for number, bar in enumerate(result.bars):
        x, high = 0.25 + step * (number + 0.5), room * bar.size / longest
        axes.bar(x, -high, bottom=bottom, width=step * 0.7, color=BLUE)
        axes.text(x, bottom + 0.2, bar.text, fontsize=12, ha="center", va="center")
        if bar.count:
            y = bottom - high - 0.16
            axes.text(x, y, str(bar.count), fontsize=12, ha="center", va="center", weight="bold")


def _draw_cloud(axes: Axes, rows: list[list[Bar]], top: float) -> None:
    """Each row of words in the middle, the most frequent ones first and largest."""
    for number, row in enumerate(rows):
        widths = [_wide(bar) for bar in row]
        x = (WIDTH - sum(widths)) / 2
        for place, (bar, width) in enumerate(zip(row, widths, strict=True)):
            ink = (BLUE, GREEN)[(number + place) % 2]
            y = top + WORDS * (number + 0.5)
            axes.text(x + width / 2, y, bar.text, fontsize=_size(bar), color=ink, ha="center", va="center")
            x += width


def _rows(bars: tuple[Bar, ...]) -> list[list[Bar]]:
    """The words in rows that fit the width."""
    rows: list[list[Bar]] = []
    left = 0.0
    for bar in bars:
        if not rows or _wide(bar) > left:
            rows.append([])
            left = WIDTH - 0.5
        rows[-1].append(bar)
        left -= _wide(bar)
    return rows


def _size(bar: Bar) -> float:
    return 13 + 15 * bar.size


def _wide(bar: Bar) -> float:
    """About how wide a word is, in inches, with the space beside it. Marks above and below take no width."""
    letters = sum(unicodedata.category(letter) not in ("Mn", "Me", "Cf") for letter in bar.text)
    return letters * _size(bar) * 0.0095 + 0.3


def _lines(text: str, letters: int) -> list[str]:
    return [line for part in text.splitlines() for line in textwrap.wrap(part, letters)][:6] or [""]
