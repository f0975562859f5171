"""Functions on places: points, lines and areas as ODK writes them (``lat lon alt accuracy; …``)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from bot.domain.forms.xpath.registry import Code, Context, function, text, texts
from bot.domain.forms.xpath.values import Value

_RADIUS = 6_378_100.0

Point = tuple[float, float]


def _points(written: Sequence[str]) -> list[Point] | None:
    """Latitude and longitude of each point; None when one of them is no point."""
    found = []
    for part in (part for whole in written for part in whole.split(";") if part.strip()):
        words = part.split()
        try:
            lat, lon = float(words[0]), float(words[1])
        except (IndexError, ValueError):
            return None
        if abs(lat) > 90 or abs(lon) > 180:
            return None
        found.append((lat, lon))
    return found


@function("area", 1)
def _area(c: Context, args: Sequence[Code]) -> Value:
    points = _points(texts(c, args))
    if not points or len(points) < 3:
        return 0.0
    total = sum(
        math.radians(b[1] - a[1]) * (2 + math.sin(math.radians(b[0])) + math.sin(math.radians(a[0])))
        for a, b in pairwise([*points, points[0]])
    )
    return abs(_cents(total * _RADIUS * _RADIUS / 2))


@function("distance", 1, None)
def _distance(c: Context, args: Sequence[Code]) -> Value:
    points = _points(texts(c, args))
    if not points or len(points) < 2:
        return math.nan
    return abs(_cents(math.fsum(_between(a, b) for a, b in pairwise(points))))


def _between(a: Point, b: Point) -> float:
    """Metres on the globe between two points."""
    lat_a, lat_b = math.radians(a[0]), math.radians(b[0])
    turn = math.radians(a[1] - b[1])
    cosine = math.sin(lat_a) * math.sin(lat_b) + math.cos(lat_a) * math.cos(lat_b) * math.cos(turn)
    return math.acos(max(-1.0, min(1.0, cosine))) * _RADIUS


def _cents(value: float) -> float:
    return math.floor(value * 100 + 0.5) / 100


@function("geofence", 2)
def _geofence(c: Context, args: Sequence[Code]) -> Value:
    point, shape = _points([text(c, args[0])]), _points([text(c, args[1])])
    if not point or not shape or len(shape) < 2 or shape[0] != shape[-1]:
        return False
    lat, lon = point[0]
    inside = False
    for a, b in pairwise(shape):
        if (b[0] > lat) != (a[0] > lat) and lon < (a[1] - b[1]) * (lat - b[0]) / (a[0] - b[0]) + b[1]:
            inside = not inside
    return inside
