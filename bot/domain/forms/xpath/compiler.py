"""From a tree of tokens to one Python function per expression, made once per form."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.domain.forms.xpath.parser import XPathError, depth_of, listed, parse
from bot.domain.forms.xpath.paths import Step, compile_path, filtered, in_order
from bot.domain.forms.xpath.patterns import compiled
from bot.domain.forms.xpath.registry import ENTRIES, Code, Context
from bot.domain.forms.xpath.values import Nodes, Value, compare, to_boolean, to_number

Token = Any  # elementpath's tokens are lists of tokens with a symbol, a label and a value


@dataclass(frozen=True)
class Path:
    """Nodes that an expression reads: where the path starts, and its steps by axis and name.

    ``start`` is ``/`` for the root, ``.`` for the node itself, empty for what only running it can tell.
    ``chosen`` is true when a predicate or a function chooses among the nodes.
    """

    start: str
    steps: tuple[tuple[str, str], ...]
    chosen: bool = False


@dataclass(frozen=True)
class Expression:
    """A compiled expression: ``run`` it with a context. ``paths`` are the nodes that it reads.

    ``depth`` is how many operations stand inside each other.
    """

    source: str
    run: Code
    paths: tuple[Path, ...]
    depth: int


def compile_expression(source: str) -> Expression:
    """Compile an expression. Raises :class:`XPathError` when it cannot be read."""
    compiler = _Compiler()
    tree = parse(source)
    run = compiler.code(tree, Path(".", ()))
    return Expression(source, run, tuple(dict.fromkeys(compiler.paths)), depth_of(tree))


class _Compiler:
    """Compiles one expression and remembers the paths in it. ``here`` is what ``.`` means at a token."""

    def __init__(self) -> None:
        self.paths: list[Path] = []

    def code(self, token: Token, here: Path) -> Code:
        symbol = token.symbol
        if symbol in ("(string)", "(integer)", "(decimal)", "(float)"):
            return _literal(token.value if symbol == "(string)" else float(token.value))
        if symbol in _LISTS and len(token) == 2:
            return _LISTS[symbol](tuple(self.code(one, here) for one in listed(token)))
        if symbol in _BINARY and len(token) == 2 and token.label == "operator":
            return _BINARY[symbol](self.code(token[0], here), self.code(token[1], here))
        if symbol in ("+", "-") and len(token) == 1:
            return _signed(self.code(token[0], here), -1.0 if symbol == "-" else 1.0)
        if symbol == "(" and len(token) == 1:
            return self.code(token[0], here)
        return self._call(token, here) if _is_call(token) else self._path(token, here)

    def _call(self, token: Token, here: Path) -> Code:
        name, call = (token.symbol, token) if token.symbol != ":" else _prefixed(token)
        entry = ENTRIES[name]
        seen = len(self.paths)
        arguments = tuple(self.code(argument, here) for argument in call)
        if name in _VALUE_BLIND and len(self.paths) > seen and not _is_call(call[0]):
            self.paths.pop()
        if name == "indexed-repeat":
            self.paths[seen:] = [Path(p.start, p.steps, chosen=True) for p in self.paths[seen:]]
        if not entry.least <= len(arguments) <= (math.inf if entry.most is None else entry.most):
            raise XPathError(f"“{name}” does not take {len(arguments)} values")
        if name == "regex" and call[1].symbol == "(string)" and compiled(call[1].value) is None:
            raise XPathError(f"“{call[1].value}” is not a regular expression")
        run = entry.call
        return lambda c: run(c, arguments)

    def _path(self, token: Token, here: Path) -> Code:
        start, known, steps = self._steps(token, here)
        self.paths.append(known)
        return compile_path(start, steps) if steps or isinstance(start, str) else start

    def _steps(self, token: Token, here: Path) -> tuple[str | Code, Path, list[Step]]:
        """Start and steps of a path, and what is known of it before it runs."""
        symbol = token.symbol
        if symbol in ("/", "//"):
            start, known, steps = self._start(token, here)
            if symbol == "//":
                steps.append(Step("descendant-or-self", "node()"))
                known = _walked(known, "descendant-or-self", "node()")
            return (start, known, steps) if not len(token) else self._step(token[-1], start, known, steps)
        if symbol == "[" and _is_filter(token[0]):
            code, known = self._filter(token, here)
            return code, known, []
        if symbol == "(" or _is_call(token):
            return self.code(token, here), self._known(token), []
        return self._step(token, ".", here, [])

    def _start(self, token: Token, here: Path) -> tuple[str | Code, Path, list[Step]]:
        if len(token) == 2:
            return self._steps(token[0], here)
        return "/", Path("/", ()), []

    def _known(self, token: Token) -> Path:
        """Where a path that begins with an expression starts, as far as one can know."""
        if token.symbol == "current":
            return Path(".", ())
        if token.symbol == "(" and len(token) == 1 and self.paths and not _is_call(token[0]):
            return self.paths[-1]
        return Path("", ())

    def _filter(self, token: Token, here: Path) -> tuple[Code, Path]:
        """``(…)[predicate]`` or ``f(…)[predicate]``."""
        left, known, steps = self._steps(token[0], here)
        base = compile_path(left, steps) if steps or isinstance(left, str) else left
        predicate = self.code(token[1], known)

        def run(c: Context) -> Value:
            value = base(c)
            return Nodes(filtered(c, value, predicate)) if isinstance(value, Nodes) else Nodes()

        return run, Path(known.start, known.steps, chosen=True)

    def _step(
        self, token: Token, start: str | Code, known: Path, steps: list[Step]
    ) -> tuple[str | Code, Path, list[Step]]:
        """Add the step that a token is, with its predicates."""
        predicates: list[Token] = []
        while token.symbol == "[":
            predicates.insert(0, token[1])
            token = token[0]
        axis, test = _axis_and_test(token)
        known = _walked(known, axis, test)
        if predicates:
            known = Path(known.start, known.steps, chosen=True)
        codes = tuple(self.code(predicate, known) for predicate in predicates)
        key = self._key(predicates[0], known) if predicates and axis == "child" else None
        return start, known, [*steps, Step(axis, test, codes, key)]

    def _key(self, predicate: Token, here: Path) -> tuple[str, Code] | None:
        """Name and value of a predicate ``child = value`` whose value does not depend on the node."""
        if predicate.symbol != "=":
            return None
        seen = len(self.paths)
        for name, value in ((predicate[0], predicate[1]), (predicate[1], predicate[0])):
            if name.symbol == "(name)" and _is_steady(value):
                code = self.code(value, here)
                del self.paths[seen:]
                return str(name.value), code
        return None


#: Functions that look at which nodes there are, not at what stands in them.
_VALUE_BLIND = frozenset({"position", "count", "name", "local-name"})


def _walked(known: Path, axis: str, test: str) -> Path:
    if not known.start:
        return known
    return Path(known.start, (*known.steps, (axis, test)), known.chosen)


def _axis_and_test(token: Token) -> tuple[str, str]:
    if token.symbol == "..":
        return "parent", "node()"
    if token.symbol == ".":
        return "self", "node()"
    if token.symbol == "@":
        return "attribute", _test(token[0])
    if token.label == "axis":
        return token.symbol, _test(token[0])
    return "child", _test(token)


def _test(token: Token) -> str:
    if token.symbol == "(name)":
        return str(token.value)
    if token.symbol == "*":
        return "*"
    if token.symbol == ":" and len(token) == 2:
        return _test(token[1])
    if token.label == "kind test":
        return "text()" if token.symbol == "text" else "node()"
    raise XPathError(f"“{token.source}” is not understood here")


def _is_call(token: Token) -> bool:
    if token.symbol == ":" and len(token) == 2:
        return bool(token[1].label == "function")
    return bool(token.label == "function")


def _is_steady(token: Token) -> bool:
    """Whether the value of an expression is the same wherever in a list it is computed."""
    if token.symbol in ("(string)", "(integer)", "(decimal)", "(float)"):
        return True
    if token.symbol == "/" and len(token) == 2:
        left: bool = _is_steady(token[0])
        return left and token[1].symbol in ("(name)", "..")
    if token.symbol == "/":
        return len(token) == 1 and token[0].symbol == "(name)"
    if token.symbol == "(":
        return len(token) == 1 and _is_steady(token[0])
    return bool(token.symbol in _STEADY and all(_is_steady(argument) for argument in token))


#: Functions whose value follows from their arguments alone; ``current()`` has none and never moves.
_STEADY = frozenset({"current", "concat", "coalesce", "if", "selected-at", "substr", "normalize-space"})


def _is_filter(token: Token) -> bool:
    while token.symbol == "[":
        token = token[0]
    return token.symbol == "(" or _is_call(token)


def _prefixed(token: Token) -> tuple[str, Token]:
    name = f"{token[0].value}:{token[1].symbol}"
    if name not in ENTRIES:
        raise XPathError(f"there is no function “{name}”", function=name)
    return name, token[1]


def _literal(value: Value) -> Code:
    return lambda c: value


def _signed(operand: Code, sign: float) -> Code:
    return lambda c: sign * to_number(operand(c), c.world.zone)


def _united(left: Code, right: Code) -> Code:
    def run(c: Context) -> Value:
        a, b = left(c), right(c)
        return Nodes(in_order([*(a if isinstance(a, Nodes) else ()), *(b if isinstance(b, Nodes) else ())]))

    return run


def _or(conditions: Sequence[Code]) -> Code:
    return lambda c: any(to_boolean(condition(c)) for condition in conditions)


def _and(conditions: Sequence[Code]) -> Code:
    return lambda c: all(to_boolean(condition(c)) for condition in conditions)


def _compared(symbol: str) -> Callable[[Code, Code], Code]:
    def made(left: Code, right: Code) -> Code:
        return lambda c: compare(symbol, left(c), right(c), c.world.zone)

    return made


def _computed(operation: Callable[[float, float], float]) -> Callable[[Code, Code], Code]:
    def made(left: Code, right: Code) -> Code:
        def run(c: Context) -> Value:
            return operation(to_number(left(c), c.world.zone), to_number(right(c), c.world.zone))

        return run

    return made


def _add(a: float, b: float) -> float:
    return float(a) + float(b)


def _subtract(a: float, b: float) -> float:
    return float(a) - float(b)


def _multiply(a: float, b: float) -> float:
    return float(a) * float(b)


def _divide(a: float, b: float) -> float:
    if b != 0:
        return float(a) / float(b)
    if a == 0 or math.isnan(a) or math.isnan(b):
        return math.nan
    return math.copysign(math.inf, a) * math.copysign(1.0, b)


def _remainder(a: float, b: float) -> float:
    if b == 0 or math.isinf(a) or math.isnan(a) or math.isnan(b):
        return math.nan
    return math.fmod(a, b)


_LISTS: dict[str, Callable[[Sequence[Code]], Code]] = {"or": _or, "and": _and}

_BINARY: dict[str, Callable[[Code, Code], Code]] = {
    "|": _united,
    **{symbol: _compared(symbol) for symbol in ("=", "!=", "<", "<=", ">", ">=")},
    "+": _computed(_add),
    "-": _computed(_subtract),
    "*": _computed(_multiply),
    "div": _computed(_divide),
    "mod": _computed(_remainder),
}
