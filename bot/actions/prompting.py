"""What the clock brings: activities that fall due, reminders to those who are silent, and closing.

Everything is a row with an instant, so after a restart the same queries release what fell due
meanwhile and close what has passed. ``next_due`` says when to look again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, TypeVar

import structlog
from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, exists, not_, or_
from sqlalchemy import select as sa_select
from sqlmodel import col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from bot.actions import groups
from bot.actions.answer_rows import Desk, open_desk
from bot.actions.answering import open_prompt
from bot.actions.closing import close, drop
from bot.actions.consents import granted
from bot.actions.finishing import coming
from bot.actions.flows import CHANGES
from bot.actions.holding import not_held
from bot.actions.posing import title_of, until
from bot.actions.scheduling import NO_CONSENT, WOKEN, entry_of, next_reminder, zone_of
from bot.actions.tx import PROMPT, Tx
from bot.actions.ways import allowed_group
from bot.domain.progress import IDLE, Drop, Hold, Moment, Send, decide, local_midnight
from bot.domain.quiet import end_of_quiet
from bot.domain.schedule import PARTICIPANTS
from storage.columns import UtcDateTime
from storage.tables import Enrolment, Outbox, Person, Prompt, Workshop

log = structlog.get_logger()
T = TypeVar("T")

#: An instant, or the place of one in a statement that is written once.
Now = dt.datetime | BindParameter[Any]

#: How soon after planning an activity that was due at once still counts as an answer to the person's own act.
OWN_ACT = dt.timedelta(minutes=1)

#: When a prompt that Sala failed on is tried again.
AFTER_A_FAILURE = dt.timedelta(minutes=10)

#: Conversations that wait for nothing, so that an activity may follow them at once.
FREE = ("", "today", "offer")


def release_due(tx: Tx, limit: int = 100) -> int:
    """Do what is due now, for at most ``limit`` prompts; gives how many were looked at.

    Call it again until it gives 0. Order: pauses end, what has passed is closed, activities are sent,
    reminders are sent.
    """
    _end_pauses(tx)
    work = ((_closing(tx), close), (_sending(tx.now), _release), (_reminding(tx), _remind))
    done = 0
    for condition, act in work:
        for prompt in _found(tx, condition, limit - done):
            _try(tx, prompt, act)
            done += 1
    return done


def _try(tx: Tx, prompt: Prompt, act: Callable[[Tx, Prompt], None]) -> None:
    """Act on one prompt; when that fails, undo it, and try again later: one person must not stop the rest."""
    try:
        with tx.session.begin_nested():
            act(tx, prompt)
            tx.session.flush()
    except Exception:
        log.exception("prompt failed", prompt_id=prompt.id)
        again = tx.now + AFTER_A_FAILURE
        if prompt.state == "scheduled":
            prompt.due_at = again
        if prompt.expires_at is not None and prompt.expires_at <= tx.now:
            prompt.expires_at = again
        prompt.next_reminder_at = None


def next_due(tx: Tx) -> dt.datetime | None:
    """The next instant at which :func:`release_due` has something to do; None when nothing is planned."""
    found = tx.session.execute(_NEXT, {"now": tx.now}).one()
    if found.ready:
        return tx.now
    return min((instant for instant in found[:-1] if instant is not None), default=None)


def _closing(tx: Tx) -> ColumnElement[bool]:
    """What has passed: sent and never begun, or planned for people who could not get it meanwhile."""
    held = and_(col(Prompt.state) == "scheduled", col(Prompt.due_at) <= tx.now, not_(_without_chat()))
    return and_(or_(col(Prompt.state) == "sent", held), col(Prompt.expires_at) <= tx.now)


def _sending(now: Now) -> ColumnElement[bool]:
    """What falls due: for people who can be reached, and to be entered for those who have no chat at all."""
    waiting = and_(col(Prompt.state) == "scheduled", col(Prompt.due_at) <= now)
    return and_(waiting, or_(_reachable(), _without_chat()))


def _without_chat() -> ColumnElement[bool]:
    """People who take part without a chat in a workshop that runs; a facilitator enters their answers."""
    return and_(
        col(Enrolment.state) == "active", col(Person.chat_id).is_(None), col(Workshop.state) == "running"
    )


def _silent() -> ColumnElement[bool]:
    return and_(col(Prompt.state) == "sent", col(Prompt.next_reminder_at).is_not(None), _reachable())


def _reminding(tx: Tx) -> ColumnElement[bool]:
    return and_(_silent(), col(Prompt.next_reminder_at) <= tx.now)


def _reachable() -> ColumnElement[bool]:
    """Of somebody who may be written to, in a workshop that runs by itself: a rehearsal goes on by taps."""
    return and_(
        not_held(),
        col(Enrolment.state) == "active",
        col(Person.reachable) == "yes",
        col(Person.chat_id).is_not(None),
        col(Workshop.state) == "running",
        col(Workshop.rehearsal).is_(False),
    )


def _with_person(query: SelectOfScalar[T]) -> SelectOfScalar[T]:
    return (
        query.join(Enrolment, col(Enrolment.id) == Prompt.enrolment_id)
        .join(Person, col(Person.id) == Enrolment.person_id)
        .join(Workshop, col(Workshop.id) == Enrolment.workshop_id)
    )


def _found(tx: Tx, condition: ColumnElement[bool], limit: int) -> list[Prompt]:
    query = _with_person(select(Prompt)).where(condition).order_by(col(Prompt.due_at), col(Prompt.id))
    return list(tx.session.exec(query.limit(max(limit, 0))))


def _end_pauses(tx: Tx) -> None:
    query = select(Enrolment).where(Enrolment.state == "paused", col(Enrolment.paused_until) <= tx.now)
    for enrolment in tx.session.exec(query):
        enrolment.state, enrolment.paused_until = "active", None
        tx.note("pause_ended", enrolment_id=enrolment.id, workshop_id=enrolment.workshop_id)


def _release(tx: Tx, prompt: Prompt) -> None:
    """Send one activity that is due, hold it for a while, or drop it."""
    desk = open_desk(tx, tx.session.get_one(Enrolment, prompt.enrolment_id))
    refused = _refused(desk, prompt)
    if refused:
        drop(tx, prompt, "cancelled", refused)
        return
    if desk.person.chat_id is None:
        prompt.state = "to_enter"
        return
    decision = decide(_moment(tx, desk, prompt))
    if isinstance(decision, Drop):
        drop(tx, prompt, decision.state, decision.why)
    elif isinstance(decision, Hold):
        prompt.due_at = decision.until
        prompt.reason = prompt.reason if prompt.reason == WOKEN else decision.why
    else:
        prompt.state, prompt.sent_at = "sent", tx.now
        groups.day_begins(tx, desk.workshop)
        prompt.next_reminder_at = next_reminder(desk, prompt, tx.now)
        open_prompt(tx, desk, prompt, priority=PROMPT)


def send_next(tx: Tx, enrolment: Enrolment, preface: Callable[[Prompt], str]) -> bool:
    """Send the next activity that is planned at once, whatever the clock says; False when none is left.

    For rehearsals. What is not for this person, by their answers or consent, is passed over.
    """
    desk = open_desk(tx, enrolment)
    for prompt in coming(tx, enrolment):
        refused = _refused(desk, prompt)
        if refused:
            drop(tx, prompt, "cancelled", refused)
            continue
        prompt.state, prompt.sent_at = "sent", tx.now
        open_prompt(tx, desk, prompt, preface=preface(prompt))
        return True
    return False


def when_sent(tx: Tx, prompt: Prompt) -> Send | Hold | Drop:
    """What would become of an activity if its time were now: sent, held for a while, or dropped."""
    desk = open_desk(tx, tx.session.get_one(Enrolment, prompt.enrolment_id))
    return decide(_moment(tx, desk, prompt))


def _refused(desk: Desk, prompt: Prompt) -> str:
    """Why an activity must never be sent to this person, in a word; empty when it may."""
    takes_part = desk.enrolment.role in PARTICIPANTS
    if takes_part and not granted(desk.tx, desk.enrolment, "c0"):
        return NO_CONSENT
    if not allowed_group(desk, prompt.activity):
        return NO_CONSENT
    if not desk.filling.steps(prompt.activity, prompt.iteration):
        return "not relevant"
    return ""


def _moment(tx: Tx, desk: Desk, prompt: Prompt) -> Moment:
    zone = zone_of(desk, prompt.activity)
    conversation = tx.conversation(desk.person)
    return Moment(
        now=tx.now,
        due_at=prompt.due_at,
        expires_at=prompt.expires_at,
        zone=zone,
        quiet_from=desk.workshop.quiet_from,
        quiet_to=desk.workshop.quiet_to,
        started_today=_started_today(tx, desk.person, zone),
        daily_cap=desk.workshop.daily_cap,
        busy_until=None if conversation.flow in FREE else conversation.changed_at + IDLE,
        start_mode=entry_of(desk, prompt.activity).start_mode,
        awake=_awake(tx, desk.person, prompt),
    )


def _awake(tx: Tx, person: Person, prompt: Prompt) -> bool:
    """Whether the person's own act made it due just now, or a facilitator wants it to come at any hour."""
    just_now = tx.now - OWN_ACT
    own = prompt.due_at <= prompt.scheduled_at and min(prompt.scheduled_at, person.seen_at) > just_now
    return own or prompt.reason == WOKEN


