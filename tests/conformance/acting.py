"""Random acts of a person at a form, done to both engines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from bot.domain.forms.filling import Filling
from bot.domain.forms.form import Form
from bot.domain.forms.rounds import Rounds
from tests.conformance.oracle import Oracle, OracleError
from tests.conformance.same import ours

#: How often a round is added, and one is taken away, where a form lets people do so.
ADDS, REMOVES = 0.15, 0.05

#: Most rounds of one repeat.
MOST_ROUNDS = 4


@dataclass
class Actor:
    """Answers, adds rounds and takes rounds away. Rounds that were taken away keep their number with us."""

    form: Form
    oracle: Oracle
    rng: Random
    fillings: Mapping[str, Filling]
    answers: dict[str, str]
    refused: int = 0

    def act(self) -> str | None:
        """Do something; gives what it was, in words, or None when there is nothing to be done."""
        leaves = self.oracle.snapshot()
        ranges = [leaf for leaf in leaves if leaf["kind"] == "repeat-range:uncontrolled" and leaf["relevant"]]
        short = [leaf for leaf in ranges if leaf["count"] < MOST_ROUNDS]
        if short and self.rng.random() < ADDS:
            return self._add(self.rng.choice(short))
        filled = [leaf for leaf in ranges if leaf["count"] > 0]
        if filled and self.rng.random() < REMOVES:
            return self._remove(self.rng.choice(filled))
        open_leaves = [leaf for leaf in leaves if self._may_be_answered(leaf)]
        return self._answer(self.rng.choice(open_leaves)) if open_leaves else None

    def ours(self, ref: str) -> str:
        """The judge's reference as ours: which of our rounds is its third?"""
        parts: list[str] = []
        for part in ours(ref).split("/"):
            name, bracket, number = part.partition("[")
            head = "/".join((*parts, name))
            if bracket:
                left = self._filling.rounds(head).left
                index = int(number.rstrip("]"))
                name = f"{name}[{left[index - 1] if index <= len(left) else index}]"
            parts.append(name)
        return "/".join(parts)

    @property
    def _filling(self) -> Filling:
        return next(iter(self.fillings.values()))

    def _may_be_answered(self, leaf: dict[str, Any]) -> bool:
        """A question that is open, and not one that is computed as well: there the two differ on purpose."""
        if leaf["kind"] not in ("input", "select", "rank", "range", "trigger") or leaf["readonly"]:
            return False
        if not leaf["relevant"] or leaf.get("type") == "binary":
            return False
        spec = self.form.specs[_path(ours(leaf["ref"]))]
        return spec.bind.calculate is None and not any(action.trigger for action in spec.actions)

    def _answer(self, leaf: dict[str, Any]) -> str:
        ref, value = self.ours(leaf["ref"]), self._value(leaf)
        if self._counts_rounds(ref):
            value = self._more_rounds(ref)
        elif self.rng.random() < 0.1:
            value = ""
        try:
            self.oracle.set(leaf["ref"], value)
        except OracleError as error:
            self.refused += 1
            return f"(refused by the judge: {ref} = {value!r}: {error})"
        self._put(ref, value)
        return f"{ref} = {value!r}"

    def _add(self, leaf: dict[str, Any]) -> str:
        self.oracle.add(leaf["ref"])
        ref = self.ours(leaf["ref"])
        rounds = self._filling.rounds(ref)
        self._put(ref, Rounds(rounds.made + 1, True, rounds.removed).text)
        return f"{ref} + 1"

    def _remove(self, leaf: dict[str, Any]) -> str:
        index = self.rng.randrange(leaf["count"])
        ref = self.ours(leaf["ref"])
        rounds = self._filling.rounds(ref)
        number = rounds.left[index]
        self.oracle.remove(leaf["ref"], index)
        self._put(ref, Rounds(rounds.made, True, rounds.removed | {number}).text)
        return f"{ref} without {number}"

    def _put(self, ref: str, value: str) -> None:
        self.answers[ref] = value
        for filling in self.fillings.values():
            filling.put(ref, value)

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
        before = int(self._filling.value(ref) or "0")
        return str(max(before, min(5, before + self.rng.randint(0, 2))))


def _path(ref: str) -> str:
    return "/".join(part.partition("[")[0] for part in ref.split("/"))


def _text(rng: Random) -> str:
    return str(rng.choice(("a", "yes", "no", "Noy", "Weavers of Inle", "12", "x y", "ຜ້າໄໝ", "2026-01-05")))


def _date(rng: Random) -> str:
    return (dt.date(2026, 1, 1) + dt.timedelta(days=rng.randint(-9000, 700))).isoformat()


def _line(rng: Random) -> str:
    return "; ".join(f"{rng.randint(-80, 80)}.5 {rng.randint(-170, 170)}.25 0 0" for _point in range(3))


#: A plausible answer of each type, as the judge takes it.
_MADE: dict[str, Callable[[Random], str]] = {
    "int": lambda rng: str(rng.choice((0, 1, 2, 3, 5, 7, 10, 18, 25, 60, 100, 1000))),
    # never whole: ODK writes 100.0 where Sala keeps 100, and a label that quotes it shows the difference
    "decimal": lambda rng: str(rng.choice((0.5, 1.5, 2.25, -37.2, 1000.125))),
    "date": _date,
    "time": lambda rng: f"{rng.randint(0, 23):02}:{rng.randint(0, 59):02}:00.000+07:00",
    "dateTime": lambda rng: f"{_date(rng)}T{rng.randint(0, 23):02}:30:00.000+07:00",
    "geopoint": lambda rng: f"{rng.randint(-80, 80)}.5 {rng.randint(-170, 170)}.25 0 0",
}
