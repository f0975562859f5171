"""Whom a row of the schedule is for beyond a role: people of a country, a cluster, or clusters of a kind.

Written in the column ``audience`` beside the roles: ``country:LA``, ``cluster:Weavers of Inle`` (by name) or
``cluster:sector=silk`` (an attribute, ``product`` or ``country`` of the cluster). Several of one sort mean
any of them; a role, a country and a cluster together mean all of that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.domain.names import plain_name

COUNTRY, CLUSTER = "country:", "cluster:"


@dataclass(frozen=True)
class Place:
    """Where somebody belongs: the code of their country, and name and facts of their cluster, if any."""

    country: str = ""
    cluster: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)


def read_place(word: str) -> str | None:
    """A word of the cell as it is kept: ``country:la``, ``cluster:…``; None for anything else."""
    kind, colon, rest = word.partition(":")
    kind, rest = kind.strip().lower() + colon, " ".join(rest.split())
    if kind == COUNTRY and len(rest) == 2 and rest.isalpha():
        return f"{kind}{rest.upper()}"
    key, equals, value = (part.strip() for part in rest.partition("="))
    if kind != CLUSTER or not key or (equals and not value):
        return None
    return f"{kind}{key}={value}" if equals else f"{kind}{key}"


def fits(narrowed: tuple[str, ...], place: Place) -> bool:
    """Whether somebody at ``place`` is meant by the words of a cell; no words mean everybody."""
    countries = [word.removeprefix(COUNTRY) for word in narrowed if word.startswith(COUNTRY)]
    clusters = [word.removeprefix(CLUSTER) for word in narrowed if word.startswith(CLUSTER)]
    return (not countries or place.country in countries) and (
        not clusters or any(_is_of(word, place) for word in clusters)
    )


def _is_of(word: str, place: Place) -> bool:
    key, equals, value = word.partition("=")
    if not equals:
        return bool(place.cluster) and plain_name(place.cluster) == plain_name(key)
    facts = {plain_name(name): plain_name(text) for name, text in place.facts.items()}
    return facts.get(plain_name(key)) == plain_name(value)
