"""The codebook: every question and every list of choices of a programme, as two tables.

``codebook.csv`` has a row for each question in the order of the form, with the heading under which its
answers stand in ``submissions.csv``; ``choices.csv`` has a row for each choice. Labels stand in one
column for each language of the programme. What only earlier versions asked comes last; ``version`` says
which.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bot.domain.forms.form import Question
from bot.domain.programme import Programme
from bot.exports.source import Source, writable
from bot.exports.tables import Tables
from bot.exports.versions import Earlier
from bot.exports.wide import Column, columns_of, headings

_COLUMNS = ("name", "path", "column", "file", "type", "version", "activity", "activity_title")
_RULES = ("required", "relevant", "constraint", "calculation")
#: What stands as the version of a choice that the present one does not offer any more.
EARLIER = "earlier"

_SALA = ("sees", "needs", "consent", "share", "alt", "case")


def write(
    source: Source, number: int, tables: Tables, folder: str = "", earlier: Earlier | None = None
) -> None:
    """Write both tables of one programme (its number) into the export."""
    programme = source.programme(number)
    languages = [language or "default" for language in programme.form.languages]
    labels = [f"label::{language}" for language in languages]
    hints = [f"hint::{language}" for language in languages]
    questions, choices = f"{folder}codebook.csv", f"{folder}choices.csv"
    sala = [f"sala_{name}" for name in _SALA]
    tables.begin(questions, [*_COLUMNS, *labels, *hints, *_RULES, *sala])
    tables.begin(choices, ["question", "path", "name", "version", *labels])
    for column in columns_of(programme.form, earlier or Earlier()):
        asked_in = number if column.asked_in is None else column.asked_in
        asked, version = source.programme(asked_in), source.labels.get(asked_in, "")
        tables.row(questions, _question(asked, column, version, programme.form.languages))
        for row in _choices(column, version, programme.form.languages):
            tables.row(choices, row)


def _question(programme: Programme, column: Column, version: str, languages: Sequence[str]) -> list[str]:
    form, question = programme.form, column.question
    repeat = question.repeats[-1] if question.repeats else ""
    spec = form.specs[question.path]
    activity = form.activity(question.activity)
    rules = (spec.bind.required, spec.bind.relevant, spec.bind.constraint, spec.bind.calculate)
    written = writable(question)
    submissions = f"submissions-{repeat.rpartition('/')[2]}.csv" if repeat else "submissions.csv"
    return [
        question.name,
        question.path,
        next(iter(headings(column, repeat)), "") if written else "",
        submissions if written else "",
        question.kind,
        version,
        question.activity,
        _first(activity.labels) if activity is not None else "",
        *(question.labels.get(language, "") for language in languages),
        *(question.hints.get(language, "") for language in languages),
        *("" if rule is None else rule.source for rule in rules),
        *(_column(programme, question, name) for name in _SALA),
    ]


def _choices(column: Column, version: str, languages: Sequence[str]) -> Iterator[list[str]]:
    """A row for each choice; those that only earlier versions offered come last."""
    question = column.question
    for choice in column.choices:
        asked = version if choice in question.choices else EARLIER
        labels = (choice.labels.get(language, "") for language in languages)
        yield [question.name, question.path, choice.name, asked, *labels]


def _column(programme: Programme, question: Question, name: str) -> str:
    """A ``sala_`` cell of the question, or of the nearest group around it."""
    parts = question.path.split("/")
    for end in range(len(parts), 0, -1):
        found = programme.form.columns_of("/".join(parts[:end])).get(name, "")
        if found:
            return found
    return ""


def _first(labels: Mapping[str, str]) -> str:
    return next((label for label in labels.values() if label), "")
