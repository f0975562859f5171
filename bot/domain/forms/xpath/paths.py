"""Location paths: steps along the axes, and the predicates that choose among what they reach."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bot.domain.forms.xpath.registry import Code, Context
from bot.domain.forms.xpath.values import Node, Nodes, Value, to_boolean


@dataclass(frozen=True)
class Step:
    """One step. ``test`` is a name, ``*`` for any element, or ``node()`` or ``text()``.

    ``key`` is told when the first predicate is ``child = value`` and the value is the same for all nodes.
    """

    axis: str
    test: str
    predicates: tuple[Code, ...] = ()
    key: tuple[str, Code] | None = None


def compile_path(start: str | Code, steps: Sequence[Step]) -> Code:
    """A path as code. ``start`` is ``/``, ``.`` or what gives the first nodes."""
    moves = [_move(step) for step in steps]
    if start == ".":
        first, rest = (moves[0], moves[1:]) if moves else (_self, [])
        return _from_node(first, rest)
    return _from_root(moves) if isinstance(start, str) else _from_nodes(start, moves)


Move = Callable[[Context, list[Node]], list[Node]]


def _from_node(first: Move, rest: list[Move]) -> Code:
    def run(c: Context) -> Value:
        found = first(c, [c.node])
        for move in rest:
            found = move(c, found)
        return Nodes(found)

    return run


def _from_root(moves: list[Move]) -> Code:
    def run(c: Context) -> Value:
        found: list[Node] = [c.world.root()]
        for move in moves:
            found = move(c, found)
        return Nodes(found)

    return run


def _from_nodes(start: Code, moves: list[Move]) -> Code:
    def run(c: Context) -> Value:
        value = start(c)
        found: list[Node] = value if isinstance(value, Nodes) else []
        for move in moves:
            found = move(c, found)
        return Nodes(found)

    return run


def _self(c: Context, found: list[Node]) -> list[Node]:
    return found


def _move(step: Step) -> Move:
    """What a step does to a list of nodes. The two that nearly every path is made of are quick."""
    if not step.predicates and step.axis == "child" and step.test not in ("*", "node()", "text()"):
        return _to_children(step.test)
    if not step.predicates and step.axis == "self" and step.test == "node()":
        return _self
    reach = _reach(step.axis, step.test)
    in_reverse = step.axis in ("ancestor", "ancestor-or-self", "preceding", "preceding-sibling")

    def move(c: Context, found: list[Node]) -> list[Node]:
        reached: list[Node] = []
        for node in found:
            looked_up = _looked_up(c, node, step)
            chosen = reach(node) if looked_up is None else looked_up
            for predicate in step.predicates if looked_up is None else step.predicates[1:]:
                chosen = filtered(c, chosen, predicate)
            reached += chosen
        if len(found) > 1 and step.axis not in ("child", "self"):
            reached = list(dict.fromkeys(reached))
        if in_reverse or (len(found) > 1 and step.axis not in ("child", "self", "parent")):
            reached = in_order(reached)
        return reached

    return move


def _looked_up(c: Context, node: Node, step: Step) -> list[Node] | None:
    """What ``item[district = …]`` finds in a long list that never changes, by looking up the value."""
    if step.key is None or type(node) is not Node:
        return None
    name, value = step.key[0], step.key[1](c)
    if isinstance(value, Nodes):
        values = list(dict.fromkeys(other.string() for other in value))
        if len(values) < 2:
            return node.keyed(step.test, name).get(values[0], []) if values else []
    return node.keyed(step.test, name).get(value, []) if isinstance(value, str) else None


def _to_children(name: str) -> Move:
    def move(c: Context, found: list[Node]) -> list[Node]:
        if len(found) == 1:
            return found[0].named(name)
        return [child for node in found for child in node.named(name)]

    return move


def filtered(c: Context, found: Sequence[Node], predicate: Code) -> list[Node]:
    """The nodes for which a predicate holds; a number stands for a position."""
    size = len(found)
    kept = []
    for position, node in enumerate(found, 1):
        value = predicate(c.at(node, position, size))
        if value == position if isinstance(value, float) else to_boolean(value):
            kept.append(node)
    return kept


def _reach(axis: str, test: str) -> Callable[[Node], list[Node]]:
    walk = _AXES.get(axis)
    if walk is None:
        return lambda node: []
    if test == "node()":
        return lambda node: list(walk(node))
    if test == "text()":
        return lambda node: [] if node.children() or not node.string() else [node]
    if test == "*":
        return lambda node: [other for other in walk(node) if other.name]
    if axis == "child":
        return lambda node: node.named(test)
    return lambda node: [other for other in walk(node) if other.name == test]


def _parents(node: Node) -> Iterable[Node]:
    return [node.parent] if node.parent is not None else []


def _ancestors(node: Node) -> Iterable[Node]:
    above = node.parent
    while above is not None:
        yield above
        above = above.parent


def _descendants(node: Node) -> Iterable[Node]:
    for child in node.children():
        yield child
        yield from _descendants(child)


def _following_siblings(node: Node) -> Iterable[Node]:
    twins = node.parent.children() if node.parent is not None else [node]
    return twins[twins.index(node) + 1 :]


def _preceding_siblings(node: Node) -> Iterable[Node]:
    twins = node.parent.children() if node.parent is not None else [node]
    return reversed(twins[: twins.index(node)])


def _following(node: Node) -> Iterable[Node]:
    for above in (node, *_ancestors(node)):
        for twin in _following_siblings(above):
            yield twin
            yield from _descendants(twin)


def _preceding(node: Node) -> Iterable[Node]:
    for above in (node, *_ancestors(node)):
        for twin in _preceding_siblings(above):
            yield from reversed([twin, *_descendants(twin)])


_AXES: dict[str, Callable[[Node], Iterable[Node]]] = {
    "child": lambda node: node.children(),
    "self": lambda node: [node],
    "parent": _parents,
    "ancestor": _ancestors,
    "ancestor-or-self": lambda node: [node, *_ancestors(node)],
    "descendant": _descendants,
    "descendant-or-self": lambda node: [node, *_descendants(node)],
    "following-sibling": _following_siblings,
    "preceding-sibling": _preceding_siblings,
    "following": _following,
    "preceding": _preceding,
}


def in_order(found: Iterable[Node]) -> list[Node]:
    """Nodes in document order, each once."""
    return sorted(dict.fromkeys(found), key=_place)


def _place(node: Node) -> tuple[int, ...]:
    """Where a node stands: the numbers of the branches that lead to it."""
    place: list[int] = []
    while node.parent is not None:
        place.append(node.parent.children().index(node))
        node = node.parent
    return tuple(reversed(place))
