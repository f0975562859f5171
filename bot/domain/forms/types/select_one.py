"""``select_one``: one of several choices, by button, by number or by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.forms.types.base import TAP_A_BUTTON, Ask, Confirm, Draft, Reading, Value
from bot.domain.forms.types.choosing import (
    ALL,
    NOT_FOUND,
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
    typed,
)
from bot.domain.incoming import Incoming
from bot.domain.said import N_, Said

if TYPE_CHECKING:
    from bot.domain.forms.filling import Filling


class SelectOne:
    """One choice. A long list has pages, and a few letters of a label narrow it down."""

    kinds = ("select_one", "select_one_from_file", "select_one_external")

    def ask(self, filling: Filling, ref: str, draft: str = "", page: int = 0) -> Ask:
        """One button for each choice, the present one marked; long labels are numbered in the text."""
        choices = choices_of(filling, ref)
        page, wanted = (read_draft(draft) or (page, ""))[0], looked_for(draft)
        only = containing(choices, wanted) if wanted else None
        value = filling.value(ref)
        shelf = lay_out(choices, page, lambda choice: "✓ " if choice.name == value else "", only=only)
        told = notes(None, choices, shelf.pages, letters=can_search(filling, ref, choices))
        return Ask(stacked(told, shelf.lines), (*shelf.rows, *shown_all(wanted)), frozenset({"tap", "text"}))

    def tap(self, filling: Filling, ref: str, code: str, draft: str) -> Reading:
        """A choice, or another page."""
        page = turned(code)
        if page is not None:
            return Draft(draft_of(page, wanted=looked_for(draft)))
        if code == ALL:
            return Draft(draft_of(0))
        choice = tapped(choices_of(filling, ref), code)
        return Value(choice.name) if choice else TAP_A_BUTTON

    def hear(self, filling: Filling, ref: str, incoming: Incoming, draft: str = "") -> Reading:
        """A label, a name or a number; where one can search also a part of a label."""
        choices = choices_of(filling, ref)
        choice = typed(choices, incoming.text)
        if choice is not None:
            return Value(choice.name)
        if not can_search(filling, ref, choices) or not incoming.text.strip():
            return TAP_A_BUTTON
        found = containing(choices, incoming.text)
        if len(found) == 1:
            return Confirm(found[0].name, Said(N_("You mean “{choice}”?"), {"choice": found[0].label}))
        return Draft(draft_of(0, wanted=incoming.text.strip())) if found else NOT_FOUND
