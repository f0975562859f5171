"""Where each person is now, and one person's way through the days. Never an answer, never a score."""

from __future__ import annotations

import html
from collections import Counter
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from bot.actions.answer_rows import open_desk
from bot.actions.board_rows import (
    WORDS,
    column_title,
    last_heard,
    read,
    state_of,
    stuck_since,
    titles_of,
)
from bot.actions.posing import title_of
from bot.actions.speaking import local_day, local_moment, local_time
from bot.actions.tx import Tx
from bot.locales import Safe, Tongue
from bot.pictures.board import Board, Row, State
from storage.tables import Enrolment, Person, Prompt, Workshop

#: People on one page of the list, and activities on one picture.
PAGE, ACTIVITIES = 10, 30

#: A sign for each state, in the timeline.
SIGNS = {
    State.DONE: "✅",
    State.OPEN: "◐",
    State.STUCK: "❓",
    State.WAITING: "○",
    State.LATE: "⚠️",
    State.SKIPPED: "◇",
    State.UNREACHABLE: "✖️",
    State.TO_ENTER: "✏️",
    State.PLANNED: "·",
}


def where(
    tx: Tx, _: Tongue, workshop: Workshop, cluster: int | None, page: int, reader: Person
) -> tuple[str, list[list[tuple[str, str]]]]:
    """One page of people with the question at which each is now, and a button for each person."""
    people = read(tx, workshop, 0, cluster).people
    last = max(len(people) - 1, 0) // PAGE
    page = min(page, last)
    lines, numbers = [_("<b>Who is where</b>")], []
    for number, (enrolment, person) in enumerate(people[page * PAGE : (page + 1) * PAGE], page * PAGE + 1):
        name = html.escape(person.call_name or enrolment.pseudonym, quote=False)
        lines.append(f"{number}. <b>{name}</b>: {place_of(tx, _, workshop, enrolment, person)}")
        numbers.append((f"person.{enrolment.id}", str(number)))
    if not people:
        lines.append(_("Nobody has joined yet."))
    rows = [numbers[start : start + 5] for start in range(0, len(numbers), 5)]
    walk = [(f"where.{page - 1}", _("Before"))] if page else []
    walk += [(f"where.{page + 1}", _("More"))] if page < last else []
    return "\n".join(lines), [*rows, walk] if walk else rows


def place_of(tx: Tx, _: Tongue, workshop: Workshop, enrolment: Enrolment, person: Person) -> str:
    """At which question of which activity a person is now, and what keeps them from going on."""
    away = _away(_, enrolment, person)
    if away:
        return away
    query = select(Prompt).where(Prompt.enrolment_id == enrolment.id)
    open_ones = [
        prompt
        for prompt in tx.session.exec(query.where(col(Prompt.state).in_(("sent", "opened"))))
        if prompt.expires_at is None or prompt.expires_at > tx.now
    ]
    if not open_ones:
        return _("nothing is open")
    prompt = max(open_ones, key=lambda one: (one.opened_at or one.sent_at or one.due_at, one.id))
    return _at(tx, _, workshop, enrolment, prompt)


def _away(_: Tongue, enrolment: Enrolment, person: Person) -> str:
    """Why nobody can expect anything of a person now; empty when one can."""
    if enrolment.state == "paused":
        return _("a pause")
    if person.chat_id is None:
        return _("without a phone; to be entered")
    return _("cannot be reached") if person.reachable != "yes" else ""


