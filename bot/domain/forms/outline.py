"""The rows of the survey sheet in XLSForm's terms: types, paths, languages, whatever the spelling.

pyxform accepts many spellings of one heading (``bind: relevant``, ``relevance``) and of one type
(``select one from x``); its own tables say which, so that row and column of a remark stay the author's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from pyxform import aliases, constants
from pyxform.parsing.sheet_headers import process_header
from pyxform.question_type_dictionary import QUESTION_TYPE_DICT

from bot.domain.forms.sheets import Row, Sheet, Tables

#: What pyxform calls the parts of a heading, and what authors call them.
_PLAIN_KEYS = {
    ("bind", "relevant"): "relevant",
    ("bind", "required"): "required",
    ("bind", "readonly"): "read_only",
    ("bind", "constraint"): "constraint",
    ("bind", "calculate"): "calculation",
    ("bind", "jr:constraintMsg"): "constraint_message",
    ("bind", "jr:requiredMsg"): "required_message",
    ("control", "appearance"): "appearance",
    ("control", "jr:count"): "repeat_count",
    ("media", "image"): "image",
    ("media", "audio"): "audio",
    ("media", "video"): "video",
    ("media", "big-image"): "big-image",
}
_SURVEY_COLUMNS = {
    *("type", "name", "label", "hint", "guidance_hint", "choice_filter", "default", "parameters", "trigger"),
    *("query", "intent", "note", "body::accuracyThreshold", "media", "bind", "control", "instance"),
}
_CHOICE_COLUMNS = {"list_name", "list name", "name", "label", "media"}

#: Texts that people read, by heading.
TEXTS = ("label", "hint", "guidance_hint", "constraint_message", "required_message")

#: Cells that hold an expression.
EXPRESSIONS = (
    "relevant",
    "constraint",
    "calculation",
    "choice_filter",
    "required",
    "read_only",
    "repeat_count",
)

_BEGIN = re.compile(r"begin[ _](group|repeat|loop|lgroup|looped group)(?: (?:over )?(\S+))?", re.IGNORECASE)
_END = re.compile(r"end[ _](group|repeat|loop|lgroup|looped group)", re.IGNORECASE)
_SELECT = re.compile(
    "("
    + "|".join(sorted((re.escape(word) for word in aliases.select), key=len, reverse=True))
    + r") (\S+)(?: (or specify other|or_other|or other))?",
    re.IGNORECASE,
)
_SELECT_KINDS = {
    constants.SELECT_ONE: "select_one",
    constants.SELECT_ALL_THAT_APPLY: "select_multiple",
    constants.SELECT_ONE_EXTERNAL: "select_one_external",
    constants.RANK: "rank",
}

#: Types that nobody is asked: what is computed, and what the device (here: Sala) fills in.
SILENT = frozenset(
    {"calculate", "hidden", "audit", "start-geopoint", "background-audio", "background-geopoint"}
    | {"csv-external", "xml-external"}
    | {
        re.sub("^get ", "", text)
        for text, made in QUESTION_TYPE_DICT.items()
        if "jr:preload" in made.get("bind", {})
    }
)

#: Types with one plain name; every other spelling of pyxform's table leads to one of them.
KINDS = (
    *("note", "text", "integer", "decimal", "range", "select_one", "select_multiple", "rank"),
    *("acknowledge", "date", "time", "dateTime", "geopoint", "geotrace", "geoshape", "image", "audio"),
    *("video", "file", "barcode", "calculate", "hidden", "start", "end", "today", "deviceid", "username"),
    *("phonenumber", "email", "audit", "start-geopoint", "background-audio", "csv-external", "xml-external"),
    *("select_one_from_file", "select_multiple_from_file", "select_one_external"),
    *("begin_group", "end_group", "begin_repeat", "end_repeat"),
)
_SPELLINGS = {
    "int": "integer",
    "string": "text",
    "photo": "image",
    "picture": "image",
    "trigger": "acknowledge",
    "gps": "geopoint",
    "location": "geopoint",
    "date time": "dateTime",
    "datetime": "dateTime",
}


@dataclass(frozen=True)
class Kind:
    """A type in plain terms. ``word`` is ``begin`` or ``end`` for the borders of groups and repeats."""

    name: str
    word: str = ""
    list_name: str = ""
    other: bool = False


def kind_of(text: str) -> Kind | None:
    """What a cell of the column ``type`` means; None for a type that XLSForm does not have."""
    text = " ".join(text.split())
    if begin := _BEGIN.fullmatch(text):
        return Kind(_control(begin[1]), "begin", begin[2] or "")
    if end := _END.fullmatch(text):
        return Kind(_control(end[1]), "end")
    if select := _SELECT.fullmatch(text):
        command = select[1].lower()
        return Kind(_SELECT_KINDS[aliases.select[command]], "", select[2], bool(select[3]))
    if text in KINDS and text in QUESTION_TYPE_DICT:
        return Kind(text)
    if text not in QUESTION_TYPE_DICT and text not in aliases._type_alias_map:
        return Kind("osm") if text.startswith("osm ") else None
    word = re.sub(r"^(?:q|add|get) | prompt$", "", text)
    return Kind(_SPELLINGS.get(word, word))


def _control(word: str) -> str:
    return str(aliases.control[word.lower()]).replace("section", "group")


@dataclass(frozen=True)
class Heading:
    """What a heading means: a plain key such as ``relevant`` and a language, empty for none."""

    text: str
    key: str
    language: str = ""


def headings_of(sheet: Sheet) -> tuple[Heading, ...]:
    """What each heading of ``survey`` or ``choices`` means."""
    survey = sheet.name == "survey"
    names = aliases.survey_header if survey else aliases.list_header
    columns = _SURVEY_COLUMNS if survey else _CHOICE_COLUMNS
    double = any("::" in text for text in sheet.headings)
    found = []
    for text in sheet.headings:
        tokens = tuple(process_header(text, double, names, columns)[1])
        pair = _PLAIN_KEYS.get(tokens[:2])
        key, rest = (pair, tokens[2:]) if pair else (tokens[0], tokens[1:])
        found.append(Heading(text, "list_name" if key == "list name" else key, rest[-1] if rest else ""))
    return tuple(found)


@dataclass(frozen=True)
class Line:
    """A row of ``survey`` or ``choices``, read by plain keys."""

    row: Row
    headings: tuple[Heading, ...]

    @property
    def number(self) -> int:
        """The row as a spreadsheet counts."""
        return self.row.number

    def __getitem__(self, key: str) -> str:
        """The first text that a key has in this row, in whichever language; empty when there is none."""
        return next((self.row[h.text] for h in self.headings if h.key == key and self.row[h.text]), "")

    def texts(self, key: str) -> dict[str, str]:
        """The texts of a key by language, those that are there."""
        return {h.language: self.row[h.text] for h in self.headings if h.key == key and self.row[h.text]}

    def heading(self, key: str, language: str | None = None) -> str:
        """The heading that the author wrote for a key; the key itself when there is none."""
        for heading in self.headings:
            if heading.key == key and language in (None, heading.language):
                return heading.text
        return key

    @cached_property
    def sala(self) -> dict[str, str]:
        """The cells of Sala's own columns, without the prefix."""
        return {
            heading.text.strip().lower()[5:]: self.row[heading.text]
            for heading in self.headings
            if heading.text.strip().lower().startswith("sala_") and self.row[heading.text]
        }


