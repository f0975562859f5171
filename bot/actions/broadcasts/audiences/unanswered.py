"""Those who got an earlier broadcast and neither answered it nor tapped its button."""

from __future__ import annotations

from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from bot.actions.broadcasts.audiences.base import Audience, Pair
from bot.actions.tx import Tx
from bot.locales import Tongue
from storage.tables import BroadcastAnswer, Recipient, Workshop


class Unanswered(Audience):
    """Reached by the button of a receipt, never offered in the list."""

    name = "unanswered"

    def pick(self, tx: Tx, workshop: Workshop, pairs: list[Pair], value: str) -> list[Pair]:
        """The silent ones."""
        numbers = set(tx.session.exec(silent_of(int(value))))
        return [pair for pair in pairs if pair[0].id in numbers]

    def label(self, tx: Tx, _: Tongue, workshop: Workshop, value: str) -> str:
        """What it is called."""
        return _("Those who have not answered yet")


def silent_of(broadcast_id: int) -> SelectOfScalar[int]:
    """The enrolments that a broadcast went out to and that are silent, as a query."""
    answered = select(BroadcastAnswer.enrolment_id).where(BroadcastAnswer.broadcast_id == broadcast_id)
    return select(Recipient.enrolment_id).where(
        Recipient.broadcast_id == broadcast_id,
        Recipient.state == "out",
        col(Recipient.tapped_at).is_(None),
        col(Recipient.enrolment_id).not_in(answered),
    )
