"""Functions on numbers."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from bot.domain.forms.xpath.functions_text import rounded
from bot.domain.forms.xpath.moments import Moment
from bot.domain.forms.xpath.registry import Code, Context, function, nodes, number, numbers
from bot.domain.forms.xpath.values import Value, to_number


@function("number", 0, 1)
def _number(c: Context, args: Sequence[Code]) -> Value:
    value: Value = args[0](c) if args else c.node.string()
    found = to_number(value, c.world.zone)
    return found.counted() if isinstance(found, Moment) and not isinstance(value, float) else found


@function("int", 1)
def _int(c: Context, args: Sequence[Code]) -> Value:
    return _whole(math.trunc, number(c, args[0]))


@function("floor", 1)
def _floor(c: Context, args: Sequence[Code]) -> Value:
    return _whole(math.floor, number(c, args[0]))


@function("ceiling", 1)
def _ceiling(c: Context, args: Sequence[Code]) -> Value:
    return _whole(math.ceil, number(c, args[0]))


def _whole(cut: Callable[[float], int], value: float) -> float:
    return float(cut(value)) if math.isfinite(value) else value


@function("round", 1, 2)
def _round(c: Context, args: Sequence[Code]) -> Value:
    value = number(c, args[0])
    digits = number(c, args[1]) if len(args) > 1 else 0.0
    if math.isnan(digits) or not math.isfinite(value):
        return math.nan if math.isnan(digits) else value
    factor = _power(10.0, digits)
    if factor == 0 or math.isinf(factor):
        return math.nan
    return math.copysign(rounded(abs(value) * factor) / factor, value)


@function("sum", 1)
def _sum(c: Context, args: Sequence[Code]) -> Value:
    found = numbers(c, args)
    return sum(found) if found else math.nan


@function("max", 0, None)
def _max(c: Context, args: Sequence[Code]) -> Value:
    return _extreme(max, numbers(c, args))


@function("min", 0, None)
def _min(c: Context, args: Sequence[Code]) -> Value:
    return _extreme(min, numbers(c, args))


def _extreme(choose: Callable[[list[float]], float], found: list[float]) -> float:
    if not found or any(math.isnan(n) for n in found):
        return math.nan
    return float(choose(found))


@function("count", 1)
def _count(c: Context, args: Sequence[Code]) -> Value:
    return float(len(nodes(c, args[0])))


@function("count-non-empty", 1)
def _count_non_empty(c: Context, args: Sequence[Code]) -> Value:
    return float(sum(1 for node in nodes(c, args[0]) if node.string()))


@function("pi", 0)
def _pi(c: Context, args: Sequence[Code]) -> Value:
    return math.pi


def _plain(call: Callable[..., float]) -> Callable[[Context, Sequence[Code]], Value]:
    """A function of Python's on numbers: outside of its domain the result is no number."""

    def run(c: Context, args: Sequence[Code]) -> Value:
        try:
            return float(call(*(number(c, argument) for argument in args)))
        except (ValueError, ZeroDivisionError):
            return math.nan
        except OverflowError:
            return math.inf

    return run


def _power(base: float, exponent: float) -> float:
    """A power as ODK has it: no number to the power of no number, and of 1 neither."""
    if math.isnan(exponent):
        return math.nan
    if base == 0 and exponent < 0:
        return math.inf
    try:
        return math.pow(base, exponent)
    except OverflowError:
        odd = math.isfinite(exponent) and exponent % 2 == 1
        return -math.inf if base < 0 and odd else math.inf


def _ten_to(value: float) -> float:
    return _power(10.0, value)


def _log(value: float) -> float:
    return -math.inf if value == 0 else math.log(value)


def _log10(value: float) -> float:
    return -math.inf if value == 0 else math.log10(value)


for _name, _call, _arity in (
    ("abs", abs, 1),
    ("pow", _power, 2),
    ("sqrt", math.sqrt, 1),
    ("exp", math.exp, 1),
    ("exp10", _ten_to, 1),
    ("log", _log, 1),
    ("log10", _log10, 1),
    ("sin", math.sin, 1),
    ("cos", math.cos, 1),
    ("tan", math.tan, 1),
    ("asin", math.asin, 1),
    ("acos", math.acos, 1),
    ("atan", math.atan, 1),
    ("atan2", math.atan2, 2),
):
    function(_name, _arity)(_plain(_call))


@function("random", 0)
def _random(c: Context, args: Sequence[Code]) -> Value:
    return int(c.world.chance(c.node, "random")[:13], 16) / 16**13
