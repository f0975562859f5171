"""What is wrong with a programme: every check, from the file to the timeline.

:func:`examine` runs them all, as far as the file lets it: a broken row must not hide the next one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.domain.checks.appearances import check_appearances
from bot.domain.checks.columns import check_columns, check_settings
from bot.domain.checks.convert import to_xform
from bot.domain.checks.expressions import check_expressions
from bot.domain.checks.media import read_media
from bot.domain.checks.outside import read_outside
from bot.domain.checks.plan import check_plan, read_plan
from bot.domain.checks.rows import check_rows
from bot.domain.checks.texts import check_texts
from bot.domain.checks.timeline import Rules, check_timeline
from bot.domain.findings import Finding, is_error
from bot.domain.forms.form import Form, FormError, Problem
from bot.domain.forms.outline import Outline, outline
from bot.domain.forms.sheets import Tables, plain, read_sheets
from bot.domain.forms.xpath import FUNCTIONS
from bot.domain.schedule import Entry, read_clock

QUIET_FROM, QUIET_TO, DAILY_CAP = "21:00", "07:00", 12


@dataclass(frozen=True)
class Made:
    """The form of a programme, and what it is stored as: the XForm, the rest as JSON can hold it,
    and the files that its labels show or play, by name."""

    form: Form
    xform: str
    stored: Mapping[str, Any]
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False)


def examine(path: Path, kept: Mapping[str, str] | None = None) -> tuple[Made | None, list[Finding]]:
    """Read a programme and check everything about it. None when no form could be made of it.

    ``kept`` are the pictures, sounds and videos of the version before: SHA-256 by name.
    """
    tables, findings = read_sheets(path)
    if tables is None:
        return None, findings
    lines = outline(tables)
    entries, unread = read_plan(tables)
    findings += unread
    findings += check_rows(lines, tables)
    findings += check_columns(lines, tables)
    findings += check_settings(lines, tables)
    findings += check_appearances(lines)
    findings += check_expressions(lines, FUNCTIONS)
    findings += check_texts(lines)
    files, media, missing = read_media(path, lines, kept or {})
    data, unreadable = read_outside(path, lines)
    findings += [*missing, *unreadable]
    findings += check_plan(entries, lines, tables)
    rows = {item.name: item.number for item in lines.activities}
    findings += check_timeline(entries, rules_of(settings_of(tables), entries), rows)
    if any(is_error(found) and found.sheet in ("survey", "choices", "settings") for found in findings):
        return None, findings
    xform, refused = to_xform(tables)
    findings += refused
    if xform is None:
        return None, findings
    stored = _stored(tables, lines, media, data)
    try:
        form = Form.from_xform(xform, stored["columns"], data, whole=not stored["schedule"], shown=media)
        return Made(form, xform, stored, files), findings
    except FormError as broken:
        return None, [*findings, *(_problem(problem, lines) for problem in broken.problems)]


def _problem(problem: Problem, lines: Outline) -> Finding:
    """What the engine says about a form, at the row that it is about."""
    path = "/".join(part.partition("[")[0] for part in problem.path.strip("/").split("/"))
    item = next((item for item in lines.items if path in (item.path, item.name)), None)
    return Finding("error", "survey", item.number if item else 0, "", problem.said)


def settings_of(tables: Tables) -> dict[str, str]:
    """The cells of the settings sheet, by plain headings."""
    rows = tables.rows("settings")
    return {plain(heading): text for heading, text in rows[0].cells.items()} if rows else {}


def rules_of(settings: Mapping[str, str], entries: Sequence[Entry]) -> Rules:
    """The rules in the settings; what they leave out or say badly is as usual.

    Without ``sala_days`` the course is as long as its last scheduled day.
    """
    days = [
        entry.offset for entry in entries if entry.relative_to == "workshop_start" and entry.unit == "days"
    ]
    return Rules(
        days=_number(settings.get("sala_days", ""), max([0, *days]) + 1),
        quiet_from=_clock(settings.get("sala_quiet_from", ""), QUIET_FROM),
        quiet_to=_clock(settings.get("sala_quiet_to", ""), QUIET_TO),
        daily_cap=_number(settings.get("sala_daily_cap", ""), DAILY_CAP),
    )


def _number(text: str, default: int) -> int:
    return int(text) if text.isdecimal() and 1 <= int(text) <= 1000 else default


def _clock(text: str, default: str) -> str:
    time = read_clock(text)
    return f"{time:%H:%M}" if time is not None else default


def _stored(
    tables: Tables, lines: Outline, media: Mapping[str, str], data: Mapping[str, str]
) -> dict[str, Any]:
    rows = [
        [row.number, {plain(heading): text for heading, text in row.cells.items()}]
        for row in tables.rows("schedule")
    ]
    read = {name: hashlib.sha256(text.encode()).hexdigest() for name, text in sorted(data.items())}
    return {
        "digest": _digest(tables.digest, {**media, **read}),
        "files": dict(data),
        "media": dict(media),
        "columns": lines.columns(),
        "schedule": rows,
        "settings": settings_of(tables),
        "sheets": tables.stored(),
    }


def _digest(sheets: str, media: Mapping[str, str]) -> str:
    """What tells versions apart: the sheets, and the files beside them where there are some."""
    return hashlib.sha256(json.dumps([sheets, media]).encode()).hexdigest() if media else sheets