def _at(tx: Tx, _: Tongue, workshop: Workshop, enrolment: Enrolment, prompt: Prompt) -> str:
    """At which question of an activity a person is, and since when when they are stuck."""
    desk = open_desk(tx, enrolment)
    title = titles_of(tx, workshop, _.language).get(prompt.activity) or title_of(desk, prompt.activity)
    if prompt.opened_at is None:
        return _("“{title}”, not begun", title=title)
    step = desk.filling.next(prompt.activity, prompt.iteration)
    if step is None:
        return _("“{title}”", title=title)
    number, total = desk.filling.position(prompt.activity, step.ref, prompt.iteration)
    line = _("“{title}”, {number} of {total}", title=title, number=number, total=total)
    since = stuck_since(tx, prompt, last_heard(tx, [prompt]))
    if since is not None:
        minutes = int((tx.now - since).total_seconds() // 60)
        line += " · ❓ " + _.plural("stuck for {n} minute", "stuck for {n} minutes", minutes)
    return line


def timeline(tx: Tx, _: Tongue, workshop: Workshop, enrolment: Enrolment, reader: Person) -> str:
    """Everything that came and comes to one person, day by day on the workshop's clock."""
    person = tx.session.get_one(Person, enrolment.person_id)
    zone, titles = ZoneInfo(workshop.zone), titles_of(tx, workshop, _.language)
    name = person.call_name or enrolment.pseudonym
    lines = [_("<b>{name}</b>: {place}", name=name, place=Safe(place_of(tx, _, workshop, enrolment, person)))]
    prompts, states = _states(tx, enrolment, person)
    day = None
    for prompt in prompts:
        its_day = prompt.due_at.astimezone(zone).date()
        if its_day != day:
            day = its_day
            lines += ["", f"<b>{local_day(_, day)}</b>"]
        state = states[prompt.id or 0]
        title = html.escape(column_title(titles, (prompt.activity, prompt.iteration)), quote=False)
        at = prompt.completed_at or prompt.opened_at or prompt.due_at
        words = "" if state is State.DONE else f" · {_(WORDS[state])}"
        lines.append(f"{SIGNS[state]} {local_time(_, at, workshop.zone)} {title}{words}")
    return "\n".join(lines)


def _states(tx: Tx, enrolment: Enrolment, person: Person) -> tuple[list[Prompt], dict[int, State]]:
    query = select(Prompt).where(Prompt.enrolment_id == enrolment.id, Prompt.state != "cancelled")
    prompts = list(tx.session.exec(query.order_by(col(Prompt.due_at), col(Prompt.id))))
    heard, reachable = last_heard(tx, prompts), person.reachable == "yes"
    found = {
        prompt.id or 0: state_of(tx, prompt, reachable=reachable, skipped=False, heard=heard)
        for prompt in prompts
    }
    return prompts, found


def caption(tx: Tx, _: Tongue, enrolment: Enrolment) -> str:
    """The numbers of one person, below the picture."""
    person = tx.session.get_one(Person, enrolment.person_id)
    counts = Counter(_states(tx, enrolment, person)[1].values())
    name = person.call_name or enrolment.pseudonym
    lines = [_("<b>{name}</b>, all days", name=name)]
    lines += [f"{_(words)}: {counts[state]}" for state, words in WORDS.items() if counts[state]]
    return "\n".join(lines)


def picture_of(tx: Tx, _: Tongue, workshop: Workshop, enrolment: Enrolment) -> Board:
    """One person's way as a picture: activities down, days across; of many the latest."""
    person = tx.session.get_one(Person, enrolment.person_id)
    prompts, states = _states(tx, enrolment, person)
    begun = [prompt for prompt in prompts if prompt.due_at <= tx.now]
    coming = prompts[len(begun) : len(begun) + ACTIVITIES // 3]
    shown = [*begun, *coming][-ACTIVITIES:]
    zone, titles = ZoneInfo(workshop.zone), titles_of(tx, workshop, _.language)
    days = sorted({prompt.due_at.astimezone(zone).date() for prompt in shown})
    rows = tuple(
        Row(
            column_title(titles, (prompt.activity, prompt.iteration)),
            tuple(
                states[prompt.id or 0] if prompt.due_at.astimezone(zone).date() == day else State.NONE
                for day in days
            ),
        )
        for prompt in shown
    )
    return Board(
        title=f"{workshop.title} · {person.call_name or enrolment.pseudonym}",
        subtitle=local_moment(_, tx.now, workshop.zone),
        columns=tuple(local_day(_, day) for day in days),
        rows=rows,
        legend={state: _(words) for state, words in WORDS.items()},
        empty=_("Nothing came yet."),
    )
