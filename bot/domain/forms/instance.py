"""A filled form as ODK's instance XML: what a phone with Collect would send to a server."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable, Mapping

from bot.domain.forms.engine import Engine
from bot.domain.forms.tree import Place

#: Where the housekeeping of a submission stands, and OpenRosa's name for it.
META = "meta"
OPENROSA = "http://openrosa.org/xforms"

#: Makes the text of a leaf; None leaves the element out.
Write = Callable[[Place], str | None]

ET.register_namespace("orx", OPENROSA)


def instance_xml(engine: Engine, write: Write, identity: Mapping[str, str]) -> str:
    """The instance of a filled form: only what is relevant, the rounds of repeats one after the other.

    ``write`` gives the text of each leaf. ``identity`` is what stands in ``meta`` besides the form's own
    leaves, by name: ``instanceID``, ``deprecatedID``; a name with an empty text is left out. Entities are
    not written: Sala neither makes nor changes them. The rules are those of the ODK XForms
    specification, section "Primary instance", and of the OpenRosa metadata schema.
    """
    root = ET.Element(engine.form.root.tag, {"id": engine.form.id})
    if engine.form.version:
        root.set("version", engine.form.version)
    _fill(root, engine.tree.root, engine, write, identity)
    if all(child.path != META for child in engine.form.root.children):
        _identify(ET.SubElement(root, f"{{{OPENROSA}}}{META}"), identity, OPENROSA)
    return ET.tostring(root, encoding="unicode")


def _fill(
    element: ET.Element, place: Place, engine: Engine, write: Write, identity: Mapping[str, str]
) -> None:
    for branch in place.branches:
        for child in branch.places():
            if child.spec.path == META:
                _housekeeping(ET.SubElement(element, child.spec.tag), child, engine, write, identity)
            elif engine.relevant(child):
                _one(element, child, engine, write, identity)


def _one(
    element: ET.Element, child: Place, engine: Engine, write: Write, identity: Mapping[str, str]
) -> None:
    if not child.spec.leaf:
        _fill(ET.SubElement(element, child.spec.tag), child, engine, write, identity)
        return
    text = write(child)
    if text is not None:
        ET.SubElement(element, child.spec.tag).text = text


def _housekeeping(
    element: ET.Element, place: Place, engine: Engine, write: Write, identity: Mapping[str, str]
) -> None:
    """``meta``: the form's own leaves, without those that are given here, and without entities."""
    for child in (one for branch in place.branches for one in branch.places()):
        if child.spec.leaf and child.spec.name not in identity and engine.relevant(child):
            _one(element, child, engine, write, identity)
    _identify(element, identity, element.tag.rpartition("}")[0].lstrip("{"))


def _identify(element: ET.Element, identity: Mapping[str, str], namespace: str) -> None:
    for name, text in identity.items():
        if text:
            ET.SubElement(element, f"{{{namespace}}}{name}" if namespace else name).text = text
