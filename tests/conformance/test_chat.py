"""The same answers, tapped and typed in the chat and given to ODK's engine, end in the same submission.

A person fills each form in the rehearsal room as people do (:mod:`tests.conformance.person`). What they
meant is told to ODK's engine in the same order, and the two submissions are compared.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.domain.findings import Finding, is_error
from tests.conformance.crowd import CROWD, OWN, PUBLIC, Crowd, opened, own_programme, public_forms, running
from tests.conformance.oracle import Oracle
from tests.stories.chat import Village

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def crowd(tmp_path_factory: pytest.TempPathFactory, judge: Oracle) -> AsyncIterator[Crowd]:
    """One bot for all the forms."""
    bot = running(tmp_path_factory.mktemp("chat"))
    await bot.start()
    yield Crowd(Village(bot), judge)
    await bot.stop()


@pytest.mark.parametrize("seed", range(CROWD))
@pytest.mark.parametrize("name", OWN)
async def test_own_forms(crowd: Crowd, name: str, seed: int) -> None:
    lived = await crowd.fill(own_programme(name), seed)
    assert lived.differences == []
    assert lived.person.acts


def assert_refused_with_a_reason(findings: list[Finding], path: Path) -> None:
    """A refusal says where and why: sheet and row, or the file when nothing in it can be read."""
    errors = [finding for finding in findings if is_error(finding)]
    assert errors
    for finding in errors:
        words = finding.said.english()
        assert len(words) > 10
        assert (finding.sheet and finding.row) or path.name in words


if PUBLIC:  # named when public forms are at hand

    @pytest.mark.parametrize("seed", range(CROWD))
    @pytest.mark.parametrize("path", public_forms(), ids=lambda path: path.name)
    async def test_public_forms(crowd: Crowd, path: Path, seed: int) -> None:
        programme, findings = opened(path)
        if programme is None:
            assert_refused_with_a_reason(findings, path)
            return
        lived = await crowd.fill(programme, seed, path.stem)
        assert lived.differences == []
