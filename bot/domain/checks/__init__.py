"""What is wrong with a programme: every check, from the file to the timeline.

:func:`examine` runs them all, as far as the file lets it: a broken row must not hide the next one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.domain.checks.convert import to_xform
from bot.domain.findings import Finding, is_error
from bot.domain.forms.outline import outline
from bot.domain.forms.sheets import Tables, read_sheets


@dataclass(frozen=True)
class Made:
    """What a programme is stored as: the XForm, and the rest as JSON can hold it."""

    xform: str
    stored: Mapping[str, Any]


def examine(path: Path) -> tuple[Made | None, list[Finding]]:
    """Read a programme and check everything about it. None when no form could be made of it."""
    tables, findings = read_sheets(path)
    if tables is None:
        return None, findings
    lines = outline(tables)
    if any(map(is_error, findings)):
        return None, findings
    xform, refused = to_xform(tables)
    findings += refused
    if xform is None:
        return None, findings
    return Made(xform, _stored(tables, lines.columns())), findings


def _stored(tables: Tables, columns: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    settings = tables.rows("settings")
    return {
        "digest": tables.digest,
        "columns": columns,
        "schedule": [[row.number, dict(row.cells)] for row in tables.rows("schedule")],
        "settings": dict(settings[0].cells) if settings else {},
        "sheets": tables.stored(),
    }
