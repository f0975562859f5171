"""Which choices came, went, or got another name. A list that many questions use is told once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.domain.changes.model import Change, breaks, harmless, tell
from bot.domain.changes.people import Answered, Chose
from bot.domain.changes.sides import Both, row_name
from bot.domain.forms.outline import Line
from bot.domain.said import N_


def compare_choices(both: Both) -> Iterator[Change]:
    """Every difference of this kind."""
    for (before, after), (name, paths) in _used(both).items():
        yield from _list(name, paths, both.old.lists.get(before, {}), both.new.lists.get(after, {}))


def _used(both: Both) -> dict[tuple[str, str], tuple[str, tuple[str, ...]]]:
    """The lists of both versions that belong together: how to call them, and the questions that use them."""
    found: dict[tuple[str, str], tuple[str, tuple[str, ...]]] = {}
    for pair in both.pairs:
        before, after = pair.old.kind.list_name, pair.new.kind.list_name
        if before in both.old.lists and after in both.new.lists:
            name, paths = found.get((before, after), ("", ()))
            called = before if before == after else row_name(pair.old)
            found[before, after] = (name or called, (*paths, pair.old.path))
    return found


def _list(
    name: str, paths: tuple[str, ...], old: Mapping[str, Line], new: Mapping[str, Line]
) -> Iterator[Change]:
    added = {choice: line for choice, line in new.items() if choice not in old}
    said = {words: choice for choice, line in added.items() for words in line.texts("label").items()}
    for choice, line in old.items():
        if choice in new:
            continue
        again = next((said[words] for words in line.texts("label").items() if words in said), None)
        if again not in added:
            text = N_("{list}: “{choice}” cannot be chosen any more. Who chose it keeps it.")
            yield breaks(text, Chose(paths, choice), list=name, choice=choice)
        else:
            del added[again]
            text = N_("{list}: the choice “{choice}” is called “{new}” in the data now.")
            yield breaks(text, Chose(paths, choice), list=name, choice=choice, new=again)
    for choice in added:
        text = N_("{list}: new choice “{choice}”. Who answered before could not choose it.")
        yield tell(text, Answered(paths), list=name, choice=choice)
    if [choice for choice in old if choice in new] != [choice for choice in new if choice in old]:
        yield harmless(N_("{list}: the choices stand in another order."), list=name)
