"""An answer to an activity that has closed: it is kept only when its author wants that.

The group is a step further by then, so the answer is marked as late. What nobody else may read is not
asked for afterwards: a mood belongs to its moment.
"""

from __future__ import annotations

import datetime as dt
import html
from dataclasses import asdict
from typing import Any

from sqlmodel import col, select

from bot.actions import flows, problems
from bot.actions.answer_rows import Desk, Given, open_desk, path_of
from bot.actions.asking import ask, settle
from bot.actions.hearing import hear, press, violation
from bot.actions.posing import NO, YES, label_of, title_of
from bot.actions.reading_back import readable
from bot.actions.scheduling import plan_after
from bot.actions.taking import take
from bot.actions.tx import Tx
from bot.actions.ways import keep_file
from bot.domain.forms import types
from bot.domain.forms.filling import NOT_FITTING
from bot.domain.forms.types import Confirm, Draft, MediaValue, Reading, Unreadable, Value
from bot.domain.incoming import Incoming, Media
from storage.tables import Conversation, Enrolment, Person, Prompt

#: For how long after the closing something is understood as a late answer.
RECENT = dt.timedelta(hours=24)

#: Who sees it: then nobody is asked for it afterwards.
NOT_AFTERWARDS = ("private", "anonymous")

#: Longest piece of an answer that is shown below the question, in characters.
SHOWN = 200


def offer(tx: Tx, person: Person, incoming: Incoming) -> bool:
    """Ask whether a message is to be kept as a late answer or the beginning of one. False for any other."""
    prompt = _just_closed(tx, person)
    if prompt is None:
        return False
    desk = open_desk(tx, tx.session.get_one(Enrolment, prompt.enrolment_id), person)
    ref = _waiting(desk, prompt)
    if ref is None:
        return False
    given = _given(desk, ref, hear(desk, ref, incoming), incoming)
    if given is None:
        return False
    _ask(tx, person, prompt, ref, given, incoming.message_id)
    return True


def _given(desk: Desk, ref: str, reading: Reading, incoming: Incoming) -> dict[str, Any] | None:
    """What somebody gave, as the conversation keeps it; with ``draft`` when it is not complete yet."""
    if isinstance(reading, MediaValue) and incoming.media is not None:
        return {"raw": incoming.caption, "way": reading.kind, "file": asdict(incoming.media)}
    if isinstance(reading, Draft):
        return {"draft": reading.text}
    if isinstance(reading, Value | Confirm) and violation(desk, ref, reading) is None:
        way = "tap" if incoming.tap else "place" if incoming.place else "text"
        return {"value": reading.text, "raw": incoming.text, "way": way}
    return None


def _ask(
    tx: Tx, person: Person, prompt: Prompt, ref: str, given: dict[str, Any], message: int | None
) -> None:
    step = "draft" if "draft" in given else "ask"
    data = {"prompt": prompt.id, "ref": ref, "given": given, "message": message}
    show(tx, person, tx.turn(person, "late", step, data))


def show(tx: Tx, person: Person, conversation: Conversation) -> None:
    """Ask whether the facilitator may read it, or for the rest of an answer that is not complete yet."""
    desk, prompt = _desk(tx, person, conversation)
    if not _is_asked(desk, conversation):
        flows.end(tx, person)
        return
    _, given = tx.tongue(person), conversation.data["given"]
    ref, title = conversation.data["ref"], title_of(desk, prompt.activity)
    no = [(_("No"), flows.data("late", conversation, NO))]
    if conversation.step == "draft":
        text = _("“{title}” is closed, but your facilitator can read your answer.", title=title)
        more, rows = _rest(desk, conversation)
        ask(tx, person, conversation, f"{text}\n{more}", [*rows, no], prompt_id=prompt.id)
        return
    text = _(
        "Thank you. “{title}” is closed, but your facilitator can read your answer. Is that OK?", title=title
    )
    said = readable(desk, ref, given.get("value", ""))[:SHOWN]
    if said:
        text += f"\n<b>{html.escape(said, quote=False)}</b>"
    buttons = [[(_("Yes"), flows.data("late", conversation, YES)), *no]]
    ask(tx, person, conversation, text, buttons, prompt_id=prompt.id)


def _rest(desk: Desk, conversation: Conversation) -> tuple[str, list[list[tuple[str, str]]]]:
    """The question once more with what was given so far, as Telegram HTML, and its buttons."""
    _, ref = desk.tx.tongue(desk.person), conversation.data["ref"]
    asked = types.of(desk.question(ref)).ask(desk.filling, ref, conversation.data["given"]["draft"])
    rows = [
        [(label_of(_, button), flows.data("late", conversation, button.code)) for button in row]
        for row in asked.rows
    ]
    extra = _.said(asked.text_extra) if asked.text_extra else ""
    return "\n".join(filter(None, (desk.filling.label_html(ref), extra))), rows


