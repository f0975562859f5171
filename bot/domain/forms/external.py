"""External choices become ordinary ones: pyxform leaves them to a file that only some apps read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from bot.domain.forms.sheets import Row, Sheet, Tables

_TYPE = re.compile(r"select[ _]one[ _]external\s+(\S+)", re.IGNORECASE)


def without_external(tables: Tables) -> Tables:
    """The same sheets with the rows of ``external_choices`` at the end of ``choices``.

    A list that is in both sheets is not the same list: the external one gets another name.
    """
    sheets = dict(tables.sheets)
    external = sheets.pop("external_choices", None)
    if external is None:
        return tables
    choices = sheets.get("choices", Sheet("choices", (external.column("list_name"),), ()))
    theirs, own = choices.column("list_name"), external.column("list_name")
    both = {row[theirs] for row in choices.rows} & {row[own] for row in external.rows}
    renamed = {name: f"{name}_external" for name in both}
    last = choices.rows[-1].number if choices.rows else 1
    moved = tuple(
        Row(last + number, {**_without(row.cells, own), theirs: renamed.get(row[own], row[own])})
        for number, row in enumerate(external.rows, 1)
    )
    headings = dict.fromkeys((*choices.headings, *(found for found in external.headings if found != own)))
    sheets["choices"] = Sheet("choices", tuple(headings), (*choices.rows, *moved))
    sheets["survey"] = _survey(sheets["survey"], renamed)
    return replace(tables, sheets=sheets)


def _survey(survey: Sheet, renamed: Mapping[str, str]) -> Sheet:
    kind = survey.column("type")
    rows = []
    for row in survey.rows:
        found = _TYPE.fullmatch(row[kind])
        name = renamed.get(found[1], found[1]) if found else ""
        rows.append(Row(row.number, {**row.cells, kind: f"select_one {name}"}) if found else row)
    return Sheet(survey.name, survey.headings, tuple(rows))


def _without(cells: Mapping[str, str], heading: str) -> dict[str, str]:
    return {name: text for name, text in cells.items() if name != heading}
