"""Questions for the whole room at once, and what people answered."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.columns import UtcDateTime


class Live(SQLModel, table=True):
    """One question that a facilitator opened for the whole room."""

    id: int | None = Field(default=None, primary_key=True, description="Number of the question.")
    workshop_id: int = Field(foreign_key="workshop.id", index=True, description="The workshop (workshop.id).")
    author_id: int | None = Field(
        default=None, foreign_key="person.id", description="Who asked it (person.id)."
    )
    kind: str = Field(description="choice, scale, words or rank.")
    question: str = Field(description="The question, as its facilitator wrote it.")
    options: list[str] = Field(
        default_factory=list, sa_type=JSON, description="The options or numbers, in order; empty for words."
    )
    state: str = Field(default="draft", description="draft, open, closed or cancelled.")
    token: str = Field(default="", description="Mark on the buttons that people answer with.")
    asked: int = Field(default=0, description="How many people were asked.")
    panel_id: int | None = Field(
        default=None, description="The facilitator's message that counts the answers (outbox.id)."
    )
    result: dict[str, Any] = Field(
        default_factory=dict,
        sa_type=JSON,
        description="The result as it was shown: what the small-number rules allow; empty before the end.",
    )
    published_at: dt.datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="When this result was made, UTC."
    )
    created_at: dt.datetime = Field(sa_type=UtcDateTime, description="When it was written, UTC.")
    opened_at: dt.datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="When it was opened, UTC."
    )
    closed_at: dt.datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="When it was closed, UTC."
    )


class LiveAnswer(SQLModel, table=True):
    """What one person answered to a question for the room. The last answer before the end counts."""

    __tablename__ = "live_answer"
    __table_args__ = (UniqueConstraint("live_id", "enrolment_id"),)

    id: int | None = Field(default=None, primary_key=True, description="Number of the answer.")
    live_id: int = Field(foreign_key="live.id", index=True, description="The question (live.id).")
    enrolment_id: int = Field(
        foreign_key="enrolment.id", index=True, description="Who answered (enrolment.id)."
    )
    value: str = Field(
        description="Place of the option from 0 on; the number; words, one a line; or all places in order."
    )
    answered_at: dt.datetime = Field(sa_type=UtcDateTime, description="When it was given or changed, UTC.")


class Wall(SQLModel, table=True):
    """An address under which a browser on the projector shows the workshop. It needs no login."""

    secret: str = Field(primary_key=True, description="Secret part of the address.")
    workshop_id: int = Field(foreign_key="workshop.id", index=True, description="The workshop (workshop.id).")
    language: str = Field(default="en", description="Language of the words around the answers.")
    created_at: dt.datetime = Field(sa_type=UtcDateTime, description="When it was made, UTC.")
    revoked_at: dt.datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="When it stopped working, UTC; empty while it works."
    )
