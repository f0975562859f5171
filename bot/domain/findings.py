"""What the checker has to say about a programme: where, how bad, and what to do."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from bot.domain.said import N_, Said


@dataclass(frozen=True)
class Finding:
    """One remark. ``row`` counts as a spreadsheet does (the headings are row 1); 0 and "" mean the whole.

    An error keeps the programme from running, a warning does not.
    """

    severity: Literal["error", "warning"]
    sheet: str
    row: int
    column: str
    said: Said

    @property
    def place(self) -> str:
        """Where it is, such as ``survey!12 relevant``; empty when it is about the whole file."""
        row = f"!{self.row}" if self.row else ""
        return f"{self.sheet}{row} {self.column}".strip()


class ProgrammeError(Exception):
    """A programme that cannot run. ``findings`` say why; at least one is an error."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        errors = [f"{found.place}: {found.said.english()}" for found in self.findings if is_error(found)]
        super().__init__("\n".join(errors))


def error(sheet: str, row: int, column: str, text: str, /, **values: object) -> Finding:
    """A remark that keeps the programme from running."""
    return Finding("error", sheet, row, column, Said(text, values))


def warning(sheet: str, row: int, column: str, text: str, /, **values: object) -> Finding:
    """A remark that does not keep the programme from running."""
    return Finding("warning", sheet, row, column, Said(text, values))


def is_error(finding: Finding) -> bool:
    """Whether it keeps the programme from running."""
    return finding.severity == "error"


def nearest(word: str, known: Iterable[str]) -> Said:
    """`` Did you mean “x”?`` for the known word that is most like ``word``, or nothing."""
    choices = {name.casefold(): name for name in known}
    found = difflib.get_close_matches(word.casefold(), choices, n=1, cutoff=0.6)
    return Said(N_(" Did you mean “{word}”?"), {"word": choices[found[0]]}) if found else Said("")
