"""What needs a human: help asked for, silence, failed deliveries, and reports, with who has read what."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field, SQLModel

from storage.columns import UtcDateTime


class Need(SQLModel, table=True):
    """Something that a human must look at: from a line in a list (level 1) to somebody's safety (level 4)."""

    id: int | None = Field(default=None, primary_key=True, description="Number of the need, in order.")
    workshop_id: int = Field(foreign_key="workshop.id", index=True, description="The workshop (workshop.id).")
    enrolment_id: int | None = Field(
        default=None, foreign_key="enrolment.id", index=True, description="Who needs it (enrolment.id)."
    )
    level: int = Field(description="1 notice, 2 help, 3 something is wrong in the programme, 4 safety.")
    kind: str = Field(
        description="question (waits for an answer), silence, unreachable, undelivered, stuck, call, wrong, "
        "unsafe, facilitator (a report about one) or alert (a rule of the programme)."
    )
    trigger: str = Field(
        default="", description="What set it off: an activity, the name of a rule, a number of a row."
    )
    dedupe_key: str | None = Field(
        default=None, unique=True, description="Two rows never share one; empty for no such guard."
    )
    text: str = Field(
        default="", description="What the person wrote about it. Never exported; emptied after a withdrawal."
    )
    way: str = Field(default="", description="How the person wants to be contacted: here, phone or wait.")
    answer_id: int | None = Field(
        default=None,
        foreign_key="answer.id",
        index=True,
        description="The answer that set it off (answer.id); that of a safety report stays out of exports.",
    )
    not_for_id: int | None = Field(
        default=None,
        foreign_key="person.id",
        description="Who must never see it (person.id): it is about them, or the person wants somebody else.",
    )
    before: dict[str, Any] = Field(
        default_factory=dict, sa_type=JSON, description="What was hidden because of it, to show it again."
    )
    push_id: int | None = Field(default=None, description="The message that calls its reader (outbox.id).")
    opened_at: dt.datetime = Field(sa_type=UtcDateTime, description="When it began, UTC.")
    due_at: dt.datetime = Field(sa_type=UtcDateTime, description="By when a human must have looked, UTC.")
    seen_at: dt.datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="When a facilitator first opened it, UTC."
    )
    seen_by: int | None = Field(
        default=None, foreign_key="person.id", description="Who opened it first (person.id)."
    )
    closed_at: dt.datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="When it was done, UTC; empty while it is open."
    )
    closed_by: int | None = Field(
        default=None,
        foreign_key="person.id",
        description="Who said that it is done (person.id); empty when it ended by itself.",
    )
    note: str = Field(default="", description="What was done about it, in a facilitator's words.")


class NeedOpening(SQLModel, table=True):
    """Somebody opened a need and read it. The person it is about can see this list."""

    __tablename__ = "need_opening"

    id: int | None = Field(default=None, primary_key=True, description="Number of the opening, in order.")
    need_id: int = Field(foreign_key="need.id", index=True, description="What was opened (need.id).")
    person_id: int | None = Field(
        default=None, foreign_key="person.id", description="Who opened it (person.id)."
    )
    at: dt.datetime = Field(sa_type=UtcDateTime, description="When, UTC.")


class Digest(SQLModel, table=True):
    """The morning digest of one facilitator for one workshop."""

    id: int | None = Field(default=None, primary_key=True, description="Number of the digest.")
    workshop_id: int = Field(foreign_key="workshop.id", index=True, description="The workshop (workshop.id).")
    person_id: int = Field(foreign_key="person.id", index=True, description="Who gets it (person.id).")
    time: str = Field(description="Local HH:MM in the zone of the person.")
    always: bool = Field(default=False, description="1 to hear also when nothing is needed.")
    next_at: dt.datetime | None = Field(
        default=None, sa_type=UtcDateTime, index=True, description="When it comes next, UTC; empty for never."
    )
