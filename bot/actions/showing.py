"""Sending the questions of an activity: one of them, the next of them, or its end."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.actions import flows
from bot.actions.answer_rows import Desk
from bot.actions.asking import ask, redraw
from bot.actions.choice_pictures import send_choices
from bot.actions.finishing import finish
from bot.actions.label_media import has_media, send_media
from bot.actions.matrix import lines_of
from bot.actions.posing import Look, Rows, above_of, next_posed, note_of, question_of, rows_of
from bot.actions.tx import REPLY, Buttons, Tx
from bot.actions.ways import ways
from bot.domain.forms.steps import Step
from bot.domain.pieces import MESSAGE, length, pieces
from storage.tables import Conversation, Prompt

#: Room left in a message for what comes below: the answer, or the thanks; in characters.
ROOM = 250


def ask_next(
    tx: Tx, desk: Desk, prompt: Prompt, look: Look, *, priority: int = REPLY, silent: bool = False
) -> None:
    """Ask the first question of an activity that has no answer yet; finish the activity when none is left."""
    desk.asked_in = None
    posed = next_posed(desk, prompt)
    look = replace(look, notes=posed.notes, said=posed.said)
    question = question_of(desk, prompt, posed.step, look) if posed.step is not None else ""
    too_long = length(above_of(desk, prompt, look)) + length(question) > MESSAGE - ROOM
    if too_long or any(has_media(desk, ref) for ref in look.notes):
        _send_notes(tx, desk, prompt, look, priority)
        look = Look()
    if posed.step is None:
        finish(tx, desk, prompt, look, priority=priority, silent=silent)
    else:
        pose(tx, desk, prompt, posed.step, look, priority=priority, silent=silent)


def pose(
    tx: Tx,
    desk: Desk,
    prompt: Prompt,
    step: Step,
    look: Look,
    *,
    priority: int = REPLY,
    silent: bool = False,
    again: bool = False,
) -> None:
    """Ask one question; it is the present one from now on. What it shows or plays is not sent ``again``."""
    if step.kind == "question" and not again:
        send_media(desk, prompt, step.ref, priority=priority)
        if "own" in ways(desk, step.ref):
            send_choices(desk, prompt, step.ref, priority=priority)
    above = above_of(desk, prompt, look)
    data: dict[str, Any] = {"prompt": prompt.id, "ref": step.ref, "kind": step.kind, "above": above}
    data |= {"notes": list(look.notes), "asked_at": tx.now.isoformat(), "draft": look.draft}
    data["programme"] = desk.workshop.programme_id
    data |= {name: True for name in ("back", "alone") if getattr(look, name)}
    data |= _sitting(desk)
    conversation = tx.turn(desk.person, "activity", "question", data)
    ask(
        tx,
        desk.person,
        conversation,
        _text(above, question_of(desk, prompt, step, look)),
        _buttons(conversation, rows_of(desk, prompt, step, look)),
        priority=priority,
        silent=silent,
        prompt_id=prompt.id,
        workshop_id=desk.workshop.id,
    )


def pose_in_place(desk: Desk, prompt: Prompt, conversation: Conversation, step: Step, look: Look) -> None:
    """Ask another question in the message of the present one, which stands there no more."""
    tx, number, above = desk.tx, conversation.outbox_id, str(conversation.data.get("above", ""))
    conversation.outbox_id = None  # so that its buttons are changed once, not taken away before
    data: dict[str, Any] = {"prompt": prompt.id, "ref": step.ref, "kind": step.kind, "above": above}
    data |= {"asked_at": tx.now.isoformat(), "programme": desk.workshop.programme_id}
    data |= ({"back": True} if look.back else {}) | _sitting(desk)
    tx.turn(desk.person, "activity", "question", data).outbox_id = number
    draw(tx, desk, prompt, conversation, step, look)


def close_matrix(desk: Desk, prompt: Prompt, conversation: Conversation, rows: list[str]) -> None:
    """Leave the message of a matrix with everything that was answered in it, and without buttons."""
    above = str(conversation.data.get("above", ""))
    text = _text(above, "\n".join(lines_of(desk, rows, None)))
    desk.tx.say(desk.person, pieces(text)[-1], kind="edit", edits=conversation.outbox_id)
    conversation.outbox_id = None


def draw(tx: Tx, desk: Desk, prompt: Prompt, conversation: Conversation, step: Step, look: Look) -> None:
    """Draw the present question again in its place, with what was chosen so far."""
    conversation.data = {**conversation.data, "draft": look.draft, "page": look.page, "more": look.more}
    conversation.changed_at = tx.now
    text = _text(str(conversation.data.get("above", "")), question_of(desk, prompt, step, look))
    redraw(tx, desk.person, conversation, text, _buttons(conversation, rows_of(desk, prompt, step, look)))


def _sitting(desk: Desk) -> dict[str, Any]:
    """Since when a facilitator has been entering; nothing in a person's own chat."""
    return {"since": desk.since.isoformat()} if desk.since is not None else {}


def _text(above: str, question: str) -> str:
    return f"{above}\n\n{question}" if above else question


def _buttons(conversation: Conversation, rows: Rows) -> Buttons:
    return [[(label, flows.data("activity", conversation, code)) for label, code in row] for row in rows]


def _send_notes(tx: Tx, desk: Desk, prompt: Prompt, look: Look, priority: int) -> None:
    """Notes that cannot stand above their question go before it, one message each, with what they show."""
    head = above_of(desk, prompt, replace(look, notes=()))
    for ref in look.notes or ("",):
        text = note_of(desk, ref) if ref else ""
        text, head = "\n\n".join(part for part in (head, text) if part), ""
        if text:
            tx.say(desk.person, text, priority=priority, prompt_id=prompt.id, workshop_id=desk.workshop.id)
        if ref:
            send_media(desk, prompt, ref, priority=priority)
    for ref in look.notes:
        desk.pass_over(ref, prompt, "seen")
