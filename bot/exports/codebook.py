"""The codebook: every question and every list of choices of a programme, as two tables.

``codebook.csv`` has a row for each question in the order of the form, with the heading under which its
answers stand in ``submissions.csv``; ``choices.csv`` has a row for each choice. Labels stand in one
column for each language of the programme.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain.forms.form import Question
from bot.domain.programme import Programme
from bot.exports.source import writable
from bot.exports.tables import Tables
from bot.exports.wide import headings

_COLUMNS = ("name", "path", "column", "file", "type", "activity", "activity_title")
_RULES = ("required", "relevant", "constraint", "calculation")
_SALA = ("sees", "needs", "consent", "share", "alt", "case")


def write(programme: Programme, tables: Tables, folder: str = "") -> None:
    """Write both tables of one programme into the export."""
    languages = [language or "default" for language in programme.form.languages]
    _write_questions(programme, tables, f"{folder}codebook.csv", languages)
    _write_choices(programme, tables, f"{folder}choices.csv", languages)


def _write_questions(programme: Programme, tables: Tables, file: str, languages: list[str]) -> None:
    labels = [f"label::{language}" for language in languages]
    hints = [f"hint::{language}" for language in languages]
    tables.begin(file, [*_COLUMNS, *labels, *hints, *_RULES, *(f"sala_{name}" for name in _SALA)])
    for question in programme.form.questions.values():
        tables.row(file, _question(programme, question))


def _question(programme: Programme, question: Question) -> list[str]:
    form = programme.form
    repeat = question.repeats[-1] if question.repeats else ""
    spec = form.specs[question.path]
    activity = form.activity(question.activity)
    rules = (spec.bind.required, spec.bind.relevant, spec.bind.constraint, spec.bind.calculate)
    written = writable(question)
    submissions = f"submissions-{repeat.rpartition('/')[2]}.csv" if repeat else "submissions.csv"
    return [
        question.name,
        question.path,
        next(iter(headings(question, repeat)), "") if written else "",
        submissions if written else "",
        question.kind,
        question.activity,
        _first(activity.labels) if activity is not None else "",
        *(question.labels.get(language, "") for language in form.languages),
        *(question.hints.get(language, "") for language in form.languages),
        *("" if rule is None else rule.source for rule in rules),
        *(_column(programme, question, name) for name in _SALA),
    ]


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


def _write_choices(programme: Programme, tables: Tables, file: str, languages: list[str]) -> None:
    form = programme.form
    tables.begin(file, ["question", "path", "name", *(f"label::{language}" for language in languages)])
    for question in form.questions.values():
        for choice in question.choices:
            labels = (choice.labels.get(language, "") for language in form.languages)
            tables.row(file, [question.name, question.path, choice.name, *labels])
