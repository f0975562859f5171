"""People who live a whole programme in the domain alone: no bot, no database, every text kept for reading."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from bot.domain.forms.filling import Filling
from bot.domain.forms.form import Question
from bot.domain.forms.steps import Step
from bot.domain.programme import Programme
from bot.domain.schedule import Anchors, Entry, Timing, timing

FIRST = dt.date(2026, 12, 7)
VENUE = "Asia/Bangkok"

#: An answer in the form's own notation; empty skips the question.
Answer = str
Habit = Callable[["Walk", Step], Answer]


@dataclass(frozen=True)
class Heard:
    """One message as it was read: where it stands, its text with the hint, the labels of its choices."""

    activity: str
    ref: str
    kind: str
    text: str
    choices: tuple[str, ...] = ()
    answer: str = ""


@dataclass(repr=False)
class Walk:
    """One person's way through the programme. ``said`` fixes the answers of the questions that it names."""

    programme: Programme
    habit: Habit
    said: Mapping[str, Answer] = field(default_factory=dict)
    role: str = "leader"
    zone: str = "Asia/Yangon"
    call_name: str = "Daw Khin"
    grants: str = "c7"
    stops: int = 3
    answers: dict[str, str] = field(default_factory=dict)
    passed: set[str] = field(default_factory=set)
    heard: list[Heard] = field(default_factory=list)
    sent: list[tuple[Entry, Timing]] = field(default_factory=list)
    seen: dict[str, set[bool]] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)

    def live(self) -> Walk:
        """Live every activity, earliest first, until none can come any more."""
        left = {entry.activity: entry for entry in self.programme.entries_for(self.role)}
        while coming := self.coming(left):
            name = min(coming, key=lambda name: coming[name].due_at)
            self.live_activity(left.pop(name), coming[name])
        return self

    def coming(self, left: Mapping[str, Entry]) -> dict[str, Timing]:
        """When each activity comes to this person, as far as their answers tell already."""
        filling = self.filling(dt.datetime.combine(FIRST, dt.time(8), ZoneInfo(VENUE)))
        asked = {name for entry in left.values() for name in entry.questions}
        named = {name: str(filling.evaluate(f"${{{name}}}")) for name in asked}
        last = FIRST + dt.timedelta(days=self.programme.days - 1)
        joined = dt.datetime.combine(FIRST, dt.time(17), ZoneInfo(VENUE)) - dt.timedelta(days=3)
        anchors = Anchors(FIRST, last, joined, answers=named)
        found = {
            name: timing(entry, anchors, own_zone=self.zone, workshop_zone=VENUE)
            for name, entry in left.items()
        }
        return {name: when for name, when in found.items() if when is not None}

    def filling(self, now: dt.datetime) -> Filling:
        """The form as it is filled now."""
        facts = {"call_name": self.call_name, "role": self.role, "answers_count": str(len(self.answers))}
        return Filling(
            self.programme.form, self.answers, passed=self.passed, now=now, facts=facts, seed=self.call_name
        )

    def live_activity(self, entry: Entry, when: Timing) -> None:
        """Answer one activity from its first step to its last, if it comes to this person at all."""
        filling = self.filling(when.due_at.astimezone(ZoneInfo(self.zone)))
        needs = self.programme.form.columns_of(entry.activity).get("needs", "")
        agreed = "yes" in (self.answers.get("d5_e5/c7_followup"), self.answers.get("l0/l0_touch/l0_c7"))
        if (not needs or agreed) and filling.relevant(entry.activity):
            self.sent.append((entry, when))
            while step := filling.next(entry.activity):
                self.take(filling, entry.activity, step)
        for leaf in filling.leaves():
            if leaf.question.activity == entry.activity:
                self.seen.setdefault(leaf.question.path, set()).add(leaf.relevant)

    def take(self, filling: Filling, activity: str, step: Step) -> None:
        """Read one step and do with it what this person does."""
        if step.question is None:
            filling.put(step.ref, str(self.stops))
            self.answers[step.ref] = str(self.stops)
            return
        text = "\n".join(filter(None, (filling.label(step.ref), filling.hint(step.ref))))
        labels = tuple(option.label for option in filling.choices(step.ref))
        self.filled, answer = filling, ""
        self.overdo(filling, step.ref, step.question)
        if step.kind == "question":
            answer = self.said.get(step.question.name, "?")
            answer = self.habit(self, step) if answer == "?" else answer
        self.heard.append(Heard(activity, step.ref, step.question.kind, text, labels, answer))
        if answer == "":
            filling.pass_over(step.ref)
            self.passed.add(step.ref)
            return
        assert filling.check(step.ref, answer) is None, (step.ref, answer)
        filling.put(step.ref, answer)
        self.answers[step.ref] = answer

    def overdo(self, filling: Filling, ref: str, question: Question) -> None:
        """Try an answer that is beyond the limit, and keep what is said about it."""
        if question.has_constraint and question.path not in self.refused:
            before, names = filling.value(ref), [option.name for option in filling.choices(ref)]
            beyond = {"text": "?" * 5000, "date": "2020-01-01"}.get(question.kind, " ".join(names) or "-1")
            told = filling.check(ref, beyond)
            assert isinstance(told, str), f"{ref} takes “{beyond[:20]}”"
            assert filling.value(ref) == before
            self.refused[question.path] = told

    filled: Filling = field(init=False)


def silent(_walk: Walk, _step: Step) -> Answer:
    """Somebody who skips everything."""
    return ""


def somebody(seed: int, *, skips: float = 0.1) -> Habit:
    """Somebody who answers this and that, and skips some; the same seed is the same person."""
    chance = random.Random(seed)

    def habit(walk: Walk, step: Step) -> Answer:
        assert step.question is not None
        if chance.random() < skips:
            return ""
        for _attempt in range(40):
            answer = _answer(walk.filled, step.ref, step.question, chance)
            if walk.filled.check(step.ref, answer) is None:
                return answer
        return ""

    return habit


def _answer(filling: Filling, ref: str, question: Question, chance: random.Random) -> Answer:
    """An answer that may fit."""
    names = [option.name for option in filling.choices(ref)]
    match question.kind:
        case "select_one":
            return chance.choice(names)
        case "select_multiple":
            return " ".join(name for name in names if chance.random() < 0.4)
        case "rank":
            return " ".join(chance.sample(names, len(names)))
        case "range":
            lowest, highest = int(question.parameters["start"]), int(question.parameters["end"])
            return str(chance.randint(lowest, highest))
        case "integer" | "decimal":
            return str(chance.choice((0, 1, 2, 3, 5, 12)))
        case "date":
            return (filling.now.date() + dt.timedelta(days=chance.randint(1, 60))).isoformat()
        case _:
            return _WRITTEN.get(question.kind, "") or chance.choice(("thread", "3, 1, 7"))


_WRITTEN = {
    "image": "photo.jpg",
    "audio": "voice.ogg",
    "geopoint": "16.43 102.83 0 0",
    "time": "14:30:00.000",
    "acknowledge": "OK",
}
