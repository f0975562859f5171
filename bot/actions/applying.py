"""Doing what a reading of the present question asks for: storing, asking back, drawing again, saying why."""

from __future__ import annotations

import datetime as dt
import html

from bot.actions import flows, problems, wisdom
from bot.actions.answer_rows import Given
from bot.actions.asking import ask, settle
from bot.actions.hearing import violation
from bot.actions.moving import keep_notes, leave
from bot.actions.posing import NO, OTHER, YES, for_whom
from bot.actions.present import At
from bot.actions.reading_back import readable
from bot.actions.scheduling import plan_after
from bot.actions.showing import draw, pose
from bot.actions.taking import take
from bot.actions.ways import keep_file
from bot.domain.forms.types import Confirm, Draft, MediaValue, Reading, Unreadable, Value
from bot.domain.incoming import Incoming
from bot.domain.said import Said

#: Longest piece of an answer that is shown below its question, in characters.
SHOWN = 200


def apply(at: At, reading: Reading, incoming: Incoming) -> None:
    """Do what a reading asks for: take the value, ask whether it is meant so, draw again, or say why not."""
    _ = at.tx.tongue(at.person)
    if isinstance(reading, Draft):
        _draft(at, reading.text, incoming)
        return
    if isinstance(reading, Unreadable):
        at.tx.say(at.person, _.said(reading.why))
        return
    if isinstance(reading, MediaValue):
        if incoming.media is not None:
            file = keep_file(at.desk, incoming.media)
            given = Given("", incoming.caption, reading.kind, file.id, incoming.message_id)
            _take(at, given, {"photo": "📷", "voice": "🎤"}.get(reading.kind, "📎"))
        return
    problem = violation(at.desk, at.step.ref, reading)
    if problem is not None:
        _refuse(at, problem)
        return
    way = "tap" if incoming.tap else "place" if incoming.place else "text"
    given = Given(reading.text, incoming.text, way, None, None if incoming.tap else incoming.message_id)
    if isinstance(reading, Confirm):
        ask_whether(at, given, reading)
    else:
        shown = html.unescape(_.said(reading.echo)) if reading.echo else ""
        _take(at, given, shown or readable(at.desk, at.step.ref, reading.text))


def _refuse(at: At, problem: Said | str) -> None:
    """Say why the programme does not accept a value; the question stays."""
    _ = at.tx.tongue(at.person)
    at.tx.say(at.person, _.said(problem) if isinstance(problem, Said) else html.escape(problem, quote=False))


def _draft(at: At, draft: str, incoming: Incoming) -> None:
    """Show what was given so far: in its place after a tap, below what was sent after a place.

    A place fills the screen of a phone, so that nobody would see a change above it.
    """
    look = at.look
    pieces = (
        [] if incoming.tap else [*at.conversation.data.get("pieces", []), [incoming.message_id, look.draft]]
    )
    look.draft = draft
    if incoming.place is None:
        at.conversation.data = {**at.conversation.data, "pieces": pieces}
        draw(at.tx, at.desk, at.prompt, at.conversation, at.step, look)
        return
    asked = at.conversation.data
    settle(at.tx, at.person, at.conversation)
    pose(at.tx, at.desk, at.prompt, at.step, look, again=True)
    conversation = at.tx.conversation(at.person)
    conversation.data = {
        **conversation.data,
        "asked_at": asked["asked_at"],
        "notes": asked.get("notes", []),
        "pieces": pieces,
    }


def ask_whether(at: At, given: Given, reading: Confirm) -> None:
    """Say how a value was understood, and ask whether that is right before it is stored."""
    other = reading.other if reading.other and _is_accepted(at, reading.other[0]) else None
    _ = at.tx.tongue(at.person)
    settle(at.tx, at.person, at.conversation)
    pending = {"value": given.value, "raw": given.raw, "way": given.way, "message": given.message_id}
    data = {**at.conversation.data, "pending": pending, "other": other[0] if other else ""}
    conversation = at.tx.turn(at.person, "activity", "confirm", data)
    buttons = [
        [
            (_("Yes"), flows.data("activity", conversation, YES)),
            (_("Change"), flows.data("activity", conversation, NO)),
        ]
    ]
    if other:
        buttons.insert(1, [(_("No, {number}", number=other[1]), flows.data("activity", conversation, OTHER))])
    whom = f"{for_whom(at.desk)}\n" if at.desk.proxied else ""
    ask(at.tx, at.person, conversation, whom + _.said(reading.echo), buttons, prompt_id=at.prompt.id)


def _is_accepted(at: At, value: str) -> bool:
    return violation(at.desk, at.step.ref, Value(value)) is None


def confirmed(at: At, code: str) -> None:
    """Take a yes, the other value, or no to what was asked back."""
    other = str(at.conversation.data.get("other", ""))
    if code == YES or (code == OTHER and other):
        pending = at.conversation.data["pending"]
        value = pending["value"] if code == YES else other
        given = Given(value, pending["raw"], pending["way"], None, pending["message"])
        _take(at, given, readable(at.desk, at.step.ref, given.value))
    elif code == NO:
        settle(at.tx, at.person, at.conversation)
        pose(at.tx, at.desk, at.prompt, at.step, at.look, again=True)


def _take(at: At, given: Given, shown: str) -> None:
    """Store the answer, close its question, and go on to the next."""
    asked_at = dt.datetime.fromisoformat(at.conversation.data["asked_at"])
    keep_notes(at)
    taken = take(at.desk, at.prompt, at.step.ref, given, asked_at)
    plan_after(at.tx, at.desk, at.step.ref)
    if taken.stopped:
        problems.after_an_answer(at.tx, at.person, at.desk.enrolment)
        return
    lines = list(taken.lines)
    if taken.secret:
        settle(at.tx, at.person, at.conversation)
        at.tx.say(at.person, "\n".join(lines), secret=True)
        lines, shown = [], ""
    if taken.share is not None and not at.alone and not at.desk.proxied:
        settle(at.tx, at.person, at.conversation, shown[:SHOWN])
        for line in lines:
            at.tx.say(at.person, line)
        wisdom.ask_sharing(at.tx, at.person, taken.share)
        return
    leave(at, shown[:SHOWN], "\n".join(lines))


def keep(at: At) -> None:
    """Leave the answer as it stands. A proposed answer (a default) becomes the person's own by this.

    What the programme does not accept, or not any more, is not kept; but nobody must mend it who only
    looked at one answer.
    """
    row = at.desk.rows.get(at.step.ref)
    value = at.desk.shown.value(at.step.ref)
    problem = violation(at.desk, at.step.ref, Value(value)) if value and not at.alone else None
    if problem is not None:
        _refuse(at, problem)
        return
    if row is None and value:
        _take(at, Given(value), readable(at.desk, at.step.ref, value))
        return
    keep_notes(at)
    leave(at)
