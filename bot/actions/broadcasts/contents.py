"""What a broadcast says to one person: the version in their language, with the buttons below it."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

from bot.actions import standing
from bot.actions.broadcasts import kinds
from bot.actions.broadcasts.kinds import Content
from bot.actions.tx import Buttons, Tx
from bot.locales import LANGUAGES, tongue
from storage.tables import Broadcast, Person

#: The name of the buttons below a broadcast.
NAME = "heard"

#: The counting message of a receipt changes at most once in this many seconds.
EVERY = 3


def count_later(tx: Tx, broadcast: Broadcast) -> None:
    """Something about a broadcast has changed: its receipt is brought up to date in a moment."""
    if broadcast.redraw_at is None:
        broadcast.redraw_at = tx.now + dt.timedelta(seconds=EVERY)


def languages_of(broadcast: Broadcast) -> list[str]:
    """The languages in which it was written; the one for everybody else comes first."""
    return [broadcast.language, *broadcast.versions]


def language_for(broadcast: Broadcast, person: Person) -> str:
    """The language in which this person gets it."""
    return person.language if person.language in broadcast.versions else broadcast.language


def content_of(broadcast: Broadcast, language: str) -> Content:
    """What it says in a language that it has."""
    found = broadcast.versions.get(language)
    if found is None:
        return Content(broadcast.text, broadcast.media_id, broadcast.details)
    return Content(found["text"], found["media"], found["details"])


def keep_version(broadcast: Broadcast, language: str, content: Content) -> None:
    """Write down what it says in a language."""
    if language == broadcast.language:
        broadcast.text, broadcast.media_id, broadcast.details = (
            content.text,
            content.media_id,
            {**broadcast.details, **content.details},
        )
        return
    made = {"text": content.text, "media": content.media_id, "details": content.details}
    broadcast.versions = {**broadcast.versions, language: made}


def root_of(broadcast: Broadcast) -> int:
    """The broadcast to which taps and answers belong: a nudge gathers them for the one before it."""
    return int(broadcast.details.get("nudges") or broadcast.id or 0)


def buttons_of(broadcast: Broadcast, language: str, token: str, spoken: str) -> Buttons | None:
    """The buttons below it; ``spoken`` is the reader's own language. None when there are none."""
    _ = tongue(spoken)
    options = content_of(broadcast, language).details.get("options", [])
    rows: list[tuple[str, str]] = []
    if broadcast.kind == "question":
        rows = [(option, f"c-{number}") for number, option in enumerate(options, 1)]
        rows = rows or [(_("✍️ Answer"), "write")]
    elif broadcast.wants_tap:
        rows = [(_("👍 Got it"), "tap")]
    return [[(label, standing.data(NAME, token, code))] for label, code in rows] or None


def say(tx: Tx, broadcast: Broadcast, person: Person, language: str, **how: Any) -> int | None:
    """Put it into the outbox for one person, in one language; gives the outbox id."""
    token = secrets.token_urlsafe(6)
    buttons = buttons_of(broadcast, language, token, person.language)
    if buttons is not None:
        how["token"] = token
    found = content_of(broadcast, language)
    content = Content(shown_text(broadcast, language, person.language), found.media_id, found.details)
    return kinds.of(broadcast.kind).say(tx, person, content, buttons=buttons, **how)


def shown_text(broadcast: Broadcast, language: str, spoken: str) -> str:
    """The text as it stands in the chats: a nudge says that it is a reminder."""
    text = content_of(broadcast, language).text
    if "nudges" not in broadcast.details or broadcast.kind not in ("text", "question"):
        return text
    return f"{tongue(spoken)('A small reminder:')}\n{text}"


def language_name(code: str) -> str:
    """The own name of a language."""
    return LANGUAGES.get(code, code)
