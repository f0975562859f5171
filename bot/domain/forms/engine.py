"""Computing a filled form: values, relevance, numbers of rounds, each once until an answer changes."""

from __future__ import annotations

import datetime as dt
import hashlib
import math
import re
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.domain.forms.form import Form
from bot.domain.forms.model import Action, Spec
from bot.domain.forms.outside import LAST_SAVED
from bot.domain.forms.rounds import read_rounds
from bot.domain.forms.tree import MOST_ROUNDS, Place, Range, Tree
from bot.domain.forms.values import cast, in_round
from bot.domain.forms.wording import Offer, Wording
from bot.domain.forms.xpath import (
    Context,
    Expression,
    Node,
    Nodes,
    Value,
    XPathError,
    to_boolean,
    to_number,
    to_string,
)
from bot.domain.forms.xpath.functions_text import split
from bot.domain.forms.xpath.moments import moment_text

#: From this many calls inside each other on, a chain of dependencies is computed from its beginning, not
#: from its end.
DEEP = 600

_FIRST = frozenset({"odk-instance-first-load", "odk-instance-load"})
_ROUND = re.compile(r"\[(\d+)\]")
_NONE: frozenset[int] = frozenset()


@dataclass
class Memory:
    """What was computed since an answer changed. ``ready`` once no chain of dependencies is deep any more."""

    ready: bool
    values: dict[Place, str] = field(default_factory=dict)
    relevances: dict[Place, bool] = field(default_factory=dict)
    rounds: dict[str, int] = field(default_factory=dict)
    choices: dict[Place, list[Offer]] = field(default_factory=dict)
    steps: dict[tuple[str, int], list[Any]] = field(default_factory=dict)