def receive(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming) -> None:
    """Take a typed yes or no, or the next piece of an answer; anything else is asked about in its place."""
    _ = tx.tongue(person)
    code = {_("Yes").casefold(): YES, _("No").casefold(): NO}.get(incoming.text.strip().casefold())
    if conversation.step == "draft" and code is None:
        desk, _prompt = _desk(tx, person, conversation)
        if _is_asked(desk, conversation):
            draft = conversation.data["given"]["draft"]
            _go_on(desk, conversation, hear(desk, conversation.data["ref"], incoming, draft), incoming)
            return
    if code is not None:
        tap(tx, person, conversation, incoming, code)
        return
    settle(tx, person, conversation)
    if not offer(tx, person, incoming):
        show(tx, person, conversation)


def tap(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming, code: str) -> None:
    """Keep it, marked as late, or forget it; or go on with an answer that is not complete yet."""
    _ = tx.tongue(person)
    if code == NO:
        settle(tx, person, conversation, _("No"))
        tx.say(person, _("OK, I did not keep it."))
    elif conversation.step == "draft":
        desk, _prompt = _desk(tx, person, conversation)
        if _is_asked(desk, conversation):
            draft = conversation.data["given"]["draft"]
            _go_on(desk, conversation, press(desk, conversation.data["ref"], code, draft), incoming)
            return
    elif code == YES:
        settle(tx, person, conversation, _("Yes"))
        lines = _keep(tx, person, conversation)
        if lines is None:
            return
        lines.append(_("Thank you! The group is already one step further, but your facilitator reads it."))
        tx.say(person, "\n".join(lines))
    else:
        return
    flows.end(tx, person)


def _go_on(desk: Desk, conversation: Conversation, reading: Reading, incoming: Incoming) -> None:
    """Take the next piece of an answer: it is complete then, or asks for more, or could not be read."""
    tx, person, ref = desk.tx, desk.person, conversation.data["ref"]
    given = _given(desk, ref, reading, incoming)
    if given is None:
        why = reading.why if isinstance(reading, Unreadable) else NOT_FITTING
        tx.say(person, tx.tongue(person).said(why))
        return
    prompt = tx.session.get_one(Prompt, conversation.data["prompt"])
    settle(tx, person, conversation)
    _ask(tx, person, prompt, ref, given, None if incoming.tap else incoming.message_id)


def _keep(tx: Tx, person: Person, conversation: Conversation) -> list[str] | None:
    """Store the answer; gives what to say, None when it was a call for safety."""
    desk, prompt = _desk(tx, person, conversation)
    if not _is_asked(desk, conversation):
        return []
    ref, told = conversation.data["ref"], dict(conversation.data["given"])
    file = told.pop("file", None)
    media_id = keep_file(desk, Media(**file)).id if file else None
    given = Given(told.pop("value", ""), **told, media_id=media_id, message_id=conversation.data["message"])
    taken = take(desk, prompt, ref, given, prompt.sent_at)
    plan_after(tx, desk, ref)
    if taken.stopped:
        problems.after_an_answer(tx, person, desk.enrolment)
        return None
    return list(taken.lines)


def _just_closed(tx: Tx, person: Person) -> Prompt | None:
    """The newest activity of a person, if it has closed unbegun a short while ago."""
    query = (
        select(Prompt)
        .where(Prompt.enrolment_id == person.enrolment_id, col(Prompt.sent_at).is_not(None))
        .order_by(col(Prompt.sent_at).desc(), col(Prompt.id).desc())
        .limit(1)
    )
    newest = tx.session.exec(query).first()
    if newest is None or newest.state != "expired" or newest.closed_at is None:
        return None
    return newest if newest.closed_at > tx.now - RECENT else None


def _waiting(desk: Desk, prompt: Prompt) -> str | None:
    """The question that an activity had come to, if somebody else may read its answer."""
    found = (
        step.ref
        for step in desk.filling.steps(prompt.activity, prompt.iteration)
        if step.kind == "question" and step.ref not in desk.rows
    )
    ref = next(found, None)
    return None if ref is None or desk.columns(ref).get("sees") in NOT_AFTERWARDS else ref


def _is_asked(desk: Desk, conversation: Conversation) -> bool:
    """Whether the programme, which may have changed meanwhile, still has the question."""
    return path_of(conversation.data["ref"]) in desk.form.questions


def _desk(tx: Tx, person: Person, conversation: Conversation) -> tuple[Desk, Prompt]:
    prompt = tx.session.get_one(Prompt, conversation.data["prompt"])
    return open_desk(tx, tx.session.get_one(Enrolment, prompt.enrolment_id), person), prompt
