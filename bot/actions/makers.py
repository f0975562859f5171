"""Pictures and files that are made when a message is delivered, not when it is decided.

An action writes ``attach={"make": name, "args": {...}}`` into the outbox. At delivery the sender calls
``make(house, args)`` of the module named here, in a thread: it may take its time, and it reads the data
as they are then. Adding a maker is a module with that function and one line in ``MODULES``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple, cast

from bot.actions.house import House


class Made(NamedTuple):
    """What a maker gives: the name that people see, and the content or the file that holds it."""

    file_name: str
    content: bytes | Path


Maker = Callable[[House, Mapping[str, Any]], tuple[str, bytes | Path]]

#: Name in the outbox row, and the module whose ``make`` it is.
MODULES = {
    "answer_table": "bot.actions.answer_templates",
    "board": "bot.actions.boards",
    "cards": "bot.actions.inviting",
    "choices": "bot.actions.choice_pictures",
    "changes": "bot.actions.offering",
    "check": "bot.actions.checking",
    "timetable": "bot.actions.preview",
    "export": "bot.actions.exporting",
    "own_copy": "bot.actions.own_copy",
    "result": "bot.actions.live_panel",
    "qr": "bot.actions.qr_codes",
}


def make(house: House, name: str, args: Mapping[str, Any]) -> Made:
    """Call the maker of this name. Raises ``KeyError`` for an unknown one, and whatever the maker raises.

    Runs in a thread: makers read with ``house.read`` and write with ``house.apart``.
    """
    maker = cast("Maker", import_module(MODULES[name]).make)
    return Made(*maker(house, args))
