"""``image``, ``audio``, ``video`` and ``file``: something that the person sends."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from bot.domain.forms.types.base import Ask, Expects, MediaValue, Reading, Unreadable, question_of
from bot.domain.incoming import Incoming
from bot.domain.said import N_, Said

if TYPE_CHECKING:
    from bot.domain.forms.filling import Filling

PHOTO = N_("Please send a photo, not as a file.")
VOICE = N_("Please send a voice message: hold the 🎤 button and speak.")
VIDEO = N_("Please send a video.")
FILE = N_("Please send a file with the 📎 button.")

#: What is drawn on a screen elsewhere is drawn on paper here, by appearance.
DRAWN = {
    "signature": Said(N_("Please sign on paper and send a photo of it.")),
    "draw": Said(N_("Please draw on paper and send a photo of it.")),
}


class SentFile:
    """A file of one of the ``accepted`` sorts; anything else is answered with ``how``."""

    def __init__(self, kind: str, accepted: Collection[Expects], how: str) -> None:
        self.kinds = (kind,)
        self._accepted = frozenset(accepted)
        self._how = Said(how)

    def ask(self, filling: Filling, ref: str, draft: str = "", page: int = 0) -> Ask:
        """The person sends it; there is nothing to tap."""
        words = question_of(filling, ref).appearance.split()
        how = next((DRAWN[word] for word in words if word in DRAWN), self._how)
        return Ask(how, (), self._accepted)

    def tap(self, filling: Filling, ref: str, code: str, draft: str) -> Reading:
        """Nothing can be tapped."""
        return Unreadable(self._how)

    def hear(self, filling: Filling, ref: str, incoming: Incoming, draft: str = "") -> Reading:
        """The file of the message."""
        if incoming.media is not None and incoming.media.kind in self._accepted:
            return MediaValue("voice" if incoming.media.kind == "audio" else incoming.media.kind)
        return Unreadable(self._how)
