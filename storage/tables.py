"""Every table in one place, for the engine, the migrations and the data dictionary."""

from __future__ import annotations

from sqlmodel import SQLModel

from storage.answer_files import AnswerFile
from storage.broadcasts import Broadcast, BroadcastAnswer, Recipient
from storage.live import Live, LiveAnswer, Wall
from storage.mail import Act, Conversation, DeadLetter, Event, Outbox, Update
from storage.needs import Digest, Need, NeedOpening
from storage.people import (
    CarryOver,
    Cluster,
    Consent,
    Enrolment,
    Invitation,
    PeopleList,
    Person,
    PersonalLink,
    Role,
    Workshop,
)
from storage.submissions import Submission
from storage.talk import ReadyAnswer, Thread, ThreadMessage, WorkshopGroup
from storage.work import (
    AnonymousNote,
    Answer,
    AnswerVersion,
    Contribution,
    Draft,
    Media,
    Programme,
    ProgrammeChange,
    Prompt,
    TimelineChange,
)

metadata = SQLModel.metadata

__all__ = [
    "Act",
    "AnonymousNote",
    "Answer",
    "AnswerFile",
    "AnswerVersion",
    "Broadcast",
    "BroadcastAnswer",
    "CarryOver",
    "Cluster",
    "Consent",
    "Contribution",
    "Conversation",
    "DeadLetter",
    "Digest",
    "Draft",
    "Enrolment",
    "Event",
    "Invitation",
    "Live",
    "LiveAnswer",
    "Media",
    "Need",
    "NeedOpening",
    "Outbox",
    "PeopleList",
    "Person",
    "PersonalLink",
    "Programme",
    "ProgrammeChange",
    "Prompt",
    "ReadyAnswer",
    "Recipient",
    "Role",
    "Submission",
    "Thread",
    "ThreadMessage",
    "TimelineChange",
    "Update",
    "Wall",
    "Workshop",
    "WorkshopGroup",
    "metadata",
]
