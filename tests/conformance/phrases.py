"""Random expressions over what a form has asked so far."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from hypothesis import strategies as st

T = TypeVar("T")

#: How deep expressions are nested.
DEPTH = 2


@dataclass(frozen=True)
class Name:
    """Something that can be quoted: its name, what sort of value it has, the repeats around it, its list."""

    name: str
    sort: str
    repeats: tuple[str, ...] = ()
    listed: str = ""

    @property
    def quoted(self) -> str:
        """As it is quoted in an expression."""
        return f"${{{self.name}}}"


@dataclass
class Phrases:
    """Draws expressions. ``names`` is what was asked, ``repeats`` the repeats around the present row."""

    draw: Any
    names: list[Name] = field(default_factory=list)
    repeats: tuple[str, ...] = ()
    depth: int = 0

    def pick(self, choices: Sequence[T]) -> T:
        """One of several."""
        found: T = self.draw(st.sampled_from(choices))
        return found

    def seen(self, *sorts: str) -> list[Name]:
        """What can be quoted as one value: all that is not in a repeat elsewhere."""
        known = [name for name in self.names if name.repeats == self.repeats[: len(name.repeats)]]
        return [name for name in known if name.sort in sorts] if sorts else known

    def below(self, *sorts: str) -> list[Name]:
        """What is in a repeat right below here, and so has many values."""
        inner = [name for name in self.names if name.repeats and name.repeats[:-1] == self.repeats]
        return [name for name in inner if name.sort in sorts]

    def number(self) -> str:
        """An expression that is a number."""
        quoted, many, lists = self.seen("number", "calculated"), self.below("number"), self.seen("many")
        simple: list[Callable[[], str]] = [lambda: str(self.pick((0, 1, 2, 5, 10, 2.5, -3)))]
        simple += [lambda: self.pick(quoted).quoted] * 2 if quoted else []
        simple += [lambda: "position(..)"] if self.repeats else []
        simple += [lambda: f"{self.pick(_MANY)}({self.pick(many).quoted})"] * 2 if many else []
        simple += [lambda: f"count-selected({self.pick(lists).quoted})"] if lists else []
        own = [name for name in quoted if name.sort == "number" and name.repeats == self.repeats]
        simple += (
            [lambda: _of_round(self.pick(own), "position(..) - 1")] if len(self.repeats) == 1 and own else []
        )
        return self._one_of(
            simple,
            [
                lambda: f"({self.number()} {self.pick(('+', '-', '*', 'div', 'mod'))} {self.number()})",
                lambda: f"if({self.truth()}, {self.number()}, {self.number()})",
                lambda: f"string-length({self.text()})",
                lambda: f"round({self.number()}, {self.pick((-1, 0, 1, 2))})",
                lambda: f"coalesce({self.number()}, {self.number()})",
                lambda: f"number({self.text()})",
                lambda: f"{self.pick(('min', 'max'))}({self.number()}, {self.number()})",
                lambda: f"{self.pick(('int', 'abs', 'floor', 'ceiling'))}({self.number()})",
            ],
        )

    def text(self) -> str:
        """An expression that is a text."""
        quoted, one, lists = self.seen("text", "calculated"), self.seen("one"), self.seen("many")
        many = self.below("text", "number", "one")
        simple: list[Callable[[], str]] = [lambda: self.pick(("'a'", "'yes'", "''", "'x y'"))]
        simple += [lambda: self.pick(quoted).quoted] * 2 if quoted else []
        simple += [lambda: _choice_name(self.pick(one))] if one else []
        simple += [lambda: f"selected-at({self.pick(lists).quoted}, {self.pick((0, 1, 2))})"] if lists else []
        simple += [lambda: _looked_up(self.pick(one))] if one else []
        simple += [lambda: f"join(', ', {self.pick(many).quoted})"] if many else []
        simple += [lambda: _of_round(self.pick(many), self.pick((1, 2)))] if many else []
        return self._one_of(
            simple,
            [
                lambda: f"concat({self.text()}, '-', {self.number()})",
                lambda: f"substr({self.text()}, {self.pick((0, 1, 2))}, 4)",
                lambda: f"if({self.truth()}, {self.text()}, {self.text()})",
                lambda: f"translate({self.text()}, 'abc', 'xyz')",
                lambda: f"{self.pick(('substring-before', 'substring-after'))}({self.text()}, ' ')",
                lambda: f"normalize-space({self.text()})",
                lambda: f"string({self.number()})",
                lambda: f"string(boolean({self.truth()}))",
                lambda: f"digest({self.text()}, 'MD5', 'hex')",
            ],
        )

    def day(self) -> str:
        """An expression that is a day."""
        known = self.seen("date")
        if not known:
            return "date('2026-02-28')"
        quoted, days = self.pick(known).quoted, self.draw(st.integers(-40, 400))
        # the judge's language says "Invalid Date" of nothing, and whatever quotes that says so too
        later = f"if({quoted} = '', '', date({quoted} + {days}))"
        return self.pick((later, f"format-date({quoted}, '%Y-%m-%d')"))

    def truth(self) -> str:
        """An expression that is true or false."""
        quoted, lists, days = self.seen("text", "number", "one"), self.seen("many", "one"), self.seen("date")
        simple: list[Callable[[], str]] = [
            lambda: f"{self.number()} {self.pick(('<', '>', '<=', '>=', '='))} {self.number()}"
        ]
        simple += [lambda: self._compared(self.pick(quoted))] * 2 if quoted else []
        simple += [lambda: f"selected({self.pick(lists).quoted}, '{self.pick('abx')}')"] if lists else []
        simple += [lambda: f"{self.pick(days).quoted} > date('2020-06-01')"] if days else []
        return self._one_of(
            simple,
            [
                lambda: f"not({self.truth()})",
                lambda: f"({self.truth()} {self.pick(('and', 'or'))} {self.truth()})",
                lambda: f"regex({self.text()}, '[a-z ]+')",
                lambda: f"checklist(1, 2, {self.truth()}, {self.truth()}, {self.truth()})",
                lambda: f"weighted-checklist(2, 4, {self.truth()}, 1, {self.truth()}, 3)",
                lambda: f"boolean-from-string({self.text()})",
                lambda: f"{self.pick(('contains', 'starts-with'))}({self.text()}, 'a')",
            ],
        )

    def _compared(self, name: Name) -> str:
        """A value compared with something that it may be."""
        other = self.pick(("''", "'a'", "2"))
        return f"{name.quoted} {self.pick(('=', '!='))} {other}"

    def _one_of(self, simple: list[Callable[[], str]], nested: list[Callable[[], str]]) -> str:
        made = self.pick(simple if self.depth >= DEPTH else [*simple, *simple, *nested])
        self.depth += 1
        try:
            return made()
        finally:
            self.depth -= 1


_MANY = ("sum", "count", "max", "min", "count-non-empty")


def _choice_name(name: Name) -> str:
    return f"jr:choice-name({name.quoted}, '{name.quoted}')"


def _looked_up(name: Name) -> str:
    return f"instance('{name.listed}')/root/item[name = {name.quoted}]/kind"


def _of_round(name: Name, number: int | str) -> str:
    return f"indexed-repeat({name.quoted}, ${{{name.repeats[-1]}}}, {number})"
