"""The forms that both engines fill: the project's own, the bundled programmes, and public ones."""

from __future__ import annotations

import os
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random

from bot.domain.findings import Finding, is_error
from bot.domain.forms.form import Form
from bot.domain.programme import open_programme
from bot.programmes import bundled
from tests.conformance.duel import Duel
from tests.conformance.forms import FILES, FORMS
from tests.conformance.oracle import Oracle
from tests.conformance.same import squeezed
from tests.domain.forms.writing_forms import xform_of

#: How many lives each form gets; more for a long night: SALA_DUELS=50.
DUELS = int(os.environ.get("SALA_DUELS", "2"))

#: Acts in one life.
STEPS = 40

OWN = tuple(FORMS)
BUNDLED = tuple(bundled())

#: Public forms that ODK's engine itself does not open: they name data files that do not come with them.
NOT_FOR_THE_JUDGE = ("webforms-all-question-types", "select-5-select-types")

#: Where public forms are, which are not part of this repository.
_FOLDER = os.environ.get("SALA_FORMS_DIR", "")
PUBLIC = tuple(
    path
    for path in (
        (*sorted(Path(_FOLDER).iterdir()), *sorted((Path(_FOLDER) / "xforms").glob("*.xml")))
        if _FOLDER
        else ()
    )
    if path.suffix in (".xlsx", ".xls", ".csv", ".xml") and path.stem not in NOT_FOR_THE_JUDGE
)


@dataclass(frozen=True)
class Subject:
    """A form to be filled by both: its XForm, ours, and the data files that it reads."""

    name: str
    xml: str
    form: Form
    files: Mapping[str, str] = field(default_factory=dict)


def duel(judge: Oracle, subject: Subject, seed: int, steps: int = STEPS) -> Duel:
    """One life of a form in both engines."""
    languages = judge.load(subject.xml, subject.files)
    made = Duel(subject.name, subject.form, judge, Random(seed), languages, tagged=_tagged(subject.xml))
    made.run(steps)
    return made


def _tagged(xml: str) -> frozenset[str]:
    """The texts of a form that have tags other than quoted answers inside of them."""
    return frozenset(
        squeezed("".join(element.itertext()))
        for element in ET.fromstring(xml).iter()
        if element.tag.rpartition("}")[2] in ("label", "hint", "value")
        and any(child.tag.rpartition("}")[2] != "output" for child in element)
    )


@cache
def own(name: str) -> Subject:
    """A form of the project's own."""
    xml, files = xform_of(FORMS[name]), FILES.get(name, {})
    return Subject(name, xml, Form.from_xform(xml, files=files), files)


@cache
def the_bundled(name: str) -> Subject:
    """A programme that comes with Sala."""
    programme, _findings = open_programme(bundled()[name])
    assert programme is not None
    return Subject(name, programme.xform, programme.form)


@cache
def public(path: Path) -> Subject | tuple[Finding, ...]:
    """A public form; or why `sala check` refuses it."""
    if path.suffix == ".xml":
        xml = path.read_text(encoding="utf-8")
        return Subject(path.name, xml, Form.from_xform(xml))
    programme, findings = open_programme(path)
    if programme is None:
        errors = tuple(finding for finding in findings if is_error(finding))
        assert errors, "refused, with the reason"
        return errors
    return Subject(path.name, programme.xform, programme.form, programme.stored.get("files", {}))
