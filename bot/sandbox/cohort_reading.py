"""Reading a phone as a person does: what is being asked, what can be tapped, and what a complaint says.

Nothing here knows the programme or the bot: only the words and buttons that a phone shows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


class Button(Protocol):
    """A button under a message. ``data`` is None for a button that opens a link."""

    @property
    def text(self) -> str: ...  # noqa: D102 -- what is written on it
    @property
    def data(self) -> str | None: ...  # noqa: D102 -- what the bot hears when it is tapped


class Shown(Protocol):
    """A message as a phone shows it: the text without formatting, the rows of buttons."""

    @property
    def message_id(self) -> int: ...  # noqa: D102 -- its name says it
    @property
    def text(self) -> str: ...  # noqa: D102 -- its name says it
    @property
    def from_bot(self) -> bool: ...  # noqa: D102 -- its name says it
    @property
    def buttons(self) -> Sequence[Sequence[Button]]: ...  # noqa: D102 -- its name says it


#: What buttons that are no answers say, in plain letters. The end of their data is looked at too,
#: because that stays the same in every language of the bot.
_WORDS = {
    "skip": ("skip",),
    "later": ("later", "not now"),
    "back": ("back",),
    "keep": ("keep", "keep it so", "go on"),
    "done": ("done",),
    "yes": ("yes",),
    "no": ("no",),
    "more": ("tell me more", "more", "previous", "next page"),
    "change": ("change", "undo", "none of these", "another country"),
}
_CODES = {code: kind for kind in _WORDS for code in (kind, f".{kind}")} | {
    "none": "change",
    "other_zone": "change",
}
#: Beginnings of data behind buttons that lead elsewhere: to the rounds of a repeat, to a page of a calendar.
_ELSEWHERE = re.compile(r"(?:rounds|round|remove|restore)-\d|\.remove$|v\d{4}")

_NUMBER = re.compile(r"\d[\d,. ]*\d|\d")


@dataclass(frozen=True)
class Asked:
    """What a phone asks now: the text, its answers as buttons, and the other buttons by their kind."""

    message_id: int
    text: str
    choices: tuple[Button, ...]
    others: dict[str, Button]

    @property
    def ticks(self) -> bool:
        """Whether several answers can be ticked before "Done"."""
        return "done" in self.others and bool(self.choices)

    @property
    def typed(self) -> bool:
        """Whether there is nothing to tap as an answer, so that something must be sent."""
        return not self.choices and not {"yes", "no", "done"} & set(self.others)

    @property
    def picture(self) -> str:
        """Everything that is seen of it: equal as long as nothing changed."""
        return "\n".join((self.text, *(button.text for button in self.choices), *sorted(self.others)))


def asked(messages: Sequence[Shown], ignored: frozenset[int] | set[int] = frozenset()) -> Asked | None:
    """The question that a phone asks now: the newest message of the bot with buttons to tap.

    When the newest message of the bot has none and nobody has written since, that message itself.
    """
    for message in reversed(messages):
        if not message.from_bot or message.message_id in ignored:
            continue
        found = _asked(message)
        if found is not None:
            return found
    return None


def unanswered(messages: Sequence[Shown]) -> Asked | None:
    """The newest message, when it is the bot's and has no buttons: perhaps it waits for words."""
    if not messages or not messages[-1].from_bot or messages[-1].buttons:
        return None
    return Asked(messages[-1].message_id, messages[-1].text, (), {})


def _asked(message: Shown) -> Asked | None:
    buttons = [button for row in message.buttons for button in row if button.data]
    if not buttons:
        return None
    kinds = [(kind_of(button), button) for button in buttons]
    answers = {"", "yes", "no"} if any(not kind for kind, _button in kinds) else {""}
    choices = tuple(button for kind, button in kinds if kind in answers)
    others = {kind: button for kind, button in kinds if kind not in answers}
    return Asked(message.message_id, message.text, choices, others)


def kind_of(button: Button) -> str:
    """Which kind of button it is when it is no answer (skip, later, done …); empty for an answer."""
    code = (button.data or "").rpartition(":")[2]
    if code in _CODES:
        return _CODES[code]
    if _ELSEWHERE.match(code):
        return "change"
    if code.startswith("open-"):
        return ""  # an activity that was left open, offered again
    plain = "".join(sign for sign in button.text.casefold() if sign.isalpha() or sign == " ").strip()
    if any(sign in button.text for sign in "‹›«»▶◀"):
        return "more"
    return next((kind for kind, words in _WORDS.items() if plain in words), "")


def limits(complaint: str) -> tuple[int | None, int | None]:
    """The smallest and largest number that a complaint names ("from 2 to 5,000"), or None."""
    numbers = [int(re.sub(r"\D", "", found)) for found in _NUMBER.findall(complaint)]
    if "to" in complaint.split() and len(numbers) >= 2:
        return min(numbers[:2]), max(numbers[:2])
    if len(numbers) == 1 and any(word in complaint for word in ("or more", "at least")):
        return numbers[0], None
    if len(numbers) == 1:
        return None, numbers[0]
    return None, None


#: What a question or complaint asks for, by words in it; the first that fits counts.
_WANTS = (
    ("photo", ("send the photo", "send a photo", "send a picture", "as a photo", "photo of")),
    ("place", ("location", "paper-clip", "send the place", " pin ", "send a pin")),
    ("tap", ("tap one of the buttons", "tap one", "please tap")),
    ("moment", ("day and time",)),
    ("month", ("month and year",)),
    ("time", ("8:30", "what time", "which hour", "hh:mm", "a time")),
    (
        "date",
        (
            "7.12.2026",
            "which day",
            "what day",
            "on what date",
            "which date",
            "when ",
            "a date",
            "day and month",
        ),
    ),
    ("number", ("how many", "how much", "price", "number", "what percent", "how old", "how far")),
    ("voice", ("only a voice", "record a voice", "send a voice message:")),
)


def wants(words: str) -> str:
    """What these words ask for: photo, place, tap, time, date, number or voice; else ``text``."""
    said = f" {words.casefold()} "
    return next((kind for kind, signs in _WANTS if any(sign in said for sign in signs)), "text")
