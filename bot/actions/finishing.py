"""The end of an activity: thanks, what comes next, and what its completion sets in motion."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from typing import Protocol, cast

from sqlmodel import col, select

from bot.actions import flows
from bot.actions.answer_rows import Desk
from bot.actions.asking import ask
from bot.actions.posing import Look, above_of, moment, title_of
from bot.actions.scheduling import WOKEN, plan
from bot.actions.tx import REPLY, Links, Tx
from storage.tables import Enrolment, Person, Prompt

#: Word for an activity that waits because the chat was in use.
WAITING = "another activity was open"


def finish(
    tx: Tx, desk: Desk, prompt: Prompt, look: Look, *, priority: int = REPLY, silent: bool = False
) -> None:
    """Close a completed activity, thank, and say what comes next.

    When the programme has closing words of its own they stand for the thanks. An activity of notes alone
    is complete when it is sent, and is not thanked for.
    """
    _ = tx.tongue(desk.person)
    for ref in look.notes:
        desk.pass_over(ref, prompt, "seen")
    if desk.proxied:
        _finish_for(tx, desk, prompt, look)
        return
    begun = prompt.opened_at is not None
    prompt.state, prompt.completed_at, prompt.next_reminder_at = "completed", tx.now, None
    tx.session.flush()
    plan(tx, desk.enrolment, desk)
    parts = [above_of(desk, prompt, replace(look, opening=look.opening and not begun))]
    if begun and not look.notes:
        name, title = desk.person.call_name, title_of(desk, prompt.activity)
        parts.append(_("Thank you, {name}! That was “{title}”.", name=name, title=title))
    waiting = wake_waiting(tx, desk.enrolment)
    still_open = [] if waiting else open_prompts(tx, desk.enrolment)
    rehearsal = desk.workshop.rehearsal
    if begun and not waiting and not still_open and not rehearsal:
        parts.append(_what_comes(tx, desk))
    text = "\n\n".join(part for part in parts if part)
    links: Links = {"prompt_id": prompt.id, "workshop_id": desk.workshop.id}
    if begun and still_open and not rehearsal:
        conversation = tx.turn(desk.person, "today", "list")
        rows = resume_rows(desk, still_open)
        buttons = [[(label, flows.data("today", conversation, code))] for label, code in rows]
        ask(tx, desk.person, conversation, text, buttons, priority=priority, silent=silent, **links)
    else:
        if begun or tx.conversation(desk.person).flow == "activity":
            tx.turn(desk.person, "")
        if text:
            tx.say(desk.person, text, priority=priority, silent=silent, **links)
    if rehearsal:
        rehearse_on(tx, desk.person)


def rehearse_on(tx: Tx, person: Person) -> None:
    """Offer the next activity of a rehearsal, which comes at a tap."""
    cast("_Rehearsing", import_module(flows.MODULES["rehearse"])).go_on(tx, person)


class _Rehearsing(Protocol):
    def go_on(self, tx: Tx, person: Person) -> None: ...


def _finish_for(tx: Tx, desk: Desk, prompt: Prompt, look: Look) -> None:
    """Close an activity that a facilitator has entered; they go on with the same person, who is asked."""
    prompt.state, prompt.completed_at, prompt.next_reminder_at = "completed", tx.now, None
    tx.session.flush()
    plan(tx, desk.enrolment, desk)
    _ = tx.tongue(desk.person)
    done = _(
        "“{title}” is entered for {name}.", title=title_of(desk, prompt.activity), name=desk.owner.call_name
    )
    leave_for(
        tx, desk, prompt, "\n\n".join(filter(None, (above_of(desk, prompt, replace(look, notes=())), done)))
    )


def leave_for(tx: Tx, desk: Desk, prompt: Prompt, words: str) -> None:
    """Leave what a facilitator was entering: the person is asked, the facilitator goes on."""
    cast("_ForOthers", import_module(flows.MODULES["enter"])).leave(tx, desk, prompt, words)


class _ForOthers(Protocol):
    def leave(self, tx: Tx, desk: Desk, prompt: Prompt, words: str) -> None: ...


def wake_waiting(tx: Tx, enrolment: Enrolment) -> bool:
    """Let activities that waited for this person's chat come at once, those of other workshops too.

    True when one is waiting.
    """
    mine = select(Enrolment.id).where(Enrolment.person_id == enrolment.person_id)
    query = select(Prompt).where(
        col(Prompt.enrolment_id).in_(mine),
        Prompt.state == "scheduled",
        col(Prompt.reason).in_((WAITING, WOKEN)),
    )
    found = list(tx.session.exec(query))
    for prompt in found:
        prompt.due_at = min(prompt.due_at, tx.now)
    return bool(found)


def open_prompts(tx: Tx, enrolment: Enrolment) -> list[Prompt]:
    """What can be answered now, oldest first: sent and not closed, or begun and not finished."""
    query = (
        select(Prompt)
        .where(Prompt.enrolment_id == enrolment.id, col(Prompt.state).in_(("sent", "opened")))
        .order_by(col(Prompt.sent_at), col(Prompt.id))
    )
    return [
        prompt
        for prompt in tx.session.exec(query)
        if prompt.state == "opened" or prompt.expires_at is None or prompt.expires_at > tx.now
    ]


def resume_rows(desk: Desk, prompts: list[Prompt]) -> list[tuple[str, str]]:
    """One button for each activity that can be gone on with: label and code."""
    return [(f"▶ {title_of(desk, prompt.activity)}"[:60], f"open-{prompt.id}") for prompt in prompts]


def coming(tx: Tx, enrolment: Enrolment) -> list[Prompt]:
    """What is planned, soonest first."""
    query = (
        select(Prompt)
        .where(Prompt.enrolment_id == enrolment.id, Prompt.state == "scheduled")
        .order_by(col(Prompt.due_at), col(Prompt.id))
    )
    return list(tx.session.exec(query))


def _what_comes(tx: Tx, desk: Desk) -> str:
    _ = tx.tongue(desk.person)
    later = [prompt for prompt in coming(tx, desk.enrolment) if prompt.due_at > tx.now]
    if not later:
        return ""
    return _("Next: {time}.", time=moment(desk, _, later[0].due_at, later[0].activity))
