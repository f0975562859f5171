"""Places: from a phone or typed as two numbers, rounded before anything is kept."""

from __future__ import annotations

import re
import unicodedata

from bot.domain.days import plain_digits
from bot.domain.incoming import Incoming

#: Types of questions whose answer is a place, or several.
PLACES = frozenset({"geopoint", "geotrace", "geoshape"})

#: Digits after the point that are kept: 0.01 degree is about one kilometre.
KEPT = 2

_PAIR = re.compile(
    r"([+-]?\d{1,3}(?:[.,]\d+)?)\s*°?\s*([ns])?\s*[,;\s]\s*([+-]?\d{1,3}(?:[.,]\d+)?)\s*°?\s*([ew])?"
)


def canonical(latitude: float, longitude: float) -> str:
    """A point as XForms write it, rounded to 0.01 degree; altitude and accuracy are not known."""
    lat, lon = (f"{round(value, KEPT) + 0.0:.{KEPT}f}" for value in (latitude, longitude))
    return f"{lat} {lon} 0 0"


def sent_point(incoming: Incoming) -> str | None:
    """The canonical point in a message: a location, or latitude and longitude typed; None without one."""
    place = incoming.place
    found = (place.latitude, place.longitude) if place is not None else read_place(incoming.text)
    return canonical(*found) if found else None


def shown(point: str) -> str:
    """Latitude and longitude of a canonical point, for people."""
    return ", ".join(point.split()[:2])


def read_place(text: str) -> tuple[float, float] | None:
    """Latitude and longitude in a text such as ``17.97, 102.61`` or ``17,97; 102,61``; None without them."""
    plain = plain_digits(unicodedata.normalize("NFKC", text)).strip().lower().replace("−", "-")
    found = _PAIR.fullmatch(plain.strip("() "))
    if found is None:
        return None
    lat, lon = (float(found[group].replace(",", ".")) for group in (1, 3))
    if found[2] == "s":
        lat = -lat
    if found[4] == "w":
        lon = -lon
    return (lat, lon) if abs(lat) <= 90 and abs(lon) <= 180 else None
