"""An activity as a conversation: one question at a time, until nothing is left to ask.

Where somebody stands is read from their answers, so they go on exactly where they stopped after any
break. What is only half given (ticks before "Done", a value to confirm) is kept in the conversation.
"""

from __future__ import annotations

import datetime as dt
import html
from dataclasses import replace

from bot.actions import flows, joining, round_moves, wisdom
from bot.actions.answer_rows import Desk, Given, open_desk
from bot.actions.asking import ask, settle
from bot.actions.finishing import open_prompts, wake_waiting
from bot.actions.hearing import hear, press, violation
from bot.actions.moving import PUT_ASIDE, back, keep_notes, later, leave, skip
from bot.actions.posing import (
    BACK,
    KEEP,
    LATER,
    MORE,
    NO,
    OTHER,
    REMOVE,
    SKIP,
    YES,
    Look,
    own_words,
    rows_of,
)
from bot.actions.present import At, read_present, step_of
from bot.actions.reading_back import readable
from bot.actions.scheduling import plan_after
from bot.actions.showing import ask_next, draw, pose
from bot.actions.taking import take
from bot.actions.tx import REPLY, Tx
from bot.actions.unseen import add_to_answer_before, is_unseen
from bot.actions.ways import keep_file
from bot.domain.forms.types import Confirm, Draft, MediaValue, Reading, Unreadable, Value
from bot.domain.incoming import Incoming
from bot.domain.progress import IDLE
from bot.domain.said import Said
from storage.tables import Answer, Conversation, Enrolment, Person, Prompt

#: For how long an activity that was begun and has closed is gone back to by itself.
RECENT = dt.timedelta(hours=24)

#: Longest piece of an answer that is shown below its question, in characters.
SHOWN = 200


def open_prompt(
    tx: Tx, desk: Desk, prompt: Prompt, *, priority: int = REPLY, preface: str = "", silent: bool = False
) -> None:
    """Ask the next question of an activity, with its title; finish it when nothing is left to ask.

    Whatever was asked before loses its buttons.
    """
    settle(tx, desk.person, tx.conversation(desk.person))
    prompt.reason = ""
    look = Look(opening=True, preface=preface)
    ask_next(tx, desk, prompt, look, priority=priority, silent=silent)


def take_up(tx: Tx, person: Person) -> bool:
    """Go back to what was left open: joining, or an interrupted activity. False when there is neither.

    An activity is introduced again only when its last answer is some time ago. When nothing was left
    open, what has waited for the chat comes now.
    """
    if person.enrolment_id is None:
        return False
    enrolment = tx.session.get_one(Enrolment, person.enrolment_id)
    if enrolment.state == "joining":
        joining.begin(tx, person, enrolment)
        return True
    found = [prompt for prompt in open_prompts(tx, enrolment) if _was_interrupted(tx, prompt)]
    if enrolment.state != "active" or not found:
        wake_waiting(tx, enrolment)
        return False
    latest = max(found, key=lambda prompt: prompt.opened_at or prompt.sent_at or tx.now)
    desk = open_desk(tx, enrolment, person)
    given = [row.edited_at or row.answered_at for row in desk.rows.values() if row.prompt_id == latest.id]
    if given and max(given) > tx.now - IDLE:
        ask_next(tx, desk, latest, Look())
    else:
        open_prompt(tx, desk, latest)
    return True


def _was_interrupted(tx: Tx, prompt: Prompt) -> bool:
    """Whether it is gone back to by itself: not put aside, and not begun long ago and closed since."""
    if prompt.reason == PUT_ASIDE:
        return False
    still = prompt.expires_at is None or prompt.expires_at > tx.now
    return still or (prompt.opened_at is not None and prompt.opened_at > tx.now - RECENT)


def ask_again(tx: Tx, person: Person, answer: Answer) -> None:
    """Ask one answered question again, alone, so that the person can correct it; then go back."""
    desk = open_desk(tx, tx.session.get_one(Enrolment, answer.enrolment_id), person)
    prompt = tx.session.get(Prompt, answer.prompt_id) if answer.prompt_id else None
    ref = desk.ref_of(answer)
    if prompt is None or ref is None or not desk.filling.relevant(ref):
        _ = tx.tongue(person)
        gone = _("This question is not asked any more. Your earlier answer stays.")
        tx.say(person, _("This question does not fit your other answers any more.") if ref else gone)
        flows.end(tx, person)
        return
    pose(tx, desk, prompt, step_of(desk, ref, "question"), Look(alone=True))


def show_rounds(tx: Tx, person: Person, row: Answer) -> None:
    """Show the rounds of a repeat, to change or remove one or to bring one back; then go back."""
    desk = open_desk(tx, tx.session.get_one(Enrolment, row.enrolment_id), person)
    prompt = tx.session.get(Prompt, row.prompt_id) if row.prompt_id else None
    ref = desk.ref_of(row)
    if prompt is None or ref is None:
        flows.end(tx, person)
        return
    pose(tx, desk, prompt, step_of(desk, ref, "repeat"), Look(alone=True))


