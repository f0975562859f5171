"""An instance XML as a list of what stands in it, so that two of them can be compared."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable

#: What Sala leaves out (entities), and what is new in every run (instanceID).
LEFT_OUT = ("meta/entity", "meta/instanceID")


def facts(xml: str, value: Callable[[str, str], str]) -> list[tuple[str, str]]:
    """Each element in order: its path without the root, its text as ``value(path, text)`` writes it."""
    # what is parsed here was written by one of the two engines
    root = ET.fromstring(xml)
    found = [("", " ".join(f"{name}={root.get(name, '')}" for name in ("id", "version")))]

    def walk(element: ET.Element, above: str) -> None:
        for child in element:
            path = f"{above}{child.tag.rpartition('}')[2]}"
            if path not in LEFT_OUT:
                found.append((path, "(group)" if len(child) else value(path, child.text or "")))
                walk(child, f"{path}/")

    walk(root, "")
    return found
