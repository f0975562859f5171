"""Reading the body of an XForm: how each node is asked and named."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from bot.domain.forms.model import Control, Item, Itemset, Words
from bot.domain.forms.xpath import Expression

if TYPE_CHECKING:
    from bot.domain.forms.xform import Blueprint

_JR = "{http://openrosa.org/javarosa}"
_TAGS = frozenset({"input", "secret", "select", "select1", "rank", "upload", "range", "trigger"})


def local(element: ET.Element) -> str:
    """The name of an element without its namespace."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


class Reader(Protocol):
    """What the body needs of the reader of the whole form."""

    def path_of(self, reference: str) -> str:
        """The path of a node from a reference."""
        ...

    def expression(self, source: str | None, path: str, what: str) -> Expression | None:
        """A compiled expression."""
        ...

    def words(self, element: ET.Element | None, path: str) -> Words | None:
        """The text of a label or hint."""
        ...

    def action(self, element: ET.Element, trigger: str) -> None:
        """Keep a value that is set on an event."""
        ...


class BodyReader:
    """Hangs controls, counts and choices on the specs of a form."""

    def __init__(self, made: Blueprint, reader: Reader) -> None:
        self._made = made
        self._reader = reader

    def read(self, element: ET.Element) -> None:
        """Read a body, or what is inside of a group or repeat."""
        for child in element:
            tag = local(child)
            if tag == "group":
                self._group(child)
            elif tag == "repeat":
                self._repeat(child)
            elif tag in _TAGS:
                self._control(child)

    def _group(self, element: ET.Element) -> None:
        spec = self._made.specs.get(self._reader.path_of(element.get("ref", "")))
        label, hint = _child(element, "label"), _child(element, "hint")
        repeat = _child(element, "repeat")
        owner = (
            self._made.specs.get(self._reader.path_of(repeat.get("nodeset", "")))
            if repeat is not None
            else spec
        )
        if owner is not None:
            owner.control = Control(
                "group",
                self._reader.words(label, owner.path),
                self._reader.words(hint, owner.path),
                element.get("appearance", ""),
            )
        self.read(element)

    def _repeat(self, element: ET.Element) -> None:
        path = self._reader.path_of(element.get("nodeset", ""))
        spec = self._made.specs.get(path)
        if spec is not None:
            spec.count = self._reader.expression(element.get(f"{_JR}count"), path, "repeat_count")
            spec.fixed = element.get(f"{_JR}noAddRemove", "").strip() == "true()"
            control = spec.control or Control("group")
            appearance = " ".join(filter(None, (control.appearance, element.get("appearance", ""))))
            spec.control = replace(control, tag="repeat", appearance=appearance)
            for action in (e for e in element if local(e) == "setvalue"):
                self._reader.action(action, "")
        self.read(element)

    def _control(self, element: ET.Element) -> None:
        path = self._reader.path_of(element.get("ref", ""))
        spec = self._made.specs.get(path)
        if spec is None:
            return
        itemset = _child(element, "itemset")
        attributes = {name.rpartition("}")[2]: value for name, value in element.attrib.items()}
        for name in ("ref", "appearance"):
            attributes.pop(name, None)
        spec.control = Control(
            local(element),
            self._reader.words(_child(element, "label"), path),
            self._reader.words(_child(element, "hint"), path),
            element.get("appearance", ""),
            attributes,
            tuple(self._items(element, path)),
            self._itemset(itemset, path) if itemset is not None else None,
        )
        for action in (e for e in element if local(e) == "setvalue"):
            self._reader.action(action, path)

    def _items(self, element: ET.Element, path: str) -> Iterator[Item]:
        for item in (e for e in element if local(e) == "item"):
            value = _child(item, "value")
            name = "".join(value.itertext()).strip() if value is not None else ""
            yield Item(name, self._reader.words(_child(item, "label"), path))

    def _itemset(self, element: ET.Element, path: str) -> Itemset | None:
        value = _child(element, "value")
        nodes = self._reader.expression(element.get("nodeset"), path, "choice_filter")
        name = self._reader.expression(value.get("ref") if value is not None else "name", path, "choices")
        if nodes is None or name is None:
            return None
        return Itemset(nodes, name, self._reader.words(_child(element, "label"), path))


def _child(element: ET.Element, name: str) -> ET.Element | None:
    return next((child for child in element if local(child) == name), None)
