"""People of one country."""

from __future__ import annotations

from bot.actions.broadcasts.audiences.base import Audience, Pair
from bot.actions.places import country_name
from bot.actions.tx import Tx
from bot.domain.said import N_
from bot.locales import Tongue
from storage.tables import Workshop


class OfCountry(Audience):
    """The country that people named when they joined."""

    name = "country"
    title = N_("A country")
    ask = N_("Which country?")
    chosen = True

    def values(self, tx: Tx, _: Tongue, workshop: Workshop, pairs: list[Pair]) -> list[tuple[str, str]]:
        """The countries in which somebody is."""
        codes = sorted({person.country for _enrolment, person in pairs if person.country})
        return [(country_name(code, _.locale), code) for code in codes]

    def pick(self, tx: Tx, workshop: Workshop, pairs: list[Pair], value: str) -> list[Pair]:
        """Those of the country."""
        return [pair for pair in pairs if pair[1].country == value]

    def label(self, tx: Tx, _: Tongue, workshop: Workshop, value: str) -> str:
        """The country's name."""
        return country_name(value, _.locale)
