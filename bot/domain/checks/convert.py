"""From sheets to an XForm, through pyxform; what it refuses is said with sheet, row and column."""

from __future__ import annotations

import re
from typing import Any

from pyxform.errors import PyXFormError
from pyxform.xls2xform import convert

from bot.domain.findings import Finding, error
from bot.domain.forms.external import without_external
from bot.domain.forms.sheets import Tables
from bot.domain.said import N_

_ROW = re.compile(r"\[row\s*:\s*(\d+)\]\s*")
_SHEET = re.compile(r"'(survey|choices|settings|entities|external_choices)' sheet", re.IGNORECASE)
_COLUMN = re.compile(r"the '([^']+)' value")
_MORE = re.compile(r"\s*Learn more: \S+\s*")


def to_xform(tables: Tables) -> tuple[str | None, list[Finding]]:
    """The XForm of the plain XLSForm part of a programme, or None and why not."""
    try:
        return convert(without_external(tables).for_pyxform(), warnings=[]).xform, []
    except PyXFormError as refusal:
        return None, [_finding(refusal)]
    # what pyxform did not expect in a row ends in whatever Python raises there
    except Exception as unexpected:
        text = N_("These sheets cannot be read as a form. The converter says: {reason}")
        return None, [error("survey", 0, "", text, reason=f"{type(unexpected).__name__}: {unexpected}")]


def _finding(refusal: PyXFormError) -> Finding:
    """The remark that a refusal of pyxform is: its row, sheet and column as far as it names them."""
    text = str(refusal)
    context: dict[str, Any] = getattr(refusal, "context", None) or {}
    row = context.get("row") or next(iter(_ROW.findall(text)), 0)
    sheet = context.get("sheet") or next(iter(_SHEET.findall(text)), "survey")
    column = context.get("column") or next(iter(_COLUMN.findall(text)), "")
    words = _MORE.sub(" ", _ROW.sub("", text)).strip()
    return error(str(sheet).lower(), int(row or 0), str(column), "{reason}", reason=words)
