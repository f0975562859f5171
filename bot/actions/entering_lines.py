"""A table of answers, entered row by row: what can be read is stored, the rest is said with row and column.

A look before storing does the same in a savepoint and rolls it back, so it cannot say anything else than
what will happen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.actions import confirming
from bot.actions.answer_rows import Desk, Given, open_desk, path_of
from bot.actions.for_others import begin_entering, keep_their_chat_in_step, to_enter
from bot.actions.hearing import violation
from bot.actions.permissions import Member
from bot.actions.posing import next_posed
from bot.actions.scheduling import plan, plan_after
from bot.actions.taking import take
from bot.actions.tx import Tx
from bot.actions.ways import ways
from bot.domain.answer_sheet import Cell, Line, columns_of
from bot.domain.forms import types
from bot.domain.forms.types import Confirm, Reading, Unreadable, Value
from bot.domain.incoming import Incoming, Sender
from bot.domain.said import N_, Said
from storage.tables import AnswerFile, Enrolment, Person, Prompt

#: Longest answer in a cell, in characters.
LONGEST = 4096

_NOT_ASKED = Said(
    N_("This question is not asked here: it does not fit the other answers, or is not allowed.")
)
_NOBODY = Said(N_("Nobody in this workshop has this number. Please leave the first column as it was."))
_OTHER_NAME = Said(N_("The number and the name do not belong together."))
_NOT_OPEN = Said(N_("For this person there is nothing to enter in this activity."))
_NO_COLUMN = Said(N_("No question of this activity has this name."))
_TWICE = Said(N_("This person has two rows."))
_CHOICE = Unreadable(Said(N_("Please write one of the choices of the second sheet.")))
_TWO_WAYS = Unreadable(Said(N_("This can be read in two ways. Please write it another way.")))
_WHOLE = Unreadable(Said(N_("Please write a whole number, such as 12.")))
_EXACT = ("integer", "decimal", "range", "date", "time", "dateTime")


@dataclass(frozen=True)
class Mistake:
    """What could not be taken, and where: row of the sheet, heading of the column (empty for a whole row)."""

    row: int
    column: str
    why: Said | str


@dataclass
class Report:
    """What a table brings: the numbers of the new answers, of whom, what was there already, and mistakes."""

    answers: list[int] = field(default_factory=list)
    people: int = 0
    there: int = 0
    mistakes: list[Mistake] = field(default_factory=list)


def look(tx: Tx, member: Member, file: AnswerFile) -> Report:
    """What entering a table would do; nothing is changed."""
    savepoint = tx.session.begin_nested()
    report = _enter(tx, member, file)
    tx.session.flush()
    savepoint.rollback()
    tx.session.expire_all()
    return report


def enter(tx: Tx, member: Member, file: AnswerFile) -> Report:
    """Store what a table brings. Answers that are there already are left alone, so twice is once."""
    return _enter(tx, member, file, for_good=True)


def lines_of(file: AnswerFile) -> list[Line]:
    """The rows that were read from a file."""
    return [
        Line(row, person, name, {key: Cell(text, exact) for key, (text, exact) in cells.items()})
        for row, person, name, cells in file.lines
    ]


def stored(lines: Sequence[Line]) -> list[list[object]]:
    """Rows as JSON can hold them."""
    return [
        [line.row, line.person, line.name, {key: [cell.text, cell.exact] for key, cell in line.cells.items()}]
        for line in lines
    ]


def _enter(tx: Tx, member: Member, file: AnswerFile, *, for_good: bool = False) -> Report:
    report, seen = Report(), set()
    form = tx.library.get(tx.session, member.workshop.programme_id).form
    names = {question.name: question.path for question in columns_of(form, file.activity)}
    for heading in list(file.columns)[2:]:
        if heading not in names:
            report.mistakes.append(Mistake(1, heading, _NO_COLUMN))
    for line in lines_of(file):
        if not line.cells:
            continue
        found = _TWICE if line.person in seen else _whose(tx, member, file, line)
        seen.add(line.person)
        if isinstance(found, Said):
            report.mistakes.append(Mistake(line.row, "", found))
            continue
        _enter_line(tx, member, found, line, names, report, for_good=for_good)
    return report


def _whose(tx: Tx, member: Member, file: AnswerFile, line: Line) -> Prompt | Said:
    """The activity of the person of a row, if it can be entered; else why not."""
    enrolment = tx.session.get(Enrolment, line.person)
    if enrolment is None or enrolment.workshop_id != member.workshop.id or enrolment.state != "active":
        return _NOBODY
    person = tx.session.get_one(Person, enrolment.person_id)
    known = person.call_name or enrolment.pseudonym
    if line.name.removeprefix("'").casefold() != known.casefold():
        return _OTHER_NAME
    wanted = (file.activity, file.iteration)
    states = [*to_enter(tx, enrolment), *to_enter(tx, enrolment, ("completed",))]
    return next((each for each in states if (each.activity, each.iteration) == wanted), _NOT_OPEN)


def _enter_line(
    tx: Tx,
    member: Member,
    prompt: Prompt,
    line: Line,
    names: Mapping[str, str],
    report: Report,
    *,
    for_good: bool,
) -> None:
    enrolment = tx.session.get_one(Enrolment, prompt.enrolment_id)
    desk = open_desk(tx, enrolment, member.person)
    wrong: set[str] = set()
    before = len(report.answers)
    for name in (name for name in names if name in line.cells):
        ref = _refs(desk, prompt).get(names[name])
        if ref is not None and ref in desk.rows and desk.rows[ref].state not in ("skipped", "seen"):
            report.there += 1
            continue
        reading = _read(desk, ref, line.cells[name])
        if isinstance(reading, Value) and ref is not None:
            given = Given(reading.text, line.cells[name].text)
            report.answers.append(_keep(desk, prompt, ref, given))
        elif isinstance(reading, Unreadable):
            wrong.add(name)
            report.mistakes.append(Mistake(line.row, name, reading.why))
    if len(report.answers) == before:
        return
    report.people += 1
    _go_to_the_end(desk, prompt, names, wrong)
    if for_good:
        confirming.ask(tx, enrolment, prompt)
        keep_their_chat_in_step(tx, desk, prompt)


def _refs(desk: Desk, prompt: Prompt) -> dict[str, str]:
    """Where the questions stand that are asked now, by path."""
    steps = desk.filling.steps(prompt.activity, prompt.iteration)
    return {path_of(step.ref): step.ref for step in steps if step.kind == "question"}


def _keep(desk: Desk, prompt: Prompt, ref: str, given: Given) -> int:
    begin_entering(desk.tx, prompt)
    take(desk, prompt, ref, given, None)
    plan_after(desk.tx, desk, ref)
    return desk.rows[ref].id or 0


def _read(desk: Desk, ref: str | None, cell: Cell) -> Value | Unreadable:
    """A cell as the type of its question reads it; what a chat would ask back must be clear here."""
    if ref is None or "own" not in ways(desk, ref):
        return Unreadable(_NOT_ASKED)
    question = desk.question(ref)
    reading: Reading = _named(desk, ref, cell.text) or types.of(question).hear(desk.filling, ref, _said(cell))
    if cell.exact and question.kind in _EXACT:
        reading = Value(cell.text)
        if question.kind == "integer" and not cell.text.lstrip("-").isdecimal():
            reading = _WHOLE
    if isinstance(reading, Confirm):
        reading = _TWO_WAYS if reading.other else Value(reading.text)
    if isinstance(reading, Value):
        problem = violation(desk, ref, reading)
        if problem is None:
            return Value(reading.text[:LONGEST])
        return Unreadable(problem if isinstance(problem, Said) else Said("{words}", {"words": problem}))
    if isinstance(reading, Unreadable) and not question.choices:
        return reading
    return _CHOICE


def _named(desk: Desk, ref: str, text: str) -> Value | None:
    """Choices that are written by their names, as the form has them."""
    offered = [option.name for option in desk.filling.choices(ref)] if desk.question(ref).choices else []
    names = text.replace(",", " ").split()
    many = not desk.question(ref).kind.startswith("select_one")
    if not names or any(name not in offered for name in names) or (len(names) > 1 and not many):
        return None
    if desk.question(ref).kind == "rank":
        return Value(" ".join(names)) if sorted(names) == sorted(offered) else None
    return Value(" ".join(name for name in offered if name in names))


def _said(cell: Cell) -> Incoming:
    return Incoming(update_id=0, sender=Sender(0, ""), chat_id=0, message_id=0, text=cell.text)


def _go_to_the_end(desk: Desk, prompt: Prompt, names: Mapping[str, str], wrong: set[str]) -> None:
    """Empty cells are skipped questions. What has no cell, or a wrong one, stays open for the chat."""
    while (step := next_posed(desk, prompt).step) is not None:
        name = path_of(step.ref).rpartition("/")[2]
        if step.kind != "question" or name not in names or name in wrong or desk.filling.required(step.ref):
            return
        desk.pass_over(step.ref, prompt, "skipped")
    prompt.state, prompt.completed_at = "completed", desk.tx.now
    desk.tx.session.flush()
    plan(desk.tx, desk.enrolment, desk)
