"""A poll as Telegram shows it. Each person gets their own, so nobody sees how others voted."""

from __future__ import annotations

import html
from typing import Any

from bot.actions.broadcasts.kinds.base import Content, Kind, check_length
from bot.actions.permissions import Refused
from bot.actions.tx import Buttons, Tx
from bot.domain.incoming import Incoming
from bot.domain.pieces import length
from bot.domain.said import N_, Said
from storage.tables import Person

#: Telegram's limits: letters of the question, letters of a choice, and most choices.
QUESTION, CHOICE, MOST = 300, 100, 12


class Poll(Kind):
    """A question with two to twelve choices."""

    name = "poll"
    button = N_("Make a poll")
    how = N_(
        "Please write the question in the first line, and each choice in a line of its own: two to twelve. "
        "I make a Telegram poll of it."
    )
    collects = True
    editable = False

    def fits(self, incoming: Incoming) -> bool:
        """Words."""
        return bool(incoming.text.strip())

    def read(self, incoming: Incoming) -> Content:
        """Question and choices, one a line."""
        question, options = lines_of(incoming.text, CHOICE)
        check_length(question, QUESTION)
        if not 2 <= len(options) <= MOST:
            raise Refused(Said(N_("A poll needs two to twelve choices, each in a line of its own.")))
        return Content(html.escape(question, quote=False), details={"options": options})

    def same_shape(self, one: Content, other: Content) -> bool:
        """The choices must be as many, in the same order."""
        return len(one.details["options"]) == len(other.details["options"])

    def say(
        self, tx: Tx, person: Person, content: Content, *, buttons: Buttons | None = None, **how: Any
    ) -> int | None:
        """The poll."""
        attach = {"options": content.details["options"]}
        return tx.say(person, content.text, kind="poll", attach=attach, buttons=buttons, **how)


def lines_of(text: str, longest: int) -> tuple[str, list[str]]:
    """The first line, and the other lines. Raises :class:`Refused` for a choice that is too long."""
    first, *others = [line.strip() for line in text.splitlines() if line.strip()] or [""]
    for line in others:
        if length(line) > longest:
            values = {"choice": line[:30], "most": longest}
            told = N_("The choice “{choice} …” is too long: at most {most} letters, please.")
            raise Refused(Said(told, values))
    if len(set(others)) < len(others):
        raise Refused(Said(N_("Two choices are the same. Please make them different.")))
    return first, others
