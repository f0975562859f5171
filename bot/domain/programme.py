"""A programme: a form, and the schedule by which its activities come to people.

It is read from an author's sheets (:func:`read_programme`, with every remark of :func:`check`), or
read back from what the database keeps (:meth:`Programme.from_stored`), which needs no converter.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from bot.domain.checks import examine, rules_of
from bot.domain.checks.timeline import Rules
from bot.domain.findings import Finding, ProgrammeError, is_error
from bot.domain.forms.form import Form
from bot.domain.schedule import Entry
from bot.domain.schedule_rows import read_entry

__all__ = ["Finding", "Programme", "ProgrammeError", "check", "open_programme", "read_programme"]


@dataclass(frozen=True, eq=False)
class Programme:
    """A form and its schedule, ready to run. ``settings`` holds the cells of the settings sheet.

    ``stored`` is everything besides the XForm that it can be read back from, as JSON can hold it:
    ``columns`` (the ``sala_`` cells by path), ``schedule`` (rows), ``settings``, ``sheets`` and
    ``media`` (SHA-256 by name, of the files that labels show or play). ``files`` are these files, by name,
    when the programme was read from its sheets; the database keeps them apart.
    """

    form: Form
    schedule: tuple[Entry, ...]
    settings: Mapping[str, str]
    xform: str
    digest: str
    stored: Mapping[str, Any] = field(repr=False)
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False)

    @classmethod
    def from_stored(cls, xform: str, stored: Mapping[str, Any]) -> Programme:
        """The programme that was stored with this XForm. Raises ``ProgrammeError`` when rows are broken."""
        whole = not stored["schedule"]
        form = Form.from_xform(
            xform, stored["columns"], stored.get("files"), whole=whole, shown=stored.get("media")
        )
        return cls.made_of(form, xform, stored)

    @classmethod
    def made_of(
        cls, form: Form, xform: str, stored: Mapping[str, Any], files: Mapping[str, bytes] | None = None
    ) -> Programme:
        """The programme of a form that was made already. Raises ``ProgrammeError`` when rows are broken."""
        read = [read_entry(cells, row) for row, cells in stored["schedule"]]
        findings = [finding for _entry, found in read for finding in found]
        if findings:
            raise ProgrammeError(findings)
        schedule = tuple(entry for entry, _found in read) or offered_at_once(form)
        return cls(form, schedule, stored["settings"], xform, stored.get("digest", ""), stored, files or {})

    @property
    def form_id(self) -> str:
        """Short name of the form."""
        return self.form.id

    @property
    def title(self) -> str:
        """Name of the programme for people."""
        return self.form.title or self.form.id

    @property
    def version(self) -> str:
        """Version that the author gave it; may be empty."""
        return self.form.version

    @cached_property
    def rules(self) -> Rules:
        """Number of course days, quiet hours, messages a day: as the settings say, else as usual."""
        return rules_of(self.settings, self.schedule)

    @property
    def days(self) -> int:
        """Number of course days, at least 1."""
        return self.rules.days

    @property
    def quiet_from(self) -> str:
        """Start of the quiet hours, local ``HH:MM``."""
        return self.rules.quiet_from

    @property
    def quiet_to(self) -> str:
        """End of the quiet hours, local ``HH:MM``."""
        return self.rules.quiet_to

    @property
    def daily_cap(self) -> int:
        """Most messages that the bot begins for one person on one day."""
        return self.rules.daily_cap

    def entry(self, activity: str) -> Entry | None:
        """The schedule row of an activity, None when it is not scheduled."""
        return next((entry for entry in self.schedule if entry.activity == activity), None)

    def entries_for(self, role: str) -> tuple[Entry, ...]:
        """The schedule rows for a role, in the order of the sheet."""
        return tuple(entry for entry in self.schedule if entry.is_for(role))


def offered_at_once(form: Form) -> tuple[Entry, ...]:
    """The schedule of a programme without one: all of it as one activity, for everyone, on joining."""
    return tuple(Entry(activity.name) for activity in form.activities)


def open_programme(
    path: Path, kept: Mapping[str, str] | None = None
) -> tuple[Programme | None, list[Finding]]:
    """The programme in a workbook or a folder of CSV files, and all remarks. None when it cannot run.

    ``kept`` are the pictures, sounds and videos of the version before, which need not come again: SHA-256 by
    name.
    """
    made, findings = examine(path, kept)
    if made is None or any(map(is_error, findings)):
        return None, findings
    return Programme.made_of(made.form, made.xform, made.stored, made.files), findings


def read_programme(path: Path) -> Programme:
    """The programme in a workbook or a folder of CSV files. Raises ``ProgrammeError`` when it cannot run."""
    programme, findings = open_programme(path)
    if programme is None:
        raise ProgrammeError(findings)
    return programme


def check(path: Path) -> list[Finding]:
    """Everything that is to be said about a programme, errors first, then in the order of its rows."""
    return sorted_findings(open_programme(path)[1])


def sorted_findings(findings: Iterable[Finding]) -> list[Finding]:
    """Errors first, then by sheet and row; each remark once."""
    order = {"": 0, "settings": 1, "survey": 2, "choices": 3, "schedule": 4}
    unique = {(f.severity, f.place, f.said.english()): f for f in findings}.values()
    return sorted(unique, key=lambda f: (not is_error(f), order.get(f.sheet, 5), f.row, f.column))
