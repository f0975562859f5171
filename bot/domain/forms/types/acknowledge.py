"""``acknowledge`` (a trigger): one OK button."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.forms.types.base import TAP_A_BUTTON, Ask, Button, Reading, Value
from bot.domain.forms.words import same
from bot.domain.incoming import Incoming
from bot.domain.said import N_, Said

if TYPE_CHECKING:
    from bot.domain.forms.filling import Filling

#: The value that ODK stores.
OK = "OK"


class Acknowledge:
    """Something to agree to or to have read."""

    kinds = ("acknowledge", "trigger")

    def ask(self, filling: Filling, ref: str, draft: str = "", page: int = 0) -> Ask:
        """One button."""
        return Ask(rows=((Button(Said(N_("OK")), "ok"),),), expects=frozenset({"tap", "text"}))

    def tap(self, filling: Filling, ref: str, code: str, draft: str) -> Reading:
        """OK."""
        return Value(OK) if code == "ok" else TAP_A_BUTTON

    def hear(self, filling: Filling, ref: str, incoming: Incoming, draft: str = "") -> Reading:
        """The word OK, or a thumb up."""
        return Value(OK) if same(incoming.text) in ("ok", "okay", "👍") else TAP_A_BUTTON
