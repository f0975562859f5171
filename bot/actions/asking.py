"""A question with buttons: sending it, redrawing it, and closing it once it was answered."""

from __future__ import annotations

import html
from typing import Unpack

from bot.actions.tx import REPLY, Buttons, Links, Tx
from bot.domain.pieces import MESSAGE, length, pieces
from storage.tables import Conversation, Outbox, Person


def ask(
    tx: Tx,
    person: Person,
    conversation: Conversation,
    text: str,
    buttons: Buttons,
    *,
    priority: int = REPLY,
    silent: bool = False,
    secret: bool = False,
    **links: Unpack[Links],
) -> None:
    """Send the present question; its buttons carry the token of ``conversation``, which keeps its number.

    Of a ``secret`` one, such as a list of people, no words are kept once it was sent.
    """
    conversation.outbox_id = tx.say(
        person,
        text,
        buttons=buttons,
        token=conversation.token,
        priority=priority,
        silent=silent,
        secret=secret,
        **links,
    )


def redraw(tx: Tx, person: Person, conversation: Conversation, text: str, buttons: Buttons) -> None:
    """Change text and buttons of the present question, which stays the present one.

    Of a text in several messages the last is changed.
    """
    text = pieces(text)[-1]
    if conversation.outbox_id is None:
        ask(tx, person, conversation, text, buttons)
        return
    tx.say(
        person,
        text,
        kind="edit",
        edits=conversation.outbox_id,
        buttons=buttons,
        token=conversation.token,
    )
    conversation.data = {**conversation.data, "drawn": text}


def settle(tx: Tx, person: Person, conversation: Conversation, shown: str = "") -> None:
    """Close the present question: its buttons go; ``shown`` (plain text) stands below it as the answer."""
    if conversation.outbox_id is None:
        return
    asked = tx.session.get(Outbox, conversation.outbox_id)
    text = str(conversation.data.get("drawn") or (asked.text if asked else ""))
    mark = f"\n\n✓ {html.escape(shown, quote=False)}" if shown else ""
    if text and mark and length(text + mark) <= MESSAGE:
        tx.say(person, text + mark, kind="edit", edits=conversation.outbox_id)
    else:
        tx.say(person, "", kind="buttons", edits=conversation.outbox_id)
    conversation.outbox_id = None
