"""``rank``: tap in order, undo, Done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.domain.forms.types.base import TAP_A_BUTTON, Ask, Button, Draft, Reading, Unreadable, Value
from bot.domain.forms.types.choosing import (
    Choice,
    choices_of,
    draft_of,
    lay_out,
    notes,
    read_draft,
    stacked,
    tapped,
    turned,
    typed_many,
)
from bot.domain.incoming import Incoming
from bot.domain.said import N_, Said

if TYPE_CHECKING:
    from bot.domain.forms.filling import Filling

DONE, UNDO = "done", "undo"


class Rank:
    """All choices in an order of the person's own. The last one falls into its place by itself."""

    kinds = ("rank",)

    def ask(self, filling: Filling, ref: str, draft: str = "", page: int = 0) -> Ask:
        """The order so far in the text, a button for each choice that has no place yet."""
        choices = choices_of(filling, ref)
        page, order = _so_far(filling, ref, draft, page)
        left = [choice for choice in choices if choice.name not in order]
        shelf = lay_out(choices, page, lambda _choice: "", only=left)
        labels = {choice.name: choice.label for choice in choices}
        placed = [f"✓ {place}. {labels[name]}" for place, name in enumerate(order, start=1)]
        last = [Button(Said(N_("Undo")), UNDO)] if order else []
        last += [Button(Said(N_("Done")), DONE)] if choices and not left else []
        told = notes(_what_now(order, left), choices, shelf.pages, letters=False)
        return Ask(
            stacked(told, [*placed, *([""] if placed and shelf.lines else []), *shelf.lines]),
            (*(shelf.rows if left else ()), *((tuple(last),) if last else ())),
            frozenset({"tap", "text"}),
        )

    def tap(self, filling: Filling, ref: str, code: str, draft: str) -> Reading:
        """Give the next place, take back the last one, turn the page, or be done."""
        choices = choices_of(filling, ref)
        page, order = _so_far(filling, ref, draft, 0)
        if code == DONE:
            return _complete(choices, order)
        if code == UNDO:
            whole = len(order) == len(choices) > 1
            return Draft(draft_of(page, " ".join(order[: -2 if whole else -1])))
        turn, choice = turned(code), tapped(choices, code)
        if turn is not None:
            return Draft(draft_of(turn, " ".join(order)))
        if choice is None or choice.name in order:
            return TAP_A_BUTTON
        order = [*order, choice.name]
        left = [other.name for other in choices if other.name not in order]
        return Draft(draft_of(page, " ".join([*order, *left] if len(left) == 1 else order)))

    def hear(self, filling: Filling, ref: str, incoming: Incoming, draft: str = "") -> Reading:
        """All numbers or labels, in order."""
        choices = choices_of(filling, ref)
        found = typed_many(choices, incoming.text)
        if not found:
            return TAP_A_BUTTON
        order = [choice.name for choice in found]
        left = [choice.name for choice in choices if choice.name not in order]
        return _complete(choices, [*order, *left] if len(left) == 1 else order)


def _what_now(order: Sequence[str], left: Sequence[Choice]) -> Said:
    if not left:
        return Said(N_("Is this your order? Tap Done."))
    return Said(N_("What comes next?")) if order else Said(N_("Tap in order: what comes first?"))


def _so_far(filling: Filling, ref: str, draft: str, page: int) -> tuple[int, list[str]]:
    """The page, and the order: of the draft, before the first tap that of the present answer."""
    page, names = read_draft(draft) or (page, filling.value(ref))
    offered = {option.name for option in filling.choices(ref)}
    return page, [name for name in names.split() if name in offered]


def _complete(choices: Sequence[Choice], order: Sequence[str]) -> Reading:
    missing = len(choices) - len(order)
    if missing or not order:
        return Unreadable(Said(N_("Please give each one its place: {n} are left."), {"n": missing}))
    return Value(" ".join(order))
