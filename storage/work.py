"""What a programme asks and what people give: programmes, prompts, answers, contributions, media."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.columns import UtcDateTime


class Programme(SQLModel, table=True):
    """One frozen version of a programme: the form, its schedule, and the sheets it was made of."""

    __table_args__ = (UniqueConstraint("form_id", "version", "digest"),)

    id: int | None = Field(default=None, primary_key=True, description="Number of the programme version.")
    form_id: str = Field(description="form_id of the settings sheet.")
    version: str = Field(description="version of the settings sheet.")
    title: str = Field(description="form_title of the settings sheet.")
    digest: str = Field(description="SHA-256 of the sheets, so that equal files are stored once.")
    xform: str = Field(description="The converted XForm, as XML.")
    stored: dict[str, Any] = Field(
        sa_type=JSON,
        description="Sheets, schedule, settings and sala_ columns from which the programme is read back.",
    )
    created_at: dt.datetime = Field(sa_type=UtcDateTime, description="When this version was stored, UTC.")


class ProgrammeChange(SQLModel, table=True):
    """A workshop that goes on with another version of its programme, or was meant to."""

    __tablename__ = "programme_change"

    id: int | None = Field(default=None, primary_key=True, description="Number of the change, in order.")
    workshop_id: int = Field(foreign_key="workshop.id", index=True, description="The workshop (workshop.id).")
    person_id: int | None = Field(
        default=None, foreign_key="person.id", description="The facilitator who wants it (person.id)."
    )
    file_name: str = Field(default="", description="Name of the file it came in; empty for an old version.")
    media_id: int | None = Field(
        default=None, foreign_key="media.id", index=True, description="The file sent in the chat (media.id)."
    )
    before_id: int = Field(
        foreign_key="programme.id", description="The version that ran when it was sent (programme.id)."
    )
    after_id: int | None = Field(
        default=None,
        foreign_key="programme.id",
        description="The new version (programme.id); empty until the file was read.",
    )
    state: str = Field(
        index=True,
        description="waiting (for the file), offered (read, to be confirmed), accepted, cancelled or refused "
        "(the file has mistakes).",
    )
    created_at: dt.datetime = Field(sa_type=UtcDateTime, description="When it was sent, UTC.")
    decided_at: dt.datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="When it was accepted, cancelled or refused, UTC."
    )


class TimelineChange(SQLModel, table=True):
    """Something that facilitators want otherwise than the schedule says, also for people who join later."""

    __tablename__ = "timeline_change"

    id: int | None = Field(default=None, primary_key=True, description="Number of the change, in order.")
    workshop_id: int = Field(foreign_key="workshop.id", index=True, description="The workshop (workshop.id).")
    cluster_id: int | None = Field(
        default=None, foreign_key="cluster.id", description="Only for this cluster; empty for everybody."
    )
    what: str = Field(description="day, move, open, close, extend or skip.")
    activity: str = Field(default="", description="Name of the activity; empty for a course day.")
    iteration: int = Field(default=1, description="Which iteration of the activity.")
    day: int = Field(default=0, description="Number of the course day that is moved; 0 for an activity.")
    value: str = Field(description="How: days, a time, an instant or yes; see bot/domain/timeline.py.")
    created_at: dt.datetime = Field(sa_type=UtcDateTime, description="When it was decided, UTC.")
    undone_at: dt.datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="When it was taken back, UTC; empty while it holds."
    )


class Draft(SQLModel, table=True):
    """A programme that a facilitator sent in the chat to start a new workshop with."""

    id: int | None = Field(default=None, primary_key=True, description="Number of the draft, in order.")
    person_id: int = Field(foreign_key="person.id", index=True, description="Who sent it (person.id).")
    file_name: str = Field(description="Name of the file.")
    media_id: int | None = Field(
        default=None, foreign_key="media.id", index=True, description="The file itself (media.id)."
    )
    programme_id: int | None = Field(
        default=None,
        foreign_key="programme.id",
        description="The programme in it (programme.id); empty until it was read.",
    )
    state: str = Field(
        index=True, description="waiting (for the file), ready, used, cancelled or refused (it has mistakes)."
    )
    created_at: dt.datetime = Field(sa_type=UtcDateTime, description="When it was sent, UTC.")
    decided_at: dt.datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="When it was used, cancelled or refused, UTC."
    )


class Prompt(SQLModel, table=True):
    """One delivery of one activity to one person: when it is due and what became of it."""

    __table_args__ = (
        UniqueConstraint("enrolment_id", "activity", "iteration"),
        Index("ix_prompt_due", "state", "due_at"),
        Index("ix_prompt_reminder", "next_reminder_at"),
        Index("ix_prompt_expiry", "expires_at"),
    )

    id: int | None = Field(default=None, primary_key=True, description="Number of the prompt.")
    enrolment_id: int = Field(foreign_key="enrolment.id", description="To whom (enrolment.id).")
    activity: str = Field(description="Name of the activity, a top-level group of the survey sheet.")
    iteration: int = Field(default=1, description="1 for a single activity; 1, 2, 3 … for a repeated one.")
    state: str = Field(
        default="scheduled",
        description="scheduled, to_enter (due for somebody without a chat, to be entered by a facilitator), "
        "sent, opened, completed, expired, cancelled or missed.",
    )
    reason: str = Field(default="", description="Why it was cancelled or missed, in a word.")
    due_at: dt.datetime = Field(sa_type=UtcDateTime, description="When it is to be sent, UTC.")
    expires_at: dt.datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="Until when it can be started, UTC; empty for no end."
    )
    next_reminder_at: dt.datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="When the next reminder is due, UTC; empty for none."
    )
    reminders: int = Field(default=0, description="How many reminders were sent.")
    utc_offset: int = Field(default=0, description="Offset of the person's local time at due_at, in minutes.")
    scheduled_at: dt.datetime = Field(sa_type=UtcDateTime, description="When this row was planned, UTC.")
    sent_at: dt.datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="When it was released, UTC."
    )
    opened_at: dt.datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="First reaction, UTC."
    )
    completed_at: dt.datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="Last answer, UTC."
    )
    closed_at: dt.datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="When it expired, was cancelled or missed, UTC."
    )


class Media(SQLModel, table=True):
    """A photo, voice message or file that somebody sent, kept as a file in the media folder."""

    id: int | None = Field(default=None, primary_key=True, description="Number of the file.")
    enrolment_id: int | None = Field(
        default=None, foreign_key="enrolment.id", index=True, description="Who sent it (enrolment.id)."
    )
    kind: str = Field(description="photo, voice, audio, video or document.")
    state: str = Field(
        default="waiting", index=True, description="waiting (at Telegram), stored, failed or deleted."
    )
    path: str = Field(default="", description="Name of the file in the media folder; empty until stored.")
    mime: str = Field(default="", description="Type of the content, found by looking at it.")
    size: int = Field(default=0, description="Bytes.")
    duration: int = Field(default=0, description="Seconds, for voice, audio and video.")
    sha256: str = Field(default="", description="SHA-256 of the stored file.")
    telegram_file_id: str = Field(
        default="", description="Telegram's handle of the file; emptied once stored."
    )
    attempts: int = Field(default=0, description="How often Sala tried to fetch it.")
    next_try_at: dt.datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="When to try again, UTC; empty for at once."
    )
    created_at: dt.datetime = Field(sa_type=UtcDateTime, description="When it was sent, UTC.")


class Answer(SQLModel, table=True):
    """The present answer of one person to one question. Earlier values are in answer_version."""

    __table_args__ = (UniqueConstraint("enrolment_id", "question"),)

    id: int | None = Field(default=None, primary_key=True, description="Number of the answer.")
    enrolment_id: int = Field(foreign_key="enrolment.id", description="Who answered (enrolment.id).")
    prompt_id: int | None = Field(
        default=None, foreign_key="prompt.id", index=True, description="Within which prompt (prompt.id)."
    )
    programme_id: int = Field(
        foreign_key="programme.id", description="Programme version in which it was asked (programme.id)."
    )
    question: str = Field(
        description="Path of the question in that version, such as d1_o/d1_mood or d3_e5/stops[2]/place."
    )
    name: str = Field(index=True, description="Name of the question, the last part of the path.")
    activity: str = Field(index=True, description="The activity it belongs to.")
    iteration: int = Field(default=1, description="Iteration of the activity.")
    kind: str = Field(description="Type of the question in the survey sheet, such as select_one.")
    state: str = Field(
        default="answered",
        description="answered, skipped, seen (a note), repeat (number of rounds), withheld (given without a "
        "name, kept elsewhere), removed (with its round of a repeat), deleted or set (by the form itself).",
    )
    value: str = Field(
        default="", description="The answer in XForms form: choice names, ISO dates, plain numbers."
    )
    raw: str = Field(default="", description="What the person typed, when it differs from the value.")
    way: str = Field(
        default="", description="tap, text, voice, photo, place, or proxy (entered by a facilitator)."
    )
    media_id: int | None = Field(
        default=None, foreign_key="media.id", description="The file sent (media.id)."
    )
    language: str = Field(default="", description="Language in which the question was read.")
    message_id: int | None = Field(
        default=None, description="The person's own message, so that editing it corrects."
    )
    entered_by: int | None = Field(
        default=None,
        foreign_key="person.id",
        description="The facilitator who entered it for the person (person.id); empty when they gave it.",
    )
    confirmed_at: dt.datetime | None = Field(
        default=None,
        sa_type=UtcDateTime,
        description="When the person said that what was entered for them is right, UTC.",
    )
    late: bool = Field(default=False, description="1 when it came after the activity had closed.")
    asked_at: dt.datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="When it was asked, UTC."
    )
    answered_at: dt.datetime = Field(sa_type=UtcDateTime, description="When it was first answered, UTC.")
    edited_at: dt.datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="Last correction, UTC."
    )
    edits: int = Field(default=0, description="How often it was corrected.")


class AnswerVersion(SQLModel, table=True):
    """A value that an answer had before it was corrected."""

    __tablename__ = "answer_version"

    id: int | None = Field(
        default=None, primary_key=True, description="Number of the earlier value, in order."
    )
    answer_id: int = Field(foreign_key="answer.id", index=True, description="The answer (answer.id).")
    programme_id: int = Field(
        foreign_key="programme.id", description="Programme version in which it was asked (programme.id)."
    )
    state: str = Field(description="State it had.")
    value: str = Field(description="Value it had.")
    raw: str = Field(default="", description="What had been typed.")
    media_id: int | None = Field(
        default=None, foreign_key="media.id", description="The file it had (media.id)."
    )
    replaced_at: dt.datetime = Field(sa_type=UtcDateTime, description="When it was replaced, UTC.")


class Contribution(SQLModel, table=True):
    """A piece of local wisdom or another text that its author may share, with the credit they chose."""

    id: int | None = Field(default=None, primary_key=True, description="Number of the contribution.")
    enrolment_id: int = Field(
        foreign_key="enrolment.id", index=True, description="Who gave it (enrolment.id)."
    )
    answer_id: int | None = Field(
        default=None,
        foreign_key="answer.id",
        index=True,
        description="The answer it came from; empty when given by /wisdom.",
    )
    kind: str = Field(description="text, voice or photo.")
    text: str = Field(default="", description="The words, in the language they were given; or the caption.")
    media_id: int | None = Field(
        default=None, foreign_key="media.id", description="The file sent (media.id)."
    )
    language: str = Field(default="", description="Language of the interface when it was given.")
    visibility: str = Field(default="private", description="private, group, or publish (may be printed).")
    credit: str = Field(default="private", description="named, anonymous, community or private.")
    community: str = Field(default="", description="The community to name, when credit is community.")
    state: str = Field(
        default="kept", description="kept, hidden (while a report of its author is open) or withdrawn."
    )
    message_id: int | None = Field(
        default=None, description="The person's own message, so that editing it corrects."
    )
    created_at: dt.datetime = Field(sa_type=UtcDateTime, description="When it was given, UTC.")
    changed_at: dt.datetime | None = Field(
        default=None,
        sa_type=UtcDateTime,
        description="When its text, visibility or credit last changed, UTC.",
    )


class AnonymousNote(SQLModel, table=True):
    """An answer given without a name. It cannot be joined to a person: random key, day only, no row order."""

    __tablename__ = "anonymous_note"
    __table_args__ = {"sqlite_with_rowid": False}

    id: str = Field(primary_key=True, description="Random key, unrelated to the order of arrival.")
    workshop_id: int = Field(foreign_key="workshop.id", description="The workshop (workshop.id).")
    question: str = Field(description="Name of the question.")
    day: dt.date = Field(description="The day it was given, in the workshop's zone; never the time.")
    value: str = Field(description="The words.")
    receipt: str = Field(description="SHA-256 of the receipt code that lets its author take it back.")
