"""docs/programme-format.md is what facilitators write by: its examples run and its lists are complete."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Any

import pytest
from pyxform.xls2xform import convert

from bot.programmes import bundled

DOC = (Path(__file__).parents[2] / "docs" / "programme-format.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"```csv (\w+)(?: (\w+))?\n(.*?)```", re.DOTALL)

#: Name of each example of the page (the first has none) and its sheets as text.
EXAMPLES: dict[str, dict[str, str]] = {}
for sheet_name, example_name, text in BLOCK.findall(DOC):
    EXAMPLES.setdefault(example_name or "whole", {})[sheet_name] = text


def documented(heading: str) -> set[str]:
    """Words in code type in the first cell of the tables under a heading."""
    body = re.split(rf"^#+ {re.escape(heading)}$", DOC, flags=re.MULTILINE)[1]
    body = re.split(r"^#+ ", body, flags=re.MULTILINE)[0]
    cells = re.findall(r"^\| (`[^|]*) \|", body, flags=re.MULTILINE)
    return {word for cell in cells for word in re.findall(r"`([^`]+)`", cell)}


@pytest.mark.parametrize("example", EXAMPLES)
def test_examples_convert(example: str) -> None:
    sheets = {name: text for name, text in EXAMPLES[example].items() if name != "schedule"}
    workbook: dict[str, Any] = {"sheet_names": list(sheets)}
    for name, text in sheets.items():
        reader = csv.DictReader(io.StringIO(text))
        workbook[f"{name}_header"] = [dict.fromkeys(reader.fieldnames or ())]
        workbook[name] = [{k: v for k, v in row.items() if v} for row in reader]
        assert all(None not in row for row in workbook[name]), f"{name}: a row is longer than its heading"
    assert convert(workbook, form_name="example").xform


def test_the_whole_example_schedules_each_of_its_groups() -> None:
    sheets = {name: list(csv.DictReader(io.StringIO(text))) for name, text in EXAMPLES["whole"].items()}
    groups = [row["name"] for row in sheets["survey"] if row["type"] == "begin_group"]
    assert [row["activity"] for row in sheets["schedule"]] == groups


@pytest.mark.parametrize(
    ("sheet", "headings"),
    [
        ("survey", ("Sheet `survey`", "Columns of Sala")),
        ("choices", ("Sheet `choices`",)),
        ("settings", ("Sheet `settings`",)),
        ("schedule", ("Sheet `schedule`",)),
    ],
)
def test_every_column_of_the_bundled_course_is_explained(sheet: str, headings: tuple[str, ...]) -> None:
    with (bundled()["sme_clusters"] / f"{sheet}.csv").open(encoding="utf-8", newline="") as file:
        used = set(next(csv.reader(file)))
    assert used <= set().union(*map(documented, headings))
