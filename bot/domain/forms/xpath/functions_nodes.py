"""Functions on node-sets: instances, repeats, choices, random orders."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence

from bot.domain.forms.xpath.registry import Code, Context, function, nodes, number, text
from bot.domain.forms.xpath.values import Node, Nodes, Value, to_number, to_string


@function("current", 0)
def _current(c: Context, args: Sequence[Code]) -> Value:
    return Nodes([c.origin])


@function("instance", 1)
def _instance(c: Context, args: Sequence[Code]) -> Value:
    root = c.world.instance(text(c, args[0]))
    return Nodes([root]) if root is not None else Nodes()


@function("pulldata", 4)
def _pulldata(c: Context, args: Sequence[Code]) -> Value:
    """A cell of a data file: of the first row whose key column holds the key; empty when there is none."""
    name, column, key_column, key = (text(c, argument) for argument in args)
    instance = c.world.instance(name.removesuffix(".csv"))
    for root in instance.children() if instance is not None else ():
        for item in root.keyed("item", key_column).get(key, ()):
            cells = item.named(column)
            return cells[0].string() if cells else ""
    return ""


@function("last", 0)
def _last(c: Context, args: Sequence[Code]) -> Value:
    return float(c.size)


@function("position", 0, 1)
def _position(c: Context, args: Sequence[Code]) -> Value:
    if not args:
        return float(c.position)
    found = nodes(c, args[0])
    return float(place_of(found[0])) if found else math.nan


def place_of(node: Node) -> int:
    """Which of the same name under its parent a node is, from 1: the round of a repeat."""
    if node.parent is None:
        return 1
    twins = node.parent.named(node.name)
    return next((n for n, twin in enumerate(twins, 1) if twin is node), len(twins) + 1)


@function("name", 0, 1)
def _name(c: Context, args: Sequence[Code]) -> Value:
    found = nodes(c, args[0]) if args else Nodes([c.node])
    return found[0].name if found else ""


@function("local-name", 0, 1)
def _local_name(c: Context, args: Sequence[Code]) -> Value:
    return to_string(_name(c, args)).rpartition(":")[2]


@function("namespace-uri", 0, 1)
def _namespace_uri(c: Context, args: Sequence[Code]) -> Value:
    return ""


@function("indexed-repeat", 3, None)
def _indexed_repeat(c: Context, args: Sequence[Code]) -> Value:
    rounds: list[Node] = []
    pairs = [(nodes(c, args[n]), number(c, args[n + 1])) for n in range(1, len(args) - 1, 2)]
    for repeats, index in sorted(pairs, key=lambda pair: _depth(pair[0])):
        inside = [node for node in repeats if not rounds or _above(rounds[-1], node)]
        if math.isnan(index) or not 1 <= index <= len(inside):
            return Nodes()
        rounds.append(inside[int(index) - 1])
    return Nodes(node for node in nodes(c, args[0]) if _above(rounds[-1], node))


def _depth(found: Nodes) -> int:
    depth, node = 0, found[0].parent if found else None
    while node is not None:
        depth, node = depth + 1, node.parent
    return depth


def _above(upper: Node, lower: Node) -> bool:
    node: Node | None = lower
    while node is not None and node is not upper:
        node = node.parent
    return node is upper


@function("once", 1)
def _once(c: Context, args: Sequence[Code]) -> Value:
    return c.origin.string() or text(c, args[0])


@function("uuid", 0, 1)
def _uuid(c: Context, args: Sequence[Code]) -> Value:
    digits = c.world.chance(c.node, "uuid")
    variant = "89ab"[int(digits[16], 16) % 4]
    made = f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:32]}"
    length = number(c, args[0]) if args else 36.0
    if math.isnan(length) or length < 0:
        return ""
    while len(made) < min(length, 1000):
        made += made
    return made[: int(min(length, 1000))]


@function("randomize", 1, 2)
def _randomize(c: Context, args: Sequence[Code]) -> Value:
    found = nodes(c, args[0])
    if len(args) == 1:
        return shuffled(found, int(c.world.chance(c.origin, "randomize")[:8], 16))
    return shuffled(found, _seed(args[1](c), c))


def _seed(value: Value, c: Context) -> int:
    """A seed as ODK reads it: a number cut to a whole one, any other text by its hash."""
    seed = to_number(value, c.world.zone)
    if math.isnan(seed):
        words = to_string(value)
        if not words:
            return 0
        return int.from_bytes(hashlib.sha256(words.encode()).digest()[:8], "big", signed=True)
    if math.isinf(seed):
        return 2**63 - 1 if seed > 0 else -(2**63)
    return int(seed)


_PRIME, _FACTOR = 2_147_483_647, 16_807


def shuffled(found: Sequence[Node], seed: int) -> Nodes:
    """Nodes in a random order: the same order as ODK's for the same seed (Park and Miller's generator)."""
    state = abs(seed) % _PRIME * (1 if seed > 0 else -1)
    if state <= 0:
        state += _PRIME - 1
    order: list[Node] = []
    for place, node in enumerate(found):
        state = state * _FACTOR % _PRIME
        swap = math.floor((state - 1) / (_PRIME - 1) * (place + 1))
        order.append(node)
        if swap != place:
            order[place] = order[swap]
        order[swap] = node
    return Nodes(order)


@function("jr:itext", 1)
def _itext(c: Context, args: Sequence[Code]) -> Value:
    return c.world.itext(text(c, args[0]))


@function("jr:choice-name", 2)
def _choice_name(c: Context, args: Sequence[Code]) -> Value:
    # the path is written as seen from the question, even where a predicate looks at something else
    found = c.world.evaluate_path(text(c, args[1]), c.origin)
    return c.world.choice_label(found[0], text(c, args[0])) if found else ""
