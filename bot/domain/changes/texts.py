"""Which words changed, by language. Languages that only one version has are told once, as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.domain.changes.model import Change, harmless, tell
from bot.domain.changes.people import Answered, Chose, Whom
from bot.domain.changes.sides import Both, row_name
from bot.domain.forms.outline import TEXTS, Line
from bot.domain.said import N_

#: Texts besides the label: a help beside the question.
HELP = (*(key for key in TEXTS if key != "label"), "image", "audio", "video")


def compare_texts(both: Both) -> Iterator[Change]:
    """Every difference of this kind."""
    groups = [
        (both.old.groups[path], item) for path, item in both.new.groups.items() if path in both.old.groups
    ]
    rows = [(pair.old, pair.new) for pair in both.pairs if pair.how != "renamed"]
    for old, new in (*groups, *rows):
        whom = Answered(both.old.below(old.path) if old.is_group else (old.path,))
        yield from _row(both, row_name(old), old, new, whom)
    for name, choices in both.old.lists.items():
        paths = tuple(item.path for item in both.old.leaves.values() if item.kind.list_name == name)
        for choice, line in choices.items():
            other = both.new.lists.get(name, {}).get(choice)
            if other is not None:
                yield from _row(both, f"{name}: “{choice}”", line, other, Chose(paths, choice))


def _row(both: Both, name: str, old: Line, new: Line, whom: Whom) -> Iterator[Change]:
    changed = _changed(both.languages, old, new, "label")
    if changed:
        text = N_("{row}: the words changed ({languages}).")
        yield tell(text, whom, row=name, languages=", ".join(changed))
    for key in HELP:
        changed = _changed(both.languages, old, new, key)
        if changed:
            text = N_("{row}: {column} changed ({languages}).")
            yield harmless(text, row=name, column=key, languages=", ".join(changed))


def _changed(languages: Iterable[str], old: Line, new: Line, key: str) -> list[str]:
    before, after = old.texts(key), new.texts(key)
    spoken = dict.fromkeys((*languages, ""))
    return [language or "default" for language in spoken if before.get(language) != after.get(language)]
