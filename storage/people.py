"""People, the workshops they take part in, and what they agreed to."""

from __future__ import annotations

import datetime as dt
import enum
from typing import Any

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.columns import UtcDateTime


class Role(enum.StrEnum):
    """What a person is in one workshop. A person has one role per workshop."""

    TRAINEE = "trainee"
    LEADER = "leader"
    FACILITATOR = "facilitator"
    RESEARCHER = "researcher"


class Person(SQLModel, table=True):
    """Somebody who talks with Sala. After a withdrawal the link to Telegram is gone."""

    id: int | None = Field(
        default=None, primary_key=True, description="Number of the person in this database."
    )
    telegram_id: int | None = Field(
        default=None, unique=True, description="Telegram's number of the account; empty after a withdrawal."
    )
    chat_id: int | None = Field(
        default=None, description="Telegram's number of the private chat; empty after a withdrawal."
    )
    call_name: str = Field(
        default="", description="The name the person wants to be called; empty until given."
    )
    language: str = Field(
        default="en", description="Language of messages, as a BCP 47 code such as km or en."
    )
    country: str = Field(
        default="", description="ISO 3166 code of the country, such as LA; empty until given."
    )
    zone: str = Field(default="", description="IANA time zone of the person, such as Asia/Yangon.")
    reachable: str = Field(
        default="yes",
        description="yes, blocked (the person blocked the bot) or gone (the account is deleted).",
    )
    enrolment_id: int | None = Field(
        default=None, description="The enrolment that commands refer to at present (enrolment.id)."
    )
    created_at: dt.datetime = Field(
        sa_type=UtcDateTime, description="When Sala first heard of the person, UTC."
    )
    seen_at: dt.datetime = Field(sa_type=UtcDateTime, description="When the person last did something, UTC.")


class Workshop(SQLModel, table=True):
    """One cohort that lives one programme from a first day on."""

    id: int | None = Field(default=None, primary_key=True, description="Number of the workshop.")
    programme_id: int = Field(
        foreign_key="programme.id", description="The programme version it runs (programme.id)."
    )
    title: str = Field(description="Name of the workshop, as its facilitator wrote it.")
    first_day: dt.date = Field(description="Day 1 of the course, a date in the workshop's zone.")
    last_day: dt.date = Field(description="Last day of the course, a date in the workshop's zone.")
    zone: str = Field(description="IANA time zone of the venue; the course days run in it.")
    country: str = Field(
        default="", description="ISO 3166 code of the country it is for; empty for a whole region."
    )
    quiet_from: str = Field(default="21:00", description="Start of the quiet hours, local HH:MM.")
    quiet_to: str = Field(default="07:00", description="End of the quiet hours, local HH:MM.")
    daily_cap: int = Field(default=12, description="Most messages the bot starts per person and day.")
    holidays: list[str] = Field(
        default_factory=list,
        sa_type=JSON,
        sa_column_kwargs={"server_default": "[]"},
        description="Dates (ISO) on which nothing is to come.",
    )
    state: str = Field(default="running", description="running or archived.")
    rehearsal: bool = Field(
        default=False,
        description="1 for a facilitator's own rehearsal; no export has it and no number counts it.",
    )
    created_by: int | None = Field(
        default=None, foreign_key="person.id", description="Who started it (person.id)."
    )
    lead_id: int | None = Field(
        default=None,
        foreign_key="person.id",
        description="The lead facilitator, who hears of reports (person.id); empty: who started it.",
    )
    second_id: int | None = Field(
        default=None,
        foreign_key="person.id",
        description="The second person, outside the team, for reports about facilitators (person.id).",
    )
    created_at: dt.datetime = Field(sa_type=UtcDateTime, description="When it was created, UTC.")


