"""The grammar: elementpath's XPath 1.0 parser with ODK's functions in place of its own.

Only its parsing is used. Evaluation is compiled from the tokens (``compiler.py``): a form of 300 rows
is recomputed for every message, and ODK's rules differ in nearly every operator.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, ClassVar

from elementpath import ElementPathError, XPath1Parser
from elementpath.xpath_tokens import XPathToken

from bot.domain.forms.xpath.registry import ENTRIES, Entry

#: Longest expression that is read, in characters.
LONGEST = 20_000

#: Deepest nesting of brackets that is read.
DEEPEST = 60

#: Most operations that hang on each other, as in ``1 + 2 + 3``: each waits for the one before it.
DEEPEST_TREE = 200

_NODE_TESTS = frozenset({"node", "text", "comment", "processing-instruction"})
_WORDS = frozenset({"and", "or", "div", "mod"})
_CALL = re.compile(r"(?<![\w.:-])([^\W\d][\w.-]*(?::[^\W\d][\w.-]*)?)\s*\(")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")


class XPathError(ValueError):
    """An expression that cannot be read. ``function`` names the function that does not exist, if so."""

    def __init__(self, message: str, function: str = "") -> None:
        super().__init__(message)
        self.function = function


class OdkParser(XPath1Parser):
    """XPath 1.0 with ODK's functions; a path may begin with any expression, as in ``current()/../x``."""

    symbol_table = dict(XPath1Parser.symbol_table)  # noqa: RUF012 -- how the library wants it
    DEFAULT_NAMESPACES: ClassVar = {**XPath1Parser.DEFAULT_NAMESPACES, "jr": "http://openrosa.org/javarosa"}

    def parse(self, source: str) -> XPathToken:
        """The tree of tokens, not evaluated."""
        return super(XPath1Parser, self).parse(source)


def _install(parser: type[OdkParser], entries: Mapping[str, Entry]) -> None:
    """Drop the functions of the library and register those of the table, then let paths follow anything."""
    for symbol, token in list(parser.symbol_table.items()):
        if token.label == "function":
            parser.symbol_table.pop(symbol)
    for name, entry in entries.items():
        prefix, _colon, local = name.rpartition(":")
        parser.function(local, prefix=prefix or None, nargs=(entry.least, entry.most))
    for symbol in ("/", "//"):
        _replace(parser, symbol, _path_after_anything)
    for symbol in ("=", "!=", "<", "<=", ">", ">="):
        _replace(parser, symbol, _comparison_of_anything)
        if "=" in symbol and symbol[0] in "!=":  # binds less than an order does
            parser.symbol_table[symbol].lbp = parser.symbol_table[symbol].rbp = 28
    parser.tokenizer = parser.create_tokenizer(parser.symbol_table)


def _replace(parser: type[OdkParser], symbol: str, led: Callable[[Any, Any], Any]) -> None:
    """Let a symbol between two expressions be read otherwise than the library does."""
    base: Any = parser.symbol_table[symbol]
    parser.symbol_table[symbol] = type(base.__name__, (base,), {"led": led, "__module__": __name__})


def _path_after_anything(self: Any, left: Any) -> Any:
    following = self.parser.next_token
    if following.label not in self.parser.PATH_STEP_LABELS:
        self.parser.expected_next(*self.parser.PATH_STEP_SYMBOLS)
    self[:] = left, self.parser.expression(75)
    return self


def _comparison_of_anything(self: Any, left: Any) -> Any:
    """``3 > 2 > 1`` compares from the left; the library knows that only of later versions of XPath."""
    self[:] = left, self.parser.expression(self.lbp)
    return self


@lru_cache(maxsize=1)
def _parser() -> OdkParser:
    _install(OdkParser, ENTRIES)
    return OdkParser()


def called(source: str) -> list[str]:
    """The names of the functions that an expression calls, each once, in order."""
    outside = _QUOTED.sub("''", source)
    found = dict.fromkeys(_CALL.findall(outside))
    return [name for name in found if name not in _NODE_TESTS and name not in _WORDS]


def parse(source: str) -> XPathToken:
    """The tree of tokens of an expression. Raises :class:`XPathError` in plain words."""
    if len(source) > LONGEST:
        raise XPathError(f"the expression is longer than {LONGEST} characters")
    if _depth(source) > DEEPEST:
        raise XPathError(f"brackets are nested more than {DEEPEST} deep")
    for name in called(source):
        if name not in ENTRIES:
            raise XPathError(f"there is no function “{name}”", function=name)
    tree = _parsed(source)
    if depth_of(tree) > DEEPEST_TREE:
        raise XPathError(f"more than {DEEPEST_TREE} operations hang on each other: use several calculations")
    return tree


def _parsed(source: str) -> XPathToken:
    try:
        return _parser().parse(source)
    except (ElementPathError, SyntaxError, TypeError, ValueError, RecursionError, AssertionError) as error:
        raise XPathError(str(error).partition(": ")[2] or str(error)) from error


def listed(token: Any) -> list[Any]:
    """The conditions that stand in a row: ``a or b or c`` are three, however the parser groups them."""
    symbol, found = token.symbol, []
    while token.symbol == symbol and len(token) == 2:
        found.append(token[1])
        token = token[0]
    return [token, *reversed(found)]


def depth_of(tree: Any) -> int:
    """How many operations stand inside each other; conditions in a row count once."""
    deepest, rest = 0, [(tree, 1)]
    while rest:
        token, depth = rest.pop()
        deepest = max(deepest, depth)
        inside = listed(token) if token.symbol in ("and", "or") and len(token) == 2 else token
        rest += [(one, depth + 1) for one in inside]
    return deepest


def _depth(source: str) -> int:
    depth = deepest = 0
    for letter in _QUOTED.sub("", source):
        depth += (letter in "([") - (letter in ")]")
        deepest = max(deepest, depth)
    return deepest
