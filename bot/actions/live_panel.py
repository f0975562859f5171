"""Opening, closing and reopening a live question, and the facilitator's message that stands for it."""

from __future__ import annotations

import html
import secrets
from collections.abc import Mapping
from typing import Any

from sqlmodel import select

from bot.actions import acts, live_answers
from bot.actions.house import House
from bot.actions.live_rows import count_along, in_words, open_in, panel, panel_token, publish
from bot.actions.permissions import May, Member, Refused, require_in, require_running
from bot.actions.recipients import everybody
from bot.actions.tx import BROADCAST, Tx
from bot.domain.incoming import Incoming
from bot.domain.live.model import Result
from bot.domain.said import N_, Said
from bot.locales import Safe, Tongue, tongue
from bot.pictures.result import draw_result
from storage.tables import Act, Enrolment, Live, Outbox, Person, Workshop


def open_it(tx: Tx, member: Member, live: Live) -> None:
    """Ask everybody who is awake and can be reached, now; one question of a workshop is open at a time."""
    require_running(member)
    _refuse_second(tx, live)
    to = everybody(tx, member.workshop)
    people = [each.person for each in to.people if not each.asleep]
    live.state, live.opened_at, live.asked = "open", tx.now, len(people)
    live.token = secrets.token_urlsafe(6)
    tx.session.flush()
    for person in people:
        query = select(Enrolment).where(
            Enrolment.person_id == person.id, Enrolment.workshop_id == live.workshop_id
        )
        live_answers.say(tx, live, tx.session.exec(query).one(), person)
    acts.record(tx, member, "live_opened", {"live": live.id})
    _show_panel(tx, member.person, live)


def press(tx: Tx, person: Person, asked: Outbox, incoming: Incoming, code: str) -> None:
    """Take a button of the facilitator's message: close, open again, or pass the result on."""
    live = tx.session.exec(select(Live).where(Live.token == asked.token.removesuffix("p"))).one()
    member = require_in(tx, person, live.workshop_id, May.RUN_LIVE)
    if code == "close" and live.state == "open":
        close(tx, member, live)
    elif code == "reopen" and live.state == "closed":
        reopen(tx, member, live)
    elif code == "send" and live.state == "closed":
        _send_result(tx, member, live, incoming)


def close(tx: Tx, member: Member, live: Live) -> None:
    """Take no more answers, and show the result once: here as a picture, and on the wall."""
    publish(tx, live)
    live.state, live.closed_at = "closed", tx.now
    live_answers.retire(tx, live)
    acts.record(tx, member, "live_closed", {"live": live.id})
    count_along(tx, live)
    _say_result(tx, member.person, live)


def reopen(tx: Tx, member: Member, live: Live) -> None:
    """Take answers again. The result that was shown stays until there are enough new ones."""
    require_running(member)
    _refuse_second(tx, live)
    live.state = "open"
    live_answers.revive(tx, live)
    acts.record(tx, member, "live_reopened", {"live": live.id})
    count_along(tx, live)


def audience(tx: Tx, member: Member) -> tuple[int, int]:
    """How many people would be asked now, and how many have quiet hours."""
    to = everybody(tx, member.workshop)
    return len(to.people) - len(to.asleep), len(to.asleep)


def make(house: House, args: Mapping[str, Any]) -> tuple[str, bytes]:
    """Draw the result at delivery; gives its name and its content."""
    live, title, count = house.read(_drawn, args)
    result = Result.read(live.result)
    said = "" if result.bars else title_of_nothing(str(args["language"]))
    return "result.png", draw_result(live.question, f"{title} · {count}", result, said)


def title_of_nothing(language: str) -> str:
    """What stands on a picture without bars."""
    _ = tongue(language)
    return _("Too few answers to show a result.")


def _drawn(tx: Tx, args: Mapping[str, Any]) -> tuple[Live, str, str]:
    live = tx.session.get_one(Live, args["live"])
    _ = tongue(str(args["language"]))
    count = _.plural("{n} answer", "{n} answers", Result.read(live.result).answered)
    return live, tx.session.get_one(Workshop, live.workshop_id).title, count


def describe(tx: Tx, _: Tongue, act: Act) -> str:
    """What was done, for the log of facilitators."""
    live = tx.session.get_one(Live, act.details["live"])
    said = {
        "live_opened": N_("The question “{question}” was opened for the room"),
        "live_closed": N_("The question “{question}” was closed"),
        "live_reopened": N_("The question “{question}” was opened again"),
        "live_sent": N_("The result of “{question}” was sent to everybody"),
    }[act.kind]
    return _(said, question=live.question)


def undo(tx: Tx, member: Member, act: Act) -> None:
    """Reopen what was closed, close what was opened. What was sent cannot be taken back here."""
    live = tx.session.get_one(Live, act.details["live"])
    if act.kind == "live_closed" and live.state == "closed":
        reopen(tx, member, live)
    elif act.kind in ("live_opened", "live_reopened") and live.state == "open":
        close(tx, member, live)
    else:
        raise Refused(Said(N_("This cannot be taken back any more.")))


def _refuse_second(tx: Tx, live: Live) -> None:
    other = open_in(tx, live.workshop_id)
    if other is not None and other.id != live.id:
        raise Refused(
            Said(N_("“{question}” is still open. Please close it first."), {"question": other.question})
        )


def _show_panel(tx: Tx, person: Person, live: Live) -> None:
    text, buttons = panel(tx, tx.tongue(person), live)
    live.panel_id = tx.say(
        person, text, buttons=buttons, token=panel_token(live), workshop_id=live.workshop_id
    )


def _say_result(tx: Tx, person: Person, live: Live, *, priority: int = 0) -> None:
    _ = tx.tongue(person)
    result = Result.read(live.result)
    question = Safe(html.escape(live.question, quote=False))
    text = _("<b>{question}</b>", question=question) + "\n" + in_words(_, result)
    if not result.bars:
        tx.say(person, text, priority=priority, workshop_id=live.workshop_id)
        return
    tx.say(
        person,
        text,
        kind="photo",
        attach={"make": "result", "args": {"live": live.id, "language": person.language}},
        priority=priority,
        workshop_id=live.workshop_id,
    )


def _send_result(tx: Tx, member: Member, live: Live, incoming: Incoming) -> None:
    _ = tx.tongue(member.person)
    if not Result.read(live.result).bars:
        raise Refused(Said(N_("There are too few answers, so there is no result to send.")))
    to = [each.person for each in everybody(tx, member.workshop).people if not each.asleep]
    for person in to:
        _say_result(tx, person, live, priority=BROADCAST)
    acts.record(tx, member, "live_sent", {"live": live.id})
    tx.toast(incoming, _.plural("Sent to {n} person.", "Sent to {n} people.", len(to)))
