"""The values of XPath 1.0 as ODK understands them: text, number, truth, moment, node-set.

A string that looks like a date counts as a number (days since 1970), an empty one as no number at all,
and a number that is none is written as an empty text.
"""

from __future__ import annotations

import datetime as dt
import math
import operator
import re
from collections.abc import Callable
from decimal import Decimal

from bot.domain.forms.xpath.moments import Moment, read_moment


class Node:
    """An element of an instance: a name, a parent, children and, for a leaf, a text."""

    __slots__ = ("_index", "_keys", "_kids", "name", "parent", "text")

    def __init__(self, name: str, parent: Node | None = None, text: str = "") -> None:
        self.name = name
        self.parent = parent
        self.text = text
        self._kids: list[Node] = []
        self._index: dict[str, list[Node]] | None = None
        self._keys: dict[tuple[str, str], dict[str, list[Node]]] = {}

    def add(self, child: Node) -> None:
        """Hang a child below this node, as the last one."""
        child.parent = self
        self._kids.append(child)
        self._index = None
        self._keys = {}

    def children(self) -> list[Node]:
        """The children, in document order."""
        return self._kids

    def named(self, name: str) -> list[Node]:
        """The children with a name, in document order."""
        if self._index is None:
            self._index = by_name(self._kids)
        return self._index.get(name, [])

    def keyed(self, name: str, key: str) -> dict[str, list[Node]]:
        """The children with a name, by the texts of their children called ``key``. For nodes that stay."""
        found = self._keys.get((name, key))
        if found is None:
            found = self._keys[name, key] = {}
            for child in self.named(name):
                for text in dict.fromkeys(node.string() for node in child.named(key)):
                    found.setdefault(text, []).append(child)
        return found

    def string(self) -> str:
        """The text of the node and of all below it."""
        if self._kids:
            return "".join(child.string() for child in self._kids)
        return self.text


def by_name(nodes: list[Node]) -> dict[str, list[Node]]:
    """Nodes by their name, each list in order."""
    found: dict[str, list[Node]] = {}
    for node in nodes:
        found.setdefault(node.name, []).append(node)
    return found


class Nodes(list[Node]):
    """A node-set, in document order, each node once."""


Value = str | float | bool | Nodes

_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")


def to_string(value: Value) -> str:
    """A value as text: the first node of a set, ``true`` or ``false``, no text for no number."""
    if isinstance(value, str):
        return value
    if isinstance(value, Nodes):
        return value[0].string() if value else ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.text if isinstance(value, Moment) else number_text(value)


def to_number(value: Value, zone: dt.tzinfo) -> float:
    """A value as a number; dates are days since 1970, seen from ``zone``. NaN for what is no number."""
    if isinstance(value, float):
        return value
    if isinstance(value, bool):
        return 1.0 if value else 0.0
    return text_number(value if isinstance(value, str) else to_string(value), zone)


def text_number(text: str, zone: dt.tzinfo) -> float:
    """The number that a text stands for; a date or a date with a time counts as days since 1970."""
    moment = read_moment(text, zone)
    if moment is not None:
        return moment
    stripped = text.strip()
    return float(stripped) if _NUMBER.fullmatch(stripped) else math.nan


def to_boolean(value: Value) -> bool:
    """A value as a truth: a text that is not empty, a number that is not zero, a set with nodes in it."""
    if isinstance(value, float):
        return value != 0 and not math.isnan(value)
    return bool(value)


def number_text(number: float) -> str:
    """A number as ODK writes it: ``5`` and not ``5.0``, nothing for no number."""
    if math.isnan(number):
        return ""
    if math.isinf(number):
        return "Infinity" if number > 0 else "-Infinity"
    if number == int(number) and abs(number) < 1e21:
        return str(int(number))
    if 1e-6 <= abs(number) < 1e21:
        return f"{Decimal(repr(number)):f}"
    return re.sub(r"e([+-])0*", r"e\1", repr(number))


_ORDERS: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def compare(symbol: str, left: Value, right: Value, zone: dt.tzinfo) -> bool:
    """``left symbol right``. A node-set compares true when one of its nodes does."""
    if symbol in _ORDERS:
        return _ordered(_ORDERS[symbol], left, right, zone)
    return _equal(symbol == "=", left, right, zone)


def _ordered(order: Callable[[float, float], bool], left: Value, right: Value, zone: dt.tzinfo) -> bool:
    if not isinstance(left, Nodes) and not isinstance(right, Nodes):
        return order(to_number(left, zone), to_number(right, zone))
    lefts, rights = _numbers(left, zone), _numbers(right, zone)
    return any(order(a, b) for a in lefts for b in rights)


def _numbers(value: Value, zone: dt.tzinfo) -> list[float]:
    if isinstance(value, Nodes):
        return [text_number(node.string(), zone) for node in value]
    return [to_number(value, zone)]


def _equal(wanted: bool, left: Value, right: Value, zone: dt.tzinfo) -> bool:
    if isinstance(left, bool) or isinstance(right, bool):
        return (to_boolean(left) == to_boolean(right)) is wanted
    if isinstance(left, float) or isinstance(right, float):
        rights = _numbers(right, zone)
        return any((a == b) is wanted for a in _numbers(left, zone) for b in rights)
    texts = _texts(right)
    return any((a == b) is wanted for a in _texts(left) for b in texts)


def _texts(value: Value) -> list[str]:
    if isinstance(value, Nodes):
        return [node.string() for node in value]
    return [to_string(value)]
