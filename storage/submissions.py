"""What was sent to a server that speaks OpenRosa (ODK Central, KoboToolbox), so that nothing goes twice."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.columns import UtcDateTime


class Submission(SQLModel, table=True):
    """One person's submission on one server, and how far its sending came."""

    __table_args__ = (UniqueConstraint("enrolment_id", "server"),)

    id: int | None = Field(default=None, primary_key=True, description="Number of the submission.")
    enrolment_id: int = Field(foreign_key="enrolment.id", description="Whose answers (enrolment.id).")
    server: str = Field(index=True, description="Address of the server, as in submit.url of the settings.")
    first_id: str = Field(description="instanceID of the first version; it names the submission for good.")
    instance_id: str = Field(description="instanceID of the version that was sent last.")
    digest: str = Field(description="SHA-256 of what was sent last: the answers and the files.")
    state: str = Field(
        default="sending",
        index=True,
        description="sending (the server may have it, or not), accepted, refused, or removed (from the "
        "server, as somebody said).",
    )
    reason: str = Field(default="", description="Why it was refused, in a word.")
    accepted_id: str = Field(
        default="", description="instanceID that the server accepted last; empty before the first."
    )
    accepted_digest: str = Field(default="", description="SHA-256 of what it accepted; empty when unknown.")
    attempts: int = Field(default=0, description="How often something was sent.")
    sent_at: dt.datetime = Field(sa_type=UtcDateTime, description="When it was sent last, UTC.")
    accepted_at: dt.datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="When the server accepted it last, UTC."
    )
