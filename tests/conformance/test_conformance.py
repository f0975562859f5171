"""Our form engine beside ODK's own: same form, same answers, same everything, at every step."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conformance.oracle import Oracle
from tests.conformance.suite import (
    BUNDLED,
    DUELS,
    OWN,
    PUBLIC,
    STEPS,
    Subject,
    duel,
    own,
    public,
    the_bundled,
)


@pytest.mark.parametrize("seed", range(DUELS))
@pytest.mark.parametrize("name", OWN)
def test_own_forms(judge: Oracle, name: str, seed: int) -> None:
    made = duel(judge, own(name), seed)
    assert made.differences == []
    assert made.steps >= STEPS // 2
    assert made.compared > 500


@pytest.mark.parametrize("name", BUNDLED)
def test_the_bundled_programmes(judge: Oracle, name: str) -> None:
    made = duel(judge, the_bundled(name), 1)
    assert made.differences == []
    assert made.compared > 10_000


if PUBLIC:  # named when public forms are at hand

    @pytest.mark.parametrize("seed", range(DUELS))
    @pytest.mark.parametrize("path", PUBLIC, ids=lambda path: path.name)
    def test_public_forms(judge: Oracle, path: Path, seed: int) -> None:
        """Named by SALA_FORMS_DIR; without it there are none, and nothing to compare."""
        subject = public(path)
        if isinstance(subject, Subject):
            assert duel(judge, subject, seed).differences == []
        else:
            assert all(finding.row or not finding.sheet for finding in subject), (
                "refused, with place and reason"
            )
