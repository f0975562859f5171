"""The way through a filled form: what there is to show in an activity, in form order."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.domain.forms.engine import Engine
from bot.domain.forms.form import Question
from bot.domain.forms.rounds import read_rounds
from bot.domain.forms.tree import Place, Range

#: Path of a node without the root, with the numbers of rounds: ``d3/stops[2]/place``; a repeat: ``d3/stops``.
Ref = str

StepKind = Literal["question", "note", "repeat"]


@dataclass(frozen=True)
class Step:
    """Something to show: a question, a note, or whether a repeat shall have another round."""

    ref: Ref
    kind: StepKind
    question: Question | None = None


class Steps:
    """Walks through one filled form."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def listed(self, activity: str, iteration: int, *, closed: bool = False) -> list[Step]:
        """Everything that is relevant now in an activity, answered or not; nothing for an unknown one.

        ``closed`` counts repeats in that nobody wants to add to any more. The list is made once until an
        answer changes.
        """
        top = self._activity(activity, iteration)
        known = self._engine.memory.steps
        if (activity, iteration) not in known:
            known[activity, iteration] = [] if top is None else [*self._below(top)]
        listed = known[activity, iteration]
        return listed if closed else [step for step in listed if self._asks(step)]

    def _asks(self, step: Step) -> bool:
        """Whether a step is there to be shown; a repeat only while nobody has said that it is complete."""
        return step.kind != "repeat" or self._asks_for_more(self._engine.tree.ranges[step.ref])

    def before(self, steps: Sequence[Step], ref: Ref) -> int:
        """How many of some steps, which stand in form order, come before a ref."""
        return bisect_left(steps, self.order(ref), key=lambda step: self.order(step.ref))

    def inside(self, place: Place) -> Iterator[Step]:
        """Everything that is relevant now in a group or in a round of a repeat."""
        yield from (step for step in self._below(place) if self._asks(step))

    def _activity(self, activity: str, iteration: int) -> Place | None:
        """The group, the one round of a top-level repeat, or the root that an activity is."""
        if self._engine.form.whole and activity == self._engine.form.activities[0].name:
            return self._engine.tree.root
        found = self._engine.tree.ranges.get(activity)
        if found is None:
            return self._engine.tree.places.get(activity)
        if self._engine.rounds_wanted.get(activity, 0) < iteration:
            self._engine.rounds_wanted[activity] = iteration
            self._engine.forget()
        return self._engine.tree.find(f"{activity}[{iteration}]")

    def _below(self, place: Place) -> Iterator[Step]:
        if not self._engine.relevant(place):
            return
        if place.spec.leaf:
            question = self._engine.form.questions.get(place.spec.path)
            if question is not None and question.asked:
                seen_only = question.kind == "note" or self._engine.readonly(place)
                yield Step(place.ref, "note" if seen_only else "question", question)
            return
        for branch in place.branches:
            for child in branch.places():
                yield from self._below(child)
            if isinstance(branch, Range) and self._can_grow(branch):
                yield Step(branch.ref, "repeat")

    def _can_grow(self, found: Range) -> bool:
        """Whether a repeat is one that people add rounds to."""
        if found.spec.count is not None or found.spec.fixed or found.spec.control is None:
            return False
        return self._engine.holds(found.spec.bind.relevant, self._engine.phantom(found), default=True)

    def _asks_for_more(self, found: Range) -> bool:
        """Whether nobody has said that there are no more rounds."""
        if found.ref in self._engine.passed:
            return False
        told = read_rounds(self._engine.answers.get(found.ref, ""))
        return told is None or told.more

    def is_open(self, step: Step) -> bool:
        """Whether a step still waits: not answered, not passed, or its choice is no longer there."""
        if step.kind == "repeat":
            return True
        if step.ref in self._engine.passed:
            return False
        place = self._engine.tree.find(step.ref)
        if place is not None and place.spec.narrowed:
            return not place.string()
        return not self._engine.answers.get(step.ref)

    def order(self, ref: Ref) -> tuple[int, ...]:
        """Where a ref stands in the form, for comparing; a repeat's own ref comes after its rounds."""
        known = self._engine.form.orders.get(ref)
        if known is not None:
            return known
        order: list[int] = []
        path = ""
        for part in ref.split("/"):
            name, _bracket, number = part.partition("[")
            path = f"{path}/{name}" if path else name
            spec = self._engine.form.specs.get(path)
            order.append(spec.number if spec is not None else 0)
            if spec is not None and spec.repeat:
                order.append(int(number.rstrip("]")) if number else 1_000_000)
        return tuple(order)
