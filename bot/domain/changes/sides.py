"""The two versions side by side: which row of the one is which row of the other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from bot.domain.forms.form import Question
from bot.domain.forms.outline import Item, Line, Outline, choice_lists, outline
from bot.domain.forms.sheets import Tables
from bot.domain.programme import Programme

#: Most characters of a label that stand beside a name.
SHORT = 50


@dataclass(frozen=True)
class Side:
    """One version: the programme, and the rows it was written in."""

    programme: Programme

    @cached_property
    def lines(self) -> Outline:
        """The rows of survey and choices."""
        return outline(Tables.from_stored(self.programme.stored["sheets"]))

    @cached_property
    def leaves(self) -> dict[str, Item]:
        """The rows that are questions, notes and calculations, by path. Notes without a name are left out."""
        return {item.path: item for item in self.lines.items if not item.is_group and item["name"]}

    @cached_property
    def groups(self) -> dict[str, Item]:
        """The rows that begin a group or a repeat, by path."""
        return {item.path: item for item in self.lines.items if item.is_group}

    @cached_property
    def activities(self) -> dict[str, bool]:
        """The activities in order, and whether each is a repeat."""
        return {activity.name: activity.is_repeat for activity in self.programme.form.activities}

    @cached_property
    def lists(self) -> dict[str, dict[str, Line]]:
        """The choices of each list, by name."""
        return {
            name: {line["name"]: line for line in lines}
            for name, lines in choice_lists(self.lines.choices).items()
        }

    def question(self, item: Item) -> Question | None:
        """The question that a row makes, None when pyxform makes something else of it."""
        return self.programme.form.questions.get(item.path)

    def activity_of(self, item: Item) -> str:
        """The activity in which a row stands; empty outside of all."""
        question = self.question(item)
        return (question.activity if question is not None else "") or item.activity

    def title(self, activity: str) -> str:
        """Name of an activity, with its label."""
        found = self.programme.form.activity(activity)
        label = next((text for text in found.labels.values() if text), "") if found is not None else ""
        return named(activity, label)

    def below(self, path: str) -> tuple[str, ...]:
        """The paths of all questions inside a group."""
        whole = path not in self.groups
        return tuple(leaf for leaf in self.leaves if whole or leaf.startswith(f"{path}/"))


@dataclass(frozen=True)
class Pair:
    """One row in both versions."""

    old: Item
    new: Item
    how: Literal["same", "moved", "renamed"] = "same"


@dataclass(frozen=True)
class Both:
    """Two versions, and their rows that belong together; ``gone`` and ``added`` have no partner."""

    old: Side
    new: Side
    pairs: tuple[Pair, ...]
    gone: tuple[Item, ...]
    added: tuple[Item, ...]

    @classmethod
    def of(cls, old: Programme, new: Programme) -> Both:
        """Find the rows that belong together: by path, by name when one was moved, by words when renamed."""
        before, after = Side(old), Side(new)
        pairs = [
            Pair(item, after.leaves[path]) for path, item in before.leaves.items() if path in after.leaves
        ]
        for how, belong in (("moved", _same_name), ("renamed", _same_words)):
            gone, added = _left(before, pairs, "old"), _left(after, pairs, "new")
            for item in gone:
                found = [other for other in added if belong(item, other)]
                mine = [other for other in gone if belong(other, found[0])] if len(found) == 1 else []
                if mine == [item]:
                    pairs.append(Pair(item, found[0], how))  # type: ignore[arg-type]  # one of the two above
        return cls(before, after, tuple(pairs), _left(before, pairs, "old"), _left(after, pairs, "new"))

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The languages that both versions speak."""
        found = [language for language in self.old.lines.languages if language in self.new.lines.languages]
        return tuple(found) or ("",)


def _left(side: Side, pairs: Iterable[Pair], which: Literal["old", "new"]) -> tuple[Item, ...]:
    taken = {getattr(pair, which).path for pair in pairs}
    return tuple(item for path, item in side.leaves.items() if path not in taken)


def _same_name(old: Item, new: Item) -> bool:
    return old.name == new.name


def _same_words(old: Item, new: Item) -> bool:
    """Whether two rows say the same in a language, and are of the same type."""
    before, after = old.texts("label"), new.texts("label")
    return old.kind.name == new.kind.name and any(
        text and after.get(language) == text for language, text in before.items()
    )


def named(name: str, label: str) -> str:
    """A name with the beginning of its label, as plain text."""
    words = " ".join(label.split())
    words = words if len(words) <= SHORT else f"{words[: SHORT - 1]}…"
    return f"{name} “{words}”" if words else name


def row_name(item: Item) -> str:
    """Name of a row with the beginning of its label."""
    return named(item.name, next(iter(item.texts("label").values()), ""))