def _started_today(tx: Tx, person: Person, zone: str) -> int:
    """How many messages the bot began for this person on this local day, reminders included."""
    query = select(func.count()).where(
        Outbox.person_id == person.id,
        Outbox.priority == PROMPT,
        Outbox.state != "dropped",
        col(Outbox.kind).not_in(CHANGES),
        col(Outbox.created_at) >= local_midnight(tx.now, zone),
    )
    return tx.session.exec(query).one()


def _remind(tx: Tx, prompt: Prompt) -> None:
    """Remind somebody who is silent: with the question again when the chat is free, else with a word."""
    desk = open_desk(tx, tx.session.get_one(Enrolment, prompt.enrolment_id))
    workshop, zone = desk.workshop, zone_of(desk, prompt.activity)
    morning = end_of_quiet(tx.now, zone, workshop.quiet_from, workshop.quiet_to)
    if morning is not None:
        late = prompt.expires_at is not None and prompt.expires_at <= morning
        prompt.next_reminder_at = None if late else morning
        return
    prompt.next_reminder_at = next_reminder(desk, prompt, tx.now)
    if _started_today(tx, desk.person, zone) + _still_today(tx, prompt, zone) >= workshop.daily_cap:
        return
    prompt.reminders += 1
    words = reminder_words(tx, desk, prompt)
    conversation = tx.conversation(desk.person)
    here = conversation.flow == "activity" and conversation.data.get("prompt") == prompt.id
    if here or conversation.flow in FREE:
        open_prompt(tx, desk, prompt, priority=PROMPT, preface=words, silent=True)
    else:
        words += "\n" + tx.tongue(desk.person)("/today leads you there.")
        tx.say(desk.person, words, priority=PROMPT, silent=True, prompt_id=prompt.id)


