"""The same form and the same answers in both engines, compared after every step, in every language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import zip_longest
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.forms.filling import Filling, Leaf
from bot.domain.forms.form import Form
from bot.domain.said import Said
from tests.conformance.acting import Actor
from tests.conformance.instances import facts
from tests.conformance.oracle import ZONE, Oracle
from tests.conformance.same import CHANCE, UNTRANSLATED, canonical, squeezed, timeless


@dataclass
class Duel:
    """One life of a form: what was compared, what differed, in words, and what may differ on purpose.

    ``tagged`` are the texts with tags inside of them, of which the judge leaves a part out.
    """

    name: str
    form: Form
    oracle: Oracle
    rng: Random
    languages: list[str] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    differences: list[str] = field(default_factory=list)
    steps: int = 0
    compared: int = 0
    on_purpose: int = 0
    tagged: frozenset[str] = frozenset()

    def run(self, steps: int) -> None:
        """Act at random, and compare after each act in each language; in the end, the submissions."""
        named = [language for language in self.languages if language] or [""]
        now = dt.datetime.now(ZoneInfo(ZONE))
        self.fillings = {
            language: Filling(self.form, self.answers, now=now, language=language, seed="duel")
            for language in named
        }
        self._speak(named[0])
        self.actor = Actor(self.form, self.oracle, self.rng, self.fillings, self.answers)
        self._compare_all("blank")
        for _step in range(steps):
            act = self.actor.act() if not self.differences else None
            if act is None:
                break
            self.steps += 1
            self._compare_all(act)
        if not self.differences:
            self._compare_submissions()

    @property
    def filling(self) -> Filling:
        """Ours, in the language that ODK's engine speaks now."""
        return self.fillings[self.spoken]

    def _speak(self, language: str) -> None:
        self.spoken = language
        if language:
            self.oracle.speak(language)

    def _compare_all(self, after: str) -> None:
        """Compare in each language, the one that is spoken now first."""
        for language in sorted(self.fillings, key=lambda one: one != self.spoken):
            if language != self.spoken:
                self._speak(language)
            self._compare(f"{after}, in {language}" if language else after)

    def _compare(self, after: str) -> None:
        judged = {
            self.actor.ours(leaf["ref"]): leaf
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

    def _facts(self, ref: str, leaf: Leaf, theirs: dict[str, Any]) -> Iterator[tuple[str, Any, Any]]:
        yield "relevant", theirs["relevant"], leaf.relevant
        if not theirs["relevant"]:
            return
        if self._orders_otherwise(leaf.question.path):
            self.on_purpose += 1
        elif not self._by_chance(leaf.question.path):
            kind = leaf.question.bind_type
            yield "value", canonical(theirs["value"], kind), canonical(leaf.value, kind)
        yield "readonly", theirs["readonly"], self.filling.readonly(ref)
        yield "required", theirs["required"], self.filling.required(ref)
        if not leaf.question.asked:
            return
        for what, said in (("label", self.filling.label(ref)), ("hint", self.filling.hint(ref))):
            if theirs[what] == UNTRANSLATED or squeezed(said) in self.tagged:
                self.on_purpose += 1
            else:
                yield what, squeezed(theirs[what]), squeezed(said)
        if theirs["options"] is not None:
            yield "choices", *self._choices(ref, leaf, theirs)
        if not self._orders_otherwise(leaf.question.path):
            yield "violation", *self._violations(ref, leaf, theirs)

    def _orders_otherwise(self, path: str) -> bool:
        """A ranking of choices that come and go: what comes later is in nobody's order with us."""
        return self.form.questions[path].kind == "rank" and self.form.specs[path].narrowed

    def _choices(self, ref: str, leaf: Leaf, theirs: dict[str, Any]) -> tuple[Any, Any]:
        options = [[option.name, squeezed(option.label)] for option in self.filling.choices(ref)]
        known = dict(options)
        expected = [
            [name, known.get(name) if label == UNTRANSLATED else squeezed(label)]
            for name, label in theirs["options"]
        ]
        if self._shuffles(leaf.question.path):
            options.sort()
            expected.sort()
        return expected, options

    def _violations(self, ref: str, leaf: Leaf, theirs: dict[str, Any]) -> tuple[str, str]:
        found = self.filling.check(ref, leaf.value)
        bind = self.form.specs[leaf.question.path].bind
        unspoken = theirs["message"] in (UNTRANSLATED, "")
        if theirs["violation"] is None or found is None or isinstance(found, Said) or unspoken:
            mine = "" if found is None else "broken"
            return ("" if theirs["violation"] is None else "broken"), mine
        own = bind.required_message if theirs["violation"] == "required" else bind.constraint_message
        return (squeezed(theirs["message"]) if own else "broken"), squeezed(found)

    def _compare_submissions(self) -> None:
        """What both would send to a server: the same elements in the same order, with the same texts."""

        def value(path: str, text: str) -> str:
            if path in self.form.questions and (self._by_chance(path) or self._orders_otherwise(path)):
                return "(not compared)"
            spec = self.form.specs.get(path)
            return timeless(canonical(text, spec.bind.type if spec else None))

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