class Engine:
    """The world of a filled form's expressions, and the memory of what they gave."""

    def __init__(
        self,
        form: Form,
        answers: Mapping[str, str],
        *,
        passed: Collection[str],
        now: dt.datetime,
        language: str,
        facts: Mapping[str, str],
        seed: str,
        last_saved: Node | None = None,
    ) -> None:
        if now.tzinfo is None:
            raise ValueError("a filled form needs an aware instant, in the zone of the person")
        self.form = form
        self.answers = dict(answers)
        self.passed = set(passed)
        self.now = now
        self.zone: dt.tzinfo = now.tzinfo
        self.language = language
        self.facts = facts
        self.last_saved = last_saved
        self.seed = seed or secrets.token_hex(16)
        self.rounds_wanted: dict[str, int] = {}
        self.rounds_seen: dict[str, int] = {}
        for ref in (*self.answers, *self.passed):
            self.see(ref)
        self.tree = Tree(form.root, form.seed, self.value_of, self.rounds_of, self.removed_of)
        self.blank: Engine | None = None
        self.wording = Wording(self)
        self.forget()

    def see(self, ref: str) -> None:
        """Note which rounds of which repeats a ref speaks of."""
        for found in _ROUND.finditer(ref):
            head = ref[: found.start()]
            self.rounds_seen[head] = max(self.rounds_seen.get(head, 0), int(found[1]))

    def forget(self) -> None:
        """Drop what was computed: an answer has changed."""
        self.tree.generation += 1
        self.memory = Memory(self.form.depth < DEEP)

    # --- the world of expressions -------------------------------------------------------------

    def root(self) -> Node:
        """The node above the root element."""
        return self.tree.top

    def instance(self, name: str) -> Node | None:
        """A secondary instance; the form itself under its own name is none."""
        if name == LAST_SAVED and self.last_saved is not None:
            return self.last_saved
        return self.form.instances.get(name)

    def itext(self, name: str) -> str:
        """A translated text, in the language of the reader."""
        return self.wording.translated(name, self.tree.root)

    def choice_label(self, node: Node, value: str) -> str:
        """The label of a choice of the question at a node; empty when it has no such choice."""
        if not isinstance(node, Place):
            return ""
        found = next((offer for offer in self.offered(node) if offer.name == value), None)
        return self.wording.label(found) if found is not None else ""

    def evaluate_path(self, text: str, node: Node) -> Nodes:
        """The nodes that a path written in a text means."""
        where = node.spec if isinstance(node, Place) else self.form.root
        try:
            value = self.form.expression(text, where).run(Context(self, node))
        except (XPathError, KeyError):
            return Nodes()
        return value if isinstance(value, Nodes) else Nodes()

    def chance(self, node: Node, salt: str) -> str:
        """64 hexadecimal digits that nobody can guess, always the same for one node of one filled form."""
        ref = node.ref if isinstance(node, Place) else node.name
        return hashlib.sha256(f"{self.seed}\0{self.form.id}\0{ref}\0{salt}".encode()).hexdigest()

    # --- expressions ----------------------------------------------------------------------------

    def run(self, expression: Expression, node: Node) -> Value:
        """The value of an expression, seen from a node."""
        return expression.run(Context(self, node))

    def holds(self, expression: Expression | None, node: Node, *, default: bool) -> bool:
        """Whether a condition holds at a node."""
        return default if expression is None else to_boolean(self.run(expression, node))

    # --- values -----------------------------------------------------------------------------------

    def value_of(self, place: Place) -> str:
        """The value at a leaf: empty when it is not relevant."""
        found = self.memory.values.get(place)
        if found is not None:
            return found
        if not self.memory.ready:
            self._compute_in_order()
            return self.value_of(place)
        # what is asked for while it is being computed is the answer that is there: once() needs that
        self.memory.values[place] = self.answers.get(place.ref, "")
        value = self._computed(place) if self.relevant(place) else ""
        self.memory.values[place] = value
        return value

    def _compute_in_order(self) -> None:
        """Compute everything from the beginning of its chain, so that no chain is ever deep.

        It comes before anything else is computed: what is noted for the time being while a count or a
        condition is looked at must not be read by others.
        """
        self.memory.ready = True
        for what, path in self.form.order:
            for place in self._places(self.form.specs[path]):
                if what == "value":
                    self.value_of(place)
                else:
                    self.relevant(place)

    def _places(self, spec: Spec) -> list[Place]:
        """All places of a node of the form."""
        if spec.parent is None:
            return [self.tree.root]
        return [
            place
            for above in self._places(spec.parent)
            for place in above.named(spec.name)
            if isinstance(place, Place)
        ]

    def _computed(self, place: Place) -> str:
        spec, ref = place.spec, place.ref
        calculate = spec.bind.calculate
        if spec.fill and spec.fill in self.facts:
            return self.facts[spec.fill]
        if ref in self.passed and spec.control is not None and not self.readonly(place):
            return ""  # skipped: what was proposed is not taken
        if calculate is not None and (spec.computed or ref not in self.answers):
            return cast(to_string(self.run(calculate, place)), spec.bind.type, self.zone)
        value = self.answers[ref] if ref in self.answers else self._default(place)
        return self._still_offered(place, value) if value and spec.chooses else value

    def _still_offered(self, place: Place, value: str) -> str:
        """What of a choice is still there: an earlier answer may have changed the list."""
        several = place.spec.control is not None and place.spec.control.tag != "select1"
        chosen = split(value) if several else [value]
        if place.spec.narrowed:
            names = {offer.name for offer in self.offered(place)}
            chosen = [name for name in chosen if name in names]
        return " ".join(chosen)

    def _default(self, place: Place) -> str:
        """What stands in a node before anybody answers."""
        spec = place.spec
        for action in spec.actions:
            if action.trigger:
                if self._triggered(action, place):
                    return self._action_value(action, place)
            elif action.events & _FIRST and self._is_initial(place):
                return self._first_value(action, place)
            elif "odk-new-repeat" in action.events and not self._is_initial(place):
                return self._action_value(action, place)
        if spec.bind.preload:
            return self._preloaded(spec, place)
        return cast(place.seed.text, spec.bind.type, self.zone)

    def fire(self, ref: str) -> dict[str, str]:
        """Set what the form sets when the question at a ref changes; gives the values by ref.

        Where an answer is kept, these values must be kept too: they are those of this moment. What people are
        asked is left to them: there the value is only proposed (:meth:`_default`).
        """
        fired: dict[str, str] = {}
        for spec, action in self.form.triggers.get(_ROUND.sub("", ref), ()):
            target = in_round(spec.path, ref)
            place = self.tree.find(target)
            if place is not None and spec.control is None:
                fired[target] = self._action_value(action, place)
        self.answers |= fired
        self.forget()
        return fired

    def _triggered(self, action: Action, place: Place) -> bool:
        ref = in_round(action.trigger, place.ref)
        return ref in self.answers

    def _is_initial(self, place: Place) -> bool:
        """Whether a place is there from the beginning, not in a round that was added."""
        node: Node | None = place
        while isinstance(node, Place):
            if node.spec.repeat:
                head, _bracket, number = node.ref.rpartition("[")
                if int(number.rstrip("]")) > self.tree.ranges[head].initial():
                    return False
            node = node.parent
        return True

    def _action_value(self, action: Action, place: Place) -> str:
        if action.value is None:
            return action.text
        return cast(to_string(self.run(action.value, place)), place.spec.bind.type, self.zone)

    def _first_value(self, action: Action, place: Place) -> str:
        """A value set when the form is opened: the answers given since then do not change it."""
        if action.value is None or not action.value.paths or not self.answers:
            return self._action_value(action, place)
        if self.blank is None:
            self.blank = Engine(
                self.form,
                {},
                passed=(),
                now=self.now,
                language=self.language,
                facts=self.facts,
                seed=self.seed,
                last_saved=self.last_saved,
            )
        twin = self.blank.tree.find(place.ref)
        return self.blank.value_of(twin) if twin is not None else ""

    def _preloaded(self, spec: Spec, place: Place) -> str:
        kind, parameter = spec.bind.preload, spec.bind.preload_params
        begun = self.facts.get("start") or moment_text(self.now)
        if kind == "date":  # of the day on which the form was begun, as in Collect
            return begun[:10]
        if kind == "timestamp":
            # when a form was begun, and when it was last filled: whoever knows that says so
            return self.facts.get("end", "") if parameter == "end" else begun
        if kind == "uid":
            digits = self.chance(place, "uid")
            return f"uuid:{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:32]}"
        return self.facts.get(parameter, "")

    def offered(self, place: Place) -> list[Offer]:
        """The choices that a question offers now, in order."""
        found = self.memory.choices.get(place)
        if found is None:
            found = self.memory.choices[place] = self.wording.offered(place)
        return found

    # --- relevance and rounds ---------------------------------------------------------------------

    def relevant(self, place: Place) -> bool:
        """Whether a place and everything around it is relevant."""
        found = self.memory.relevances.get(place)
        if found is None:
            if not self.memory.ready:
                self._compute_in_order()
                return self.relevant(place)
            self.memory.relevances[place] = True
            above = place.parent
            found = not isinstance(above, Place) or self.relevant(above)
            found = found and not (place.spec.repeat and self._is_removed(place))
            found = found and self.holds(place.spec.bind.relevant, place, default=True)
            self.memory.relevances[place] = found
        return found

    def _is_removed(self, place: Place) -> bool:
        """Whether a round was taken away."""
        head, _bracket, number = place.ref.rpartition("[")
        return int(number.rstrip("]")) in self.removed_of(self.tree.ranges[head])

    def readonly(self, place: Place) -> bool:
        """Whether nobody may change what is at a place, or at something around it."""
        if not place.spec.guarded:
            return False
        if self.holds(place.spec.bind.readonly, place, default=False):
            return True
        return isinstance(place.parent, Place) and self.readonly(place.parent)

    def rounds_of(self, found: Range) -> int:
        """How many rounds a repeat has now."""
        count = self.memory.rounds.get(found.ref)
        if count is None:
            if not self.memory.ready:
                self._compute_in_order()
                return self.rounds_of(found)
            self.memory.rounds[found.ref] = found.initial()
            count = self.memory.rounds[found.ref] = self._rounds(found)
            if count != found.initial():
                self.tree.generation += 1  # children that were listed while this was counted lack some
        return count

    def _rounds(self, found: Range) -> int:
        if found.spec.count is not None:
            number = to_number(self.run(found.spec.count, self.phantom(found)), self.zone)
            return 0 if math.isnan(number) else max(0, min(int(min(number, MOST_ROUNDS)), MOST_ROUNDS))
        if found.spec.fixed:
            return found.initial()
        told = read_rounds(self.answers.get(found.ref, ""))
        least = max(self.rounds_seen.get(found.ref, 0), self.rounds_wanted.get(found.ref, 0))
        return told.made if told is not None else max(found.initial(), least)

    def removed_of(self, found: Range) -> frozenset[int]:
        """The numbers of the rounds of a repeat that its author took away."""
        if found.spec.count is not None or found.spec.fixed:
            return _NONE
        told = self.answers.get(found.ref)
        rounds = read_rounds(told) if told else None
        return rounds.removed if rounds is not None else _NONE

    def phantom(self, found: Range) -> Node:
        """A node that stands for a repeat as a whole: where its count is evaluated."""
        return Node(found.spec.name, found.parent)
