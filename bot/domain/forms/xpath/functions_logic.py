"""Functions that decide: conditions, truths, check lists."""

from __future__ import annotations

import math
from collections.abc import Sequence

from bot.domain.forms.xpath.registry import Code, Context, function, number, numbers, text, truth
from bot.domain.forms.xpath.values import Nodes, Value, to_boolean


@function("if", 3)
def _if(c: Context, args: Sequence[Code]) -> Value:
    return args[1](c) if truth(c, args[0]) else args[2](c)


@function("true", 0)
def _true(c: Context, args: Sequence[Code]) -> Value:
    return True


@function("false", 0)
def _false(c: Context, args: Sequence[Code]) -> Value:
    return False


@function("not", 1)
def _not(c: Context, args: Sequence[Code]) -> Value:
    return not truth(c, args[0])


@function("boolean", 1)
def _boolean(c: Context, args: Sequence[Code]) -> Value:
    return truth(c, args[0])


@function("boolean-from-string", 1)
def _boolean_from_string(c: Context, args: Sequence[Code]) -> Value:
    return text(c, args[0]) in ("1", "true")


@function("checklist", 2, None)
def _checklist(c: Context, args: Sequence[Code]) -> Value:
    least, most = number(c, args[0]), number(c, args[1])
    count = sum(checked for argument in args[2:] for checked in _truths(argument(c)))
    return least <= count <= (math.inf if most == -1 else most)


@function("weighted-checklist", 2, None)
def _weighted_checklist(c: Context, args: Sequence[Code]) -> Value:
    least, most = number(c, args[0]), number(c, args[1])
    total = 0.0
    for condition, weight in zip(args[2::2], args[3::2], strict=False):
        weights = numbers(c, [weight])
        total += sum(n for checked, n in zip(_truths(condition(c)), weights, strict=False) if checked)
    return least <= total <= (math.inf if most == -1 else most)


def _truths(value: Value) -> list[bool]:
    """Whether a value holds; for a node-set, whether each of its nodes has a text."""
    if isinstance(value, Nodes):
        return [bool(node.string().strip()) for node in value]
    return [to_boolean(value)]
