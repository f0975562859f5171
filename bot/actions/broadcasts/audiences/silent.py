"""The silent ones of an activity: it was sent to them, and they have not begun it."""

from __future__ import annotations

from sqlmodel import col, select

from bot.actions.broadcasts.audiences.base import Audience, Pair
from bot.actions.tx import Tx
from bot.domain.said import N_
from bot.locales import Tongue
from storage.tables import Prompt, Workshop

#: States of a prompt that nobody has begun.
SILENT = ("sent", "expired")


class Silent(Audience):
    """People whose newest prompt of the activity waits, or was closed without a word."""

    name = "silent"
    title = N_("The silent ones")
    ask = N_("Silent in which activity? I write to those who got it and have not begun.")
    chosen = True

    def values(self, tx: Tx, _: Tongue, workshop: Workshop, pairs: list[Pair]) -> list[tuple[str, str]]:
        """Activities in which somebody is silent, with how many."""
        form = tx.library.get(tx.session, workshop.programme_id).form
        counted = [(each, len(self.pick(tx, workshop, pairs, each.name))) for each in form.activities]
        return [
            (f"{self.label(tx, _, workshop, each.name)} ({number})", each.name)
            for each, number in counted
            if number
        ]

    def pick(self, tx: Tx, workshop: Workshop, pairs: list[Pair], value: str) -> list[Pair]:
        """Those who have not begun it."""
        numbers = [enrolment.id for enrolment, _person in pairs]
        query = (
            select(Prompt)
            .where(Prompt.activity == value, col(Prompt.sent_at).is_not(None))
            .where(col(Prompt.enrolment_id).in_(numbers))
            .order_by(col(Prompt.iteration))
        )
        newest = {prompt.enrolment_id: prompt for prompt in tx.session.exec(query)}
        return [pair for pair in pairs if (found := newest.get(pair[0].id or 0)) and found.state in SILENT]

    def label(self, tx: Tx, _: Tongue, workshop: Workshop, value: str) -> str:
        """The activity's title."""
        form = tx.library.get(tx.session, workshop.programme_id).form
        activity = form.activity(value)
        if activity is None:
            return value
        spoken = form.language_for(_.language)
        return activity.labels.get(spoken) or activity.labels.get(form.default_language) or value
