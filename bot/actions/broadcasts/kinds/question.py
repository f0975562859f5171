"""A question whose answers are collected: buttons when it has choices, else free words."""

from __future__ import annotations

import html

from bot.actions.broadcasts.kinds.base import Content, Kind, check_length
from bot.actions.broadcasts.kinds.poll import lines_of
from bot.actions.permissions import Refused
from bot.domain.incoming import Incoming
from bot.domain.pieces import MESSAGE
from bot.domain.said import N_, Said

#: Letters on a button, and most buttons.
LABEL, MOST = 60, 10

#: Letters that are kept for the line below the question.
ROOM = 200


class Question(Kind):
    """A question of the facilitators, beside the programme."""

    name = "question"
    button = N_("Ask a question")
    how = N_(
        "Please write the question in the first line. For buttons, write each choice in a line of its own "
        "(two to ten). Without choices, people answer in their own words."
    )
    collects = True

    def fits(self, incoming: Incoming) -> bool:
        """Words."""
        return bool(incoming.text.strip())

    def read(self, incoming: Incoming) -> Content:
        """Question and choices, one a line."""
        question, options = lines_of(incoming.text, LABEL)
        check_length(question, MESSAGE - ROOM)
        if len(options) == 1 or len(options) > MOST:
            raise Refused(Said(N_("A question has two to ten choices, or none for an answer in words.")))
        return Content(html.escape(question, quote=False), details={"options": options})

    def same_shape(self, one: Content, other: Content) -> bool:
        """The choices must be as many, in the same order."""
        return len(one.details["options"]) == len(other.details["options"])
