"""The functions that expressions can call, by name, and what they are given.

A function gets the context and its arguments *unevaluated*, so that ``if`` looks at one branch only.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.domain.forms.xpath.values import Node, Nodes, Value, to_boolean, to_number, to_string


class World(Protocol):
    """What an expression can reach besides its node: the form that is being filled."""

    now: dt.datetime
    zone: dt.tzinfo

    def root(self) -> Node:
        """The node above the root element, which ``/`` means."""
        ...

    def instance(self, name: str) -> Node | None:
        """The root element of a secondary instance, None when there is none with this name."""
        ...

    def itext(self, name: str) -> str:
        """A text of the form in the language of the reader."""
        ...

    def choice_label(self, node: Node, value: str) -> str:
        """The label of a choice of the question at a node."""
        ...

    def evaluate_path(self, text: str, node: Node) -> Nodes:
        """The nodes that a path in a text means, seen from a node."""
        ...

    def chance(self, node: Node, salt: str) -> str:
        """Text that nobody can guess, the same each time for the same node of the same filled form."""
        ...


class Context:
    """Where an expression is evaluated: the node, its place among others, and where it all began."""

    __slots__ = ("node", "origin", "position", "size", "world")

    def __init__(self, world: World, node: Node, position: int = 1, size: int = 1) -> None:
        self.world = world
        self.node = node
        self.origin = node
        self.position = position
        self.size = size

    def at(self, node: Node, position: int, size: int) -> Context:
        """The same evaluation, seen from another node: inside a predicate."""
        inner = Context(self.world, node, position, size)
        inner.origin = self.origin
        return inner


Code = Callable[[Context], Value]
Function = Callable[[Context, Sequence[Code]], Value]


@dataclass(frozen=True)
class Entry:
    """A function and how many arguments it takes; ``most`` is None when there is no limit."""

    call: Function
    least: int
    most: int | None


ENTRIES: dict[str, Entry] = {}


def function(name: str, least: int, most: int | None = -1) -> Callable[[Function], Function]:
    """Register a function under a name, with the least and the most arguments (by default as many)."""

    def register(call: Function) -> Function:
        ENTRIES[name] = Entry(call, least, least if most == -1 else most)
        return call

    return register


def text(c: Context, argument: Code) -> str:
    """The value of an argument as text."""
    return to_string(argument(c))


def number(c: Context, argument: Code) -> float:
    """The value of an argument as a number; NaN when it is none."""
    return to_number(argument(c), c.world.zone)


def truth(c: Context, argument: Code) -> bool:
    """The value of an argument as a truth."""
    return to_boolean(argument(c))


def nodes(c: Context, argument: Code) -> Nodes:
    """The value of an argument as a node-set; what is none is empty."""
    value = argument(c)
    return value if isinstance(value, Nodes) else Nodes()


def texts(c: Context, arguments: Sequence[Code]) -> list[str]:
    """The values of arguments as texts, each node of a node-set by itself."""
    found = []
    for argument in arguments:
        value = argument(c)
        found += [node.string() for node in value] if isinstance(value, Nodes) else [to_string(value)]
    return found


def numbers(c: Context, arguments: Sequence[Code]) -> list[float]:
    """The values of arguments as numbers, each node of a node-set by itself."""
    found = []
    for argument in arguments:
        value = argument(c)
        if isinstance(value, Nodes):
            found += [to_number(node.string(), c.world.zone) for node in value]
        else:
            found.append(to_number(value, c.world.zone))
    return found
