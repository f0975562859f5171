"""``select_multiple``: ticks, and Done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.domain.forms.types.base import TAP_A_BUTTON, Ask, Button, Draft, Reading, Unreadable, Value
from bot.domain.forms.types.choosing import (
    ALL,
    NOT_FOUND,
    Choice,
    can_search,
    choices_of,
    containing,
    draft_of,
    lay_out,
    looked_for,
    notes,
    read_draft,
    shown_all,
    stacked,
    tapped,
    turned,
    typed_many,
)
from bot.domain.incoming import Incoming
from bot.domain.said import N_, Said

if TYPE_CHECKING:
    from bot.domain.forms.filling import Filling

#: Code of the button that ends the choosing.
DONE = "done"


class SelectMultiple:
    """Any number of choices, in the order of the list. The ticks are kept in the draft until Done."""

    kinds = ("select_multiple", "select_multiple_from_file")

    def ask(self, filling: Filling, ref: str, draft: str = "", page: int = 0) -> Ask:
        """One button for each choice, ticked or not, and Done below."""
        choices = choices_of(filling, ref)
        page, names = _so_far(filling, ref, draft, page)
        wanted = looked_for(draft)
        only = containing(choices, wanted) if wanted else None
        shelf = lay_out(choices, page, lambda choice: "✅ " if choice.name in names else "", only=only)
        done = Button(Said(N_("Done ({n})"), {"n": len(names)}) if names else Said(N_("Done")), DONE)
        letters = can_search(filling, ref, choices)
        told = notes(Said(N_("Tap all that fit, then Done.")), choices, shelf.pages, letters=letters)
        rows = (*shelf.rows, *shown_all(wanted), (done,)) if choices else ()
        return Ask(stacked(told, shelf.lines), rows, frozenset({"tap", "text"}))

    def tap(self, filling: Filling, ref: str, code: str, draft: str) -> Reading:
        """Tick, untick, turn the page, show all again, or be done."""
        choices = choices_of(filling, ref)
        page, names = _so_far(filling, ref, draft, 0)
        if code == DONE:
            return _done(choices, names)
        if code == ALL:
            return Draft(draft_of(0, " ".join(names)))
        turn = turned(code)
        choice = tapped(choices, code)
        if turn is None and choice is None:
            return TAP_A_BUTTON
        if choice is not None:
            names = (
                [name for name in names if name != choice.name]
                if choice.name in names
                else [*names, choice.name]
            )
        return Draft(draft_of(page if turn is None else turn, " ".join(names), looked_for(draft)))

    def hear(self, filling: Filling, ref: str, incoming: Incoming, draft: str = "") -> Reading:
        """Numbers or labels with commas, which replace what was ticked; or letters to look for."""
        choices = choices_of(filling, ref)
        found = typed_many(choices, incoming.text)
        if found:
            return _done(choices, [choice.name for choice in found])
        if not can_search(filling, ref, choices) or not incoming.text.strip():
            return TAP_A_BUTTON
        names = _so_far(filling, ref, draft, 0)[1]
        if not containing(choices, incoming.text):
            return NOT_FOUND
        return Draft(draft_of(0, " ".join(names), incoming.text.strip()))


def _so_far(filling: Filling, ref: str, draft: str, page: int) -> tuple[int, list[str]]:
    """The page, and the names ticked: of the draft, before the first tap those of the present answer."""
    page, names = read_draft(draft) or (page, filling.value(ref))
    offered = {option.name for option in filling.choices(ref)}
    return page, [name for name in names.split() if name in offered]


def _done(choices: Sequence[Choice], names: Sequence[str]) -> Reading:
    if not names:
        return Unreadable(Said(N_("Nothing is chosen yet. Tap what fits, then Done. Or tap Skip.")))
    return Value(" ".join(choice.name for choice in choices if choice.name in names))
