"""An answer to an activity that has closed: it is kept only when its author wants that.

The group is a step further by then, so the answer is marked as late. What nobody else may read is not
asked for afterwards: a mood belongs to its moment.
"""

from __future__ import annotations

import datetime as dt
import html
from dataclasses import asdict

from sqlmodel import col, select

from bot.actions import flows
from bot.actions.answer_rows import Desk, Given, open_desk, path_of
from bot.actions.asking import ask, settle
from bot.actions.hearing import hear, violation
from bot.actions.posing import NO, YES, title_of
from bot.actions.reading_back import readable
from bot.actions.scheduling import plan_after
from bot.actions.taking import take
from bot.actions.tx import Tx
from bot.actions.ways import keep_file
from bot.domain.forms.types import Confirm, MediaValue, Value
from bot.domain.incoming import Incoming, Media
from storage.tables import Conversation, Enrolment, Person, Prompt

#: For how long after the closing something is understood as a late answer.
RECENT = dt.timedelta(hours=24)

#: Who sees it: then nobody is asked for it afterwards.
NOT_AFTERWARDS = ("private", "anonymous")

#: Longest piece of an answer that is shown below the question, in characters.
SHOWN = 200


def offer(tx: Tx, person: Person, incoming: Incoming) -> bool:
    """Ask whether a message is to be kept as a late answer. False when it is none."""
    prompt = _just_closed(tx, person)
    if prompt is None:
        return False
    desk = open_desk(tx, tx.session.get_one(Enrolment, prompt.enrolment_id), person)
    ref = _waiting(desk, prompt)
    if ref is None:
        return False
    reading = hear(desk, ref, incoming)
    if isinstance(reading, MediaValue) and incoming.media is not None:
        given = {"raw": incoming.caption, "way": reading.kind, "file": asdict(incoming.media)}
    elif isinstance(reading, Value | Confirm) and violation(desk, ref, reading) is None:
        way = "place" if incoming.place else "text"
        given = {"value": reading.text, "raw": incoming.text, "way": way}
    else:
        return False
    data = {"prompt": prompt.id, "ref": ref, "given": given, "message": incoming.message_id}
    show(tx, person, tx.turn(person, "late", "ask", data))
    return True


def show(tx: Tx, person: Person, conversation: Conversation) -> None:
    """Ask whether the facilitator may read it."""
    desk, prompt = _desk(tx, person, conversation)
    if not _is_asked(desk, conversation):
        flows.end(tx, person)
        return
    _, given = tx.tongue(person), conversation.data["given"]
    text = _(
        "Thank you. “{title}” is closed, but your facilitator can read your answer. Is that OK?",
        title=title_of(desk, prompt.activity),
    )
    said = readable(desk, conversation.data["ref"], given.get("value", ""))[:SHOWN]
    if said:
        text += f"\n<b>{html.escape(said, quote=False)}</b>"
    buttons = [
        [
            (_("Yes"), flows.data("late", conversation, YES)),
            (_("No"), flows.data("late", conversation, NO)),
        ]
    ]
    ask(tx, person, conversation, text, buttons, prompt_id=prompt.id)


def receive(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming) -> None:
    """Take a typed yes or no; anything else is asked about in its place."""
    _ = tx.tongue(person)
    code = {_("Yes").casefold(): YES, _("No").casefold(): NO}.get(incoming.text.strip().casefold())
    if code is not None:
        tap(tx, person, conversation, incoming, code)
        return
    settle(tx, person, conversation)
    if not offer(tx, person, incoming):
        show(tx, person, conversation)


def tap(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming, code: str) -> None:
    """Keep it, marked as late, or forget it."""
    _ = tx.tongue(person)
    if code == YES:
        settle(tx, person, conversation, _("Yes"))
        lines = _keep(tx, person, conversation)
        lines.append(_("Thank you! The group is already one step further, but your facilitator reads it."))
        tx.say(person, "\n".join(lines))
    elif code == NO:
        settle(tx, person, conversation, _("No"))
        tx.say(person, _("OK, I did not keep it."))
    else:
        return
    flows.end(tx, person)


def _keep(tx: Tx, person: Person, conversation: Conversation) -> list[str]:
    desk, prompt = _desk(tx, person, conversation)
    if not _is_asked(desk, conversation):
        return []
    ref, told = conversation.data["ref"], dict(conversation.data["given"])
    file = told.pop("file", None)
    media_id = keep_file(desk, Media(**file)).id if file else None
    given = Given(told.pop("value", ""), **told, media_id=media_id, message_id=conversation.data["message"])
    taken = take(desk, prompt, ref, given, prompt.sent_at)
    plan_after(tx, desk, ref)
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
