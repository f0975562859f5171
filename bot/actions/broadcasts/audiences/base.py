"""What an audience must know: its choices, and who of those who take part belongs to it."""

from __future__ import annotations

from bot.actions.permissions import Refused
from bot.actions.tx import Tx
from bot.domain.said import N_, Said
from bot.locales import Tongue
from storage.tables import Enrolment, Person, Workshop

Pair = tuple[Enrolment, Person]

CANNOT = Said(N_("Please tap one of the buttons."))


class Audience:
    """One kind of audience. Subclasses say what is special.

    ``title`` stands on its button (empty: not offered). ``chosen``: which one is asked in a second step.
    ``ask`` is that question, with an ``example`` in it. ``secret``: nobody may learn who is in it, so
    numbers are rounded and names are never listed.
    """

    name = ""
    title = ""
    ask = N_("Which one?")
    example = ""
    chosen = False
    secret = False

    def values(self, tx: Tx, _: Tongue, workshop: Workshop, pairs: list[Pair]) -> list[tuple[str, str]]:
        """Labels and values of the second step; only what has people in it."""
        return []

    def hear(self, tx: Tx, workshop: Workshop, text: str) -> str:
        """The value in what was written. Raises :class:`Refused` with the reason when there is none."""
        raise Refused(CANNOT)

    def pick(self, tx: Tx, workshop: Workshop, pairs: list[Pair], value: str) -> list[Pair]:
        """Those who belong to it. May raise :class:`Refused` when nobody may learn that."""
        raise NotImplementedError

    def label(self, tx: Tx, _: Tongue, workshop: Workshop, value: str) -> str:
        """What it is called, as plain text."""
        return _(self.title)
