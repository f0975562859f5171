"""The progress board: people down, activities across, one mark in each cell.

Every state has its own shape as well as its own colour, so that the board can be read without
colours. The palette is the one of Okabe and Ito, made for all kinds of colour vision.
"""

from __future__ import annotations

import enum
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.pictures.canvas import picture

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


class State(enum.StrEnum):
    """What became of one activity for one person."""

    DONE = "done"
    OPEN = "open"
    STUCK = "stuck"
    WAITING = "waiting"
    LATE = "late"
    SKIPPED = "skipped"
    UNREACHABLE = "unreachable"
    PLANNED = "planned"
    TO_ENTER = "to_enter"
    NONE = "none"


@dataclass(frozen=True)
class Row:
    """One person: the name, a mark for each column, and whether the name is shown pale (a pause)."""

    name: str
    cells: tuple[State, ...]
    pale: bool = False


@dataclass(frozen=True)
class Board:
    """What is on the picture. ``legend`` names the states in the reader's language, in order."""

    title: str
    subtitle: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    legend: Mapping[State, str]
    empty: str = ""


@dataclass(frozen=True)
class _Mark:
    marker: str
    face: str
    edge: str
    size: float
    sign: str = ""
    fillstyle: str = "full"


_MARKS = {
    State.DONE: _Mark("s", "#009E73", "#00694D", 15, "✓"),
    State.OPEN: _Mark("o", "#0072B2", "#0072B2", 14, fillstyle="left"),
    State.STUCK: _Mark("v", "#CC79A7", "#8A3F6A", 16, "?"),
    State.WAITING: _Mark("o", "white", "#777777", 14),
    State.LATE: _Mark("^", "#E69F00", "#8A5F00", 16, "!"),
    State.SKIPPED: _Mark("D", "#F0E442", "#8A8200", 11, "–"),
    State.UNREACHABLE: _Mark("X", "#D55E00", "#8F3F00", 15),
    State.TO_ENTER: _Mark("s", "#FFFFFF", "#0072B2", 13),
    State.PLANNED: _Mark(".", "#BBBBBB", "#BBBBBB", 5),
}

#: Widths in inches: a column, the least for the names, the tally at the right.
COLUMN, NAMES, TALLY = 0.42, 1.0, 0.62
#: Heights in inches: a row, one line of the title, of the list of columns, of the legend.
ROW, TITLE, LINE, LEGEND = 0.4, 0.36, 0.25, 0.34
#: Smallest width of a picture in inches, and the longest texts in letters before they are shortened.
WIDTH, LONG_NAME, LONG_TITLE = 5.6, 20, 46


def draw_board(board: Board) -> bytes:
    """A PNG of the board. Columns are numbered on the grid and named in a list below it.

    Made for a phone held upright: up to about 20 columns and 40 rows stay readable.
    """
    named = [f"{number}  {_short(title, LONG_TITLE)}" for number, title in enumerate(board.columns, 1)]
    names = max(NAMES, 0.125 * max((_length(_short(row.name, LONG_NAME)) for row in board.rows), default=0))
    across = names + COLUMN * len(board.columns) + TALLY
    width = max(WIDTH, across + 0.2)
    grid = ROW * (max(len(board.rows), 1) + 1)
    legend = [state for state in board.legend if state in _MARKS]
    below = LINE * len(named) + LEGEND * ((len(legend) + 1) // 2) + 0.3
    height = 2 * TITLE + 0.15 + grid + below

    def draw(figure: Figure) -> None:
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set(xlim=(0, width), ylim=(height, 0))
        axes.set_axis_off()
        subtitle = _short(board.subtitle, LONG_TITLE + 12)
        axes.text(0.15, TITLE * 0.6, _short(board.title, LONG_TITLE), fontsize=13, va="center", weight="bold")
        axes.text(0.15, TITLE * 1.45, subtitle, fontsize=10, va="center", color="#444444")
        top = 2 * TITLE + 0.15
        _draw_grid(axes, board, top=top, left=names + 0.1, width=width)
        _draw_names_of_columns(axes, named, top + grid + 0.1)
        _draw_legend(axes, board.legend, legend, top=top + grid + LINE * len(named) + 0.25, width=width)

    return picture(width, height, draw)


def _draw_grid(axes: Axes, board: Board, *, top: float, left: float, width: float) -> None:
    places = [left + COLUMN * (number + 0.5) for number in range(len(board.columns))]
    tally = left + COLUMN * len(places) + TALLY / 2
    for number, x in enumerate(places, 1):
        axes.text(x, top + ROW / 2, str(number), fontsize=10, ha="center", va="center", color="#444444")
    if not board.rows:
        axes.text(width / 2, top + ROW * 1.5, board.empty, fontsize=11, ha="center", va="center")
    for number, row in enumerate(board.rows, 1):
        y = top + ROW * (number + 0.5)
        if number % 2:
            axes.axhspan(y - ROW / 2, y + ROW / 2, color="#F3F3F3", zorder=0)
        ink = "#888888" if row.pale else "black"
        axes.text(0.15, y, _short(row.name, LONG_NAME), fontsize=11, va="center", color=ink)
        for x, state in zip(places, row.cells, strict=True):
            _draw_mark(axes, x, y, state)
        due = [state for state in row.cells if state not in (State.NONE, State.PLANNED, State.TO_ENTER)]
        done = f"{sum(state is State.DONE for state in due)}/{len(due)}" if due else "–"
        axes.text(tally, y, done, fontsize=10, ha="center", va="center", color=ink)


def _draw_names_of_columns(axes: Axes, named: list[str], top: float) -> None:
    for number, text in enumerate(named):
        axes.text(0.15, top + LINE * (number + 0.5), text, fontsize=9, va="center", color="#222222")


def _draw_legend(
    axes: Axes, words: Mapping[State, str], states: list[State], *, top: float, width: float
) -> None:
    for number, state in enumerate(states):
        x, y = 0.3 + (number % 2) * width / 2, top + LEGEND * (number // 2 + 0.5)
        _draw_mark(axes, x, y, state)
        axes.text(x + 0.25, y, words[state], fontsize=10, va="center")


def _draw_mark(axes: Axes, x: float, y: float, state: State) -> None:
    mark = _MARKS.get(state)
    if mark is None:
        return
    axes.plot(
        x,
        y,
        marker=mark.marker,
        markersize=mark.size,
        markerfacecolor=mark.face,
        markerfacecoloralt="white",
        markeredgecolor=mark.edge,
        fillstyle=mark.fillstyle,
    )
    if mark.sign:
        ink = "white" if state is State.DONE else "black"
        shift = 0.02 if state is State.LATE else 0.0
        axes.text(x, y + shift, mark.sign, fontsize=9, ha="center", va="center", color=ink, weight="bold")


def _short(text: str, most: int) -> str:
    """The text, cut between whole letters (with their marks) when it is longer than ``most``."""
    if _length(text) <= most:
        return text
    kept, seen = "", 0
    for letter in text:
        seen += _width(letter)
        if seen >= most:
            break
        kept += letter
    return kept.rstrip() + "…"


def _length(text: str) -> int:
    return sum(_width(letter) for letter in text)


def _width(letter: str) -> int:
    return 0 if unicodedata.category(letter) in ("Mn", "Me", "Cf") else 1
