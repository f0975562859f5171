"""The list of differences in docs/xlsform.md is the list that the tests go by."""

from __future__ import annotations

import re

from tests.conformance.differences import NOT_ACTED, Difference
from tests.domain.test_xlsform_doc import DOCUMENT


def test_every_difference_has_its_row_and_every_row_its_difference() -> None:
    part = DOCUMENT.read_text(encoding="utf-8").split("## Where the two differ, and why")[1].split("\n## ")[0]
    rows = [re.split(r" (?<!\\)\| ", row.strip("| "))[0] for row in part.splitlines() if row.startswith("| ")]
    wanted = [*(difference.value.replace("|", r"\|") for difference in Difference), *NOT_ACTED]
    assert sorted(rows[2:]) == sorted(wanted)
