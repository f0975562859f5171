"""What an action holds in its hands while its transaction is open."""

from __future__ import annotations

import datetime as dt
import html
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypedDict, Unpack

from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlmodel import Session, col, select

from bot.actions.library import Library
from bot.domain.incoming import Incoming
from bot.domain.pieces import pieces
from bot.domain.said import Said
from bot.locales import Tongue, tongue
from storage.tables import Conversation, Event, Outbox, Person

REPLY, PROMPT, BROADCAST = 0, 1, 2

#: Rows of buttons; each button is its label and its callback data (at most 64 bytes, ASCII).
Buttons = Sequence[Sequence[tuple[str, str]]]


class Links(TypedDict, total=False):
    """What a message belongs to: numbers of rows."""

    prompt_id: int | None
    broadcast_id: int | None
    workshop_id: int | None
    thread_message_id: int | None


@dataclass(frozen=True)
class HouseRules:
    """What an action may need to know of the installation. ``facilitators`` are Telegram account numbers.

    ``wall_url`` is where browsers find the wall, without a slash at the end; empty when it is switched off.
    """

    data: Path
    facilitators: frozenset[int] = frozenset()
    bot_username: str = ""
    wall_url: str = ""
    zone: str = "Asia/Bangkok"


@dataclass(frozen=True)
class Toast:
    """An answer to a button press, shown for a moment; ``text`` may be empty (it only stops the spinner)."""

    callback_id: str
    text: str = ""
    alert: bool = False


