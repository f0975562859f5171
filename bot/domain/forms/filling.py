"""One participant's form, filled over months: what to ask next, what is relevant, what everything says.

A filling is cheap: it is made anew from the stored answers for every message. Nothing is computed until
it is asked for, and everything is computed once until an answer changes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field

from bot.domain.forms.engine import Engine
from bot.domain.forms.form import Form, Question
from bot.domain.forms.html import to_html
from bot.domain.forms.instance import instance_xml
from bot.domain.forms.model import Words
from bot.domain.forms.rounds import Rounds, read_rounds
from bot.domain.forms.steps import Ref, Step, Steps
from bot.domain.forms.tree import Place, Range
from bot.domain.forms.words import language_code
from bot.domain.forms.xpath import Node, Nodes, Value
from bot.domain.said import N_, Said

NOT_FITTING = Said(N_("This answer does not fit here. Please look at the question again."))
REQUIRED = Said(N_("This question needs an answer."))


@dataclass(frozen=True)
class Option:
    """A choice that is offered: its name (the value), its label as plain text, and its pictures or sounds."""

    name: str
    label: str
    media: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Leaf:
    """A leaf with what stands in it; the value is empty when it is not relevant."""

    ref: Ref
    question: Question
    relevant: bool
    value: str


class Filling:
    """A form with somebody's answers in it.

    ``answers`` are canonical XForms texts by ref (``d3/stops[2]/place``). Under a repeat's own ref stands
    which rounds it has (:class:`Rounds`). ``passed`` are questions that were skipped, and notes that were
    seen. ``now`` is aware, in the zone of the person. ``facts`` are values for rows with ``sala_fill``.
    ``seed`` is what chance is drawn from: one per enrolment keeps ``random()``, ``uuid()`` and shuffled
    choices as they were; empty draws anew. ``tongue`` is the code of the language in which the person reads,
    ``habits`` of the one by whose habits they write numbers and dates; by default that of the form.
    ``last_saved`` is what the same person filled before, for defaults such as ``${last-saved#village}``.
    """

    def __init__(
        self,
        form: Form,
        answers: Mapping[Ref, str],
        *,
        passed: Collection[Ref] = (),
        now: dt.datetime,
        language: str = "",
        facts: Mapping[str, str] | None = None,
        seed: str = "",
        tongue: str = "",
        habits: str = "",
        last_saved: Filling | None = None,
    ) -> None:
        self.form = form
        self.tongue = tongue or language_code(language or form.default_language)
        self.habits = habits or self.tongue
        self._engine = Engine(
            form,
            answers,
            passed=passed,
            now=now,
            language=language or form.default_language,
            facts=facts or {},
            seed=seed,
            last_saved=last_saved.root if last_saved is not None else None,
        )
        self._steps = Steps(self._engine)

    @property
    def now(self) -> dt.datetime:
        """The instant at which the form is seen, in the zone of the person."""
        return self._engine.now

    @property
    def root(self) -> Node:
        """The node above the root element, for expressions of another form that look into this one."""
        return self._engine.root()

    @property
    def language(self) -> str:
        """The language of the form in which texts are given."""
        return self._engine.language

    # --- what to ask --------------------------------------------------------------------------

    def next(self, activity: str, iteration: int = 1) -> Step | None:
        """The first step that is neither answered nor passed; None when the activity is complete."""
        listed = self._steps.listed(activity, iteration)
        return next((step for step in listed if self._steps.is_open(step)), None)

    def steps(self, activity: str, iteration: int = 1) -> list[Step]:
        """Everything that is relevant now, in form order, answered or not."""
        return list(self._steps.listed(activity, iteration))

    def steps_in(self, ref: Ref) -> list[Step]:
        """What is relevant now in a group or in a round of a repeat, in form order."""
        return list(self._steps.inside(self._place(ref)))

    def previous(self, activity: str, ref: Ref, iteration: int = 1) -> Step | None:
        """The step before a ref, repeats that are complete among them; None for the first."""
        listed = self._steps.listed(activity, iteration, closed=True)
        before = self._steps.before(listed, ref)
        return listed[before - 1] if before else None

    def position(self, activity: str, ref: Ref, iteration: int = 1) -> tuple[int, int]:
        """Which question a ref is and how many there are now, as in (3, 7); notes do not count."""
        listed = self._steps.listed(activity, iteration)
        questions = [step for step in listed if step.kind == "question"]
        before = self._steps.before(questions, ref)
        return min(before + 1, max(1, len(questions))), len(questions)

    # --- what stands there ----------------------------------------------------------------------

    def relevant(self, ref: Ref) -> bool:
        """Whether a question, group or repeat is relevant. Raises ``KeyError`` for an unknown ref."""
        return self._engine.relevant(self._place(ref))

    def required(self, ref: Ref) -> bool:
        """Whether a question must be answered now."""
        place = self._place(ref)
        return self._engine.holds(place.spec.bind.required, place, default=False)

    def readonly(self, ref: Ref) -> bool:
        """Whether nobody may change a value."""
        return self._engine.readonly(self._place(ref))

    def value(self, ref: Ref) -> str:
        """The value at a ref: answer, calculation or default; empty when it is not relevant."""
        return self._place(ref).string()

    def leaves(self) -> Iterable[Leaf]:
        """All leaves in form order, relevant or not, except the form's own housekeeping (``meta``)."""
        for place in self._engine.tree.root.leaves():
            question = self.form.questions.get(place.spec.path)
            if question is not None:
                yield Leaf(place.ref, question, self._engine.relevant(place), place.string())

    def submission(self, identity: Mapping[str, str], values: Callable[[Leaf], str] | None = None) -> str:
        """The instance XML, as ODK's tools take it (:func:`instance_xml` says what is in it).

        ``identity`` is what stands in ``meta``: ``instanceID``, ``deprecatedID``. ``values`` replaces the
        value of each leaf by what may be written; the name that the form gives to a submission is left
        out then, because it may quote what may not.
        """

        def write(place: Place) -> str | None:
            question = self.form.questions.get(place.spec.path)
            if values is None:
                return place.string()
            return values(Leaf(place.ref, question, True, place.string())) if question else None

        return instance_xml(self._engine, write, identity)

    def rounds(self, ref: Ref) -> Rounds:
        """The rounds that a repeat has now. Raises ``KeyError`` for a ref that is no repeat."""
        found = self._range(ref)
        told = read_rounds(self._engine.answers.get(ref, ""))
        more = told is None or told.more
        return Rounds(self._engine.rounds_of(found), more, self._engine.removed_of(found))

    def check(self, ref: Ref, value: str) -> Said | str | None:
        """Why a value cannot stand at a ref: the programme's own message, or ours. None if it can."""
        engine, place = self._engine, self._place(ref)
        kept, passed, memory = engine.answers, engine.passed, engine.memory
        engine.answers, engine.passed = {**kept, ref: value}, passed - {ref}
        engine.forget()
        try:
            return self._violation(place, value)
        finally:
            engine.answers, engine.passed = kept, passed
            engine.forget()
            engine.memory = memory

    def _violation(self, place: Place, value: str) -> Said | str | None:
        bind = place.spec.bind
        if value == "":
            if self._engine.holds(bind.required, place, default=False):
                return self._engine.wording.words(bind.required_message, place) or REQUIRED
            return None
        if self._engine.holds(bind.constraint, place, default=True):
            return None
        return self._engine.wording.words(bind.constraint_message, place) or NOT_FITTING

    def put(self, ref: Ref, value: str) -> dict[Ref, str]:
        """Answer a question, or say how many rounds a repeat has.

        Gives what the form sets by itself when this answer changes (``trigger``), by ref.
        """
        self._known(ref)
        place = self._engine.tree.find(ref)
        before = self._engine.answers.get(ref, "") if place is None else place.string()
        if value or before or ref in self._engine.answers:  # nothing in the place of nothing is no change
            self._engine.answers[ref] = value
        self._engine.passed.discard(ref)
        self._engine.see(ref)
        self._engine.forget()
        return self._engine.fire(ref) if value != before else {}

    def pass_over(self, ref: Ref) -> dict[Ref, str]:
        """Skip a question, or take a note as seen; an answer that was there is gone. Gives as :meth:`put`."""
        self._known(ref)
        before = self._engine.answers.pop(ref, "")
        self._engine.passed.add(ref)
        self._engine.see(ref)
        self._engine.forget()
        return self._engine.fire(ref) if before else {}

    def clear(self, ref: Ref) -> None:
        """Make a question open again."""
        self._known(ref)
        self._engine.answers.pop(ref, None)
        self._engine.passed.discard(ref)
        self._engine.forget()

    def _known(self, ref: Ref) -> None:
        if self._engine.tree.range_at(ref) is None:
            self._place(ref)

    def _range(self, ref: Ref) -> Range:
        found = self._engine.tree.range_at(ref)
        if found is None:
            raise KeyError(f"the form “{self.form.id}” has no repeat “{ref}”")
        return found

    def _place(self, ref: Ref) -> Place:
        found = self._engine.tree.find(ref)
        if found is None:
            raise KeyError(f"the form “{self.form.id}” has no “{ref}”")
        return found

    # --- what it says -----------------------------------------------------------------------------

    def label(self, ref: Ref) -> str:
        """The label of a question, group or repeat, as plain text with its Markdown as written."""
        return self._said(ref, "label", "")

    def title(self, ref: Ref) -> str:
        """The label of a repeat as a whole, as plain text: what it quotes of its rounds stands as ``…``."""
        words, node = self._words(ref, "label")
        parts = self._engine.wording.parts(words, node)
        return " ".join("".join(part if isinstance(part, str) else "…" for part in parts).split())

    def hint(self, ref: Ref) -> str:
        """The hint, as plain text."""
        return self._said(ref, "hint", "")

    def guidance(self, ref: Ref) -> str:
        """The guidance hint, as plain text."""
        return self._said(ref, "hint", "guidance")

    def label_html(self, ref: Ref) -> str:
        """The label as HTML that Telegram accepts: the form's Markdown, everything else escaped."""
        return self._html(ref, "label")

    def hint_html(self, ref: Ref) -> str:
        """The hint as HTML that Telegram accepts."""
        return self._html(ref, "hint")

    def guidance_html(self, ref: Ref) -> str:
        """The guidance hint as HTML that Telegram accepts."""
        return self._html(ref, "hint", "guidance")

    def media(self, ref: Ref) -> dict[str, str]:
        """File names of what a label shows or plays, by form: ``image``, ``audio``, ``video``."""
        words, node = self._words(ref, "label")
        return self._engine.wording.media(words, node)

    def choices(self, ref: Ref) -> list[Option]:
        """The choices offered now: filtered, in the order in which they are to be shown."""
        wording = self._engine.wording
        return [
            Option(offer.name, wording.label(offer), wording.media(offer.words, offer.node))
            for offer in self._engine.offered(self._place(ref))
        ]

    def evaluate(self, expr: str, context: Ref | None = None) -> str | float | bool:
        """The value of any expression, with ``${name}`` in it, seen from a ref or from the root.

        Raises ``XPathError`` for one that cannot be read, ``KeyError`` for a name that is not in the form.
        """
        node = self._place(context) if context else self._engine.tree.root
        value: Value = self._engine.run(self.form.expression(expr, node.spec), node)
        return (value[0].string() if value else "") if isinstance(value, Nodes) else value

    def _words(self, ref: Ref, what: str) -> tuple[Words | None, Node]:
        """The text of a place and where it is seen from; a repeat's own ref is seen from outside."""
        found = self._engine.tree.range_at(ref)
        if found is not None:
            control, node = found.spec.control, self._engine.phantom(found)
        elif self.form.whole and ref == self.form.activities[0].name:
            return None, self._engine.tree.root
        else:
            place = self._place(ref)
            control, node = place.spec.control, place
        if control is None:
            return None, node
        return (control.label if what == "label" else control.hint), node

    def _said(self, ref: Ref, what: str, form: str) -> str:
        words, node = self._words(ref, what)
        return self._engine.wording.words(words, node, form)

    def _html(self, ref: Ref, what: str, form: str = "") -> str:
        words, node = self._words(ref, what)
        return to_html(self._engine.wording.pieces(self._engine.wording.parts(words, node, form), node))
