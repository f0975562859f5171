"""The versions of programmes behind the data: their names, when they ran, and what only they asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from bot.domain.changes.placing import place_all
from bot.domain.forms.form import Choice, Form, Question
from bot.domain.programme import Programme
from storage.tables import Answer, ProgrammeChange, Workshop
from storage.tables import Programme as ProgrammeRow

#: How much of a digest tells two versions apart that their author called the same.
MARK = 8


@dataclass(frozen=True)
class Earlier:
    """What versions before the present one asked and people answered.

    ``questions`` are those whose answers are set aside, each with the number of the version that asked it;
    ``forms`` are the forms of all those versions.
    """

    questions: tuple[tuple[Question, int], ...] = ()
    forms: tuple[Form, ...] = ()

    def choices(self, question: Question) -> tuple[Choice, ...]:
        """The choices of a question, and after them those that it had in earlier versions only."""
        found = {choice.name: choice for choice in question.choices}
        for form in self.forms:
            before = form.questions.get(question.path)
            if before is not None and before.kind == question.kind:
                found = {choice.name: choice for choice in before.choices} | found
        names = [choice.name for choice in question.choices]
        return (*question.choices, *(choice for name, choice in found.items() if name not in names))


def labels(session: Session) -> dict[int, str]:
    """What each version that ever ran is called: its ``version`` cell, marked when two have the same."""
    ran = set(session.exec(select(Workshop.programme_id).where(col(Workshop.rehearsal).is_(False))))
    for change in session.exec(select(ProgrammeChange).where(ProgrammeChange.state == "accepted")):
        ran |= {change.before_id, change.after_id or change.before_id}
    query = select(ProgrammeRow.id, ProgrammeRow.form_id, ProgrammeRow.version, ProgrammeRow.digest)
    rows = session.exec(query.where(col(ProgrammeRow.id).in_(ran))).all()
    same = Counter((form_id, version) for _number, form_id, version, _digest in rows)
    return {
        number or 0: f"{version} ({digest[:MARK]})".strip() if same[form_id, version] > 1 else version
        for number, form_id, version, digest in rows
    }


def history(session: Session, workshops: Iterable[Workshop]) -> Iterator[tuple[Workshop, int, str]]:
    """Which version ran in which workshop, from when on: workshop, programme number, local moment."""
    for workshop in workshops:
        query = select(ProgrammeChange).where(
            ProgrammeChange.workshop_id == workshop.id, ProgrammeChange.state == "accepted"
        )
        in_order = query.order_by(col(ProgrammeChange.decided_at), col(ProgrammeChange.id))
        changes = list(session.exec(in_order))
        first = changes[0].before_id if changes else workshop.programme_id
        moments = [(first, workshop.created_at)]
        moments += [(change.after_id or 0, change.decided_at or change.created_at) for change in changes]
        for number, instant in moments:
            local = instant.astimezone(ZoneInfo(workshop.zone))
            yield workshop, number, local.isoformat(timespec="minutes")


def earlier(
    session: Session, programme_id: int, enrolments: Iterable[int], programme: Callable[[int], Programme]
) -> Earlier:
    """What other versions asked these people, and of that what stands nowhere in the present form."""
    mine = col(Answer.enrolment_id).in_(list(enrolments))
    used = session.exec(select(Answer.programme_id).where(mine).distinct()).all()
    others = sorted(number for number in used if number != programme_id)
    if not others:
        return Earlier()
    form = programme(programme_id).form
    found: dict[tuple[str, str], tuple[Question, int]] = {}
    query = select(Answer).where(mine).order_by(col(Answer.enrolment_id), col(Answer.id))
    rows = session.exec(query.execution_options(yield_per=1000))
    for _enrolment, own in groupby(rows, key=lambda row: row.enrolment_id):
        for row in place_all(form, own)[1]:
            question = asked(programme(row.programme_id), row.question)
            if question is not None:
                found.setdefault((question.path, question.kind), (question, row.programme_id))
    return Earlier(tuple(found.values()), tuple(programme(number).form for number in others))


def asked(programme: Programme, ref: str) -> Question | None:
    """The question behind a ref in the version that asked it."""
    return programme.form.questions.get("/".join(part.partition("[")[0] for part in ref.split("/")))
