from __future__ import annotations

import pytest

from tests.stories.chat import Village
from tests.support.running import RunningBot


@pytest.fixture
def village(bot: RunningBot) -> Village:
    """The running bot, with phones around it."""
    return Village(bot)
