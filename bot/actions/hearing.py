"""What a person sent or tapped, read as an answer to one question."""

from __future__ import annotations

from bot.actions.answer_rows import Desk
from bot.actions.ways import NOT_KEPT, fits, may_keep, ways
from bot.domain.forms import types
from bot.domain.forms.types import Confirm, MediaValue, Reading, Unreadable, Value
from bot.domain.incoming import Incoming
from bot.domain.said import N_, Said

#: Longest text that is taken in place of a photo, a voice message or a place.
LONGEST_TEXT = 4096

_IN_WORDS = Unreadable(Said(N_("Please answer this one in words.")))
_TAP = Unreadable(Said(N_("Sorry, I did not understand. Please tap one of the buttons.")))


def hear(desk: Desk, ref: str, incoming: Incoming, draft: str = "") -> Reading:
    """Read a message in every way in which the question may be answered, going on from a draft.

    A file or a place without its layer of consent is refused before anything is looked at.
    """
    allowed, question = ways(desk, ref), desk.question(ref)
    if not may_keep(desk, incoming):
        return Unreadable(NOT_KEPT)
    if incoming.media is not None and fits(incoming.media, question.kind, allowed):
        return MediaValue("voice" if incoming.media.kind == "audio" else incoming.media.kind)
    own: Reading = _IN_WORDS
    if "own" in allowed:
        own = types.of(question).hear(desk.filling, ref, incoming, draft)
        if not isinstance(own, Unreadable):
            return own
    if "text" in allowed and incoming.text.strip():
        return Value(incoming.text.strip()[:LONGEST_TEXT])
    return own


def press(desk: Desk, ref: str, code: str, draft: str) -> Reading:
    """Read a press of a button that the question's type made."""
    if "own" not in ways(desk, ref):
        return _IN_WORDS
    try:
        return types.of(desk.question(ref)).tap(desk.filling, ref, code, draft)
    except (KeyError, ValueError, IndexError):
        return _TAP


def violation(desk: Desk, ref: str, reading: Value | Confirm) -> Said | str | None:
    """Why the programme does not accept a value, or None. Words given in place of a file are not checked."""
    if "own" not in ways(desk, ref):
        return None
    return desk.filling.check(ref, reading.text)
