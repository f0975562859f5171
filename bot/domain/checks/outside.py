"""Data files that questions read: that they are there, can be read, and have the columns that are needed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.domain.findings import Finding, error
from bot.domain.forms.beside import find
from bot.domain.forms.outline import EXPRESSIONS, Item, Outline
from bot.domain.forms.outside import OutsideError, first_row
from bot.domain.forms.sheets import decoded
from bot.domain.said import N_

#: Largest data file, in bytes.
LARGEST = 10_000_000

#: A choice list that is a file.
DATA_FILE = re.compile(r"\S+\.(?:csv|xml|geojson)", re.IGNORECASE)

_PULLDATA = re.compile(r"pulldata\(\s*(['\"])([^'\"]+)\1")
_EXTERNAL = {"csv-external": ".csv", "xml-external": ".xml"}

#: Names of the columns that hold value and label when the parameters do not say.
_DEFAULTS = {"geojson": ("id", "title")}


@dataclass(frozen=True)
class Use:
    """A cell that names a data file, and the columns that it needs there."""

    item: Item
    key: str
    name: str
    columns: tuple[str, ...] = ()


def read_outside(path: Path, lines: Outline) -> tuple[dict[str, str], list[Finding]]:
    """The texts of the data files that a form reads, by name, and what is wrong with them.

    A question without its data cannot be asked, so all of that are errors.
    """
    files: dict[str, str] = {}
    heads: dict[str, list[str]] = {}
    findings: list[Finding] = []
    for use in uses(lines):
        if use.name not in heads:
            text, problem = _read(path, use)
            heads[use.name] = []
            if problem is None:
                files[use.name] = text
                try:
                    heads[use.name] = first_row(use.name, text)
                except OutsideError as broken:
                    problem = Finding("error", *_place(use), broken.said)
            findings += [problem] if problem is not None else []
        findings += _missing_columns(use, heads[use.name])
    return files, findings


def uses(lines: Outline) -> Iterator[Use]:
    """Every place of the form that names a data file."""
    for item in lines.items:
        kind = item.kind
        if DATA_FILE.fullmatch(kind.list_name):
            yield Use(item, "type", kind.list_name, _value_and_label(item))
        elif kind.name in _EXTERNAL:
            yield Use(item, "name", f"{item.name}{_EXTERNAL[kind.name]}")
        for key in (*EXPRESSIONS, "default"):
            for found in _PULLDATA.finditer(item[key]):
                name = found[2] if found[2].lower().endswith(".csv") else f"{found[2]}.csv"
                yield Use(item, key, name)


def _value_and_label(item: Item) -> tuple[str, ...]:
    suffix = item.kind.list_name.rpartition(".")[2].lower()
    value, label = _DEFAULTS.get(suffix, ("name", "label"))
    told = dict(re.findall(r"(value|label)\s*=\s*([^\s,;]+)", item["parameters"]))
    return told.get("value", value), told.get("label", label)


def _read(path: Path, use: Use) -> tuple[str, Finding | None]:
    found = find(path, use.name)
    if found is None:
        text = N_("There is no file “{name}”. Put it beside the sheets, or pack both into one zip file.")
        return "", error(*_place(use), text, name=use.name)
    if found.stat().st_size > LARGEST:
        text = N_("“{name}” is larger than {n} megabytes.")
        return "", error(*_place(use), text, name=use.name, n=LARGEST // 1_000_000)
    content = decoded(found.read_bytes())
    if content is None:
        text = N_("“{name}” is not in UTF-8. Save it as “CSV UTF-8”.")
        return "", error(*_place(use), text, name=use.name)
    return content, None


def _missing_columns(use: Use, head: list[str]) -> Iterator[Finding]:
    for column in use.columns:
        if head and column not in head:
            text = N_(
                "“{name}” has no column “{column}”. It has: {known}. Write value= and label= into parameters."
            )
            yield error(*_place(use), text, name=use.name, column=column, known=", ".join(head[:20]))


def _place(use: Use) -> tuple[str, int, str]:
    return "survey", use.item.number, use.item.heading(use.key)
