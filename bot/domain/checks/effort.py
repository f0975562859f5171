"""How much an activity asks of a person: messages, questions, minutes. Estimates, for comparing days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.domain.forms.outline import Item, outline
from bot.domain.forms.sheets import Tables
from bot.domain.forms.words import seen_length

if TYPE_CHECKING:
    from bot.domain.programme import Programme

#: Characters that people read in a second, on a phone and not in a hurry.
READING = 12

#: Seconds for giving an answer, by type; anything else takes as long as a tap.
ANSWERING = {
    "text": 45,
    "barcode": 15,
    "integer": 12,
    "decimal": 15,
    "select_multiple": 12,
    "rank": 25,
    "date": 12,
    "dateTime": 20,
    "time": 8,
    "geopoint": 20,
    "geotrace": 60,
    "geoshape": 75,
    "image": 45,
    "audio": 75,
    "video": 90,
    "file": 60,
}
TAP = 5


@dataclass(frozen=True)
class Effort:
    """What one activity, or one day, asks at most: every row relevant, nothing skipped."""

    messages: int = 0
    questions: int = 0
    seconds: int = 0
    title: str = field(default="", compare=False)

    def __add__(self, other: Effort) -> Effort:
        """Both together."""
        return Effort(
            self.messages + other.messages, self.questions + other.questions, self.seconds + other.seconds
        )

    def __str__(self) -> str:
        """``12 messages, 10 questions, about 6 minutes``."""
        minutes = max(1, round(self.seconds / 60)) if self.seconds else 0
        counted = ((self.messages, "message"), (self.questions, "question"))
        told = [f"{n} {word}{'' if n == 1 else 's'}" for n, word in counted]
        return f"{', '.join(told)}, about {minutes} minute{'' if minutes == 1 else 's'}"


NOTHING = Effort()

#: What comes with each activity besides its rows: thanks, and what comes next.
CLOSING = Effort(1, 0, 3)


def efforts(programme: Programme) -> Mapping[str, Effort]:
    """The effort of each activity of a programme, with its title in the first language."""
    lines = outline(Tables.from_stored(programme.stored["sheets"]))
    names = [item.name for item in lines.activities]
    first = programme.schedule[0].activity
    whole = "" if first in names else first
    found: dict[str, Effort] = {whole: CLOSING} if whole else {}
    for item in lines.items:
        activity = whole or item.activity
        title = next(iter(item.texts("label").values()), "") if item.path == activity else ""
        before = found.get(activity, NOTHING)
        made = before + (_row(item) if item.path != activity else CLOSING)
        found[activity] = Effort(made.messages, made.questions, made.seconds, before.title or title)
    return found


def _row(item: Item) -> Effort:
    """The effort of one row. A note comes with the question after it, so it is read but is no message."""
    if not item.is_asked:
        return NOTHING
    words = max((seen_length(text) for text in item.texts("label").values()), default=0)
    words += max((seen_length(text) for text in item.texts("hint").values()), default=0)
    reading = -(-words // READING)
    if item.kind.name == "note":
        return Effort(0, 0, reading)
    return Effort(1, 1, reading + ANSWERING.get(item.kind.name, TAP))
