"""Every operator and function with values of every type: both engines compute the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import islice
from zoneinfo import ZoneInfo

import pytest

from bot.domain.forms.filling import Filling
from bot.domain.forms.form import Form
from bot.domain.forms.xpath.registry import ENTRIES
from tests.conformance.expressions import DIFFERENT, EXPRESSIONS, ONLY_OURS, computing
from tests.conformance.oracle import ZONE, Oracle, OracleError
from tests.conformance.same import canonical

#: Expressions in one form: the judge takes longer than twice as long for twice as many.
TOGETHER = 150


def bunches(expressions: Sequence[str]) -> Iterator[list[str]]:
    rest = iter(expressions)
    while found := list(islice(rest, TOGETHER)):
        yield found


def judged(judge: Oracle, expressions: Sequence[str]) -> list[str]:
    """What ODK's engine gives for each expression."""
    judge.load(computing(expressions))
    values = {leaf["ref"]: leaf["value"] for leaf in judge.snapshot() if "value" in leaf}
    return [values[f"/data/e{n}"] for n, _text in enumerate(expressions, 1)]


def ours(expressions: Sequence[str]) -> list[str]:
    """What Sala gives for each expression."""
    now = dt.datetime.now(ZoneInfo(ZONE))
    filling = Filling(Form.from_xform(computing(expressions)), {}, now=now, seed="a seed")
    return [filling.value(f"e{n}") for n, _text in enumerate(expressions, 1)]


@pytest.mark.parametrize("bunch", list(bunches(EXPRESSIONS)), ids=lambda bunch: bunch[0])
def test_both_compute_the_same(judge: Oracle, bunch: list[str]) -> None:
    found = zip(bunch, judged(judge, bunch), ours(bunch), strict=True)
    wrong = [
        f"{text}: ODK {theirs!r}, Sala {mine!r}"
        for text, theirs, mine in found
        if canonical(theirs, None) != canonical(mine, None)
    ]
    assert wrong == []


def test_what_differs_differs_as_it_is_listed(judge: Oracle) -> None:
    texts = list(DIFFERENT)
    theirs, mine = judged(judge, texts), ours(texts)
    assert dict(zip(texts, mine, strict=True)) == {text: value for text, (value, _why) in DIFFERENT.items()}
    assert [text for text, a, b in zip(texts, theirs, mine, strict=True) if a == b] == [], "no more different"


@pytest.mark.parametrize("text", ONLY_OURS)
def test_what_the_judge_gives_up_on(judge: Oracle, text: str) -> None:
    assert ours([text]) == [ONLY_OURS[text][0]]
    with pytest.raises(OracleError):
        judged(judge, [text])


def test_every_function_has_its_cases() -> None:
    written = " ".join((*EXPRESSIONS, *DIFFERENT, *ONLY_OURS))
    elsewhere = {"pulldata", "namespace-uri"}  # forms.py; ODK has none
    assert {name for name in ENTRIES if f"{name}(" not in written} == elsewhere
