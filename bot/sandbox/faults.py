"""Faults on demand: what goes wrong on the way to Telegram and at Telegram itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal["too_many", "server_error", "slow", "cut_before", "cut_after", "refuse"]


@dataclass
class Fault:
    """One planned fault.

    ``too_many`` answers 429 with ``seconds`` to wait; ``server_error`` answers ``code`` (500 or 502);
    ``slow`` answers after ``seconds``; ``cut_before`` closes the connection and does nothing;
    ``cut_after`` does what was asked and closes without an answer; ``refuse`` answers ``code`` and
    ``description``.
    It happens to calls of ``method`` (any when empty) for ``chat_id`` (any when 0), ``times`` times,
    after the first ``after`` such calls.
    """

    kind: Kind
    method: str = ""
    chat_id: int = 0
    times: int = 1
    after: int = 0
    seconds: float = 1
    code: int = 500
    description: str = "Internal Server Error"

    def fits(self, method: str, chat_id: int) -> bool:
        """Whether it is meant for such a call."""
        return self.method in ("", method) and self.chat_id in (0, chat_id)


@dataclass
class Faults:
    """Planned faults, taken one for each call that fits. ``rule`` is asked when none is planned."""

    planned: list[Fault] = field(default_factory=list)
    rule: Callable[[str, int], Fault | None] = lambda _method, _chat_id: None

    def plan(self, kind: Kind, **facts: Any) -> Fault:
        """Plan a fault; see :class:`Fault` for the facts."""
        made = Fault(kind, **facts)
        self.planned.append(made)
        return made

    def clear(self) -> None:
        """Let everything go well again."""
        self.planned.clear()

    def next(self, method: str, chat_id: int) -> Fault | None:
        """What goes wrong with this call; None when all is well."""
        for fault in self.planned:
            if not fault.fits(method, chat_id):
                continue
            if fault.after > 0:
                fault.after -= 1
                continue
            fault.times -= 1
            if fault.times <= 0:
                self.planned.remove(fault)
            return fault
        return self.rule(method, chat_id)