def confirm_change(
    tx: Tx, desk: Desk, prompt: Prompt, ref: str, reading: Confirm, incoming: Incoming
) -> None:
    """Ask whether an edited answer is meant as it was understood; then store it and go back."""
    data = {"prompt": prompt.id, "ref": ref, "kind": "question", "alone": True, "programme": desk.asked_in}
    conversation = tx.turn(desk.person, "activity", "question", {**data, "asked_at": tx.now.isoformat()})
    at = At(tx, conversation, desk, prompt, step_of(desk, ref, "question"))
    _ask_whether(at, Given(reading.text, incoming.text, "text", None, incoming.message_id), reading)


def show(tx: Tx, person: Person, conversation: Conversation) -> None:
    """Ask the present question again, with fresh buttons."""
    at = read_present(tx, person, conversation)
    if at is None:
        return
    settle(tx, person, conversation)
    if at.look.back or at.alone:
        pose(tx, at.desk, at.prompt, at.step, at.look)
    else:
        ask_next(tx, at.desk, at.prompt, Look(opening=True))


def receive(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming) -> None:
    """Take words, a file or a place as the answer to the present question."""
    at = read_present(tx, person, conversation)
    if at is None:
        return
    code = _button_typed(at, incoming)
    if is_unseen(at):
        add_to_answer_before(at, incoming)
    elif code is not None:
        tap(tx, person, conversation, incoming, code)
    elif at.step.kind == "repeat":
        tx.say(person, tx.tongue(person)("Sorry, I did not understand. Please tap one of the buttons."))
    else:
        _apply(at, hear(at.desk, at.step.ref, incoming, at.look.draft), incoming)


def _button_typed(at: At, incoming: Incoming) -> str | None:
    """The code of a button whose words were written instead: Yes, No, Back, Skip, Later …"""
    _ = at.tx.tongue(at.person)
    if at.conversation.step == "confirm":
        labels = {_("Yes"): YES, _("No"): NO, _("Change"): NO}
    else:
        rows = rows_of(at.desk, at.prompt, at.step, at.look)
        labels = {label: code for row in rows for label, code in row}
        if at.step.kind == "question":
            kept = own_words(at.desk, at.step, at.look)
            labels = {label: code for label, code in labels.items() if code.startswith(".") or code in kept}
    typed = incoming.text.strip().casefold()
    return next((code for label, code in labels.items() if label.casefold() == typed), None)


def tap(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming, code: str) -> None:
    """Take a press of a button of the present question."""
    at = read_present(tx, person, conversation)
    if at is None:
        return
    if conversation.step == "confirm":
        _confirmed(at, code)
    elif code == BACK:
        back(at)
    elif code == SKIP:
        skip(at)
    elif code == LATER:
        later(at)
    elif code == KEEP:
        _keep(at)
    elif code == MORE:
        draw(tx, at.desk, at.prompt, conversation, at.step, replace(at.look, more=True))
    elif code == REMOVE:
        round_moves.remove_present(at)
    elif at.step.kind == "repeat":
        round_moves.tap(at, code)
    else:
        _apply(at, press(at.desk, at.step.ref, code, at.look.draft), incoming)


def _apply(at: At, reading: Reading, incoming: Incoming) -> None:
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
        words = _.said(problem) if isinstance(problem, Said) else html.escape(problem, quote=False)
        at.tx.say(at.person, words)
        return
    way = "tap" if incoming.tap else "place" if incoming.place else "text"
    given = Given(reading.text, incoming.text, way, None, None if incoming.tap else incoming.message_id)
    if isinstance(reading, Confirm):
        _ask_whether(at, given, reading)
    else:
        shown = html.unescape(_.said(reading.echo)) if reading.echo else ""
        _take(at, given, shown or readable(at.desk, at.step.ref, reading.text))


def _draft(at: At, draft: str, incoming: Incoming) -> None:
    """Show what was given so far: in its place after a tap, below what was sent after a place.

    A place fills the screen of a phone, so that nobody would see a change above it.
    """
    look = at.look
    look.draft = draft
    if incoming.place is None:
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
    }


def _ask_whether(at: At, given: Given, reading: Confirm) -> None:
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
    ask(at.tx, at.person, conversation, _.said(reading.echo), buttons, prompt_id=at.prompt.id)


def _is_accepted(at: At, value: str) -> bool:
    return violation(at.desk, at.step.ref, Value(value)) is None


def _confirmed(at: At, code: str) -> None:
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
    lines = list(taken.lines)
    if taken.secret:
        settle(at.tx, at.person, at.conversation)
        at.tx.say(at.person, "\n".join(lines), secret=True)
        lines, shown = [], ""
    if taken.share is not None and not at.alone:
        settle(at.tx, at.person, at.conversation, shown[:SHOWN])
        for line in lines:
            at.tx.say(at.person, line)
        wisdom.ask_sharing(at.tx, at.person, taken.share)
        return
    leave(at, shown[:SHOWN], "\n".join(lines))


def _keep(at: At) -> None:
    """Leave the answer as it stands. A proposed answer (a default) becomes the person's own by this."""
    row = at.desk.rows.get(at.step.ref)
    value = at.desk.filling.value(at.step.ref)
    if row is None and value:
        _take(at, Given(value), readable(at.desk, at.step.ref, value))
        return
    leave(at)
