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
    told = _Told(oracle, f"/{filling.form.root.name}")
    differences = []
    for act in acts:
        try:
            problem = told.tell(act)
        except OracleError as error:
            problem = f"ODK says {error}"
        if problem:
            differences.append(f"{act}: {problem}")
    return [*differences, *_compared(oracle, filling)]


class _Told:
    """What ODK's engine was told so far. There rounds are numbered anew when one before them is removed."""

    def __init__(self, oracle: Oracle, root: str) -> None:
        self._oracle = oracle
        self._root = root
        self._removed: dict[str, set[int]] = {}

    def tell(self, act: Act) -> str:
        """Do the same there; gives what is wrong, in words. Raises ``OracleError``."""
        ref = f"{self._root}/{self._theirs(act.ref)}"
        if act.what == "add":
            self._oracle.add(ref)
        elif act.what in ("remove", "drop"):
            self._oracle.remove(ref, self._index(act.ref, int(act.value)) - 1)
            if act.what == "remove":
                self._removed.setdefault(act.ref, set()).add(int(act.value))
        else:
            self._oracle.set(ref, act.value)
            if act.what == "refused" and not _violated(self._oracle, ref):
                return "ODK takes it"
        return ""

    def _theirs(self, ref: str) -> str:
        parts: list[str] = []
        head = ""
        for part in ref.split("/"):
            name, _bracket, number = part.partition("[")
            repeat = f"{head}{name}"
            parts.append(f"{name}[{self._index(repeat, int(number.rstrip(']')))}]" if number else name)
            head = f"{head}{part}/"
        return "/".join(parts)

    def _index(self, repeat: str, number: int) -> int:
        return number - sum(gone < number for gone in self._removed.get(repeat, ()))


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
