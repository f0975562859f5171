"""What the duel tolerates stands in docs/xlsform.md, by name."""

from __future__ import annotations

import re

from tests.conformance.differences import Difference
from tests.domain.test_xlsform_doc import DOCUMENT


def test_every_difference_that_is_tolerated_has_its_row() -> None:
    part = DOCUMENT.read_text(encoding="utf-8").split("## Where the two differ, and why")[1].split("\n## ")[0]
    rows = [re.split(r" (?<!\\)\| ", row.strip("| "))[0] for row in part.splitlines() if row.startswith("| ")]
    wanted = {difference.value.replace("|", r"\|") for difference in Difference}
    assert wanted - set(rows) == set()
