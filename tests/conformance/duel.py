"""The same form and the same answers in both engines, compared after every step."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import zip_longest
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.forms.filling import Filling
from bot.domain.forms.form import Form
from bot.domain.said import Said
from tests.conformance.instances import facts
from tests.conformance.oracle import ZONE, Oracle, OracleError

#: Functions whose value nobody can predict; leaves computed with them are not compared by value.
CHANCE = ("random(", "uuid(", "now(", "randomize(", "position(..)now")

#: What pyxform writes where a translation is missing; Sala says the sentence in the default language instead.
UNTRANSLATED = "-"

#: What the judge's language writes for a date of nothing; the specification gives it no text, and Sala none.
INVALID = "Invalid Date"

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+(?:Z|[+-]\d\d:\d\d)?")


@dataclass
class Duel:
    """One run: what was compared, and what differed, in words."""

    name: str
    form: Form
    oracle: Oracle
    rng: Random
    languages: list[str] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    differences: list[str] = field(default_factory=list)
    steps: int = 0
    compared: int = 0

    def run(self, steps: int) -> None:
        """Answer at random, and compare after each answer, in each language at the beginning and the end."""
        self._in_each_language("blank")
        for _step in range(steps):
            act = self._act()
            if act is None:
                break
            self.steps += 1
            self._compare(act)
            if self.differences:
                return
        self._in_each_language("the end")
        self._compare_submissions()

    def _in_each_language(self, when: str) -> None:
        spoken = [language for language in self.languages if language] or [""]
        for language in [*spoken[1:], spoken[0]]:
            if language:
                self.oracle.speak(language)
            now = dt.datetime.now(ZoneInfo(ZONE))
            self.filling = Filling(self.form, self.answers, now=now, language=language, seed="duel")
            self._compare(f"{when} in {language}" if language else when)

    # --- acting -----------------------------------------------------------------------------------

    def _act(self) -> str | None:
        leaves = self.oracle.snapshot()
        open_leaves = [
            leaf
            for leaf in leaves
            if leaf["kind"] in ("input", "select", "rank", "range", "trigger")
            and leaf["relevant"]
            and not leaf["readonly"]
            and leaf.get("type") not in ("binary",)
        ]
        ranges = [
            leaf
            for leaf in leaves
            if leaf["kind"] == "repeat-range:uncontrolled" and leaf["relevant"] and leaf["count"] < 4
        ]
        if ranges and self.rng.random() < 0.15:
            return self._add(self.rng.choice(ranges))
        if not open_leaves:
            return None
        leaf = self.rng.choice(open_leaves)
        ref = ours(leaf["ref"])
        value = self._value(leaf)
        if self._counts_rounds(ref):
            value = self._more_rounds(ref)
        elif self.rng.random() < 0.1:
            value = ""
        try:
            self.oracle.set(leaf["ref"], value)
        except OracleError as error:
            return f"(refused by the judge: {ref} = {value!r}: {error})"
        self._put(ref, value)
        return f"{ref} = {value!r}"

    def _add(self, leaf: dict[str, Any]) -> str:
        self.oracle.add(leaf["ref"])
        ref = ours(leaf["ref"])
        self._put(ref, f"{leaf['count'] + 1}+")
        return f"{ref} + 1"

    def _put(self, ref: str, value: str) -> None:
        self.answers[ref] = value
        self.filling.put(ref, value)

    def _value(self, leaf: dict[str, Any]) -> str:
        if leaf["kind"] in ("select", "rank"):
            return self._choice(leaf)
        if leaf["kind"] == "trigger":
            return "OK"
        if leaf["kind"] == "range":
            low, high, step = (float(part or 1) for part in leaf["range"])
            value = low + step * self.rng.randint(0, round((high - low) / step))
            return str(int(value)) if value == int(value) else str(value)
        return _MADE.get(str(leaf.get("type")), _text)(self.rng)

    def _choice(self, leaf: dict[str, Any]) -> str:
        rng, names = self.rng, [name for name, _label in leaf["options"] or []]
        if not names:
            return ""
        if leaf["kind"] == "rank":
            rng.shuffle(names)
            return " ".join(names)
        if leaf.get("selectType") == "select":
            chosen = set(rng.sample(names, rng.randint(1, len(names))))
            return " ".join(name for name in names if name in chosen)
        return str(rng.choice(names))

    def _counts_rounds(self, ref: str) -> bool:
        """Whether a repeat is as long as this answer says."""
        name = ref.rpartition("/")[2]
        counts = (spec.count.source for spec in self.form.specs.values() if spec.count is not None)
        return any(name in source for source in counts)

    def _more_rounds(self, ref: str) -> str:
        """A number that never falls: the judge forgets the rounds that were taken away, Sala does not."""
        before = self.answers.get(ref, "0")
        return str(min(5, int(before) + self.rng.randint(0, 2)))

    # --- comparing --------------------------------------------------------------------------------

    def _compare(self, after: str) -> None:
        judged = {
            ours(leaf["ref"]): leaf
            for leaf in self.oracle.snapshot()
            if not leaf["kind"].startswith("repeat-range")
        }
        mine = {leaf.ref: leaf for leaf in self.filling.leaves()}
        for ref in judged.keys() - mine.keys():
            if "meta/" not in ref and judged[ref]["relevant"]:
                self._differ(after, ref, "only the judge has it", "", "")
        for ref, leaf in mine.items():
            theirs = judged.get(ref)
            if theirs is None:
                if "meta/" not in ref:
                    self._differ(after, ref, "only we have it", "", "")
                continue
            for what, expected, found in self._facts(ref, leaf, theirs):
                self.compared += 1
                if expected != found:
                    self._differ(after, ref, what, expected, found)

    def _facts(self, ref: str, leaf: Any, theirs: dict[str, Any]) -> Iterator[tuple[str, Any, Any]]:
        yield "relevant", theirs["relevant"], leaf.relevant
        if not theirs["relevant"]:
            return
        if not self._by_chance(leaf.question.path):
            kind = leaf.question.bind_type
            yield "value", canonical(theirs["value"], kind), canonical(leaf.value, kind)
        yield "readonly", theirs["readonly"], self.filling.readonly(ref)
        yield "required", theirs["required"], self.filling.required(ref)
        if not leaf.question.asked:
            return
        for what, said in (("label", self.filling.label(ref)), ("hint", self.filling.hint(ref))):
            if theirs[what] != UNTRANSLATED:
                yield what, squeezed(theirs[what]), squeezed(said)
        if theirs["options"] is not None:
            options = [[option.name, squeezed(option.label)] for option in self.filling.choices(ref)]
            known = dict(options)
            expected = [
                [name, known.get(name) if label == UNTRANSLATED else squeezed(label)]
                for name, label in theirs["options"]
            ]
            if self._shuffles(leaf.question.path):
                options.sort()
                expected.sort()
            yield "choices", expected, options
        yield "violation", *self._violations(ref, leaf, theirs)

    def _violations(self, ref: str, leaf: Any, theirs: dict[str, Any]) -> tuple[str, str]:
        found = self.filling.check(ref, leaf.value)
        bind = self.form.specs[leaf.question.path].bind
        unspoken = theirs["message"] == UNTRANSLATED
        if theirs["violation"] is None or found is None or isinstance(found, Said) or unspoken:
            mine = "" if found is None else "broken"
            return ("" if theirs["violation"] is None else "broken"), mine
        own = bind.required_message if theirs["violation"] == "required" else bind.constraint_message
        return (squeezed(theirs["message"]) if own else "broken"), squeezed(found)

    def _compare_submissions(self) -> None:
        """What both would send to a server: the same elements in the same order, with the same texts."""

        def value(path: str, text: str) -> str:
            if path in self.form.questions and self._by_chance(path):
                return "(by chance)"
            spec = self.form.specs.get(path)
            return _MOMENT.sub("(now)", canonical(text, spec.bind.type if spec else None))

        theirs = facts(self.oracle.xml(), value)
        mine = facts(self.filling.submission({"instanceID": "uuid:1"}), value)
        self.compared += len(theirs)
        for expected, found in zip_longest(theirs, mine):
            if expected != found:
                self._differ("all", str((expected or found)[0]), "the submission", expected, found)
                return

    def _by_chance(self, path: str) -> bool:
        bind = self.form.specs[path].bind
        if self.form.questions[path].kind in ("start", "end", "deviceid"):
            return True
        source = bind.calculate.source if bind.calculate is not None else ""
        return any(word in source for word in CHANCE)

    def _shuffles(self, path: str) -> bool:
        control = self.form.specs[path].control
        return bool(control and control.itemset and "randomize(" in control.itemset.nodes.source)

    def _differ(self, after: str, ref: str, what: str, expected: Any, found: Any) -> None:
        self.differences.append(
            f"{self.name}: after {after}: {what} of {ref}: ODK {expected!r}, Sala {found!r}"
        )


def _text(rng: Random) -> str:
    return str(rng.choice(("a", "yes", "no", "Noy", "Weavers of Inle", "12", "x y", "ຜ້າໄໝ", "2026-01-05")))


def _date(rng: Random) -> str:
    return (dt.date(2026, 1, 1) + dt.timedelta(days=rng.randint(-9000, 700))).isoformat()


#: A plausible answer of each type, as the judge takes it.
_MADE: dict[str, Callable[[Random], str]] = {
    "int": lambda rng: str(rng.choice((0, 1, 2, 3, 5, 7, 10, 18, 25, 60, 100, 1000))),
    "decimal": lambda rng: str(rng.choice((0, 0.5, 1.5, 2.25, 37.2, 100))),
    "date": _date,
    "time": lambda rng: f"{rng.randint(0, 23):02}:{rng.randint(0, 59):02}:00.000+07:00",
    "dateTime": lambda rng: f"{_date(rng)}T{rng.randint(0, 23):02}:30:00.000+07:00",
    "geopoint": lambda rng: f"{rng.randint(-80, 80)}.5 {rng.randint(-170, 170)}.25 0 0",
}


def ours(ref: str) -> str:
    """The judge's reference as ours: without the root's name."""
    return "/".join(ref.split("/")[2:])


def squeezed(text: str | None) -> str:
    """A text without differences of white space, and without the second at which it was made."""
    return _MOMENT.sub("(now)", " ".join((text or "").split()))


def canonical(value: str, kind: str | None) -> str:
    """A value without differences of writing: 100.0 is 100, a blank after a semicolon is none."""
    if value == INVALID:
        return ""
    if kind in ("geopoint", "geotrace", "geoshape"):
        points = [" ".join(map(_number, point.split())) for point in value.split(";") if point.strip()]
        return ";".join(points)
    return _number(value)


def _number(text: str) -> str:
    try:
        return f"{float(text):.12g}"
    except ValueError:
        return text
