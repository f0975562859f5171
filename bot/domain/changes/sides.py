"""The two versions side by side: which row of the one is which row of the other."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from bot.domain.forms.form import Question
from bot.domain.forms.outline import Item, Line, Outline, choice_lists, outline
from bot.domain.forms.sheets import Tables
from bot.domain.programme import Programme

#: Most characters of a label that stand beside a name.
SHORT = 50

#: What a row can be recognised by.
Keys = Callable[[Item], list[Hashable]]


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
        both = [path for path in before.leaves if path in after.leaves]
        pairs = [Pair(before.leaves[path], after.leaves[path]) for path in both]
        pairs += [Pair(*two, "moved") for two in _matched(before, after, pairs, _name)]
        pairs += [Pair(*two, "renamed") for two in _matched(before, after, pairs, _words)]
        return cls(before, after, tuple(pairs), _left(before, pairs, "old"), _left(after, pairs, "new"))

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The languages that both versions speak."""
        found = [language for language in self.old.lines.languages if language in self.new.lines.languages]
        return tuple(found) or ("",)


def _left(side: Side, pairs: Iterable[Pair], which: Literal["old", "new"]) -> tuple[Item, ...]:
    taken = {getattr(pair, which).path for pair in pairs}
    return tuple(item for path, item in side.leaves.items() if path not in taken)


def _matched(old: Side, new: Side, pairs: Iterable[Pair], keys: Keys) -> Iterator[tuple[Item, Item]]:
    """The rows without a partner that share a key with one row of the other side, and that with no other."""
    gone, added = _left(old, pairs, "old"), _left(new, pairs, "new")
    with_key = [_by_key(items, keys) for items in (gone, added)]
    for item in gone:
        partners = _sharing(item, with_key[1], keys)
        if len(partners) == 1 and len(_sharing(partners[0], with_key[0], keys)) == 1:
            yield item, partners[0]


def _by_key(items: Iterable[Item], keys: Keys) -> dict[Hashable, list[Item]]:
    found: dict[Hashable, list[Item]] = {}
    for item in items:
        for key in keys(item):
            found.setdefault(key, []).append(item)
    return found


def _sharing(item: Item, others: Mapping[Hashable, list[Item]], keys: Keys) -> list[Item]:
    """The first two rows at most that share a key with a row: more than one is too many anyway."""
    found = {other.path: other for key in keys(item) for other in others.get(key, ())[:2]}
    return list(found.values())


def _name(item: Item) -> list[Hashable]:
    return [item.name]


def _words(item: Item) -> list[Hashable]:
    """What a row says in each language, with its type."""
    return [(item.kind.name, language, text) for language, text in item.texts("label").items()]


def named(name: str, label: str) -> str:
    """A name with the beginning of its label, as plain text."""
    words = " ".join(label.split())
    words = words if len(words) <= SHORT else f"{words[: SHORT - 1]}…"
    return f"{name} “{words}”" if words else name


def row_name(item: Item) -> str:
    """Name of a row with the beginning of its label."""
    return named(item.name, next(iter(item.texts("label").values()), ""))
