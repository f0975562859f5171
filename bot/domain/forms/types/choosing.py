"""What the three kinds of choices share: buttons or a numbered list, pages, and reading typed choices."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.days import plain_digits
from bot.domain.forms.html import to_plain
from bot.domain.forms.types.base import Button, Rows, Unreadable, in_rows, question_of
from bot.domain.forms.types.layout import Layout, layout_of
from bot.domain.forms.words import same
from bot.domain.said import N_, Said

if TYPE_CHECKING:
    from bot.domain.forms.filling import Filling

#: Choices on one page.
PAGE = 8

_PLAIN_NAME = re.compile(r"[A-Za-z0-9_-]{1,20}")


@dataclass(frozen=True)
class Choice:
    """One choice as it is shown: ``code`` is what its button carries, ``number`` counts from 1.

    ``layout`` is that of the whole list.
    """

    name: str
    label: str
    code: str
    number: int
    layout: Layout


@dataclass(frozen=True)
class Shelf:
    """A page of choices: the lines above the buttons (for long labels), and the buttons."""

    lines: tuple[str, ...]
    rows: Rows
    pages: int


def choices_of(filling: Filling, ref: str) -> list[Choice]:
    """The choices that are offered now, in order. A label that is empty is the name."""
    options = filling.choices(ref)
    labels = [" ".join(to_plain(option.label).split()) or option.name for option in options]
    appearance = question_of(filling, ref).appearance
    layout = layout_of(appearance, labels, shown=any(option.media for option in options))
    found = []
    for number, (option, label) in enumerate(zip(options, labels, strict=True), start=1):
        code = f"={option.name}" if _PLAIN_NAME.fullmatch(option.name) else f"#{number}"
        found.append(Choice(option.name, label, code, number, layout))
    return found


def lay_out(
    choices: Sequence[Choice],
    page: int,
    mark: Callable[[Choice], str],
    *,
    only: Sequence[Choice] | None = None,
) -> Shelf:
    """A page of choices as one button each; labels too long for a button become a numbered list.

    ``mark`` stands before a label, such as a tick. ``only`` are the choices to show, all by default.
    """
    shown = list(choices if only is None else only)
    pages = max(1, -(-len(shown) // PAGE))
    page = min(max(page, 0), pages - 1)
    on_page = shown[page * PAGE : (page + 1) * PAGE]
    marks = {choice.name: mark(choice) for choice in on_page}
    lines: tuple[str, ...] = ()
    if is_numbered(choices):
        lines = tuple(f"{choice.number}. {marks[choice.name]}{choice.label}" for choice in on_page)
        buttons = [Button(f"{marks[c.name]}{c.number}", c.code) for c in on_page]
    else:
        buttons = [Button(f"{marks[c.name]}{c.label}", c.code) for c in on_page]
    rows = in_rows(buttons, choices[0].layout.width if choices else 1)
    return Shelf(lines, (*rows, *_turners(page, pages)), pages)


def _turners(page: int, pages: int) -> Rows:
    """The buttons that turn the page."""
    if pages == 1:
        return ()
    row = []
    if page > 0:
        row.append(Button(f"‹ {page}", f"p{page - 1}"))
    if page < pages - 1:
        row.append(Button(f"{page + 2} ›", f"p{page + 1}"))
    return (tuple(row),)


def turned(code: str) -> int | None:
    """The page that a button leads to, None for another button."""
    return int(code[1:]) if re.fullmatch(r"p\d{1,4}", code) else None


def tapped(choices: Sequence[Choice], code: str) -> Choice | None:
    """The choice that a button stands for."""
    return next((choice for choice in choices if choice.code == code), None)


def is_numbered(choices: Sequence[Choice]) -> bool:
    """Whether a numbered list stands in the text."""
    return any(choice.layout.numbered for choice in choices)


def typed(choices: Sequence[Choice], text: str) -> Choice | None:
    """The choice that somebody wrote out: its label, its number in the list, or its name.

    Where numbers are shown they come before names, which may be other numbers.
    """
    wanted = same(text)
    if not wanted:
        return None
    number = plain_digits(wanted).rstrip(".)")
    ways: list[Callable[[Choice], bool]] = [
        lambda choice: same(choice.label) == wanted,
        lambda choice: same(choice.name) in (wanted, number),
        lambda choice: str(choice.number) == number,
    ]
    if is_numbered(choices):
        ways[1], ways[2] = ways[2], ways[1]
    for way in ways:
        found = [choice for choice in choices if way(choice)]
        if len(found) == 1:
            return found[0]
    return None


def typed_many(choices: Sequence[Choice], text: str) -> list[Choice] | None:
    """Several choices, in the order written: with commas or lines between, or numbers with blanks."""
    whole = typed(choices, text)
    if whole is not None:
        return [whole]
    parts = [part for part in re.split(r"[,;\n>›→،၊、]+", text) if part.strip()]
    if len(parts) == 1 and re.fullmatch(r"[\d\s]+", plain_digits(text)):
        parts = text.split()
    found = [typed(choices, part) for part in parts]
    known = [choice for choice in found if choice is not None]
    return list({c.name: c for c in known}.values()) if known and len(known) == len(found) else None


def containing(choices: Sequence[Choice], text: str) -> list[Choice]:
    """The choices whose label holds the text somewhere: no word boundaries are assumed."""
    wanted = same(text)
    return [choice for choice in choices if wanted and wanted in same(choice.label)]


def draft_of(page: int, rest: str = "", wanted: str = "") -> str:
    """A draft that is never empty: the page, what was chosen so far, and the letters that were looked for."""
    looked_for = f"?{wanted.replace('|', ' ')[:100]}" if wanted else ""
    return f"{page}{looked_for}|{rest}"


def read_draft(draft: str) -> tuple[int, str] | None:
    """Page and choices of a draft; None when there is none yet."""
    head, bar, rest = draft.partition("|")
    page = head.partition("?")[0]
    return (int(page) if page.isdigit() else 0, rest) if bar else None


def looked_for(draft: str) -> str:
    """The letters of a draft that choices are looked for with; empty when all are shown."""
    return draft.partition("|")[0].partition("?")[2]


def can_search(filling: Filling, ref: str, choices: Sequence[Choice]) -> bool:
    """Whether choices can be looked for by some letters: in a long list, or where the author wants it."""
    words = question_of(filling, ref).appearance.split()
    return len(choices) > PAGE or "autocomplete" in words or "search" in words


NOT_FOUND = Unreadable(
    Said(N_("I do not find this in the list. Please tap one of the buttons, or write other letters."))
)

#: Code of the button that shows all choices again.
ALL = "all"


def shown_all(wanted: str) -> Rows:
    """A button that ends looking for something, while something is looked for."""
    return ((Button(Said(N_("Show all")), ALL),),) if wanted else ()


def notes(told: Said | None, choices: Sequence[Choice], pages: int, *, letters: bool) -> list[Said]:
    """The sentences below a list: how to choose, and how to find something in it by some ``letters``."""
    if not choices:
        return [Said(N_("There is nothing to choose from here. Please tap Skip."))]
    found = [told] if told is not None else []
    if pages > 1 and letters:
        found.append(Said(N_("The list is long: turn the pages, or write some letters.")))
    elif letters:
        found.append(Said(N_("To find something, write some letters of it.")))
    elif pages > 1:
        found.append(Said(N_("The list is long: turn the pages.")))
    return found


def stacked(told: Sequence[Said], lines: Sequence[str] = ()) -> Said | None:
    """Lines of a list and sentences below each other, as one text; None when there is nothing."""
    values: Mapping[str, object] = {f"part{n}": part for n, part in enumerate(told)}
    text = "\n".join(f"{{{name}}}" for name in values)
    if not lines:
        return told[0] if len(told) == 1 else (Said(text, values) if told else None)
    return Said("\n".join(filter(None, ("{list}", text))), {"list": "\n".join(lines), **values})
