"""Data from outside the sheets: CSV, XML and GeoJSON files as secondary instances of a form.

What a file means is ODK's rule (https://docs.getodk.org/form-datasets/): each row of a CSV file, each feature
of a GeoJSON file, is an ``item`` with a child for each column or property; an XML file is what it says.
"""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bot.domain.forms.xpath import Node
from bot.domain.said import N_, Said

#: Most nodes of one file: rows times columns.
MOST_CELLS = 1_000_000

#: What a form calls the submission that somebody finished before this one.
LAST_SAVED = "__last-saved"

_SOURCE = re.compile(r"jr://file(?:-csv)?/([^/]+)")
_SEPARATORS = ",;\t|"


class OutsideError(ValueError):
    """A file that cannot be read as data. ``said`` says why, and what to do."""

    def __init__(self, said: Said) -> None:
        super().__init__(said.english())
        self.said = said


def file_of(source: str) -> str:
    """The name of the file that a ``src`` of an instance means; empty when it means none."""
    found = _SOURCE.fullmatch(source.strip())
    return found[1] if found else ""


def read_data(name: str, text: str) -> Node:
    """The instance that a file is: a node with the file's root below it. Raises :class:`OutsideError`."""
    kind, text = name.rpartition(".")[2].lower(), text.removeprefix("\ufeff")
    top = Node("instance")
    if kind == "csv":
        top.add(_items(_csv_rows(name, text)))
    elif kind == "geojson":
        top.add(_items(_features(name, text)))
    elif kind == "xml":
        top.add(_xml(name, text))
    else:
        raise _error(
            N_("“{name}” is no data file. Sala reads files that end in .csv, .xml or .geojson."), name
        )
    return top


def first_row(name: str, text: str) -> list[str]:
    """The columns or properties that the items of a file have; those of its first item."""
    root = next(iter(read_data(name, text).children()), None)
    items = root.named("item") if root is not None else []
    return [child.name for child in items[0].children()] if items else []


def _items(rows: Iterable[Iterable[tuple[str, str]]]) -> Node:
    root = Node("root")
    for row in rows:
        item = Node("item")
        for column, cell in row:
            item.add(Node(column, text=cell))
        root.add(item)
    return root


def _csv_rows(name: str, text: str) -> Iterator[list[tuple[str, str]]]:
    """The rows; columns are separated by what the headings are separated by, as spreadsheets write it."""
    lines = text.rstrip("\r\n")
    heading = lines.partition("\n")[0]
    separator = max(_SEPARATORS, key=heading.count) if any(map(heading.count, _SEPARATORS)) else ","
    try:
        rows = list(csv.reader(io.StringIO(lines, newline=""), delimiter=separator, strict=True))
    except csv.Error:
        raise _error(N_("“{name}” is not a CSV file: a quotation mark has no end."), name) from None
    columns = rows[0] if rows else []
    if not any(columns):
        raise _error(N_("“{name}” is empty. Its first row must hold the names of the columns."), name)
    _not_too_large(name, len(rows) * len(columns))
    for number, row in enumerate(rows[1:], 2):
        if any(row[len(columns) :]):
            raise _error(N_("“{name}”: row {row} has more cells than there are columns."), name, row=number)
        cells = (*row, *[""] * (len(columns) - len(row)))
        yield list(zip(columns, cells, strict=False))


def _features(name: str, text: str) -> Iterator[list[tuple[str, str]]]:
    """The features of a GeoJSON file: their place as ODK writes it, their id, their properties."""
    try:
        collection = json.loads(text)
    except (ValueError, RecursionError):
        raise _error(N_("“{name}” is not GeoJSON. Export it again from the map."), name) from None
    features = collection.get("features") if isinstance(collection, dict) else None
    if not isinstance(features, list) or collection.get("type") != "FeatureCollection":
        raise _error(N_("“{name}” holds no FeatureCollection, which a list of choices needs."), name)
    for feature in features:
        properties: dict[str, Any] = (feature.get("properties") if isinstance(feature, dict) else None) or {}
        if not isinstance(feature, dict) or not isinstance(properties, dict):
            raise _error(N_("“{name}” has a feature that cannot be read."), name)
        identity = feature.get("id", properties.get("id"))
        row = [("geometry", _geometry(name, feature.get("geometry")))]
        row += [("id", _json_text(identity))] if identity is not None else []
        row += [(str(key), _json_text(value)) for key, value in properties.items() if key != "id"]
        yield row


def _geometry(name: str, geometry: object) -> str:
    shape: Mapping[str, Any] = geometry if isinstance(geometry, dict) else {}
    coordinates: Any = shape.get("coordinates")
    try:
        if shape.get("type") == "Point":
            points = [coordinates]
        elif shape.get("type") == "LineString":
            points = coordinates
        elif shape.get("type") == "Polygon":
            points = coordinates[0] if coordinates else []
        else:
            raise TypeError
        return "; ".join(f"{_json_text(point[1])} {_json_text(point[0])} 0 0" for point in points)
    except (TypeError, IndexError, KeyError):
        text = N_("“{name}” has a feature that is no point, line or area. Leave it out.")
        raise _error(text, name) from None


def _json_text(value: object) -> str:
    """A value of JSON as text, as JavaScript writes it."""
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value if isinstance(value, str) else json.dumps(value) if isinstance(value, list) else str(value)


def _xml(name: str, text: str) -> Node:
    """An XML file as nodes. One with a document type is refused: it could grow without end."""
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise _error(N_("“{name}” has a document type. Save it as plain XML without one."), name)
    try:
        root = ET.fromstring(text)  # noqa: S314 -- without a document type there is nothing to expand
    except (ET.ParseError, RecursionError):
        raise _error(N_("“{name}” is not XML that can be read. Export it again."), name) from None
    _not_too_large(name, sum(1 for _element in root.iter()))
    return _node(root)


def _node(element: ET.Element) -> Node:
    made = Node(element.tag.rpartition("}")[2], text="" if len(element) else (element.text or ""))
    for child in element:
        made.add(_node(child))
    return made


def _not_too_large(name: str, cells: int) -> None:
    if cells > MOST_CELLS:
        text = N_("“{name}” has more than {n} cells. Leave out what the questions do not need.")
        raise _error(text, name, n=MOST_CELLS)


def _error(text: str, name: str, **values: object) -> OutsideError:
    return OutsideError(Said(text, {"name": name, **values}))
