"""What a question type is: how a question is asked in a chat, and how what comes back is read.

A type sees a filled form and what a person sent, never Telegram, a clock or a database.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

from bot.domain.incoming import Incoming
from bot.domain.said import N_, Said

if TYPE_CHECKING:
    from bot.domain.forms.filling import Filling
    from bot.domain.forms.form import Question

Expects = Literal["tap", "text", "photo", "voice", "audio", "video", "document", "location"]


@dataclass(frozen=True)
class Button:
    """A button under a question. ``code`` is ASCII, at most 24 characters, and never begins with a dot."""

    label: str | Said
    code: str


Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True)
class Ask:
    """How a question is asked: a line below its text, rows of buttons, and what may be sent back."""

    text_extra: Said | None = None
    rows: Rows = ()
    expects: frozenset[Expects] = frozenset()


@dataclass(frozen=True)
class Value:
    """An answer: its canonical XForms text, and how to show it when that differs from the text."""

    text: str
    echo: Said | None = None


@dataclass(frozen=True)
class Draft:
    """An answer in the making (ticks, an order, a page). ``text`` is the type's own and never empty."""

    text: str


@dataclass(frozen=True)
class Confirm:
    """An answer that could mean two things: ``echo`` asks whether it means ``text``.

    ``other`` is the second thing, if it could be that as well: its text, and how it is shown.
    """

    text: str
    echo: Said
    other: tuple[str, str] | None = None


@dataclass(frozen=True)
class Unreadable:
    """Not an answer to this question; ``why`` says kindly what would be one."""

    why: Said


@dataclass(frozen=True)
class MediaValue:
    """An answer that is a file: ``photo``, ``voice``, ``audio``, ``video`` or ``document``."""

    kind: str


Reading = Value | Draft | Confirm | Unreadable | MediaValue


class QuestionType(Protocol):
    """How one or several types of XLSForm are asked and read."""

    @property
    def kinds(self) -> tuple[str, ...]:
        """The types, as forms call them."""
        ...

    def ask(self, filling: Filling, ref: str, draft: str = "", page: int = 0) -> Ask:
        """How to ask it, given what was chosen so far (the text of the last :class:`Draft`)."""
        ...

    def tap(self, filling: Filling, ref: str, code: str, draft: str) -> Reading:
        """Read a press of one of the buttons of :meth:`ask`. A code that it never gave is unreadable."""
        ...

    def hear(self, filling: Filling, ref: str, incoming: Incoming, draft: str = "") -> Reading:
        """Read words, a file or a place; a draft may be gone on with."""
        ...


TAP_A_BUTTON = Unreadable(Said(N_("Sorry, I did not understand. Please tap one of the buttons.")))
IN_WORDS = Unreadable(Said(N_("Please answer this one in words.")))


def question_of(filling: Filling, ref: str) -> Question:
    """The question behind a ref; the numbers of rounds are left out of the path."""
    return filling.form.questions["/".join(part.partition("[")[0] for part in ref.split("/"))]


def code_of(filling: Filling) -> str:
    """Code of the language in which the person reads, such as ``km``."""
    return filling.tongue


def habits_of(filling: Filling) -> str:
    """Code of the language by whose habits the person writes numbers and dates."""
    return filling.habits


def in_rows(buttons: Sequence[Button], width: int) -> Rows:
    """Buttons in rows of at most ``width``, as even as they go."""
    if not buttons:
        return ()
    count = -(-len(buttons) // width)
    size = -(-len(buttons) // count)
    return tuple(tuple(buttons[start : start + size]) for start in range(0, len(buttons), size))


def fits(filling: Filling, ref: str, value: str) -> bool:
    """Whether the programme would accept a value: what it refuses need not be offered."""
    return not question_of(filling, ref).has_constraint or filling.check(ref, value) is None
