"""What people read: a text in each language, short enough for a phone, quoting only what is there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.domain.findings import Finding, error, warning
from bot.domain.forms.outline import Item, Line, Outline, choice_lists
from bot.domain.forms.words import seen_length
from bot.domain.said import N_

#: Longest good message and longest good button, in visible characters; most good choices.
MESSAGE, BUTTON, CHOICES = 700, 24, 8

#: Longest label and hint together that fit one message with everything around them.
TELEGRAM = 3500

#: From this number of missing texts on, a language gets one remark instead of one for each.
MANY = 10

#: Pictures and sounds that can stand instead of a label.
MEDIA = ("image", "audio", "video", "big-image")

_PLACE = re.compile(r"\$\{\s*([^{}\s]+)\s*\}")


def check_texts(lines: Outline) -> Iterator[Finding]:
    """Labels of questions, groups and choices, in every language of the programme."""
    missing: list[_Missing] = []
    for item in lines.items:
        yield from _label(item)
        yield from _lengths(item)
        yield from _same_places(item)
        for key in ("label", "hint", "constraint_message", "required_message"):
            missing += _missing("survey", item, key, lines.languages)
    for name, choices in choice_lists(lines.choices).items():
        yield from _choices(name, choices, lines)
        for choice in choices:
            missing += _missing("choices", choice, "label", lines.languages)
    yield from _untranslated(missing)


def _label(item: Item) -> Iterator[Finding]:
    """Whether there is something to read, or at least to see."""
    if item.is_asked and not any(item.texts(key) for key in ("label", "hint", *MEDIA)):
        text = N_("There is nothing to read. Write the question into the label.")
        yield error("survey", item.number, item.heading("label"), text)


@dataclass(frozen=True)
class _Missing:
    """A text that is there in some languages but not in this one."""

    sheet: str
    row: int
    column: str
    language: str


def _missing(sheet: str, line: Line, key: str, languages: tuple[str, ...]) -> list[_Missing]:
    """The languages in which a text is missing that is there in others. One without a language is for all."""
    texts = line.texts(key)
    if not texts or "" in texts:
        return []
    return [
        _Missing(sheet, line.number, f"{key}::{language}", language)
        for language in languages
        if language not in texts
    ]


def _untranslated(missing: list[_Missing]) -> Iterator[Finding]:
    """One remark for each missing text; for a language with many gaps one remark for all of them."""
    for language in dict.fromkeys(gap.language for gap in missing):
        gaps = [gap for gap in missing if gap.language == language]
        if len(gaps) > MANY:
            text = N_("{n} texts in {language} are missing from here on. People read another language there.")
            first = gaps[0]
            yield warning(first.sheet, first.row, first.column, text, n=len(gaps), language=language)
            continue
        for gap in gaps:
            text = N_("The text in {language} is missing. People read another language here.")
            yield warning(gap.sheet, gap.row, gap.column, text, language=language)


def _lengths(item: Item) -> Iterator[Finding]:
    for language, label in item.texts("label").items():
        length = seen_length(label)
        column = item.heading("label", language)
        hints = item.texts("hint")
        whole = length + seen_length(hints.get(language, next(iter(hints.values()), "")))
        if whole > TELEGRAM:
            text = N_("Label and hint have {n} characters together, so they come in several messages.")
            yield warning("survey", item.number, column, text, n=whole)
        elif length > MESSAGE:
            text = N_(
                "This text has {n} characters. More than {most} are hard to read on a phone: make two of it."
            )
            yield warning("survey", item.number, column, text, n=length, most=MESSAGE)


def _same_places(item: Item) -> Iterator[Finding]:
    """Every language quotes the same answers."""
    for key in ("label", "hint"):
        texts = item.texts(key)
        wanted = {language: set(_PLACE.findall(text)) for language, text in texts.items()}
        everything = set().union(*wanted.values()) if wanted else set()
        for language, places in wanted.items():
            for name in sorted(everything - places):
                text = N_("Another language quotes ${{{name}}} here, this one does not.")
                yield warning("survey", item.number, item.heading(key, language), text, name=name)


def _choices(name: str, choices: list[Line], lines: Outline) -> Iterator[Finding]:
    """The labels of one list, and how many choices there are."""
    buttons = [item for item in lines.items if item.kind.list_name == name]
    long: list[Line] = []
    for choice in choices:
        texts = choice.texts("label")
        if not texts and not any(choice.texts(key) for key in MEDIA):
            text = N_("This choice has no label. People read its name: “{choice}”.")
            yield warning("choices", choice.number, choice.heading("label"), text, choice=choice["name"])
        if any(seen_length(label) > BUTTON for label in texts.values()):
            long.append(choice)
    if long:
        text = N_(
            "In the list “{list}”, labels longer than {most} characters: {n}. They do not fit a button, so "
            "the list is numbered in the text."
        )
        yield warning(
            "choices", long[0].number, long[0].heading("label"), text, n=len(long), list=name, most=BUTTON
        )
    if len(choices) > CHOICES and any(not item["choice_filter"] for item in buttons):
        text = N_(
            "The list “{list}” has {n} choices. More than {most} do not fit one screen: people turn pages."
        )
        first = choices[CHOICES]
        yield warning(
            "choices", first.number, first.heading("list_name"), text, list=name, n=len(choices), most=CHOICES
        )