def reminder_words(tx: Tx, desk: Desk, prompt: Prompt) -> str:
    """A small reminder of an activity, until when it is open among it."""
    _ = tx.tongue(desk.person)
    name, title = desk.person.call_name, title_of(desk, prompt.activity)
    if prompt.expires_at is None:
        return _("A small reminder, {name}. “{title}” is open. You can also skip it.", name=name, title=title)
    return _(
        "A small reminder, {name}. “{title}” is open until {time}. You can also skip it.",
        name=name,
        title=title,
        time=until(desk, _, prompt),
    )


def _still_today(tx: Tx, prompt: Prompt, zone: str) -> int:
    """How many activities this person still gets today: they come before reminders under the daily cap."""
    tonight = local_midnight(tx.now, zone) + dt.timedelta(days=1)
    query = select(func.count()).where(
        Prompt.enrolment_id == prompt.enrolment_id,
        Prompt.state == "scheduled",
        col(Prompt.due_at) < tonight,
    )
    return tx.session.exec(query).one()


def _next_instants() -> Select[Any]:
    """The question behind :func:`next_due`, which is asked after every commit: all of it in one statement."""
    now = bindparam("now", type_=UtcDateTime)
    waiting = col(Prompt.state) == "scheduled"
    soonest = (
        select(func.min(Prompt.due_at)).where(waiting, col(Prompt.due_at) > now),
        select(func.min(Prompt.expires_at)).where(waiting, col(Prompt.due_at) <= now),
        select(func.min(Prompt.expires_at)).where(Prompt.state == "sent"),
        _with_person(select(func.min(Prompt.next_reminder_at))).where(_silent()),
        select(func.min(Enrolment.paused_until)).where(Enrolment.state == "paused"),
    )
    ready = exists(_with_person(select(col(Prompt.id))).where(_sending(now)))
    return sa_select(*(query.scalar_subquery() for query in soonest), ready.label("ready"))


#: Written once, since building it anew took longer than answering it.
_NEXT = _next_instants()
