"""What came in and what goes out: updates, conversations, the outbox, events."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, Index
from sqlmodel import Field, SQLModel

from storage.columns import UtcDateTime


class Update(SQLModel, table=True):
    """A Telegram update that was applied. Written with its effects, so that none is applied twice."""

    id: int = Field(primary_key=True, description="Telegram's update_id.")
    at: dt.datetime = Field(sa_type=UtcDateTime, description="When it was applied, UTC.")


class DeadLetter(SQLModel, table=True):
    """An update that Sala failed on, set aside whole so that it can be looked at and applied again."""

    __tablename__ = "dead_letter"

    id: int = Field(primary_key=True, description="Telegram's update_id.")
    telegram_id: int | None = Field(
        default=None, index=True, description="Whose update it was (Telegram's number), to erase it by."
    )
    update: dict[str, Any] = Field(sa_type=JSON, description="The update as Telegram sent it.")
    traceback: str = Field(description="Where it failed.")
    at: dt.datetime = Field(sa_type=UtcDateTime, description="When it failed, UTC.")


class Conversation(SQLModel, table=True):
    """Where one person's chat stands: the conversation they are in and the step in it."""

    person_id: int = Field(primary_key=True, foreign_key="person.id", description="Whose chat (person.id).")
    flow: str = Field(
        default="", description="The conversation: joining, activity, wisdom, broadcast …; or empty."
    )
    step: str = Field(default="", description="The step in it.")
    data: dict[str, Any] = Field(
        default_factory=dict, sa_type=JSON, description="What the steps collected so far."
    )
    token: str = Field(
        default="", description="Mark on the buttons of the present question; older buttons differ."
    )
    outbox_id: int | None = Field(default=None, description="The message that asks it (outbox.id).")
    changed_at: dt.datetime = Field(sa_type=UtcDateTime, description="Last change, UTC.")


class Outbox(SQLModel, table=True):
    """Something to say in a chat, decided in a transaction and delivered by the sender."""

    __table_args__ = (
        Index("ix_outbox_queue", "state", "priority", "id"),
        Index("ix_outbox_chat", "chat_id", "token"),
    )

    id: int | None = Field(
        default=None, primary_key=True, description="Number of the message, in the order decided."
    )
    chat_id: int = Field(description="Telegram's number of the chat.")
    person_id: int | None = Field(
        default=None,
        foreign_key="person.id",
        index=True,
        description="To whom (person.id); empty for a group.",
    )
    workshop_id: int | None = Field(
        default=None, foreign_key="workshop.id", description="For which workshop."
    )
    broadcast_id: int | None = Field(
        default=None,
        foreign_key="broadcast.id",
        index=True,
        description="Part of which broadcast (broadcast.id).",
    )
    prompt_id: int | None = Field(
        default=None, foreign_key="prompt.id", index=True, description="For which prompt (prompt.id)."
    )
    thread_message_id: int | None = Field(
        default=None,
        foreign_key="thread_message.id",
        index=True,
        description="Which message of a thread it carries (thread_message.id).",
    )
    priority: int = Field(description="0 reply, 1 prompt or reminder, 2 broadcast.")
    kind: str = Field(
        description="text, photo, document, voice, location, poll, edit (new text for an earlier message), "
        "buttons (new buttons or none for an earlier message), delete, stop (no more votes), menu (commands "
        "of the chat), topic (a new one in a forum) or topic_gone (its deletion)."
    )
    text: str = Field(
        default="", description="The text or caption, in Telegram's HTML; emptied after a withdrawal."
    )
    extra: dict[str, Any] = Field(
        default_factory=dict,
        sa_type=JSON,
        description="Buttons, attachment and other details of the message.",
    )
    edits_id: int | None = Field(default=None, description="The earlier message that it changes (outbox.id).")
    token: str = Field(default="", description="Mark on its buttons; Telegram's number of a poll.")
    dedupe_key: str | None = Field(
        default=None, unique=True, description="Two rows never share one; empty for no such guard."
    )
    state: str = Field(default="queued", description="queued, sent, failed or dropped.")
    reason: str = Field(default="", description="Why it failed or was dropped.")
    attempts: int = Field(default=0, description="How often sending was tried.")
    created_at: dt.datetime = Field(sa_type=UtcDateTime, description="When it was decided, UTC.")
    not_before: dt.datetime | None = Field(
        default=None,
        sa_type=UtcDateTime,
        description="Do not send before this instant, UTC; empty for at once.",
    )
    sent_at: dt.datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="When Telegram took it, UTC."
    )
    message_id: int | None = Field(default=None, description="Telegram's number of the message in the chat.")


class Event(SQLModel, table=True):
    """Something that happened and is worth keeping: who did what, when. Never the content of an answer."""

    id: int | None = Field(default=None, primary_key=True, description="Number of the event, in order.")
    workshop_id: int | None = Field(
        default=None, foreign_key="workshop.id", index=True, description="In which workshop."
    )
    enrolment_id: int | None = Field(
        default=None, foreign_key="enrolment.id", index=True, description="Whom it is about (enrolment.id)."
    )
    actor_id: int | None = Field(default=None, foreign_key="person.id", description="Who did it (person.id).")
    kind: str = Field(
        description="What happened, such as joined, paused, withdrew, exported, workshop_created."
    )
    details: dict[str, Any] = Field(default_factory=dict, sa_type=JSON, description="Details, never answers.")
    at: dt.datetime = Field(sa_type=UtcDateTime, description="When it happened, UTC.")


class Act(SQLModel, table=True):
    """Something that a facilitator did for others, with what is needed to take it back."""

    id: int | None = Field(default=None, primary_key=True, description="Number of the act, in order.")
    workshop_id: int = Field(foreign_key="workshop.id", index=True, description="In which workshop.")
    actor_id: int | None = Field(default=None, foreign_key="person.id", description="Who did it (person.id).")
    kind: str = Field(description="What was done, such as link_stopped; bot/actions/acts.py lists all.")
    details: dict[str, Any] = Field(
        default_factory=dict, sa_type=JSON, description="Numbers of rows and settings; never an answer."
    )
    before: dict[str, Any] = Field(
        default_factory=dict, sa_type=JSON, description="How things were, as far as an undo needs it."
    )
    at: dt.datetime = Field(sa_type=UtcDateTime, description="When it was done, UTC.")
    undone_at: dt.datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="When it was taken back, UTC; empty while it holds."
    )
    undone_by: int | None = Field(
        default=None, foreign_key="person.id", description="Who took it back (person.id)."
    )
