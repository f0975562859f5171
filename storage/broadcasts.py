"""Messages of facilitators to many: what was written, for whom and when, and what became of it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.columns import UtcDateTime


class Broadcast(SQLModel, table=True):
    """One message of a facilitator to many people, or the plan of one that comes again."""

    id: int | None = Field(default=None, primary_key=True, description="Number of the broadcast.")
    workshop_id: int = Field(foreign_key="workshop.id", index=True, description="The workshop (workshop.id).")
    author_id: int = Field(foreign_key="person.id", description="Who wrote it (person.id).")
    parent_id: int | None = Field(
        default=None,
        foreign_key="broadcast.id",
        index=True,
        description="The plan that it belongs to, or the broadcast whose silent people it reminds "
        "(broadcast.id).",
    )
    kind: str = Field(description="text, photo, voice, document, location, poll or question.")
    language: str = Field(
        default="", description="Language of the text; people without a version of their own get it."
    )
    text: str = Field(default="", description="The text, caption or question, in Telegram's HTML.")
    media_id: int | None = Field(
        default=None, foreign_key="media.id", description="The file sent along (media.id)."
    )
    details: dict[str, Any] = Field(
        default_factory=dict, sa_type=JSON, description="The choices of a question, the place of a location."
    )
    versions: dict[str, Any] = Field(
        default_factory=dict, sa_type=JSON, description="The same in other languages, by language."
    )
    audience: str = Field(
        default="everyone",
        description="everyone, trainee, leader, country, cluster, silent, matching, one or unanswered.",
    )
    target: str = Field(
        default="",
        description="The country, cluster, activity, expression, enrolment or broadcast that is meant.",
    )
    wants_tap: bool = Field(
        default=False, description="Whether a button asks people to say that they saw it."
    )
    wake: bool = Field(default=False, description="Whether it also goes out in quiet hours.")
    busy_hours: int = Field(
        default=0,
        description="Hours that it waits for people in the middle of an activity; 0 for not at all.",
    )
    day: dt.date | None = Field(
        default=None, description="The local day on which it goes out; empty for at once."
    )
    time: str = Field(default="", description="The local time, HH:MM, on each recipient's own clock.")
    every: str = Field(default="", description="daily or weekly; empty for once.")
    until: dt.date | None = Field(default=None, description="The last local day of one that comes again.")
    next_due_at: dt.datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="When it is released next, UTC."
    )
    recipients: int = Field(default=0, description="How many people it was for.")
    state: str = Field(
        default="draft",
        description="draft, waiting (for its ten seconds), planned, sending, done, recalled or cancelled.",
    )
    receipt_id: int | None = Field(
        default=None, description="The message that shows its progress (outbox.id)."
    )
    redraw_at: dt.datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="When that message is brought up to date, UTC."
    )
    shown_answers: int = Field(default=0, description="How many answers the last result counted.")
    shown_at: dt.datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="When a result was shown last, UTC."
    )
    closed_at: dt.datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="When its question took no more answers, UTC."
    )
    change: dict[str, Any] = Field(
        default_factory=dict, sa_type=JSON, description="The change or recall that was asked for last."
    )
    created_at: dt.datetime = Field(sa_type=UtcDateTime, description="When it was written, UTC.")
    confirmed_at: dt.datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="When it was let go, UTC."
    )
    done_at: dt.datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="When all were sent or failed, UTC."
    )


class Recipient(SQLModel, table=True):
    """One person for whom a broadcast is meant, from its release on."""

    __table_args__ = (
        UniqueConstraint("broadcast_id", "enrolment_id"),
        Index("ix_recipient_due", "state", "due_at"),
    )

    id: int | None = Field(default=None, primary_key=True, description="Number of the row.")
    broadcast_id: int = Field(foreign_key="broadcast.id", description="The broadcast (broadcast.id).")
    enrolment_id: int = Field(foreign_key="enrolment.id", index=True, description="For whom (enrolment.id).")
    state: str = Field(
        default="waiting", description="waiting, out (it is in the outbox) or left (it must not go out)."
    )
    reason: str = Field(
        default="", description="Why it must not: withdrawn, paused, blocked, gone, recalled."
    )
    due_at: dt.datetime = Field(
        sa_type=UtcDateTime, description="When it may go out: own time and quiet hours, UTC."
    )
    busy_until: dt.datetime | None = Field(
        default=None,
        sa_type=UtcDateTime,
        description="Until when it waits for the end of an activity, UTC; empty for not at all.",
    )
    language: str = Field(default="", description="In which language it went out.")
    outbox_id: int | None = Field(default=None, index=True, description="The message (outbox.id).")
    tapped_at: dt.datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="When the person tapped a button below it, UTC."
    )


class BroadcastAnswer(SQLModel, table=True):
    """What one person answered to a question or poll that facilitators sent. Not part of the programme."""

    __tablename__ = "broadcast_answer"
    __table_args__ = (UniqueConstraint("broadcast_id", "enrolment_id"),)

    id: int | None = Field(default=None, primary_key=True, description="Number of the answer.")
    broadcast_id: int = Field(foreign_key="broadcast.id", description="The broadcast (broadcast.id).")
    enrolment_id: int = Field(foreign_key="enrolment.id", index=True, description="Whose (enrolment.id).")
    value: str = Field(
        default="", description="The number of the choice (from 1; several with blanks), or the words."
    )
    language: str = Field(default="", description="Language in which the question was read.")
    edits: int = Field(default=0, description="How often the person changed it.")
    answered_at: dt.datetime = Field(sa_type=UtcDateTime, description="When it was given last, UTC.")
