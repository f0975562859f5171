"""The timetable of a programme: days down, hours across, a numbered mark where an activity comes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.pictures.canvas import picture

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


@dataclass(frozen=True)
class Mark:
    """One activity: its number, the local time in hours (8.5 is half past eight), whether it is for all."""

    number: int
    hour: float
    for_all: bool = True


@dataclass(frozen=True)
class Day:
    """One day and what comes on it, in order."""

    name: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Timetable:
    """What is on the picture. ``names`` are the activities from number 1 on; ``legend`` is for diamonds."""

    title: str
    subtitle: str
    days: tuple[Day, ...]
    names: tuple[str, ...]
    legend: str = ""


#: Inches: the whole width, the column of days, a row, one line of text.
WIDTH, NAMES, ROW, LINE = 6.8, 1.5, 0.36, 0.24

#: Width of one hour's mark, in inches: marks that are closer are moved apart.
APART = 0.24

#: Longest name of an activity, in letters.
LONG = 38

ALL, SOME = "#0072B2", "#E69F00"


def draw_timetable(table: Timetable) -> bytes:
    """A PNG of the timetable, with the names of the activities in two columns below it."""
    grid = ROW * (len(table.days) + 1)
    lines = (len(table.names) + 1) // 2
    height = 0.8 + grid + LINE * (lines + 1) + 0.45
    hours = [mark.hour for day in table.days for mark in day.marks] or [8.0, 18.0]
    first, last = min(int(min(hours)), 8), max(int(max(hours)) + 1, 18)
    scale = (WIDTH - NAMES - 0.35) / (last - first)

    def draw(figure: Figure) -> None:
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set(xlim=(0, WIDTH), ylim=(height, 0))
        axes.set_axis_off()
        axes.text(0.15, 0.25, _short(table.title), fontsize=13, va="center", weight="bold")
        axes.text(0.15, 0.55, table.subtitle, fontsize=10, va="center", color="#444444")
        for hour in range(first, last + 1, 2):
            x = NAMES + (hour - first) * scale
            axes.text(x, 0.8 + ROW / 2, f"{hour}:00", fontsize=8, ha="center", va="center", color="#444444")
            axes.plot((x, x), (0.8 + ROW * 0.8, 0.8 + grid), color="#DDDDDD", linewidth=0.8, zorder=0)
        for row, day in enumerate(table.days, 1):
            y = 0.8 + ROW * (row + 0.5)
            axes.text(0.15, y, day.name, fontsize=9, va="center")
            at = 0.0
            for mark in day.marks:
                at = max(NAMES + (mark.hour - first) * scale, at + APART)
                _draw_mark(axes, at, y, mark)
        for number, name in enumerate(table.names, 1):
            words = f"{number}  {_short(name)}"
            x, y = 0.15 + (number > lines) * WIDTH / 2, 0.9 + grid + LINE * ((number - 1) % lines + 1)
            axes.text(x, y, words, fontsize=9, va="center", color="#222222")
        if table.legend:
            _draw_mark(axes, 0.25, height - 0.2, Mark(0, 0.0, for_all=False))
            axes.text(0.45, height - 0.2, table.legend, fontsize=9, va="center", color="#444444")

    return picture(WIDTH, height, draw)


def _draw_mark(axes: Axes, x: float, y: float, mark: Mark) -> None:
    colour = ALL if mark.for_all else SOME
    axes.plot(x, y, marker="o" if mark.for_all else "D", markersize=15, color=colour)
    if mark.number:
        ink = "white" if mark.for_all else "black"
        axes.text(x, y, str(mark.number), fontsize=7, ha="center", va="center", color=ink, weight="bold")


def _short(text: str) -> str:
    return text if len(text) <= LONG else f"{text[: LONG - 1]}…"
