"""Forms that nobody wrote: whatever XLSForm allows, both engines mean the same by it."""

from __future__ import annotations

import os
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.internal.conjecture import providers
from hypothesis.internal.constants_ast import Constants
from pyxform.xls2xform import convert

from bot.domain.forms.form import Form
from tests.conformance.grammar import workbooks
from tests.conformance.oracle import Oracle
from tests.conformance.suite import Subject, duel

#: How many forms; more for a long night: SALA_GENERATED=2000, which also draws other ones each time.
FORMS = int(os.environ.get("SALA_GENERATED", "60"))

#: Acts in the life of each.
STEPS = 15


@pytest.fixture
def steady(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let hypothesis draw nothing from the code that is loaded: else other files decide which forms come."""
    monkeypatch.setattr(providers, "_get_local_constants", Constants)
    providers.CONSTANTS_CACHE.cache.clear()


@pytest.mark.usefixtures("steady")
@settings(
    max_examples=FORMS,
    derandomize="SALA_GENERATED" not in os.environ,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    report_multiple_bugs=False,
)
@given(workbook=workbooks(), seed=st.integers(0, 1000))
def test_generated_forms(judge: Oracle, workbook: dict[str, Any], seed: int) -> None:
    xml = str(convert(workbook, warnings=[]).xform)
    made = duel(judge, Subject("generated", xml, Form.from_xform(xml)), seed, STEPS)
    assert made.differences == []
