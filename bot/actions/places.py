"""Countries and time zones: from what people tap or type to a country code and an IANA zone."""

from __future__ import annotations

import unicodedata
from functools import cache
from zoneinfo import available_timezones

from babel import Locale
from babel.core import get_global

#: The countries of the course, offered as buttons, with the zone that nearly everybody there lives in.
COUNTRIES: dict[str, str] = {
    "KH": "Asia/Phnom_Penh",
    "LA": "Asia/Vientiane",
    "MM": "Asia/Yangon",
    "VN": "Asia/Ho_Chi_Minh",
    "TH": "Asia/Bangkok",
}

#: Further names that people write, beside those of CLDR.
ALSO = {"LA": ("Lao", "Lao PDR"), "MM": ("Myanmar", "Burma"), "VN": ("Viet Nam",)}


def country_name(code: str, locale: Locale) -> str:
    """The name of a country in a language; the code itself when CLDR has no name for it."""
    return str(locale.territories.get(code, code))


def country_of(zone: str) -> str:
    """ISO 3166 code of the country that a zone belongs to, or an empty string."""
    return str(get_global("zone_territories").get(zone, ""))


def city(zone: str) -> str:
    """The city that a zone is named after, such as "Kuala Lumpur"."""
    return zone.rpartition("/")[2].replace("_", " ")


def country_typed(typed: str, locale: Locale) -> str:
    """Which of :data:`COUNTRIES` somebody typed, by name (in their language or English) or code; or ''."""
    wanted = _plain(typed)
    for code in COUNTRIES:
        names = (code, country_name(code, locale), country_name(code, Locale("en")), *ALSO.get(code, ()))
        if wanted and wanted in {_plain(name) for name in names}:
            return code
    return ""


def find_zones(typed: str, locale: Locale, most: int = 6) -> list[str]:
    """Zones that fit a typed zone name, city or country, best first; empty when nothing fits.

    >>> find_zones("kuala lumpur", Locale("en"))
    ['Asia/Kuala_Lumpur']
    """
    wanted = _plain(typed)
    if len(wanted) < 3:
        return []
    exact, begins, inside = [], [], []
    for name, zone in (*_cities(), *_countries(str(locale)), *_countries("en")):
        if name == wanted:
            exact.append(zone)
        elif name.startswith(wanted):
            begins.append(zone)
        elif wanted in name:
            inside.append(zone)
    return list(dict.fromkeys(exact or [*begins, *inside]))[:most]


def _plain(text: str) -> str:
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(bare.replace("_", " ").casefold().split())


@cache
def _cities() -> tuple[tuple[str, str], ...]:
    """Every zone by its full name and by its city."""
    found = []
    for zone in sorted(set(get_global("zone_territories")) & available_timezones()):
        found.append((_plain(zone), zone))
        found.append((_plain(zone.rpartition("/")[2]), zone))
    return tuple(found)


@cache
def _countries(locale: str) -> tuple[tuple[str, str], ...]:
    """Every zone by the name of its country."""
    names = Locale.parse(locale).territories
    zones = get_global("zone_territories")
    return tuple(
        (_plain(names[code]), zone)
        for zone, code in sorted(zones.items())
        if code in names and zone in available_timezones()
    )
