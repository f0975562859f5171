"""Types, names, nesting and lists: what each row of ``survey`` must have before it means anything."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from bot.domain.findings import Finding, error, nearest, warning
from bot.domain.forms.outline import KINDS, Item, Kind, Line, Outline, choice_lists, kind_of
from bot.domain.forms.sheets import Tables, plain
from bot.domain.said import N_

#: Types that a chat cannot serve; their questions say so and are skipped.
NOT_IN_A_CHAT = frozenset({"osm"})

#: Types that an app records while a form is filled.
IN_BACKGROUND = frozenset({"start-geopoint", "background-geopoint", "background-audio"})

_NAME = re.compile(r"[^\W\d][\w.-]*")
_FILE = re.compile(r"\.(?:csv|xml|geojson)$", re.IGNORECASE)
_LIST_KINDS = frozenset({"select_one", "select_multiple", "rank"})


def check_rows(lines: Outline, tables: Tables) -> Iterator[Finding]:
    """Types that exist, groups that end, names that are there once, lists that are there."""
    yield from _types(lines, tables)
    yield from _nesting(tables)
    yield from _names(lines)
    settings = tables.rows("settings")
    allowed = bool(settings) and settings[0]["allow_choice_duplicates"].lower() in ("yes", "true", "true()")
    yield from _lists(lines, _external(tables), duplicates=allowed)


def _types(lines: Outline, tables: Tables) -> Iterator[Finding]:
    heading = next((item.heading("type") for item in lines.items), "type")
    for row in tables.rows("survey"):
        if not row[heading]:
            if any(
                text for column, text in row.cells.items() if column.lower().startswith(("name", "label"))
            ):
                yield error(
                    "survey",
                    row.number,
                    heading,
                    N_("This row has no type. Write text, note, integer or another one."),
                )
        elif kind_of(row[heading]) is None:
            yield _unknown_type(row.number, heading, row[heading])
    for item in lines.items:
        if item.kind.name in NOT_IN_A_CHAT:
            text = N_("People cannot answer “{type}” in a chat; they can only skip it.")
            if _is_required(item):
                text = N_("People cannot answer “{type}” in a chat, so it must not be required.")
            yield _only_skipped(item, text, type=item.kind.name)
        elif item.kind.name in IN_BACKGROUND:
            text = N_("Nothing is recorded in the background of a chat, so “{type}” stays empty.")
            yield warning("survey", item.number, item.heading("type"), text, type=item.kind.name)


def _is_required(item: Item) -> bool:
    return item["required"].lower() in ("yes", "true", "true()", "1")


def _only_skipped(item: Item, text: str, /, **values: object) -> Finding:
    """A question without a possible answer: bad, and impossible to get past when it is required."""
    say = error if _is_required(item) else warning
    return say("survey", item.number, item.heading("type"), text, **values)


def _unknown_type(row: int, heading: str, text: str) -> Finding:
    first, _blank, rest = text.partition(" ")
    hint = nearest(first if rest else text, KINDS)
    if first in _LIST_KINDS and not rest:
        return error(
            "survey",
            row,
            heading,
            N_("“{type}” needs a list: write {type} and the name of a list."),
            type=text,
        )
    return error("survey", row, heading, N_("“{type}” is not a type.{hint}"), type=text, hint=hint)


def _nesting(tables: Tables) -> Iterator[Finding]:
    """Every begin has its end, and groups end before the groups around them."""
    survey = tables.sheets["survey"]
    heading = survey.column("type")
    around: list[tuple[int, Kind, str]] = []
    for row in survey.rows:
        kind = kind_of(row[heading])
        if kind is None or not kind.word:
            continue
        if kind.word == "begin":
            around.append((row.number, kind, row[survey.column("name")]))
        elif not around:
            text = N_("Here ends a {kind} that never began. Delete this row.")
            yield error("survey", row.number, heading, text, kind=kind.name)
        else:
            begun, begin, name = around.pop()
            if begin.name != kind.name:
                text = N_("Here ends a {kind}, but row {begun} began the {other} “{name}”. End that first.")
                values = {"kind": kind.name, "begun": begun, "other": begin.name, "name": name}
                yield error("survey", row.number, heading, text, **values)
    for begun, begin, name in around:
        text = N_("The {kind} “{name}” never ends. Add a row “end_{kind}” after its last question.")
        yield error("survey", begun, heading, text, kind=begin.name, name=name)


def _names(lines: Outline) -> Iterator[Finding]:
    for item in lines.items:
        if not item.name:
            if item.kind.name or item.kind.word:
                yield error(
                    "survey",
                    item.number,
                    item.heading("name"),
                    N_("This row has no name. Give it a short one: letters, digits and _."),
                )
        elif not _NAME.fullmatch(item.name):
            text = N_(
                "“{name}” cannot be a name: begin with a letter, then letters, digits and _, no blanks."
            )
            yield error("survey", item.number, item.heading("name"), text, name=item.name)
    for name, items in lines.named.items():
        for item in items[1:] if name else ():
            beside = any(other.path == item.path for other in items if other.number < item.number)
            first = items[0].number
            if beside:
                text = N_("Row {first} has the name “{name}” already. Give one of them another name.")
                yield error("survey", item.number, item.heading("name"), text, name=name, first=first)
            else:
                text = N_(
                    "Row {first} in another group is called “{name}” too. Two names make the data clear."
                )
                yield warning("survey", item.number, item.heading("name"), text, name=name, first=first)


def _external(tables: Tables) -> frozenset[str]:
    """The names of the lists in the sheet ``external_choices``."""
    headings = [heading for heading in tables.headings("external_choices") if plain(heading) == "list_name"]
    return frozenset(row[h] for row in tables.rows("external_choices") for h in headings if row[h])


def _lists(lines: Outline, external: frozenset[str], *, duplicates: bool) -> Iterator[Finding]:
    """Lists that questions name and lists that are there; choices that can be told apart."""
    lists = choice_lists(lines.choices)
    used: set[str] = set()
    for item in lines.items:
        name = item.kind.list_name
        used.add(name)
        used.update(re.findall(r"instance\(\s*['\"]([^'\"]+)['\"]", " ".join(item.row.cells.values())))
        used.update(re.findall(r"tick_labelset\s*=\s*(\S+)", item["parameters"]))
        place = ("survey", item.number, item.heading("type"))
        if item.kind.name == "select_one_external" and name not in external:
            text = N_("There is no list “{name}” in the sheet external_choices.{hint}")
            yield error(*place, text, name=name, hint=nearest(name, external))
        elif (
            item.kind.name in _LIST_KINDS
            and name not in lists
            and "${" not in name
            and not _FILE.search(name)
        ):
            text = N_("There is no list “{name}” in the sheet choices.{hint}")
            yield error(*place, text, name=name, hint=nearest(name, lists))
    for name, choices in lists.items():
        if name not in used:
            first = choices[0]
            text = N_("No question uses the list “{name}”. Delete it, or name it in a question.")
            yield warning("choices", first.number, first.heading("list_name"), text, name=name)
        yield from _choices(name, choices, lines.items)
        if not duplicates:
            yield from _same_choices(name, choices)


def _choices(name: str, choices: list[Line], items: tuple[Item, ...]) -> Iterator[Finding]:
    several = any(item.kind.list_name == name and item.kind.name != "select_one" for item in items)
    for choice in choices:
        column = choice.heading("name")
        if not choice["name"]:
            yield error("choices", choice.number, column, N_("This choice has no name. Give it a short one."))
        elif several and " " in choice["name"]:
            text = N_("“{choice}” has a blank. Where several can be chosen, names must not have blanks.")
            yield error("choices", choice.number, column, text, choice=choice["name"])


def _same_choices(name: str, choices: list[Line]) -> Iterator[Finding]:
    counted = Counter(choice["name"] for choice in choices)
    for repeated in (choice for choice, number in counted.items() if choice and number > 1):
        places = [choice for choice in choices if choice["name"] == repeated]
        text = N_("The list “{list}” has the name “{choice}” in row {first} already. Give it another name.")
        for place in places[1:]:
            values = {"list": name, "choice": repeated, "first": places[0].number}
            yield error("choices", place.number, place.heading("name"), text, **values)
