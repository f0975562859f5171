"""/board: who has done what, as a picture for facilitators. Never what somebody answered, never a score."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from bot.actions import acts, board_person, flows, nudging
from bot.actions.asking import ask, settle
from bot.actions.board_rows import WORDS, Column, Progress, column_title, read, titles_of
from bot.actions.house import House
from bot.actions.permissions import PARTICIPANTS, May, Member, Refused, require, require_in
from bot.actions.speaking import local_moment
from bot.actions.tx import Tx
from bot.domain.incoming import Incoming
from bot.domain.progress import course_day
from bot.domain.said import N_, Said
from bot.locales import Tongue, tongue
from bot.pictures.board import Board, Row, State, draw_board
from storage.tables import Cluster, Conversation, Enrolment, Person, Workshop

#: Most people on one picture, so that it stays readable on a phone.
PEOPLE = 30

#: Most activities whose silent people can be reminded from the board, and the longest label of a button.
NUDGES, LABEL = 3, 40


def begin(tx: Tx, incoming: Incoming) -> None:
    """/board: the picture of today; ``/board 2`` of day 2."""
    member = require(tx, incoming, May.SEE_BOARD)
    workshop = member.workshop
    today = tx.now.astimezone(ZoneInfo(workshop.zone)).date()
    page = course_day(today, workshop.first_day, workshop.last_day)
    if incoming.argument.isdigit():
        page = int(incoming.argument)
    data = {"workshop": workshop.id, "page": page, "part": 0, "cluster": None}
    show(tx, member.person, tx.turn(member.person, "board", "shown", data))


def show(tx: Tx, person: Person, conversation: Conversation) -> None:
    """Send the present step: the picture with its numbers and buttons, or one of the lists behind it."""
    data = conversation.data
    workshop = require_in(tx, person, data["workshop"], May.SEE_BOARD).workshop
    _ = tx.tongue(person)
    if conversation.step in ("where", "clusters", "told"):
        text, rows = _list(tx, _, workshop, person, conversation)
        labelled = [[(label, flows.data("board", conversation, code)) for code, label in row] for row in rows]
        ask(tx, person, conversation, text, labelled)
        return
    if conversation.step == "person":
        enrolment = _enrolment(tx, workshop, data)
        tx.say(person, board_person.timeline(tx, _, workshop, enrolment, person))
        caption, buttons = board_person.caption(tx, _, enrolment), _person_buttons(_, conversation)
    else:
        progress = read(tx, workshop, int(data["page"]), data.get("cluster"))
        silent = _silent(tx, progress)
        conversation.data = data = {**data, "silent": [list(column) for column, _number in silent]}
        caption = _caption(tx, _, progress, data)
        buttons = _buttons(tx, _, progress, conversation, silent)
    conversation.outbox_id = tx.say(
        person,
        caption,
        kind="photo",
        attach={"make": "board", "args": {**data, "language": person.language}},
        buttons=buttons,
        token=conversation.token,
        workshop_id=workshop.id,
    )


def _list(
    tx: Tx, _: Tongue, workshop: Workshop, person: Person, conversation: Conversation
) -> tuple[str, list[list[tuple[str, str]]]]:
    """Who is where, the clusters to choose from, or what a reminder did."""
    data, back = conversation.data, [("board", _("Back to the board"))]
    if conversation.step == "where":
        text, rows = board_person.where(tx, _, workshop, data.get("cluster"), int(data["part"]), person)
        return text, [*rows, back]
    if conversation.step == "clusters":
        found = [[(f"cluster.{one.id}", one.name)] for one in _clusters(tx, workshop)]
        return _("Which cluster?"), [[("cluster.0", _("Everybody"))], *found, back]
    return str(data["told"]), [[(f"undo.{data['act']}", _("Take it back"))], back]


def _silent(tx: Tx, progress: Progress) -> list[tuple[Column, int]]:
    """Activities of the page with people who can be reminded, and how many they are; the newest first."""
    mine = {enrolment.id for enrolment, _person in progress.people}
    found = []
    for column in reversed(progress.columns):
        prompts = nudging.silent(tx, progress.workshop, *column)
        number = sum(prompt.enrolment_id in mine for prompt in prompts)
        if number:
            found.append((column, number))
    return found[:NUDGES]


def receive(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming) -> None:
    """Words are no choice here: say what is possible."""
    _ = tx.tongue(person)
    tx.say(person, _("Tap a button of the board, or /help shows what I can do."))


def tap(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming, code: str) -> None:
    """Take a button: another day, more people, one cluster, one person, a reminder, or close."""
    data = {key: value for key, value in conversation.data.items() if key not in ("told", "act")}
    member = require_in(tx, person, data["workshop"], May.SEE_BOARD)
    verb, _dot, rest = code.partition(".")
    number = int(rest) if rest.isdigit() else None
    step = "shown"
    settle(tx, person, conversation)
    if verb == "close":
        flows.end(tx, person)
        return
    if verb == "day" and number is not None:
        data |= {"page": number, "part": 0}
    elif verb in ("where", "clusters"):
        step, data["part"] = verb, number or 0
    elif verb == "part" and number is not None:
        data["part"] = number
    elif verb == "cluster" and number is not None:
        known = {one.id for one in _clusters(tx, member.workshop)}
        data |= {"cluster": number if number in known else None, "part": 0}
    elif verb == "person" and number is not None:
        step, data["person"] = "person", _enrolment(tx, member.workshop, {"person": number}).id
    elif verb == "nudge" and number is not None and number < len(data.get("silent", [])):
        step = _nudge(tx, member, data, number)
    elif verb == "undo" and number is not None:
        acts.undo(tx, member, acts.find(tx, number))
        tx.say(person, tx.tongue(person)("Taken back."))
    show(tx, person, tx.turn(person, "board", step, data))


def _nudge(tx: Tx, member: Member, data: dict[str, Any], number: int) -> str:
    """Remind the silent of one activity, of the chosen cluster only; gives the step that says so."""
    activity, iteration = data["silent"][number]
    prompts = nudging.silent(tx, member.workshop, activity, iteration)
    if data.get("cluster") is not None:
        mine = {
            enrolment.id
            for enrolment, _person in read(tx, member.workshop, data["page"], data["cluster"]).people
        }
        prompts = [prompt for prompt in prompts if prompt.enrolment_id in mine]
    act = nudging.nudge(tx, member, prompts)
    data |= {"told": nudging.told(tx, tx.tongue(member.person), act), "act": act.id}
    return "told"


def _clusters(tx: Tx, workshop: Workshop) -> list[Cluster]:
    query = select(Cluster).where(Cluster.workshop_id == workshop.id).order_by(col(Cluster.id))
    return list(tx.session.exec(query))


def _enrolment(tx: Tx, workshop: Workshop, data: Mapping[str, Any]) -> Enrolment:
    """A participant of this very workshop. Raises :class:`Refused` for anybody else."""
    found = tx.session.get(Enrolment, data["person"])
    if found is None or found.workshop_id != workshop.id or found.role not in PARTICIPANTS:
        raise Refused(Said(N_("This person does not take part in the workshop any more.")))
    return found


def make(house: House, args: Mapping[str, Any]) -> tuple[str, bytes]:
    """Draw the board at delivery, as things stand then; gives its name and its content."""
    return "board.png", draw_board(house.read(board, args))


def board(tx: Tx, args: Mapping[str, Any]) -> Board:
    """What is on the picture of one page, in the language of the reader."""
    workshop = tx.session.get_one(Workshop, args["workshop"])
    _ = tongue(str(args["language"]))
    if args.get("person"):
        return board_person.picture_of(tx, _, workshop, tx.session.get_one(Enrolment, args["person"]))
    progress = read(tx, workshop, int(args["page"]), args.get("cluster"))
    part = int(args["part"])
    titles = titles_of(tx, workshop, _.language)
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
        columns=tuple(column_title(titles, column) for column in progress.columns),
        rows=rows,
        legend={state: _(words) for state, words in WORDS.items()},
        empty=_("Nobody has joined yet."),
    )


def _page_name(_: Tongue, progress: Progress, page: int) -> str:
    last = (progress.workshop.last_day - progress.workshop.first_day).days + 1
    if page == 0:
        return _("before the course")
    return _("after the course") if page > last else _("day {number}", number=page)


def _count(_: Tongue, progress: Progress) -> str:
    return _.plural("{n} person", "{n} people", len(progress.people))


def _caption(tx: Tx, _: Tongue, progress: Progress, data: Mapping[str, Any]) -> str:
    page = _page_name(_, progress, int(data["page"]))
    lines = [_("<b>{title}</b>: {page}", title=progress.workshop.title, page=page)]
    cluster = tx.session.get(Cluster, data["cluster"]) if data.get("cluster") else None
    if cluster is not None:
        lines.append(_("Only {name}", name=cluster.name))
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


def _person_buttons(_: Tongue, conversation: Conversation) -> list[list[tuple[str, str]]]:
    labels = [("where", _("Who is where")), ("board", _("Back to the board"))]
    return [[(label, flows.data("board", conversation, code)) for code, label in labels]]


def _buttons(
    tx: Tx,
    _: Tongue,
    progress: Progress,
    conversation: Conversation,
    silent: list[tuple[Column, int]],
) -> list[list[tuple[str, str]]]:
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
    titles = titles_of(tx, progress.workshop, _.language)
    for number, (column, people) in enumerate(silent):
        label = _("Remind {n}: {title}", n=people, title=column_title(titles, column))
        rows.append([button(html.unescape(label)[:LABEL], f"nudge.{number}")])
    look = [button(_("Who is where"), "where")]
    if _clusters(tx, progress.workshop):
        look.append(button(_("One cluster"), "clusters"))
    return [*rows, look, [button(_("Show as it is now"), "again"), button(_("Close"), "close")]]


def _by(items: list[tuple[str, str]], number: int) -> Iterable[list[tuple[str, str]]]:
    return (items[start : start + number] for start in range(0, len(items), number))
