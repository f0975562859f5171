"""What depends on what: the order in which values can be computed, and circles that cannot be computed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.domain.forms.model import Spec
from bot.domain.forms.xform import Problem
from bot.domain.forms.xpath import Expression, Path
from bot.domain.said import N_, Said

Key = tuple[str, str]
Links = Mapping[Key, tuple[Key, ...]]


def links_of(specs: Mapping[str, Spec], root: Spec) -> dict[Key, tuple[Key, ...]]:
    """For each value and each relevance, what it is computed from."""
    found: dict[Key, tuple[Key, ...]] = {}
    for path, spec in specs.items():
        above: list[Key] = [("relevant", spec.parent.path)] if spec.parent and spec.parent.path else []
        found["relevant", path] = (*above, *_reads(spec.bind.relevant, spec, root))
        if spec.leaf:
            reads = _reads(spec.bind.calculate, spec, root)
            found["value", path] = (("relevant", path), *reads)
    return found


def _reads(expression: Expression | None, spec: Spec, root: Spec) -> list[Key]:
    """The values that an expression of a node reads, as far as one can know."""
    if expression is None:
        return []
    found: list[Key] = []
    for path in expression.paths:
        if path.start == "." and all(step == ("self", "node()") for step in path.steps):
            continue  # what stands here already: ``if(. = '', random(), .)`` is no circle
        for read in reached(path, spec, root):
            if not (
                path.chosen and read.path.startswith(spec.path.partition("/")[0]) and _around(read, spec)
            ):
                found += [("value", leaf.path) for leaf in read.walk() if leaf.leaf]
    return found


def _around(read: Spec, spec: Spec) -> bool:
    """Whether both stand in one repeat, so that the node read may be of another round."""
    inside = set(spec.repeats)
    return any(repeat in inside for repeat in read.repeats) or read.path in inside


def reached(path: Path, spec: Spec, root: Spec) -> list[Spec]:
    """The specs that a path leads to, seen from a node; none for what cannot be known."""
    if not path.start:
        return []
    steps = list(path.steps)
    if path.start == "/":
        if not steps or steps[0][0] != "child" or steps[0][1] not in (root.name, "*"):
            return []
        found, steps = [root], steps[1:]
    else:
        found = [spec]
    for axis, test in steps:
        found = list(dict.fromkeys(after for node in found for after in _step(node, axis, test)))
    return [node for node in found if node.path]


def _step(node: Spec, axis: str, test: str) -> Iterator[Spec]:
    if axis == "parent":
        yield from [node.parent] if node.parent is not None else []
    elif axis == "child":
        yield from (child for child in node.children if test in (child.name, "*", "node()"))
    elif axis == "self":
        yield node
    elif axis.startswith("descendant"):
        yield from (below for below in node.walk() if test in (below.name, "*", "node()"))
    elif axis.endswith("-sibling") and node.parent is not None:
        yield from (twin for twin in node.parent.children if test in (twin.name, "*", "node()"))


def calls_of(specs: Mapping[str, Spec]) -> dict[Key, int]:
    """How many calls of Python computing each value and each relevance takes by itself, at most."""
    found: dict[Key, int] = {}
    for path, spec in specs.items():
        for what, expression in (("relevant", spec.bind.relevant), ("value", spec.bind.calculate)):
            found[what, path] = 6 + (2 * expression.depth if expression is not None else 0)
    return found


def order_of(links: Links, calls: Mapping[Key, int]) -> tuple[tuple[Key, ...], int, list[list[Key]]]:
    """Keys in an order in which each comes after what it reads, calls of the longest chain, the circles."""
    order: list[Key] = []
    depth: dict[Key, int] = {}
    circles: list[list[Key]] = []
    open_: dict[Key, None] = {}
    for start in links:
        stack: list[tuple[Key, Iterator[Key]]] = []
        if start not in depth:
            stack.append((start, iter(links[start])))
            open_[start] = None
        while stack:
            key, rest = stack[-1]
            after = next((k for k in rest if k in links and k not in depth), None)
            if after is None:
                stack.pop()
                open_.pop(key)
                depth[key] = calls.get(key, 1) + max((depth.get(k, 0) for k in links[key]), default=0)
                order.append(key)
            elif after in open_:
                keys = list(open_)
                circles.append(keys[keys.index(after) :])
            else:
                open_[after] = None
                stack.append((after, iter(links[after])))
    return tuple(order), max(depth.values(), default=0), circles


def circle_problems(circles: list[list[Key]]) -> list[Problem]:
    """A problem for each circle: the names of the questions in it, in order."""
    found: dict[frozenset[str], Problem] = {}
    for circle in circles:
        paths = list(dict.fromkeys(path for _what, path in circle))
        names = [path.rpartition("/")[2] for path in paths]
        text = N_("“{name}” depends on itself, so that it can never be computed.")
        if len(names) > 1:
            text = N_("{names} depend on each other in a circle, so that none can be computed.")
        told = {"name": names[0], "names": ", ".join(f"“{name}”" for name in names)}
        found.setdefault(frozenset(paths), Problem(paths[0], Said(text, told)))
    return list(found.values())
