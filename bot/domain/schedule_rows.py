"""A row of the schedule sheet, read into an entry; what cannot be read is said cell by cell."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Literal, cast

from bot.domain.audience import read_place
from bot.domain.findings import Finding, error, nearest
from bot.domain.said import N_
from bot.domain.schedule import ROLES, UNITS, Entry, Reminder, Span, Unit, Until, read_clock

#: Columns of the schedule sheet.
COLUMNS = (
    "activity",
    "audience",
    "relative_to",
    "offset",
    "unit",
    "time",
    "zone",
    "expires_after",
    "remind_after",
    "iterations",
    "every",
    "start_mode",
    "escalate_after",
)

ANCHORS = ("workshop_start", "workshop_end", "joining", "date:", "completion:")
START_MODES = ("queue", "interrupt", "skip")
ZONES = ("own", "workshop")

#: Longest distance that a schedule may hold.
LONGEST = dt.timedelta(days=3660)

#: Most iterations of one activity.
MOST_ITERATIONS = 400

_QUESTION = re.compile(r"\$\{\s*[^{}\s]+\s*\}")


def read_entry(cells: Mapping[str, str], row: int) -> tuple[Entry, list[Finding]]:
    """The entry of one row, and what is wrong with it. With errors the entry is not to be used."""
    reader = _Reader(cells, row)
    audience, narrowed = reader.audience()
    entry = Entry(
        activity=reader.need("activity"),
        audience=audience,
        relative_to=reader.anchor(),
        offset=reader.whole("offset", 0),
        unit=cast("Unit", reader.one_of("unit", UNITS, "minutes")),
        times=reader.times(),
        zone=cast('Literal["own", "workshop"]', reader.one_of("zone", ZONES, "own")),
        expires=reader.expires(),
        reminders=reader.reminders(),
        iterations=reader.whole("iterations", 1),
        every=reader.span("every"),
        start_mode=cast(
            'Literal["queue", "interrupt", "skip"]', reader.one_of("start_mode", START_MODES, "queue")
        ),
        escalate_after=reader.span("escalate_after"),
        row=row,
        narrowed=narrowed,
    )
    reader.together(entry)
    return entry, reader.findings


class _Reader:
    """Reads the cells of one row and collects what is wrong."""

    def __init__(self, cells: Mapping[str, str], row: int) -> None:
        self.cells, self.row = cells, row
        self.findings: list[Finding] = []

    def cell(self, column: str) -> str:
        return self.cells.get(column, "").strip()

    def wrong(self, column: str, text: str, /, **values: object) -> None:
        self.findings.append(error("schedule", self.row, column, text, **values))

    def need(self, column: str) -> str:
        if not self.cell(column):
            self.wrong(column, N_("This cell is empty. Write the name of an activity here."))
        return self.cell(column)

    def one_of(self, column: str, known: tuple[str, ...], default: str) -> str:
        text = self.cell(column).lower()
        if not text:
            return default
        if text in known:
            return text
        if column == "unit" and f"{text}s" in known:
            return f"{text}s"
        self.wrong(
            column,
            N_("“{text}” is not known here. Use one of: {known}.{hint}"),
            text=self.cell(column),
            known=", ".join(known),
            hint=nearest(text, known),
        )
        return default

    def audience(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The roles, and the countries and clusters."""
        known = ("everyone", *ROLES)
        found, places = [], []
        for cell in filter(None, (cell.strip() for cell in self.cell("audience").split(","))):
            word = cell.lower()
            if (place := read_place(cell)) is not None:
                places.append(place)
                continue
            name = word if word in known else word.removesuffix("s")
            if name in known:
                found.append(name)
            else:
                self.wrong(
                    "audience",
                    N_(
                        "“{text}” is not an audience. Use everyone, or roles with commas: {known}; and "
                        "country:LA, cluster:NAME or cluster:sector=silk.{hint}"
                    ),
                    text=word,
                    known=", ".join(ROLES),
                    hint=nearest(word, known),
                )
        return tuple(dict.fromkeys(found)) or ("everyone",), tuple(dict.fromkeys(places))

    def anchor(self) -> str:
        text = re.sub(r"\s+", "", self.cell("relative_to")) or "joining"
        head, colon, rest = text.partition(":")
        head = head.lower()
        if rest.startswith("${") and rest.endswith("}"):
            rest = rest[2:-1]
        if (not colon and head in ANCHORS[:3]) or (f"{head}:" in ANCHORS[3:] and rest):
            return f"{head}{colon}{rest}"
        self.wrong(
            "relative_to",
            N_(
                "“{text}” is not known here. Use workshop_start, workshop_end, joining, "
                "date:QUESTION or completion:ACTIVITY.{hint}"
            ),
            text=text,
            hint=nearest(text, ANCHORS),
        )
        return "joining"

    def whole(self, column: str, default: int) -> int:
        text = self.cell(column).replace("−", "-")
        if not text:
            return default
        if re.fullmatch(r"[+-]?\d{1,6}", text):
            return int(text)
        self.wrong(column, N_("“{text}” is not a whole number."), text=text)
        return default

    def span(self, column: str) -> Span | None:
        text = self.cell(column)
        if not text:
            return None
        span = Span.read(text)
        if span is None or span.about() <= dt.timedelta():
            self.wrong(
                column,
                N_("“{text}” is not a duration. Write it like 90m, 1h30m, 5d, 2w or 1mo."),
                text=text,
            )
            return None
        return self._sane(column, span)

    def times(self) -> tuple[str, ...]:
        found = []
        for part in self.cell("time").split(";"):
            text = part.strip()
            if _QUESTION.fullmatch(text):
                found.append(re.sub(r"\s", "", text))
            elif (time := read_clock(text)) is not None:
                found.append(f"{time:%H:%M}")
            elif text:
                self.wrong(
                    "time",
                    N_("“{text}” is not a time. Write it like 08:30, or a question: ${{best_time}}."),
                    text=text,
                )
        return tuple(found)

    def expires(self) -> Span | Until | None:
        text = self.cell("expires_after")
        if not text:
            return None
        if (until := Until.read(text)) is not None:
            return until
        span = Span.read(text)
        if span is None or span.about() <= dt.timedelta():
            self.wrong(
                "expires_after",
                N_("“{text}” is not a closing time. Write 90m, 1h30m, 5d, 10:00 or +1d 07:45."),
                text=text,
            )
            return None
        return self._sane("expires_after", span)

    def reminders(self) -> tuple[Reminder, ...]:
        found = []
        for part in self.cell("remind_after").split(","):
            if not part.strip():
                continue
            reminder = Reminder.read(part)
            if reminder is None or reminder.span.about() <= dt.timedelta():
                self.wrong(
                    "remind_after",
                    N_("“{text}” is not a reminder. Write 25m (after sending) or -10m (before closing)."),
                    text=part.strip(),
                )
            elif self._sane("remind_after", reminder.span) is not None:
                found.append(reminder)
        return tuple(found)

    def together(self, entry: Entry) -> None:
        """What is wrong between the cells of the row."""
        if abs(Span.of(entry.offset, entry.unit).about()) > LONGEST:
            self.wrong("offset", N_("This is more than ten years away. Use a smaller number."))
        if not 1 <= entry.iterations <= MOST_ITERATIONS:
            self.wrong("iterations", N_("Use a number from 1 to {most}."), most=MOST_ITERATIONS)
        if entry.iterations > 1 and entry.every is None and not self.cell("every"):
            self.wrong("every", N_("It comes {n} times: write how often, such as 1w."), n=entry.iterations)
        before = [reminder for reminder in entry.reminders if reminder.before_close]
        if before and entry.expires is None and not self.cell("expires_after"):
            self.wrong(
                "remind_after",
                N_("A reminder before the closing needs a closing time: fill in expires_after."),
            )
        if entry.offset and not self.cell("unit"):
            self.wrong("unit", N_("The offset needs a unit: {known}."), known=", ".join(UNITS))

    def _sane(self, column: str, span: Span) -> Span | None:
        if span.about() <= LONGEST:
            return span
        self.wrong(column, N_("This is more than ten years. Use a shorter time."))
        return None
