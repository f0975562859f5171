"""Random XLSForms: rows of every common type, nested, with expressions that look at what was asked before."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from tests.conformance.phrases import Name, Phrases

#: The languages of a generated form; every text is there in both.
LANGUAGES = ("English (en)", "Lao (lo)")

#: Choices of every list; ``kind`` is what filters compare.
CHOICES = [
    {
        "list_name": name,
        "name": choice,
        "kind": kind,
        **{f"label::{language}": f"{choice} {language[:2]} {name}" for language in LANGUAGES},
    }
    for name, choices in {"abc": "abc", "xyz": "xyzw"}.items()
    for choice, kind in zip(choices, ("one", "two", "one", "two"), strict=False)
]

_ASKED = (
    "text",
    "integer",
    "decimal",
    "date",
    "time",
    "dateTime",
    "geopoint",
    "select_one",
    "select_multiple",
)
_RARE = ("range", "rank", "note", "acknowledge", "calculate", "calculate", "calculate")

#: What kind of value a question of a type has.
_SORT = {
    "integer": "number",
    "decimal": "number",
    "range": "number",
    "select_one": "one",
    "select_multiple": "many",
    "rank": "many",
    "date": "date",
    "geopoint": "place",
}


@dataclass
class Writer(Phrases):
    """Writes a form row by row, remembering what was asked."""

    rows: list[dict[str, str]] = field(default_factory=list)
    counts: int = 0
    conditional: bool = False

    def block(self, depth: int) -> None:
        """Some rows after each other."""
        for _row in range(self.draw(st.integers(2, 5 if depth else 7))):
            kind = self.draw(st.sampled_from(("row", "row", "row", "group", "repeat")))
            if kind == "row" or depth > 1:
                self._question()
            else:
                self._nest(kind, depth)

    def _nest(self, kind: str, depth: int) -> None:
        name, around, sure = self._new(kind[0]), self.repeats, self.conditional
        row = {"type": f"begin_{kind}", "name": name, **self._texts("label")}
        if self.draw(st.integers(0, 2)) == 0:
            row["relevant"] = self.truth()
            self.conditional = True
        if kind == "repeat" and self.draw(st.booleans()):
            row["repeat_count"] = self._count()
        self.rows.append(row)
        if kind == "repeat":
            self.repeats = (*around, name)
        self.block(depth + 1)
        self.rows.append({"type": f"end_{kind}"})
        self.repeats, self.conditional = around, sure

    def _count(self) -> str:
        """How many rounds: a number, or an answer of its own that nothing else changes."""
        if self.repeats or self.draw(st.booleans()):
            return str(self.draw(st.integers(0, 3)))
        name = self._new("n")
        self.rows.append({"type": "integer", "name": name, **self._texts("label")})
        return f"${{{name}}}"

    def _question(self) -> None:
        kind = self.draw(st.sampled_from((*_ASKED, *_RARE)))
        name, listed = self._new("q"), self.draw(st.sampled_from(("abc", "xyz")))
        row = {"type": kind, "name": name}
        if kind in ("select_one", "select_multiple", "rank"):
            row["type"] = f"{kind} {listed}"
        if kind == "calculate":
            sort = self.draw(st.sampled_from(("number", "text", "number", "date")))
            row["calculation"] = {"number": self.number, "text": self.text, "date": self.day}[sort]()
            row |= self._moment(row["calculation"])
            sort = "calculated"
        else:
            row |= self._texts("label")
            row |= self._texts("hint") if self.draw(st.integers(0, 4)) == 0 else {}
            sort = _SORT.get(kind, "text")
        row |= self._columns(kind)
        if kind in ("text", "integer") and "default" not in row and self.draw(st.integers(0, 5)) == 0:
            row |= self._set(kind, sure=not self.conditional and "relevant" not in row)
        self.rows.append(row)
        if kind not in ("note", "acknowledge", "time", "dateTime", "geopoint"):
            self.names.append(Name(name, sort, self.repeats, listed))

    def _columns(self, kind: str) -> dict[str, str]:
        """The conditions of a question."""
        row: dict[str, str] = {}
        chance = self.draw(st.integers(0, 255))
        if chance & 1 and chance & 2:
            row["relevant"] = self.truth()
        if kind in ("note", "calculate"):
            return row
        if self.draw(st.integers(0, 9)) == 0:
            row["readonly"] = self.draw(st.sampled_from(("yes", self.truth())))
        if chance & 4 and chance & 8:
            row["required"] = self.draw(st.sampled_from(("yes", self.truth())))
            row |= self._texts("required_message")
        if chance & 16 and chance & 32 and kind not in ("acknowledge", "geopoint"):
            row["constraint"] = self.draw(st.sampled_from(_CONSTRAINTS.get(kind, ("string-length(.) < 6",))))
            row |= self._texts("constraint_message")
        if chance & 64 and kind in ("select_one", "select_multiple"):
            row["choice_filter"] = self._filter()
        if kind == "range":
            row["parameters"] = "start=1 end=7 step=2"
        if chance & 128 and kind in ("text", "integer"):
            row["default"] = {"text": "a b", "integer": "4"}[kind]
        return row

    def _moment(self, calculation: str) -> dict[str, str]:
        """Now and then a calculation is made only when another answer changes.

        Not of labels: they would be kept in the language of that moment, and ours are filled in all. Not in
        repeats: the judge finds no trigger there that stands in another group.
        """
        asked = [name for name in self.seen("text", "number", "one") if name.repeats == self.repeats]
        computed = [name.quoted for name in self.names if name.sort == "calculated"]
        spoken = "choice-name" in calculation or any(quoted in calculation for quoted in computed)
        if not asked or spoken or self.repeats or self.draw(st.integers(0, 2)):
            return {}
        return {"trigger": self.pick(asked).quoted}

    def _set(self, kind: str, *, sure: bool) -> dict[str, str]:
        """A value that is set once: a default that is computed, or by an answer to another question."""
        asked = [name for name in self.seen("text", "number") if name.repeats == self.repeats]
        if asked and self.draw(st.booleans()):
            trigger = self.pick(asked).quoted
            return {"trigger": trigger, "calculation": {"integer": "1 + 2", "text": "concat('set', 3)"}[kind]}
        if not sure:  # the judge computes no default for what is not relevant at first
            return {}
        return {
            "default": self.pick({"integer": ("2 + 3",), "text": ("concat('a', 'b')", "string(1 = 1)")}[kind])
        }

    def _filter(self) -> str:
        known = [name for name in self.seen() if name.sort == "one"]
        if known and self.draw(st.booleans()):
            return f"name != {self.pick(known).quoted}"
        near = [name for name in known if name.repeats == self.repeats]
        if near and self.repeats and self.draw(st.booleans()):
            return f"name != current()/../{self.pick(near).name} and kind != 'three'"
        condition = self.truth()
        if "jr:choice-name" in condition:  # stops the judge here
            condition = "true()"
        return self.pick(("kind = 'one'", f"kind != 'two' or {condition}", "position() < 3"))

    def _texts(self, column: str) -> dict[str, str]:
        """A text in both languages, which may quote something."""
        quoted = ""
        names = self.seen()
        if names and self.draw(st.integers(0, 3)) == 0:
            quoted = f" ${{{self.draw(st.sampled_from(names)).name}}}"
        number = len(self.rows)
        return {
            f"{column}::{language}": f"{column} {number} in {language[:3]}{quoted}" for language in LANGUAGES
        }

    def _new(self, letter: str) -> str:
        self.counts += 1
        return f"{letter}{self.counts}"


_CONSTRAINTS = {
    "integer": (". > 2", ". < 20 and . != 7", ". mod 2 = 0"),
    "decimal": (". >= 1.5", "round(., 0) = ."),
    "date": (". <= date('2026-06-01')", ". > '2010-01-01'"),
    "select_multiple": ("count-selected(.) < 3", "not(selected(., 'a') and selected(., 'b'))"),
    "select_one": (". != 'b'",),
    "range": (". != 3",),
    "rank": ("selected-at(., 0) != 'a'",),
}


@st.composite
def workbooks(draw: Any) -> dict[str, Any]:
    """A workbook as pyxform takes it."""
    writer = Writer(draw)
    writer.block(0)
    columns = dict.fromkeys(column for row in writer.rows for column in row)
    return {
        "survey": writer.rows,
        "survey_header": [columns],
        "choices": CHOICES,
        "settings": [{"form_id": "generated", "default_language": LANGUAGES[0]}],
    }
