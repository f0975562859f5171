"""Whom a change concerns: counted from what the people of a running workshop have given and got."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from bot.domain.changes.fitting import fits
from bot.domain.forms.form import Question
from bot.domain.said import N_, Said

#: State of a delivery in which somebody is in the middle of it, and states in which it is not begun.
INSIDE, AHEAD = "opened", ("scheduled", "to_enter", "sent")


@dataclass(frozen=True)
class Given:
    """One answer of one person: where it stands in the older version, its type and its value."""

    person: int
    path: str
    kind: str
    value: str


@dataclass(frozen=True)
class Delivery:
    """One activity of one person, and what became of it."""

    person: int
    activity: str
    state: str


class People:
    """What the people of a workshop have given and got so far. ``number`` is how many take part."""

    def __init__(self, number: int, given: Iterable[Given], deliveries: Iterable[Delivery]) -> None:
        self.number = number
        self._given: dict[str, list[Given]] = defaultdict(list)
        for answer in given:
            self._given[answer.path].append(answer)
        self._got: dict[tuple[str, str], set[int]] = defaultdict(set)
        for delivery in deliveries:
            self._got[delivery.activity, delivery.state].add(delivery.person)

    def given(self, paths: Iterable[str]) -> list[Given]:
        """The answers to some questions."""
        return [answer for path in paths for answer in self._given.get(path, ())]

    def inside(self) -> dict[str, int]:
        """How many people are in the middle of each activity, of those in which anybody is."""
        return {name: len(who) for (name, state), who in sorted(self._got.items()) if state == INSIDE}

    def got(self, activity: str, *states: str) -> int:
        """How many people have an activity in one of these states."""
        return len(set().union(*(self._got.get((activity, state), ()) for state in states)))


class Whom(Protocol):
    """Whom a change concerns."""

    def count(self, people: People) -> int:
        """How many people it concerns; 0 when it is of no consequence for anybody."""

    def said(self, people: People) -> Said:
        """The number in words."""


@dataclass(frozen=True)
class Answered:
    """Those who answered one of some questions (paths of the older version)."""

    paths: tuple[str, ...]

    def count(self, people: People) -> int:
        """How many have answered."""
        return len({answer.person for answer in people.given(self.paths)})

    def said(self, people: People) -> Said:
        """The number in words."""
        return Said(N_("People who have answered: {n}."), {"n": self.count(people)})


@dataclass(frozen=True)
class Chose:
    """Those who chose a choice of some questions."""

    paths: tuple[str, ...]
    choice: str

    def count(self, people: People) -> int:
        """How many have chosen it."""
        return len({one.person for one in people.given(self.paths) if self.choice in one.value.split()})

    def said(self, people: People) -> Said:
        """The number in words."""
        return Said(N_("People who have chosen it: {n}."), {"n": self.count(people)})


@dataclass(frozen=True)
class Misfits:
    """Those whose answer does not fit the new type of its question."""

    path: str
    now: Question

    def count(self, people: People) -> int:
        """How many have such an answer."""
        choices = [choice.name for choice in self.now.choices]
        given = people.given((self.path,))
        return len({one.person for one in given if not fits(one.value, one.kind, self.now.kind, choices)})

    def said(self, people: People) -> Said:
        """The number in words, and how many have answered at all."""
        values = {"n": self.count(people), "all": Answered((self.path,)).count(people)}
        return Said(N_("People whose answer does not fit: {n} of {all}."), values)


@dataclass(frozen=True)
class Finished:
    """Those who have finished an activity, so that they do not see what is new in it."""

    activity: str

    def count(self, people: People) -> int:
        """How many have finished it."""
        return people.got(self.activity, "completed")

    def said(self, people: People) -> Said:
        """The number in words."""
        return Said(
            N_("People who have finished that part and are not asked: {n}."), {"n": self.count(people)}
        )


@dataclass(frozen=True)
class Waiting:
    """Those to whom an activity has not come yet."""

    activity: str

    def count(self, people: People) -> int:
        """How many still wait for it."""
        return people.got(self.activity, "scheduled")

    def said(self, people: People) -> Said:
        """The number in words."""
        return Said(N_("People to whom it has not come yet: {n}."), {"n": self.count(people)})


@dataclass(frozen=True)
class Touched:
    """Those who have answered in an activity, are in the middle of it or still wait for it."""

    activity: str
    paths: tuple[str, ...]

    def count(self, people: People) -> int:
        """How many it concerns."""
        reached = people.got(self.activity, INSIDE, *AHEAD, "completed")
        return max(Answered(self.paths).count(people), reached)

    def said(self, people: People) -> Said:
        """The numbers in words."""
        values = {
            "answered": Answered(self.paths).count(people),
            "inside": people.got(self.activity, INSIDE),
            "ahead": people.got(self.activity, *AHEAD),
        }
        return Said(
            N_("People who have answered: {answered}; in the middle of it: {inside}; not begun: {ahead}."),
            values,
        )
