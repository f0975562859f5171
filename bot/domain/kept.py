"""What a form knows of the answers that are kept: the same in the chat and in every export.

A filled form is computed from its answers alone, so the two agree as long as they read the rows alike.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Protocol

from bot.domain.changes.placing import Stored, place_all
from bot.domain.forms.filling import Filling
from bot.domain.forms.form import Form

#: States of an answer that leave its question without a value.
PASSED = ("skipped", "seen", "withheld", "deleted", "removed")

#: State of a value that the form set by itself when an answer changed (``trigger``): of that moment.
SET = "set"

#: What stands in the form for an answer that is a file: that there is one.
ELSEWHERE = "…"


class Kept(Protocol):
    """What is looked at of an answer's row."""

    @property
    def state(self) -> str:
        """``answered``, ``skipped``, ``seen`` …"""

    @property
    def value(self) -> str:
        """The canonical value; empty for a file."""

    @property
    def media_id(self) -> int | None:
        """The file, if it is one."""

    @property
    def asked_at(self) -> dt.datetime | None:
        """When it was asked, if that is known."""

    @property
    def answered_at(self) -> dt.datetime:
        """When it was first answered."""

    @property
    def edited_at(self) -> dt.datetime | None:
        """When it was last corrected."""


class StoredKept(Stored, Kept, Protocol):
    """An answer's row with where it stands."""


def in_form(row: Kept) -> tuple[str, bool]:
    """The value that the form sees of an answer, and whether its question counts as passed over."""
    if row.state in ("answered", "deleted") and row.media_id is not None and not row.value:
        return ELSEWHERE, False
    if row.state in PASSED:
        return "", True
    return row.value, False


def fill(
    form: Form,
    standing: Mapping[str, Kept],
    *,
    now: dt.datetime,
    language: str,
    facts: Mapping[str, str],
    seed: str,
    tongue: str = "",
    habits: str = "",
    last_saved: Filling | None = None,
) -> Filling:
    """The form filled with the answers that stand in it, by ref. The rest is as :class:`Filling` has it."""
    read = {ref: in_form(row) for ref, row in standing.items()}
    return Filling(
        form,
        {ref: value for ref, (value, over) in read.items() if not over},
        passed={ref for ref, (_value, over) in read.items() if over},
        now=now,
        language=language,
        facts=facts,
        seed=seed,
        tongue=tongue,
        habits=habits,
        last_saved=last_saved,
    )


def fill_before(form: Form, rows: Iterable[StoredKept], zone: dt.tzinfo, seed: str) -> Filling:
    """What somebody filled before, for defaults that look into it: as of its own last answer."""
    kept = list(rows)
    last = max(row.edited_at or row.answered_at for row in kept)
    standing = place_all(form, kept)[0]
    now = last.astimezone(zone)
    return fill(form, standing, now=now, language="", facts=facts_of(kept, zone), seed=seed)


def seed_of(workshop_id: int | None, enrolment_id: int | None) -> str:
    """What chance is drawn from in somebody's form: ``random()`` and shuffled lists stay as they were."""
    return f"{workshop_id}/{enrolment_id}"


def facts_of(rows: Iterable[Kept], zone: dt.tzinfo) -> dict[str, str]:
    """What a form is told about its own answers: how many, when it was begun, and when it was last filled.

    ``start`` and ``end`` are ODK's metadata, to the minute, because exact times can give a person away. They
    are missing as long as nothing is answered.
    """
    kept = list(rows)
    facts = {"answers_count": str(sum(row.state in ("answered", "withheld") for row in kept))}
    if kept:
        facts["start"] = _minute(min(row.asked_at or row.answered_at for row in kept), zone)
        facts["end"] = _minute(max(row.edited_at or row.answered_at for row in kept), zone)
    return facts


def _minute(instant: dt.datetime, zone: dt.tzinfo) -> str:
    return instant.astimezone(zone).replace(second=0, microsecond=0).isoformat(timespec="milliseconds")
