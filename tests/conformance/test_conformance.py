"""Our form engine beside ODK's own: same form, same answers, same everything, at every step."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from random import Random

import pytest

from bot.domain.forms.form import Form
from bot.domain.programme import open_programme
from bot.programmes import bundled
from tests.conformance.duel import Duel
from tests.conformance.forms import FILES, FORMS
from tests.conformance.oracle import Oracle, OracleError
from tests.domain.forms.writing_forms import xform_of

#: How many lives each form gets; more for a long night: SALA_DUELS=50.
DUELS = int(os.environ.get("SALA_DUELS", "2"))

#: Answers in one life.
STEPS = 40

#: Where public forms are, which are not part of this repository.
PUBLIC = os.environ.get("SALA_FORMS_DIR", "")

#: What differs on purpose in public forms, by their names; docs/xlsform.md says why.
ON_PURPOSE = {
    "computations-1-calculate-simple.xform": "a calculated question that somebody answered keeps the answer",
    "computations-3-relevant-calculate": "the same",
    "computations-4-calculate-required": "the same",
    "computations-8-outputs": "the same",
    "notes-3-notes-with-markdown": "words inside a tag of a label are part of the label",
    "rank-2-rank-with-choice-filter": "a choice that is offered later is not put into somebody's order",
    "repeats-13-repeat-count": "the answers of rounds that were taken away are kept",
}

#: Public forms that ODK's engine itself does not open.
NOT_FOR_THE_JUDGE = (
    "webforms-all-question-types",
    "select-5-select-types",
)


def duel(name: str, xml: str, form: Form, seed: int, files: Mapping[str, str] | None = None) -> Duel:
    with Oracle() as oracle:
        languages = oracle.load(xml, files)
        made = Duel(name, form, oracle, Random(seed), languages)
        made.run(STEPS)
    return made


@cache
def own(name: str) -> tuple[str, Form]:
    xml = xform_of(FORMS[name])
    return xml, Form.from_xform(xml, files=FILES.get(name))


@pytest.mark.parametrize("seed", range(DUELS))
@pytest.mark.parametrize("name", FORMS)
def test_own_forms(name: str, seed: int) -> None:
    xml, form = own(name)
    made = duel(name, xml, form, seed, FILES.get(name))
    assert made.differences == []
    assert made.steps >= STEPS // 2
    assert made.compared > 500


@pytest.mark.parametrize("name", bundled())
def test_the_bundled_programmes(name: str) -> None:
    programme, _findings = open_programme(bundled()[name])
    assert programme is not None
    made = duel(name, programme.xform, programme.form, 1)
    assert made.differences == []
    assert made.compared > 10_000


if PUBLIC:  # named when public forms are at hand
    FOUND = [
        path
        for path in (*sorted(Path(PUBLIC).iterdir()), *sorted((Path(PUBLIC) / "xforms").glob("*.xml")))
        if path.suffix in (".xlsx", ".xls", ".csv", ".xml") and path.stem not in NOT_FOR_THE_JUDGE
    ]

    @pytest.mark.parametrize("path", FOUND, ids=lambda path: path.name)
    def test_public_forms(path: Path) -> None:
        if path.suffix == ".xml":
            xml = path.read_text(encoding="utf-8")
            form = Form.from_xform(xml)
        else:
            programme, findings = open_programme(path)
            if programme is None:
                assert findings, "refused, with the reason"
                return
            xml, form = programme.xform, programme.form
        for seed in range(DUELS):
            try:
                made = duel(path.name, xml, form, seed)
            except OracleError as error:
                pytest.fail(f"ODK does not open {path.name}: {error}")
            assert made.differences == [] or path.stem in ON_PURPOSE
