"""The rows behind a board: who takes part, and what became of each activity for each of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlmodel import col, func, select

from bot.actions.moving import PUT_ASIDE
from bot.actions.tx import Tx
from bot.domain.progress import STUCK, course_day
from bot.domain.said import N_
from bot.pictures.board import State
from storage.tables import Answer, Enrolment, Person, Prompt, Workshop

#: The states in the order of the legend, with their words.
WORDS: dict[State, str] = {
    State.DONE: N_("Done"),
    State.OPEN: N_("Begun"),
    State.STUCK: N_("Stuck at a question"),
    State.WAITING: N_("Sent, no answer yet"),
    State.LATE: N_("Closed without answer"),
    State.SKIPPED: N_("Skipped"),
    State.UNREACHABLE: N_("Cannot be reached"),
    State.PLANNED: N_("Planned"),
    State.TO_ENTER: N_("To be entered"),
}

_STATES = {
    "completed": State.DONE,
    "opened": State.OPEN,
    "sent": State.WAITING,
    "scheduled": State.PLANNED,
    "to_enter": State.TO_ENTER,
    "expired": State.LATE,
    "missed": State.LATE,
}

Column = tuple[str, int]


@dataclass(frozen=True)
class Progress:
    """The rows behind a board: the people, and the state of each activity and iteration on one page."""

    workshop: Workshop
    people: tuple[tuple[Enrolment, Person], ...]
    columns: tuple[Column, ...]
    cells: Mapping[tuple[int, str, int], State]
    pages: tuple[int, ...]
    joining: int

    def state(self, enrolment: Enrolment, column: Column) -> State:
        """What became of an activity for one person; NONE when it is not meant for them."""
        return self.cells.get((enrolment.id or 0, *column), State.NONE)


def read(tx: Tx, workshop: Workshop, page: int, cluster: int | None = None) -> Progress:
    """The progress of everybody who takes part, for the activities of one page.

    A page is a day of the course; 0 holds what comes before it and one more than the last day what
    comes after. An activity stands on the page of the earliest day on which it was planned for anybody.
    With ``cluster`` only its people are looked at.
    """
    people, joining = _people(tx, workshop, cluster)
    prompts = _prompts(tx, [enrolment.id or 0 for enrolment, _person in people])
    first: dict[Column, Prompt] = {}
    for prompt in prompts:
        column = (prompt.activity, prompt.iteration)
        if column not in first or prompt.due_at < first[column].due_at:
            first[column] = prompt
    zone = ZoneInfo(workshop.zone)
    page_of = {
        column: course_day(prompt.due_at.astimezone(zone).date(), workshop.first_day, workshop.last_day)
        for column, prompt in first.items()
    }
    columns = sorted(
        (column for column, its_page in page_of.items() if its_page == page),
        key=lambda column: (first[column].due_at, first[column].id),
    )
    reachable = {enrolment.id: person.reachable == "yes" for enrolment, person in people}
    skipped, heard = _only_skipped(tx, workshop), last_heard(tx, prompts)
    cells = {
        place: state_of(
            tx, prompt, reachable=reachable[prompt.enrolment_id], skipped=place in skipped, heard=heard
        )
        for prompt in prompts
        if (place := (prompt.enrolment_id, prompt.activity, prompt.iteration))[1:] in columns
    }
    return Progress(
        workshop, tuple(people), tuple(columns), cells, tuple(sorted(set(page_of.values()))), joining
    )


def _people(tx: Tx, workshop: Workshop, cluster: int | None) -> tuple[list[tuple[Enrolment, Person]], int]:
    query = (
        select(Enrolment, Person)
        .where(Enrolment.person_id == Person.id, Enrolment.workshop_id == workshop.id)
        .where(col(Enrolment.role).in_(("trainee", "leader")))
        .where(col(Enrolment.state).in_(("joining", "active", "paused")))
    )
    if cluster is not None:
        query = query.where(Enrolment.cluster_id == cluster)
    found = list(tx.session.exec(query).all())
    people = [pair for pair in found if pair[0].state != "joining"]
    people.sort(key=lambda pair: (pair[0].role, pair[1].call_name.casefold(), pair[0].id))
    return people, len(found) - len(people)


def _prompts(tx: Tx, enrolments: list[int]) -> list[Prompt]:
    query = select(Prompt).where(col(Prompt.enrolment_id).in_(enrolments), Prompt.state != "cancelled")
    return list(tx.session.exec(query))


def _only_skipped(tx: Tx, workshop: Workshop) -> set[tuple[int, str, int]]:
    """Activities in which a person skipped every question."""
    query = (
        select(Answer.enrolment_id, Answer.activity, Answer.iteration)
        .where(Answer.enrolment_id == Enrolment.id, Enrolment.workshop_id == workshop.id)
        .where(col(Answer.state).in_(("answered", "withheld", "skipped")))
        .group_by(col(Answer.enrolment_id), col(Answer.activity), col(Answer.iteration))
        .having(func.min(Answer.state) == "skipped", func.max(Answer.state) == "skipped")
    )
    return set(tx.session.exec(query).all())


def last_heard(tx: Tx, prompts: list[Prompt]) -> dict[int, dt.datetime]:
    """When the last answer came to each of these prompts that was begun (prompt numbers)."""
    begun = [prompt.id for prompt in prompts if prompt.state == "opened"]
    when = func.max(func.coalesce(Answer.edited_at, Answer.answered_at))
    query = (
        select(Answer.prompt_id, when).where(col(Answer.prompt_id).in_(begun)).group_by(col(Answer.prompt_id))
    )
    return {number: at for number, at in tx.session.exec(query) if number is not None}


def stuck_since(tx: Tx, prompt: Prompt, heard: Mapping[int, dt.datetime]) -> dt.datetime | None:
    """Since when a person stands at the same question; None when they do not, or not for long enough.

    Whoever tapped Later has put it aside, and is not stuck.
    """
    closed = prompt.expires_at is not None and prompt.expires_at <= tx.now
    if prompt.state != "opened" or prompt.opened_at is None or prompt.reason == PUT_ASIDE or closed:
        return None
    since = max(prompt.opened_at, heard.get(prompt.id or 0, prompt.opened_at))
    return since if tx.now - since >= STUCK else None


def state_of(
    tx: Tx, prompt: Prompt, *, reachable: bool, skipped: bool, heard: Mapping[int, dt.datetime]
) -> State:
    """What a prompt looks like on the board."""
    if not reachable and prompt.state in ("scheduled", "sent", "opened"):
        return State.UNREACHABLE
    if prompt.state == "completed" and skipped:
        return State.SKIPPED
    if stuck_since(tx, prompt, heard) is not None:
        return State.STUCK
    return _STATES.get(prompt.state, State.NONE)


def titles_of(tx: Tx, workshop: Workshop, language: str) -> dict[str, str]:
    """The titles of all activities in a language, by name."""
    form = tx.library.get(tx.session, workshop.programme_id).form
    spoken = form.language_for(language)
    return {
        activity.name: activity.labels.get(spoken)
        or activity.labels.get(form.default_language)
        or activity.name
        for activity in form.activities
    }


def column_title(titles: Mapping[str, str], column: Column) -> str:
    """The title of an activity, with the number of its iteration when it comes again."""
    name, iteration = column
    return titles.get(name, name) + (f" ({iteration})" if iteration > 1 else "")
