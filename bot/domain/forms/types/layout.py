"""How choices stand on a phone: one below the other, side by side, or as numbers of a list in the text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.forms.words import seen_length

#: Characters that fit well on a button.
FITS = 24

#: Labels up to this length (digits, a smile) stand side by side.
TINY = 2

#: How long labels may be where so many stand side by side on a narrow phone.
BESIDE = {8: 2, 7: 2, 6: 3, 5: 4, 4: 5, 3: 8, 2: 13}

#: Appearances that want all choices in one row; numbers stand for labels that are too long for that.
ONE_ROW = frozenset({"likert", "list-nolabel"})

#: Appearances that want as many side by side as there is room for.
CLOSE = frozenset({"columns-pack", "compact", "quickcompact", "horizontal", "horizontal-compact"})

_COLUMNS = re.compile(r"(?:columns|compact|quickcompact)-(\d{1,2})")


@dataclass(frozen=True)
class Layout:
    """Whether numbers stand on the buttons, with a list in the text; and how many buttons a row holds."""

    numbered: bool
    width: int


def layout_of(appearance: str, labels: Sequence[str], *, shown: bool = False) -> Layout:
    """How choices with these labels are laid out. ``shown``: they have pictures, told by numbers."""
    words = frozenset(appearance.split())
    longest = max(map(seen_length, labels), default=0)
    most = max(2, min(8, len(labels)))
    fitting = next((count for count in range(most, 1, -1) if longest <= BESIDE[count]), 1)
    if words & ONE_ROW and len(labels) <= 8:
        numbered = shown or fitting < len(labels)
        return Layout(numbered, len(labels) or 1)
    if shown or longest > FITS:
        return Layout(numbered=True, width=4)
    wanted = _wanted(words)
    usual = 5 if longest <= TINY else 1
    return Layout(numbered=False, width=min(wanted, fitting) if wanted else usual)


def _wanted(words: frozenset[str]) -> int:
    """How many choices an author wants side by side; 0 when nothing is said about it."""
    if words & CLOSE:
        return 8
    numbers = [int(found[1]) for word in words if (found := _COLUMNS.fullmatch(word))]
    return max(1, numbers[0]) if numbers else 2 * ("columns" in words)