class Cluster(SQLModel, table=True):
    """Firms of one trade in one place. A team of the workshop looks at it; its leaders are enrolments."""

    id: int | None = Field(default=None, primary_key=True, description="Number of the cluster.")
    workshop_id: int = Field(foreign_key="workshop.id", index=True, description="The workshop (workshop.id).")
    name: str = Field(description="Name of the cluster, as its facilitator wrote it.")
    product: str = Field(default="", description="What its firms make or sell; empty until given.")
    country: str = Field(
        default="", description="ISO 3166 code of the country, such as LA; empty until given."
    )
    attributes: dict[str, Any] = Field(
        default_factory=dict,
        sa_type=JSON,
        description="Further facts by name, such as a sector or a founding day.",
    )
    created_at: dt.datetime = Field(sa_type=UtcDateTime, description="When it was written down, UTC.")


class Invitation(SQLModel, table=True):
    """A link that lets people join one workshop in one role."""

    code: str = Field(primary_key=True, description="Secret code inside the link.")
    workshop_id: int = Field(foreign_key="workshop.id", index=True, description="The workshop it opens.")
    role: str = Field(description="Role that it gives: trainee, leader, facilitator or researcher.")
    created_by: int | None = Field(
        default=None, foreign_key="person.id", description="Who made it (person.id)."
    )
    created_at: dt.datetime = Field(sa_type=UtcDateTime, description="When it was made, UTC.")
    uses: int = Field(default=0, description="How many people joined by it.")
    max_uses: int | None = Field(default=None, description="For how many people it is; empty for any number.")
    expires_at: dt.datetime | None = Field(
        default=None,
        sa_type=UtcDateTime,
        description="When it stops working by itself, UTC; empty for never.",
    )
    cluster_id: int | None = Field(
        default=None, foreign_key="cluster.id", description="The cluster that people come into (cluster.id)."
    )
    language: str = Field(
        default="",
        sa_column_kwargs={"server_default": ""},
        description="Language of the person it is for, as a code; empty when not known.",
    )
    country: str = Field(
        default="",
        sa_column_kwargs={"server_default": ""},
        description="ISO 3166 code of the country of the person it is for; empty when not known.",
    )
    name: str = Field(
        default="",
        sa_column_kwargs={"server_default": ""},
        description="Name of the person it is for; emptied when it was used, and after 90 days.",
    )
    list_key: str | None = Field(
        default=None, index=True, description="SHA-256 by which a row of a list is known again."
    )
    revoked_at: dt.datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="When it stopped working, UTC; empty while it works."
    )


class PeopleList(SQLModel, table=True):
    """A list of people to invite, as a facilitator sent it. Its names go when it was decided about."""

    __tablename__ = "people_list"

    id: int | None = Field(default=None, primary_key=True, description="Number of the list.")
    workshop_id: int = Field(foreign_key="workshop.id", index=True, description="The workshop (workshop.id).")
    person_id: int = Field(foreign_key="person.id", description="Who sent it (person.id).")
    file_name: str = Field(default="", description="Name of the file.")
    media_id: int | None = Field(
        default=None, foreign_key="media.id", index=True, description="The file (media.id)."
    )
    state: str = Field(
        default="waiting",
        index=True,
        description="waiting (for its file), offered, accepted, cancelled, replaced or refused.",
    )
    people: list[dict[str, Any]] = Field(
        default_factory=list, sa_type=JSON, description="Who is in it; emptied when it was decided about."
    )
    created_at: dt.datetime = Field(sa_type=UtcDateTime, description="When it was sent, UTC.")


class CarryOver(SQLModel, table=True):
    """Somebody of one workshop who was asked, by a message of their own, whether they join another."""

    __tablename__ = "carry_over"
    __table_args__ = (UniqueConstraint("workshop_id", "person_id"),)

    id: int | None = Field(default=None, primary_key=True, description="Number of the question, in order.")
    workshop_id: int = Field(
        foreign_key="workshop.id", index=True, description="The workshop to join (workshop.id)."
    )
    source_id: int = Field(
        foreign_key="workshop.id", description="The workshop that they are known from (workshop.id)."
    )
    person_id: int = Field(foreign_key="person.id", index=True, description="Who was asked (person.id).")
    role: str = Field(description="Role that they would have: trainee or leader.")
    code: str = Field(unique=True, description="Secret mark on the buttons of the message.")
    invited_by: int | None = Field(
        default=None, foreign_key="person.id", description="The facilitator who asked (person.id)."
    )
    state: str = Field(default="invited", description="invited, joined, declined or called_off.")
    outbox_id: int | None = Field(default=None, description="The message that asks (outbox.id).")
    invited_at: dt.datetime = Field(sa_type=UtcDateTime, description="When they were asked, UTC.")
    answered_at: dt.datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="When they answered, UTC; empty until then."
    )


