"""The same form and the same answers in both engines, compared after every step, in every language."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import zip_longest
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.forms.filling import Filling, Leaf
from bot.domain.forms.form import Form
from bot.domain.forms.instance import META
from tests.conformance.acting import Actor
from tests.conformance.differences import Difference
from tests.conformance.instances import facts
from tests.conformance.oracle import ZONE, Oracle
from tests.conformance.same import (
    CHANCE,
    UNTRANSLATED,
    canonical,
    squeezed,
    timeless,
    written_otherwise,
)

#: What is around leaves: groups, and repeats as a whole by how their kind begins.
AROUND, REPEAT = ("group", "repeat-instance"), "repeat-range"

#: The end of an order with a seed, as in ``randomize(instance('a')/root/item, 7)``.
_SEEDED = re.compile(r",[^,()\[\]']+\)$")

#: What was looked at, what ODK's engine says, what Sala says, and why they may differ.
Fact = tuple[str, Any, Any, Difference | None]


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
    on_purpose: Counter[Difference] = field(default_factory=Counter)
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
        leaves, around = {}, []
        for found in self.oracle.snapshot():
            if found["kind"] in AROUND or found["kind"].startswith(REPEAT):
                around.append(found)
            else:
                leaves[self.actor.ours(found["ref"])] = found
        mine = {leaf.ref: leaf for leaf in self.filling.leaves()}
        for ref in leaves.keys() - mine.keys():
            if "meta/" not in ref and leaves[ref]["relevant"]:
                self._differ(after, ref, "only the judge has it", "", "")
        for ref, leaf in mine.items():
            if ref in leaves:
                self._weigh(after, ref, self._facts(ref, leaf, leaves[ref]))
            else:
                self._differ(after, ref, "only we have it", "", "")
        for found in around:
            ref = self.actor.ours(found["ref"])
            if ref.rpartition(":")[2] != META:
                self._weigh(after, ref, self._facts_around(ref, found))

    def _weigh(self, after: str, ref: str, facts: Iterable[Fact]) -> None:
        """Count what is the same, and what differs on purpose; note everything else."""
        for what, expected, found, allowed in facts:
            if expected == found:
                self.compared += 1
            elif allowed is not None:
                self.on_purpose[allowed] += 1
            else:
                self._differ(after, ref, what, expected, found)

    def _facts_around(self, ref: str, theirs: dict[str, Any]) -> Iterator[Fact]:
        """A group, a round, or a repeat as a whole."""
        if theirs["kind"].startswith(REPEAT):
            if theirs["relevant"]:
                yield "number of rounds", theirs["count"], len(self.filling.rounds(ref).left), None
            return
        yield "relevant", theirs["relevant"], self.filling.relevant(ref), None
        if theirs["relevant"]:
            yield "readonly", theirs["readonly"], self.filling.readonly(ref), None
            yield self._text("label", theirs["label"], self.filling.label(ref))

    def _facts(self, ref: str, leaf: Leaf, theirs: dict[str, Any]) -> Iterator[Fact]:
        path = leaf.question.path
        yield "relevant", theirs["relevant"], leaf.relevant, None
        yield self._value(path, theirs["value"], leaf.value)
        if not theirs["relevant"]:
            return
        yield "readonly", theirs["readonly"], self.filling.readonly(ref), None
        yield "required", theirs["required"], self.filling.required(ref), None
        if not leaf.question.asked:
            return
        yield self._text("label", theirs["label"], self.filling.label(ref))
        yield self._text("hint", theirs["hint"], self.filling.hint(ref))
        if theirs["options"] is not None:
            yield from self._choices(ref, path, theirs["options"])
        yield from self._violations(ref, leaf, theirs)

    def _value(self, path: str, theirs: str, mine: str) -> Fact:
        kind = self.form.questions[path].bind_type
        allowed = written_otherwise(theirs, mine, kind)
        return "value", theirs, mine, allowed or _by_chance(self.form, path) or self._orders_otherwise(path)

    def _text(self, what: str, theirs: str | None, mine: str) -> Fact:
        expected, found = squeezed(theirs), squeezed(mine)
        allowed = Difference.TAGS if found in self.tagged else None
        if expected == UNTRANSLATED or (what == "message" and not expected):
            allowed = Difference.UNTRANSLATED
        elif timeless(expected) == timeless(found):
            allowed = Difference.CHANCE
        return what, expected, found, allowed

    def _orders_otherwise(self, path: str) -> Difference | None:
        """A ranking of choices that come and go: what comes later is in nobody's order with us."""
        ranking = self.form.questions[path].kind == "rank" and self.form.specs[path].narrowed
        return Difference.RANKING if ranking else None

    def _choices(self, ref: str, path: str, options: list[list[str]]) -> Iterator[Fact]:
        offered = [(option.name, option.label) for option in self.filling.choices(ref)]
        if self._shuffles(path):
            yield (
                "order of choices",
                [name for name, _ in options],
                [n for n, _ in offered],
                Difference.CHANCE,
            )
            offered.sort()
            options = sorted(options)
        yield "choices", [name for name, _label in options], [name for name, _label in offered], None
        for (name, label), (_name, said) in zip(options, offered, strict=False):
            yield self._text(f"label of choice {name!r}", label, said)

    def _violations(self, ref: str, leaf: Leaf, theirs: dict[str, Any]) -> Iterator[Fact]:
        found = self.filling.check(ref, leaf.value)
        broken = theirs["violation"] is not None
        yield "violation", broken, found is not None, self._orders_otherwise(leaf.question.path)
        bind = self.form.specs[leaf.question.path].bind
        own = bind.required_message if theirs["violation"] == "required" else bind.constraint_message
        if broken and isinstance(found, str) and own:
            yield self._text("message", theirs["message"], found)

    def _compare_submissions(self) -> None:
        """What both would send to a server: the same elements in the same order, with the same texts."""

        def value(path: str, text: str) -> str:
            if path in self.form.questions and (_by_chance(self.form, path) or self._orders_otherwise(path)):
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

    def _shuffles(self, path: str) -> bool:
        """Whether choices come in an order that nobody can foretell: shuffled without a seed."""
        control = self.form.specs[path].control
        nodes = control.itemset.nodes.source if control and control.itemset else ""
        return "randomize(" in nodes and _SEEDED.search(nodes) is None

    def _differ(self, after: str, ref: str, what: str, expected: Any, found: Any) -> None:
        self.differences.append(
            f"{self.name}: after {after}: {what} of {ref}: ODK {expected!r}, Sala {found!r}"
        )


def _by_chance(form: Form, path: str) -> Difference | None:
    """Why the value of a question cannot be foretold."""
    if form.questions[path].kind in ("start", "end"):
        return Difference.CLOCK
    calculate = form.specs[path].bind.calculate
    chance = calculate is not None and any(word in calculate.source for word in CHANCE)
    return Difference.CHANCE if chance else None
