"""What people and facilitators write to each other outside the programme."""

from __future__ import annotations

import datetime as dt

from sqlmodel import Field, SQLModel

from storage.columns import UtcDateTime


class Thread(SQLModel, table=True):
    """The talk of one participant with the facilitators of their workshop. Deleted when the person leaves."""

    id: int | None = Field(default=None, primary_key=True, description="Number of the thread.")
    workshop_id: int = Field(foreign_key="workshop.id", index=True, description="The workshop (workshop.id).")
    enrolment_id: int = Field(
        foreign_key="enrolment.id", unique=True, description="Whose talk it is (enrolment.id)."
    )
    state: str = Field(default="open", description="open (somebody waits for an answer), answered or closed.")
    taken_by: int | None = Field(
        default=None,
        foreign_key="person.id",
        description="The facilitator who takes care of it (person.id); empty for nobody yet.",
    )
    answering_by: int | None = Field(
        default=None,
        foreign_key="person.id",
        description="The facilitator who is writing an answer now (person.id); empty for nobody.",
    )
    answering_at: dt.datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="When that facilitator began to write, UTC."
    )
    held_by: int | None = Field(
        default=None,
        foreign_key="person.id",
        description="The facilitator who took the chat over (person.id); the bot is quiet until given back.",
    )
    held_at: dt.datetime | None = Field(
        default=None,
        sa_type=UtcDateTime,
        description="When the chat was taken over, UTC; empty while it is not.",
    )
    topic_id: int | None = Field(
        default=None, description="Telegram's number of its topic in the facilitators' group; empty for none."
    )
    opened_at: dt.datetime = Field(sa_type=UtcDateTime, description="When it was first opened, UTC.")
    changed_at: dt.datetime = Field(sa_type=UtcDateTime, description="When it last changed, UTC.")


class ThreadMessage(SQLModel, table=True):
    """One message of a thread. Never part of the research data."""

    __tablename__ = "thread_message"

    id: int | None = Field(default=None, primary_key=True, description="Number of the message, in order.")
    thread_id: int = Field(foreign_key="thread.id", index=True, description="The thread (thread.id).")
    direction: str = Field(description="in (the person wrote it) or out (a facilitator did).")
    author_id: int | None = Field(
        default=None,
        foreign_key="person.id",
        description="The facilitator who wrote it (person.id); empty when the person did.",
    )
    kind: str = Field(description="text, photo, voice, audio, video or document.")
    text: str = Field(default="", description="The words or the caption, in Telegram's HTML.")
    media_id: int | None = Field(
        default=None, foreign_key="media.id", description="The file sent along (media.id)."
    )
    withheld: bool = Field(
        default=False, description="1 when its words must not stand in a notification; each reading is noted."
    )
    chat_id: int = Field(description="Telegram's number of the chat in which it was written.")
    message_id: int = Field(description="Telegram's number of the message there, so that edits follow.")
    at: dt.datetime = Field(sa_type=UtcDateTime, description="When it was written, UTC.")
    edited_at: dt.datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="When its author last changed it, UTC."
    )


class ReadyAnswer(SQLModel, table=True):
    """An answer that facilitators of a workshop keep at hand, to send it with two taps."""

    __tablename__ = "ready_answer"

    id: int | None = Field(default=None, primary_key=True, description="Number of the ready answer.")
    workshop_id: int = Field(foreign_key="workshop.id", index=True, description="The workshop (workshop.id).")
    author_id: int | None = Field(
        default=None, foreign_key="person.id", description="Who wrote it (person.id)."
    )
    text: str = Field(description="The words, in Telegram's HTML.")
    created_at: dt.datetime = Field(sa_type=UtcDateTime, description="When it was written, UTC.")
    deleted_at: dt.datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="When it was deleted, UTC; empty while it is offered."
    )


class WorkshopGroup(SQLModel, table=True):
    """A Telegram group that belongs to a workshop, as long as the bot is in it."""

    __tablename__ = "workshop_group"

    id: int | None = Field(default=None, primary_key=True, description="Number of the group here.")
    workshop_id: int = Field(foreign_key="workshop.id", index=True, description="The workshop (workshop.id).")
    chat_id: int = Field(unique=True, description="Telegram's number of the group; follows when it moves.")
    kind: str = Field(description="everybody, or facilitators.")
    title: str = Field(default="", description="Name of the group in Telegram.")
    language: str = Field(default="en", description="Language in which the bot speaks there.")
    forum: bool = Field(default=False, description="1 when the group has topics.")
    tied_by: int | None = Field(
        default=None, foreign_key="person.id", description="The facilitator who tied it (person.id)."
    )
    tied_at: dt.datetime = Field(sa_type=UtcDateTime, description="When it was tied, UTC.")
