"""One process of the judge for all forms of a file: starting Node.js takes longer than most duels."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conformance.oracle import Oracle


@pytest.fixture(scope="module")
def judge() -> Iterator[Oracle]:
    with Oracle() as oracle:
        yield oracle