@dataclass
class Tx:
    """One open transaction: the session, the instant, and the ways to say things.

    ``now`` is fixed for the whole transaction. Nothing here commits. ``entered`` are the prompts that a
    facilitator was answering for somebody and has left in this transaction, on whatever way.
    """

    session: Session
    now: dt.datetime
    library: Library
    rules: HouseRules
    toasts: list[Toast] = field(default_factory=list)
    entered: list[int] = field(default_factory=list)

    def tongue(self, person: Person) -> Tongue:
        """The person's language, ready to speak."""
        return tongue(person.language)

    def toast(self, incoming: Incoming, text: str = "", *, alert: bool = False) -> None:
        """Answer a button press after the commit, with at most 200 characters."""
        if incoming.callback_id:
            self.toasts.append(Toast(incoming.callback_id, text[:200], alert))

    def say(
        self,
        person: Person,
        text: str,
        *,
        buttons: Buttons | None = None,
        token: str = "",
        priority: int = REPLY,
        kind: str = "text",
        attach: dict[str, Any] | None = None,
        edits: int | None = None,
        silent: bool = False,
        dedupe_key: str | None = None,
        not_before: dt.datetime | None = None,
        secret: bool = False,
        whole: bool = False,
        **links: Unpack[Links],
    ) -> int | None:
        """Put a message for a person into the outbox; gives its outbox id.

        ``text`` is Telegram HTML. ``attach`` names what goes with it: ``{"media": id}``, or
        ``{"make": name, "args": {...}}`` for a picture or file made at delivery. ``edits`` is the
        outbox id of the earlier message that a row of kind ``edit``, ``buttons`` or ``delete``
        changes. The text of a ``secret`` message is emptied as soon as it was sent. ``links`` are
        ``prompt_id``, ``broadcast_id``, ``workshop_id``, ``thread_message_id``. Returns None when the
        person has no chat any more, or when a row with ``dedupe_key`` exists already. What is too long for
        one message goes in several; the buttons are under the last one, whose id is given; a ``whole``
        text stays one message (the caller has counted its letters).
        """
        if person.chat_id is None:
            return None
        if kind == "text" and not whole:
            *before, text = pieces(text)
            for number, piece in enumerate(before):
                key = f"{dedupe_key}:{number}" if dedupe_key else None
                self.say(
                    person,
                    piece,
                    priority=priority,
                    silent=silent,
                    dedupe_key=key,
                    not_before=not_before,
                    secret=secret,
                    attach=attach,
                    **links,
                )
        extra: dict[str, Any] = {}
        if buttons is not None:
            extra["buttons"] = [[list(button) for button in row] for row in buttons]
        if attach is not None:
            extra["attach"] = attach
        if silent:
            extra["silent"] = True
        if secret:
            extra["secret"] = True
        row = {
            "chat_id": person.chat_id,
            "person_id": person.id,
            "priority": priority,
            "kind": kind,
            "text": text,
            "extra": extra,
            "edits_id": edits,
            "token": token,
            "dedupe_key": dedupe_key,
            "state": "queued",
            "reason": "",
            "attempts": 0,
            "created_at": self.now,
            "not_before": not_before,
            **links,
        }
        return self._enqueue(row)

    def _enqueue(self, row: dict[str, Any]) -> int | None:
        statement = sqlite_insert(Outbox).values(**row).on_conflict_do_nothing().returning(col(Outbox.id))
        found = self.session.execute(statement).scalar_one_or_none()
        return None if found is None else int(found)

    def refuse(self, incoming: Incoming, said: Said) -> None:
        """Say kindly why something was refused: an alert on a tap, else a message, also to strangers."""
        if incoming.callback_id:
            person = self.person_of(incoming)
            speak = tongue(person.language if person else incoming.sender.language_code)
            self.toast(incoming, html.unescape(speak.said(said)), alert=True)
        elif incoming.private:
            person = self.meet(incoming)
            self.say(person, self.tongue(person).said(said))

    def person_of(self, incoming: Incoming) -> Person | None:
        """The person behind an update, or None for a stranger."""
        query = select(Person).where(Person.telegram_id == incoming.sender.telegram_id)
        return self.session.exec(query).first()

    def meet(self, incoming: Incoming) -> Person:
        """The person behind an update; a stranger gets a row with what Telegram tells of them."""
        person = self.person_of(incoming)
        if person is None:
            person = Person(
                telegram_id=incoming.sender.telegram_id,
                chat_id=incoming.chat_id if incoming.private else incoming.sender.telegram_id,
                language=tongue(incoming.sender.language_code).language,
                created_at=self.now,
                seen_at=self.now,
            )
            self.session.add(person)
            self.session.flush()
        person.seen_at = self.now
        person.reachable = "yes" if incoming.private else person.reachable
        return person

    def conversation(self, person: Person) -> Conversation:
        """Where this person's chat stands; an empty conversation when none was begun."""
        found = self.session.get(Conversation, person.id)
        if found is None:
            found = Conversation(person_id=_id(person.id), changed_at=self.now)
            self.session.add(found)
        return found

    def turn(
        self, person: Person, flow: str, step: str = "", data: dict[str, Any] | None = None
    ) -> Conversation:
        """Set where the chat stands, with a fresh token: earlier buttons are then known as old, and go."""
        conversation = self.conversation(person)
        asked = self.session.get(Outbox, conversation.outbox_id) if conversation.outbox_id else None
        if asked is not None and asked.extra.get("buttons"):
            self.say(person, "", kind="buttons", edits=asked.id)
        if "since" in conversation.data and flow != "activity":
            self.entered.append(int(conversation.data["prompt"]))
        conversation.flow, conversation.step = flow, step
        conversation.data = data or {}
        conversation.token = secrets.token_urlsafe(4)
        conversation.outbox_id = None
        conversation.changed_at = self.now
        self.session.flush()
        return conversation

    def note(self, kind: str, *, actor: Person | None = None, **details: Any) -> None:
        """Write an event. ``workshop_id`` and ``enrolment_id`` go to their columns; never pass an answer."""
        workshop_id, enrolment_id = details.pop("workshop_id", None), details.pop("enrolment_id", None)
        self.session.add(
            Event(
                kind=kind,
                workshop_id=workshop_id,
                enrolment_id=enrolment_id,
                actor_id=actor.id if actor else None,
                details=details,
                at=self.now,
            )
        )


def _id(value: int | None) -> int:
    if value is None:
        raise ValueError("the row has not been flushed")
    return value
