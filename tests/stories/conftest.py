from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from tests.stories.chat import Village

#: Friday 27 November 2026, 17:00 in Bangkok: three days before the workshop begins.
FRIDAY = dt.datetime(2026, 11, 27, 10, 0, tzinfo=dt.UTC)


@pytest.fixture
def village(tmp_path: Path) -> Village:
    return Village(tmp_path, FRIDAY)
