"""Whom a row of the schedule is for: roles, countries, clusters and facts about clusters."""

from __future__ import annotations

import pytest

from bot.domain.audience import Place, fits, read_place
from bot.domain.schedule_rows import read_entry

SILK = Place("LA", "Weavers of Inle", {"sector": "Silk", "product": "scarves", "country": "MM"})


@pytest.mark.parametrize(
    ("cell", "roles", "narrowed"),
    [
        ("leader, cluster:Weavers of Inle", ("leader",), ("cluster:Weavers of Inle",)),
        ("Cluster: sector = silk", ("everyone",), ("cluster:sector=silk",)),
        ("trainees, country:la, country: TH", ("trainee",), ("country:LA", "country:TH")),
        ("", ("everyone",), ()),
    ],
)
def test_a_cell_is_read(cell: str, roles: tuple[str, ...], narrowed: tuple[str, ...]) -> None:
    entry, findings = read_entry({"activity": "a", "audience": cell}, 2)
    assert (entry.audience, entry.narrowed, findings) == (roles, narrowed, [])


@pytest.mark.parametrize(
    "word", ["country:Laos", "cluster:", "cluster:=silk", "cluster:sector=", "team:x", "x"]
)
def test_what_cannot_be_read_is_said(word: str) -> None:
    assert read_place(word) is None
    assert read_entry({"activity": "a", "audience": word}, 2)[1][0].column == "audience"


@pytest.mark.parametrize(
    ("narrowed", "meant"),
    [
        ((), True),
        (("cluster:weavers of INLE",), True),
        (("cluster:Potters",), False),
        (("cluster:Potters", "cluster:sector=silk"), True),
        (("cluster:sector=cotton",), False),
        (("cluster:age=3",), False),
        (("country:LA",), True),
        (("country:TH",), False),
        (("country:LA", "cluster:country=MM"), True),
        (("country:TH", "cluster:country=MM"), False),
    ],
)
def test_who_is_meant(narrowed: tuple[str, ...], meant: bool) -> None:
    assert fits(narrowed, SILK) is meant


def test_who_is_in_no_cluster_is_in_none_of_them() -> None:
    assert not fits(("cluster:sector=silk",), Place("LA"))
    assert not fits(("cluster:x",), Place("LA"))
