"""The message itself: sent as it is, or as the lines of a question or poll."""

from __future__ import annotations

from bot.actions.broadcasts import kinds
from bot.actions.broadcasts.steps.common import Asked, go, with_file
from bot.actions.permissions import Member, Refused
from bot.actions.tx import Tx
from bot.domain.incoming import Incoming
from bot.domain.said import N_, Said
from storage.tables import Broadcast, Conversation

NOT_THIS = N_("I can send a text, a photo, a voice message, a file or a place. Please send one of these.")


def show(tx: Tx, member: Member, conversation: Conversation) -> Asked:
    """Ask for the message."""
    _ = tx.tongue(member.person)
    chosen = conversation.data.get("kind", "")
    if chosen:
        return _(kinds.of(chosen).how), [(_("Back"), "kind-"), (_("Cancel"), "cancel")]
    text = _(
        "Please send the message for <b>{title}</b>: a text, a photo, a voice message, a file or a place. "
        "I show you how it looks before it goes out.",
        title=member.workshop.title,
    )
    asked = [(_(kind.button), f"kind-{kind.name}") for kind in kinds.KINDS.values() if kind.button]
    return text, [*asked, (_("Cancel"), "cancel")]


def receive(tx: Tx, member: Member, conversation: Conversation, incoming: Incoming) -> None:
    """Take the message. Raises :class:`Refused` for what cannot be sent, with the reason."""
    chosen = conversation.data.get("kind", "")
    kind = kinds.of(chosen) if chosen else kinds.recognise(incoming)
    if kind is None or not kind.fits(incoming):
        raise Refused(Said(kind.how if kind is not None else NOT_THIS))
    content = with_file(tx, kind.read(incoming), incoming)
    made = Broadcast(
        workshop_id=member.workshop.id or 0,
        author_id=member.person.id or 0,
        kind=kind.name,
        language=member.person.language,
        text=content.text,
        media_id=content.media_id,
        details=content.details,
        created_at=tx.now,
    )
    tx.session.add(made)
    tx.session.flush()
    go(tx, member, conversation, "audience", broadcast=made.id)


def tap(tx: Tx, member: Member, conversation: Conversation, code: str) -> None:
    """Choose a kind that is written in lines, or go back."""
    verb, _dash, name = code.partition("-")
    if verb == "kind" and (not name or (name in kinds.KINDS and kinds.of(name).button)):
        go(tx, member, conversation, "write", kind=name)
