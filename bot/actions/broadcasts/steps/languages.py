"""Another language: which one, and the message in it."""

from __future__ import annotations

from bot.actions.broadcasts import contents, kinds
from bot.actions.broadcasts.audiences.base import CANNOT
from bot.actions.broadcasts.kinds import Content
from bot.actions.broadcasts.kinds.base import check_length
from bot.actions.broadcasts.steps import checking
from bot.actions.broadcasts.steps.common import Asked, draft, go, with_file
from bot.actions.permissions import Member, Refused
from bot.actions.tx import Tx
from bot.domain.incoming import Incoming
from bot.domain.pieces import CAPTION
from bot.domain.said import N_, Said
from bot.locales import LANGUAGES
from storage.tables import Conversation


def show(tx: Tx, member: Member, conversation: Conversation) -> Asked:
    """Ask which language, or for the message in it."""
    _ = tx.tongue(member.person)
    made = draft(tx, conversation)
    if conversation.step == "language":
        text = _(
            "In which language? People who read it get that version; everybody else reads {name}.",
            name=contents.language_name(made.language),
        )
        rows = [(name, f"in-{code}") for code, name in LANGUAGES.items() if code != made.language]
        return text, [*rows, (_("Back"), "back")]
    name = contents.language_name(conversation.data["language"])
    text = _("Please send it in {name}.", name=name)
    if kinds.of(made.kind).collects and made.details.get("options"):
        text += " " + _("The same number of choices, in the same order.")
    return text, [(_("Back"), "back")]


def receive(tx: Tx, member: Member, conversation: Conversation, incoming: Incoming) -> None:
    """Take the message in the other language; of a photo or file its words alone are enough."""
    if conversation.step == "language":
        raise Refused(CANNOT)
    made = draft(tx, conversation)
    content = read_version(tx, made.kind, contents.content_of(made, made.language), incoming)
    contents.keep_version(made, conversation.data["language"], content)
    checking.preview(tx, member, made, "", conversation, conversation.data["language"])


def read_version(tx: Tx, name: str, first: Content, incoming: Incoming) -> Content:
    """The same message in other words. Raises :class:`Refused` when it does not go with the first."""
    kind = kinds.of(name)
    if first.media_id is not None and incoming.media is None and incoming.text.strip():
        check_length(incoming.text, CAPTION)
        return Content(incoming.html, first.media_id, first.details)
    if not kind.fits(incoming):
        raise Refused(Said(N_("Please send the same kind of message.")))
    content = with_file(tx, kind.read(incoming), incoming)
    if not kind.same_shape(first, content):
        raise Refused(Said(N_("Please write as many choices as before, in the same order.")))
    return content


def tap(tx: Tx, member: Member, conversation: Conversation, code: str) -> None:
    """Choose the language, or go back."""
    verb, _dash, rest = code.partition("-")
    made = draft(tx, conversation)
    if verb == "back":
        go(tx, member, conversation, "check")
    elif conversation.step == "language" and rest in LANGUAGES and rest != made.language:
        go(tx, member, conversation, "version", LANGUAGES[rest], language=rest)
