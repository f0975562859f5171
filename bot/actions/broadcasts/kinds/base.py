"""What a kind of message must know: reading it, checking Telegram's limits, and saying it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bot.actions.permissions import Refused
from bot.actions.tx import Buttons, Tx
from bot.domain.incoming import Incoming
from bot.domain.pieces import length
from bot.domain.said import N_, Said
from storage.tables import Person


@dataclass(frozen=True)
class Content:
    """A message in one language. ``text`` is Telegram HTML; ``details`` are what its kind needs besides."""

    text: str = ""
    media_id: int | None = None
    details: dict[str, Any] = field(default_factory=dict)


class Kind:
    """One kind of message. Subclasses say what is special.

    ``button`` is what the button says that asks for this kind (empty when a message of this kind is simply
    sent), ``how`` what is said then. ``collects``: people answer it. ``editable``: Telegram lets the bot
    change it after sending.
    """

    name = ""
    button = ""
    how = ""
    collects = False
    editable = True

    def fits(self, incoming: Incoming) -> bool:
        """Whether the message is of this kind."""
        raise NotImplementedError

    def read(self, incoming: Incoming) -> Content:
        """The content of a message that fits. Raises :class:`Refused` when Telegram would not take it."""
        raise NotImplementedError

    def same_shape(self, one: Content, other: Content) -> bool:
        """Whether two contents can be versions of one message in two languages."""
        return True

    def say(
        self, tx: Tx, person: Person, content: Content, *, buttons: Buttons | None = None, **how: Any
    ) -> int | None:
        """Put it into the outbox for one person; gives the outbox id."""
        return tx.say(person, content.text, buttons=buttons, whole=True, **how)


def check_length(text: str, most: int) -> None:
    """Raises :class:`Refused` for a text that is longer than ``most`` letters as Telegram counts them."""
    if length(text) > most:
        raise Refused(
            Said(
                N_(
                    "This text has {number} letters. Telegram takes at most {most} here. "
                    "Please make it shorter, or send it in two messages."
                ),
                {"number": length(text), "most": most},
            )
        )
