"""Tables of answers that facilitators send for people who share a phone or have none."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field, SQLModel

from storage.columns import UtcDateTime


class AnswerFile(SQLModel, table=True):
    """One table of answers that a facilitator sent. What it held is kept only until it is decided about."""

    __tablename__ = "answer_file"

    id: int | None = Field(default=None, primary_key=True, description="Number of the file, in order.")
    workshop_id: int = Field(foreign_key="workshop.id", index=True, description="The workshop (workshop.id).")
    person_id: int = Field(foreign_key="person.id", description="The facilitator who sent it (person.id).")
    activity: str = Field(description="The activity whose answers it holds.")
    iteration: int = Field(default=1, description="Iteration of the activity.")
    file_name: str = Field(default="", description="Name of the file.")
    media_id: int | None = Field(
        default=None, foreign_key="media.id", index=True, description="The file (media.id), while it is kept."
    )
    state: str = Field(
        index=True, description="waiting (for the file), offered (read), entered, cancelled or refused."
    )
    columns: dict[str, Any] = Field(
        default_factory=dict, sa_type=JSON, description="The letter of each column; empty once decided."
    )
    lines: list[Any] = Field(
        default_factory=list, sa_type=JSON, description="The rows that were read; empty once decided."
    )
    created_at: dt.datetime = Field(sa_type=UtcDateTime, description="When it was sent, UTC.")
    decided_at: dt.datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="When it was entered, cancelled or refused, UTC."
    )