@dataclass(frozen=True)
class Item(Line):
    """A row of ``survey`` that is not an end: where it stands in the form.

    ``path`` is without the root, ``activity`` the top-level group or repeat around it (its own name
    for such a row), empty outside of all. ``order`` counts the rows of the form.
    """

    kind: Kind = field(default_factory=lambda: Kind(""))
    name: str = ""
    path: str = ""
    activity: str = ""
    order: int = 0
    repeats: tuple[str, ...] = ()

    @property
    def is_group(self) -> bool:
        """Whether it begins a group or a repeat."""
        return self.kind.word == "begin"

    @property
    def is_asked(self) -> bool:
        """Whether people see it: a question or a note."""
        return not self.kind.word and self.kind.name not in SILENT and not self._computed

    @property
    def _computed(self) -> bool:
        """A question with a calculation and no label is a calculate by another name."""
        return bool(self["calculation"]) and not self.texts("label")


@dataclass(frozen=True)
class Outline:
    """The survey and choices of a programme, row by row."""

    items: tuple[Item, ...]
    choices: tuple[Line, ...]
    languages: tuple[str, ...]

    @cached_property
    def named(self) -> dict[str, list[Item]]:
        """The rows with each name."""
        found: dict[str, list[Item]] = {}
        for item in self.items:
            found.setdefault(item.name, []).append(item)
        return found

    @cached_property
    def activities(self) -> tuple[Item, ...]:
        """The top-level groups and repeats, in order."""
        return tuple(item for item in self.items if item.is_group and item.path == item.name)

    def columns(self) -> dict[str, dict[str, str]]:
        """The ``sala_`` cells of each row that has some, by path, without the prefix."""
        return {item.path: item.sala for item in self.items if item.sala}


def outline(tables: Tables) -> Outline:
    """Read survey and choices. Rows with an unknown type or a broken nesting are read as far as they go."""
    survey = tables.sheets["survey"]
    choices = tables.sheets.get("choices")
    headings = headings_of(survey)
    choice_headings = headings_of(choices) if choices else ()
    items = tuple(_items(survey, headings))
    lines = tuple(Line(row, choice_headings) for row in (choices.rows if choices else ()))
    languages = dict.fromkeys(
        h.language for h in (*headings, *choice_headings) if h.key in ("label", *TEXTS) and h.language
    )
    return Outline(items, lines, tuple(languages))


def _items(survey: Sheet, headings: tuple[Heading, ...]) -> Iterator[Item]:
    """The rows that are questions, notes, groups and repeats, each with its path."""
    around: list[tuple[str, bool]] = []
    for order, row in enumerate(survey.rows):
        line = Line(row, headings)
        kind = kind_of(line["type"]) or Kind("")
        if kind.word == "end":
            if around:
                around.pop()
            continue
        if not line["type"] or line["disabled"].lower() in ("yes", "true", "true()"):
            continue
        name = line["name"] or (f"generated_note_name_{row.number}" if kind.name == "note" else "")
        names = [*(part for part, _repeat in around), name]
        repeats = tuple("/".join(names[: n + 1]) for n, (_part, repeat) in enumerate(around) if repeat)
        activity = names[0] if around or kind.word == "begin" else ""
        yield Item(row, headings, kind, name, "/".join(names), activity, order, repeats)
        if kind.word == "begin":
            around.append((name, kind.name == "repeat"))


def choice_lists(lines: tuple[Line, ...]) -> Mapping[str, list[Line]]:
    """The choices of each list, in order."""
    found: dict[str, list[Line]] = {}
    for line in lines:
        if line["list_name"]:
            found.setdefault(line["list_name"], []).append(line)
    return found
