"""XPath 1.0 as ODK speaks it: compile an expression once, run it for every filled form.

``FUNCTIONS`` names every function that expressions may call.
"""

from __future__ import annotations

from bot.domain.forms.xpath import (
    functions_dates,
    functions_geo,
    functions_logic,
    functions_nodes,
    functions_numbers,
    functions_text,
)
from bot.domain.forms.xpath.compiler import Expression, Path, compile_expression
from bot.domain.forms.xpath.parser import XPathError, called
from bot.domain.forms.xpath.registry import ENTRIES, Context, World
from bot.domain.forms.xpath.values import Node, Nodes, Value, to_boolean, to_number, to_string

__all__ = [
    "FUNCTIONS",
    "Context",
    "Expression",
    "Node",
    "Nodes",
    "Path",
    "Value",
    "World",
    "XPathError",
    "called",
    "compile_expression",
    "to_boolean",
    "to_number",
    "to_string",
]

_LIBRARIES = (
    functions_dates,
    functions_geo,
    functions_logic,
    functions_nodes,
    functions_numbers,
    functions_text,
)

#: The names of all functions, those with a prefix included.
FUNCTIONS = frozenset(ENTRIES)
