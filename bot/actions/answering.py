"""An activity as a conversation: one question at a time, until nothing is left to ask.

Where somebody stands is read from their answers, so they go on exactly where they stopped after any
break. What is only half given (ticks before "Done", a value to confirm) is kept in the conversation.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from bot.actions import flows, joining, problems, round_moves
from bot.actions.answer_rows import Desk, Given, open_desk
from bot.actions.applying import apply, ask_whether, confirmed, keep
from bot.actions.asking import settle
from bot.actions.finishing import open_prompts, wake_waiting
from bot.actions.hearing import hear, press
from bot.actions.moving import PUT_ASIDE, back, later, skip
from bot.actions.posing import (
    BACK,
    KEEP,
    LATER,
    MORE,
    NO,
    PROBLEM,
    REMOVE,
    SKIP,
    YES,
    Look,
    own_words,
    rows_of,
)
from bot.actions.present import At, read_present, step_of
from bot.actions.showing import ask_next, draw, pose
from bot.actions.tx import REPLY, Tx
from bot.actions.unseen import add_to_answer_before, is_unseen
from bot.domain.forms.types import Confirm
from bot.domain.incoming import Incoming
from bot.domain.progress import IDLE
from storage.tables import Answer, Conversation, Enrolment, Person, Prompt

#: For how long an activity that was begun and has closed is gone back to by itself.
RECENT = dt.timedelta(hours=24)


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
    ask_whether(at, Given(reading.text, incoming.text, "text", None, incoming.message_id), reading)


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
        apply(at, hear(at.desk, at.step.ref, incoming, at.look.draft), incoming)


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
            labels |= {_("Done"): code for code in kept if code == "done"}  # whatever number stands behind it
    typed = incoming.text.strip().casefold()
    return next((code for label, code in labels.items() if label.casefold() == typed), None)


def tap(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming, code: str) -> None:
    """Take a press of a button of the present question."""
    at = read_present(tx, person, conversation)
    if at is None:
        return
    if conversation.step == "confirm":
        confirmed(at, code)
    elif code == BACK:
        back(at)
    elif code == SKIP:
        skip(at)
    elif code == LATER:
        later(at)
    elif code == PROBLEM and not at.desk.proxied:
        settle(tx, person, conversation)
        problems.start(tx, person, at.desk.enrolment, at.prompt.activity)
    elif code == KEEP:
        keep(at)
    elif code == MORE:
        draw(tx, at.desk, at.prompt, conversation, at.step, replace(at.look, more=True))
    elif code == REMOVE:
        round_moves.remove_present(at)
    elif at.step.kind == "repeat":
        round_moves.tap(at, code)
    else:
        apply(at, press(at.desk, at.step.ref, code, at.look.draft), incoming)