class PersonalLink(SQLModel, table=True):
    """A link that ties an account to somebody who was entered without one. It works once."""

    __tablename__ = "personal_link"

    code: str = Field(primary_key=True, description="Secret code inside the link.")
    enrolment_id: int = Field(
        foreign_key="enrolment.id", index=True, description="Whom it is for (enrolment.id)."
    )
    created_by: int | None = Field(
        default=None, foreign_key="person.id", description="The facilitator who made it (person.id)."
    )
    created_at: dt.datetime = Field(sa_type=UtcDateTime, description="When it was made, UTC.")
    expires_at: dt.datetime = Field(sa_type=UtcDateTime, description="Until when it works, UTC.")
    used_at: dt.datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="When the person used it, UTC."
    )
    revoked_at: dt.datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="When it was replaced or taken back, UTC."
    )


class Enrolment(SQLModel, table=True):
    """One person in one workshop. Everything a participant gives hangs on this row."""

    __table_args__ = (UniqueConstraint("workshop_id", "person_id"),)

    id: int | None = Field(default=None, primary_key=True, description="Number of the enrolment.")
    workshop_id: int = Field(foreign_key="workshop.id", index=True, description="The workshop (workshop.id).")
    person_id: int = Field(foreign_key="person.id", index=True, description="The person (person.id).")
    role: str = Field(description="trainee, leader, facilitator or researcher.")
    cluster_id: int | None = Field(
        default=None,
        foreign_key="cluster.id",
        index=True,
        description="The cluster of the person (cluster.id); a leader leads it. Empty for none.",
    )
    pseudonym: str = Field(unique=True, description="Random code that stands for the person in the data.")
    state: str = Field(
        default="joining",
        description="joining (consent not finished), active, paused, declined (said no to taking part), "
        "withdrawn, removed or merged (what it held went to another enrolment of the same person).",
    )
    merged_into: int | None = Field(
        default=None,
        foreign_key="enrolment.id",
        description="The enrolment that holds what was given here (enrolment.id); empty when not merged.",
    )
    paused_until: dt.datetime | None = Field(
        default=None,
        sa_type=UtcDateTime,
        description="End of a pause, UTC; empty when not paused or without end.",
    )
    joined_at: dt.datetime = Field(
        sa_type=UtcDateTime, description="When the person opened the invitation, UTC."
    )
    left_at: dt.datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="When the person withdrew or was removed, UTC."
    )
    invitation_code: str | None = Field(
        default=None, description="The invitation they came by (invitation.code)."
    )


class Consent(SQLModel, table=True):
    """One answer to one layer of consent. Rows are only ever added; the newest of a layer counts."""

    id: int | None = Field(default=None, primary_key=True, description="Number of the record, in order.")
    enrolment_id: int = Field(
        foreign_key="enrolment.id", index=True, description="Whose consent (enrolment.id)."
    )
    layer: str = Field(
        description="c0 join, c1 research, c2 share, c3 publish, c4 voice, c5 photo, c6 place, c7 later."
    )
    granted: bool = Field(description="1 for yes, 0 for no.")
    text: str = Field(description="The question exactly as the person read it.")
    text_version: str = Field(description="Version of that text.")
    language: str = Field(description="Language in which it was read.")
    way: str = Field(description="tap, text, programme (a question of the programme), proxy or rehearsal.")
    at: dt.datetime = Field(sa_type=UtcDateTime, description="When it was answered, UTC.")
