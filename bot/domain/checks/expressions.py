"""Expressions and quoted answers: names that exist, in an order that can work, and functions that exist."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from pyxform.parsing.expression import parse_expression

from bot.domain.findings import Finding, error, is_error, nearest, warning
from bot.domain.forms.outline import EXPRESSIONS, TEXTS, Item, Outline
from bot.domain.forms.xpath.parser import XPathError, parse
from bot.domain.said import N_

_PLACE = re.compile(r"\$\{\s*(?:last-saved#)?([^{}]*?)\s*\}")
_OPEN = re.compile(r"\$\{[^}]*(?:$|\$\{)")
_BUDDHIST = re.compile(r"\b(2[45]\d\d|26\d\d|2700)-(\d\d)-(\d\d)\b|\b\d\d?/\d\d?/(2[45]\d\d|26\d\d|2700)\b")
_NUMBER = re.compile(r"-?(?:\d+(?:\.\d+)?|\.\d+)")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")

#: Cells that decide whether or what is asked: they must look back, not forward.
_LOOK_BACK = ("relevant", "choice_filter", "repeat_count")

#: The number that the parser gives to a mistake, which helps nobody.
_CODE = re.compile(r"\[err:\w+\]\s*")

#: Words that need no grammar: ``required`` is mostly one of them.
_YES_NO = frozenset({"yes", "no", "true", "false", "true()", "false()", "0", "1"})

#: Node tests of XPath, which look like functions.
_NODE_TESTS = frozenset({"node", "text", "comment", "processing-instruction"})


def check_expressions(lines: Outline, functions: Collection[str]) -> Iterator[Finding]:
    """Every expression and every quoted answer of ``survey``. ``functions`` are those that the engine has."""
    for item in lines.items:
        for key in EXPRESSIONS:
            if item[key] and item[key].lower() not in _YES_NO:
                yield from _expression(item, key, lines, functions)
        for key in TEXTS:
            for language, text in item.texts(key).items():
                yield from _places(item, item.heading(key, language), text, lines, look_back=True)
        yield from _default(item, lines, functions)


def _expression(item: Item, key: str, lines: Outline, functions: Collection[str]) -> Iterator[Finding]:
    """One expression: its names, its functions, its brackets; if all that is well, its grammar."""
    text, column = item[key], item.heading(key)
    found = [
        *_places(item, column, text, lines, look_back=key in _LOOK_BACK),
        *_functions(item, column, text, functions),
        *_parts(item, column, text),
    ]
    yield from found
    yield from _era(item, column, text)
    if not any(map(is_error, found)):
        yield from _grammar(item, column, text)


def _places(item: Item, column: str, text: str, lines: Outline, *, look_back: bool) -> Iterator[Finding]:
    """The names inside ``${}``: that they exist, and are answered before they are needed."""
    if _OPEN.search(text):
        yield error("survey", item.number, column, N_("A “${{” has no “}}” after it."))
    for name in dict.fromkeys(_PLACE.findall(text)):
        known = lines.named.get(name)
        if not known:
            values = {"name": name, "hint": nearest(name, lines.named)}
            yield error("survey", item.number, column, N_("There is no question “{name}”.{hint}"), **values)
            continue
        other = known[0]
        inside = item.kind.name == "repeat" and other.path.startswith(f"{item.path}/")
        if look_back and other.is_asked and other.order > item.order and not inside:
            told = N_("“{name}” comes later (row {row}): when this is shown, it has no answer yet.")
            yield warning("survey", item.number, column, told, name=name, row=other.number)


def _functions(item: Item, column: str, text: str, functions: Collection[str]) -> Iterator[Finding]:
    """The functions that are called."""
    called = [str(token)[:-1] for token in parse_expression(text) if token.type == "FUNC_CALL"]
    for name in dict.fromkeys(called):
        if name not in functions and name not in _NODE_TESTS:
            values = {"name": name, "hint": nearest(name, functions)}
            yield error("survey", item.number, column, N_("There is no function “{name}”.{hint}"), **values)


def _parts(item: Item, column: str, text: str) -> Iterator[Finding]:
    """What people forget in expressions: closing brackets and quotation marks."""
    outside = re.sub(r"\"[^\"]*\"|'[^']*'", "", _straight(text))
    if outside.count("(") != outside.count(")"):
        yield error("survey", item.number, column, N_("The brackets “(” and “)” are not in pairs."))
    if '"' in outside or "'" in outside:
        yield error("survey", item.number, column, N_("A quotation mark has no partner."))


def _grammar(item: Item, column: str, text: str) -> Iterator[Finding]:
    """Whether the engine can read it; quoted answers stand as paths, as pyxform makes them."""
    try:
        parse(_PLACE.sub(" /form/answer ", _straight(text)))
    except XPathError as refusal:
        told = N_("This expression cannot be read: {reason}.")
        yield error("survey", item.number, column, told, reason=_CODE.sub("", str(refusal)).rstrip("."))


def _straight(text: str) -> str:
    """The text with straight quotation marks, as pyxform makes them."""
    return text.translate({0x2018: "'", 0x2019: "'", 0x201C: '"', 0x201D: '"'})


def _era(item: Item, column: str, text: str) -> Iterator[Finding]:
    for found in _BUDDHIST.finditer(text):
        year = int(found[1] or found[4])
        told = N_("{year} is a year of the Buddhist Era. Write {common}.")
        yield error("survey", item.number, column, told, year=year, common=year - 543)


def _default(item: Item, lines: Outline, functions: Collection[str]) -> Iterator[Finding]:
    """A default is an expression, or a value of its type."""
    text = item["default"]
    if not text:
        return
    column = item.heading("default")
    if "${" in text or "(" in text:
        yield from _places(item, column, text, lines, look_back=True)
        yield from _functions(item, column, text, functions)
        return
    yield from _era(item, column, text)
    if item.kind.name in ("integer", "decimal", "range") and not _NUMBER.fullmatch(text):
        told = N_("“{text}” is not a plain number. Write it without blanks and commas, such as 1500 or 1.5.")
        yield error("survey", item.number, column, told, text=text)
    if item.kind.name == "date" and not _DATE.match(text) and not _BUDDHIST.search(text):
        told = N_("“{text}” is not a date of the form 2026-12-07.")
        yield error("survey", item.number, column, told, text=text)
