"""Every table in one place, for the engine, the migrations and the data dictionary."""

from __future__ import annotations

from sqlmodel import SQLModel

from storage.mail import Broadcast, Conversation, DeadLetter, Event, Outbox, Update
from storage.people import Consent, Enrolment, Invitation, Person, Role, Workshop
from storage.submissions import Submission
from storage.work import (
    AnonymousNote,
    Answer,
    AnswerVersion,
    Contribution,
    Media,
    Programme,
    ProgrammeChange,
    Prompt,
)

metadata = SQLModel.metadata

__all__ = [
    "AnonymousNote",
    "Answer",
    "AnswerVersion",
    "Broadcast",
    "Consent",
    "Contribution",
    "Conversation",
    "DeadLetter",
    "Enrolment",
    "Event",
    "Invitation",
    "Media",
    "Outbox",
    "Person",
    "Programme",
    "ProgrammeChange",
    "Prompt",
    "Role",
    "Submission",
    "Update",
    "Workshop",
    "metadata",
]
