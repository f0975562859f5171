"""One person."""

from __future__ import annotations

from bot.actions.broadcasts.audiences.base import Audience, Pair
from bot.actions.tx import Tx
from bot.domain.said import N_
from bot.locales import Tongue
from storage.tables import Enrolment, Person, Workshop


class One(Audience):
    """Somebody chosen by name."""

    name = "one"
    title = N_("One person")
    ask = N_("To whom?")
    chosen = True

    def values(self, tx: Tx, _: Tongue, workshop: Workshop, pairs: list[Pair]) -> list[tuple[str, str]]:
        """Everybody's name, in the order of the alphabet."""
        found = [(person.call_name or enrolment.pseudonym, str(enrolment.id)) for enrolment, person in pairs]
        return sorted(found, key=lambda each: each[0].casefold())

    def pick(self, tx: Tx, workshop: Workshop, pairs: list[Pair], value: str) -> list[Pair]:
        """That person."""
        return [pair for pair in pairs if str(pair[0].id) == value]

    def label(self, tx: Tx, _: Tongue, workshop: Workshop, value: str) -> str:
        """The name."""
        enrolment = tx.session.get(Enrolment, int(value)) if value.isdigit() else None
        person = tx.session.get(Person, enrolment.person_id) if enrolment is not None else None
        return person.call_name if person is not None and person.call_name else _(self.title)
