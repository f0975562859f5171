"""/board: who has done what, as a picture for facilitators. Never what somebody answered, never a score."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import col, func, select

from bot.actions import flows
from bot.actions.asking import settle
from bot.actions.house import House
from bot.actions.permissions import May, require, require_in
from bot.actions.speaking import local_moment
from bot.actions.tx import Tx
from bot.domain.incoming import Incoming
from bot.domain.progress import course_day
from bot.domain.said import N_
from bot.locales import Tongue, tongue
from bot.pictures.board import Board, Row, State, draw_board
from storage.tables import Answer, Conversation, Enrolment, Person, Prompt, Workshop

#: Most people on one picture, so that it stays readable on a phone.
PEOPLE = 30

#: The states in the order of the legend, with their words.
WORDS: dict[State, str] = {
    State.DONE: N_("Done"),
    State.OPEN: N_("Begun"),
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


def begin(tx: Tx, incoming: Incoming) -> None:
    """/board: the picture of today; ``/board 2`` of day 2."""
    member = require(tx, incoming, May.SEE_BOARD)
    workshop = member.workshop
    today = tx.now.astimezone(ZoneInfo(workshop.zone)).date()
    page = course_day(today, workshop.first_day, workshop.last_day)
    if incoming.argument.isdigit():
        page = int(incoming.argument)
    data = {"workshop": workshop.id, "page": page, "part": 0}
    show(tx, member.person, tx.turn(member.person, "board", "shown", data))


def show(tx: Tx, person: Person, conversation: Conversation) -> None:
    """Send the picture with its numbers and buttons."""
    data = conversation.data
    workshop = require_in(tx, person, data["workshop"], May.SEE_BOARD).workshop
    progress = read(tx, workshop, int(data["page"]))
    _ = tx.tongue(person)
    conversation.outbox_id = tx.say(
        person,
        _caption(_, progress, int(data["page"])),
        kind="photo",
        attach={"make": "board", "args": {**data, "language": person.language}},
        buttons=_buttons(_, progress, conversation),
        token=conversation.token,
        workshop_id=workshop.id,
    )


def receive(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming) -> None:
    """Words are no choice here: say what is possible."""
    _ = tx.tongue(person)
    tx.say(person, _("Tap a button of the board, or /help shows what I can do."))


def tap(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming, code: str) -> None:
    """Take a button: the same again, another day, more people, or close."""
    data = dict(conversation.data)
    verb, _dash, rest = code.partition(".")
    settle(tx, person, conversation)
    if verb == "close":
        flows.end(tx, person)
        return
    if verb == "day" and rest.isdigit():
        data |= {"page": int(rest), "part": 0}
    elif verb == "part" and rest.isdigit():
        data |= {"part": int(rest)}
    show(tx, person, tx.turn(person, "board", "shown", data))


def make(house: House, args: Mapping[str, Any]) -> tuple[str, bytes]:
    """Draw the board at delivery, as things stand then; gives its name and its content."""
    return "board.png", draw_board(house.read(board, args))


def board(tx: Tx, args: Mapping[str, Any]) -> Board:
    """What is on the picture of one page, in the language of the reader."""
    workshop = tx.session.get_one(Workshop, args["workshop"])
    progress = read(tx, workshop, int(args["page"]))
    _ = tongue(str(args["language"]))
    part = int(args["part"])
    titles = _titles(tx, workshop, _.language)
    rows = tuple(
        Row(
            person.call_name or enrolment.pseudonym,
            tuple(progress.state(enrolment, column) for column in progress.columns),
            pale=enrolment.state == "paused",
        )
        for enrolment, person in progress.people[part * PEOPLE : (part + 1) * PEOPLE]
    )
    return Board(
        title=f"{workshop.title} · {_page_name(_, progress, int(args['page']))}",
        subtitle=f"{local_moment(_, tx.now, workshop.zone)} · {_count(_, progress)}",
        columns=tuple(_column_title(titles, column) for column in progress.columns),
        rows=rows,
        legend={state: _(words) for state, words in WORDS.items()},
        empty=_("Nobody has joined yet."),
    )


def read(tx: Tx, workshop: Workshop, page: int) -> Progress:
    """The progress of everybody who takes part, for the activities of one page.

    A page is a day of the course; 0 holds what comes before it and one more than the last day what
    comes after. An activity stands on the page of the earliest day on which it was planned for anybody.
    """
    people, joining = _people(tx, workshop)
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
    skipped = _only_skipped(tx, workshop)
    cells = {
        place: _state(prompt, reachable[prompt.enrolment_id], place in skipped)
        for prompt in prompts
        if (place := (prompt.enrolment_id, prompt.activity, prompt.iteration))[1:] in columns
    }
    return Progress(
        workshop, tuple(people), tuple(columns), cells, tuple(sorted(set(page_of.values()))), joining
    )


def _people(tx: Tx, workshop: Workshop) -> tuple[list[tuple[Enrolment, Person]], int]:
    query = (
        select(Enrolment, Person)
        .where(Enrolment.person_id == Person.id, Enrolment.workshop_id == workshop.id)
        .where(col(Enrolment.role).in_(("trainee", "leader")))
        .where(col(Enrolment.state).in_(("joining", "active", "paused")))
    )
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


def _state(prompt: Prompt, reachable: bool, skipped: bool) -> State:
    if not reachable and prompt.state in ("scheduled", "sent", "opened"):
        return State.UNREACHABLE
    if prompt.state == "completed" and skipped:
        return State.SKIPPED
    return _STATES.get(prompt.state, State.NONE)


def _titles(tx: Tx, workshop: Workshop, language: str) -> dict[str, str]:
    form = tx.library.get(tx.session, workshop.programme_id).form
    spoken = form.language_for(language)
    return {
        activity.name: activity.labels.get(spoken)
        or activity.labels.get(form.default_language)
        or activity.name
        for activity in form.activities
    }


def _column_title(titles: Mapping[str, str], column: Column) -> str:
    name, iteration = column
    return titles.get(name, name) + (f" ({iteration})" if iteration > 1 else "")


def _page_name(_: Tongue, progress: Progress, page: int) -> str:
    last = (progress.workshop.last_day - progress.workshop.first_day).days + 1
    if page == 0:
        return _("before the course")
    return _("after the course") if page > last else _("day {number}", number=page)


def _count(_: Tongue, progress: Progress) -> str:
    return _.plural("{n} person", "{n} people", len(progress.people))


def _caption(_: Tongue, progress: Progress, page: int) -> str:
    lines = [_("<b>{title}</b>: {page}", title=progress.workshop.title, page=_page_name(_, progress, page))]
    counts = Counter(progress.cells.values())
    due = sum(number for state, number in counts.items() if state not in (State.PLANNED, State.TO_ENTER))
    lines.append(
        _("{people}. Done: {done} of {due}.", people=_count(_, progress), done=counts[State.DONE], due=due)
    )
    lines += [
        f"{_(words)}: {counts[state]}"
        for state, words in WORDS.items()
        if state is not State.DONE and counts[state]
    ]
    if progress.joining:
        lines.append(
            _.plural("{n} person is still joining.", "{n} people are still joining.", progress.joining)
        )
    return "\n".join(lines)


def _buttons(_: Tongue, progress: Progress, conversation: Conversation) -> list[list[tuple[str, str]]]:
    def button(label: str, code: str) -> tuple[str, str]:
        return label, flows.data("board", conversation, code)

    data = conversation.data
    names = {page: _page_name(_, progress, page) for page in progress.pages}
    days = [
        button(f"· {name} ·" if page == data["page"] else name, f"day.{page}") for page, name in names.items()
    ]
    parts = range((len(progress.people) + PEOPLE - 1) // PEOPLE)
    more = [
        button(_("People {first}–{last}", first=part * PEOPLE + 1, last=(part + 1) * PEOPLE), f"part.{part}")
        for part in parts
        if part != data["part"]
    ]
    rows = [list(row) for row in _by(days, 3)] + [list(row) for row in _by(more, 2)]
    return [*rows, [button(_("Show as it is now"), "again"), button(_("Close"), "close")]]


def _by(items: list[tuple[str, str]], number: int) -> Iterable[list[tuple[str, str]]]:
    return (items[start : start + number] for start in range(0, len(items), number))
