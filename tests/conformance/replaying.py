"""What somebody did in a chat, told to ODK's engine in the same order: both must end in one submission."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from bot.domain.forms.filling import Filling
from tests.conformance.instances import facts
from tests.conformance.meaning import FILE
from tests.conformance.oracle import Oracle, OracleError
from tests.conformance.person import Act
from tests.conformance.same import CHANCE, canonical

#: What the machine fills in by the clock, which the two do not share to the second.
_CLOCKS = ("start", "end", "deviceid")


def replay(oracle: Oracle, filling: Filling, acts: Sequence[Act]) -> list[str]:
    """Do the same in ODK's engine; gives what differs from what the chat has kept, in words."""
    root = filling.form.root.name
    differences = []
    for act in acts:
        try:
            if act.what == "add":
                oracle.add(f"/{root}/{act.ref}")
            else:
                oracle.set(f"/{root}/{act.ref}", act.value)
        except OracleError as error:
            differences.append(f"{act}: ODK says {error}")
            continue
        if act.what == "refused" and not _violated(oracle, f"/{root}/{act.ref}"):
            differences.append(f"{act}: ODK takes it")
    return [*differences, *_compared(oracle, filling)]


def _violated(oracle: Oracle, ref: str) -> bool:
    return any(leaf["ref"] == ref and leaf.get("violation") for leaf in oracle.snapshot())


def _compared(oracle: Oracle, filling: Filling) -> list[str]:
    """The two submissions, element by element; the first difference is enough."""
    form = filling.form

    def value(path: str, text: str) -> str:
        spec = form.specs.get(path)
        question = form.questions.get(path)
        if spec is None or (question is not None and question.kind in _CLOCKS):
            return "(by the clock)"
        if spec.bind.calculate is not None and any(word in spec.bind.calculate.source for word in CHANCE):
            return "(by chance)"
        if question is not None and question.kind in ("image", "audio", "video", "file"):
            return FILE if text else ""
        source = spec.bind.calculate.source if spec.bind.calculate is not None else ""
        return canonical(" ".join(text.split()) if "normalize-space(" in source else text, spec.bind.type)

    theirs = facts(oracle.xml(), value)
    mine = facts(filling.submission({"instanceID": "uuid:1"}), value)
    for expected, found in zip_longest(theirs, mine):
        if expected != found:
            return [f"the submission: ODK {expected!r}, chat {found!r}"]
    return []
