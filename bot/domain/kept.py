"""What a form knows of the answers that are kept: the same in the chat and in every export.

A filled form is computed from its answers alone, so the two agree as long as they read the rows alike.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Protocol

#: States of an answer that leave its question without a value.
PASSED = ("skipped", "seen", "withheld", "deleted", "removed")

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


def in_form(row: Kept) -> tuple[str, bool]:
    """The value that the form sees of an answer, and whether its question counts as passed over."""
    if row.state in ("answered", "deleted") and row.media_id is not None and not row.value:
        return ELSEWHERE, False
    if row.state in PASSED:
        return "", True
    return row.value, False


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
