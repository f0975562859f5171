"""/inbox: who waits for an answer, and whose chat is taken over."""

from __future__ import annotations

import datetime as dt

from sqlmodel import col, select

from bot.actions import flows, ready_answers, thread_copies, threads
from bot.actions.asking import ask, settle
from bot.actions.permissions import May, Member, require, require_in
from bot.actions.thread_drawing import name_in
from bot.actions.tx import Tx
from bot.domain.incoming import Incoming
from bot.locales import Tongue
from storage.tables import Conversation, Person, Thread

#: Threads on one page.
PAGE = 8


def begin(tx: Tx, incoming: Incoming) -> None:
    """/inbox: the list."""
    member = require(tx, incoming, May.TALK)
    data = {"workshop": member.workshop.id, "start": 0}
    show(tx, member.person, tx.turn(member.person, "inbox", "list", data))


def show(tx: Tx, person: Person, conversation: Conversation) -> None:
    """Who waits, the longest wait first, each with a button."""
    member = require_in(tx, person, conversation.data["workshop"], May.TALK)
    _ = tx.tongue(person)
    found, start = _waiting(tx, member), int(conversation.data["start"])
    text = _("<b>Who waits for an answer</b> ({title})", title=member.workshop.title)
    if not found:
        text += "\n" + _("Nobody waits.")
    rows = [[(_label(tx, _, thread), f"one-{thread.id}")] for thread in found[start : start + PAGE]]
    if start:
        rows.append([(_("Before"), f"page-{max(start - PAGE, 0)}")])
    if len(found) > start + PAGE:
        rows.append([(_("More"), f"page-{start + PAGE}")])
    rows.append([(_("Ready answers"), "ready"), (_("Close"), "close")])
    buttons = [[(label, flows.data("inbox", conversation, code)) for label, code in row] for row in rows]
    ask(tx, person, conversation, text, buttons)


def receive(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming) -> None:
    """Words choose nothing here: the list is shown again."""
    show(tx, person, conversation)


def tap(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming, code: str) -> None:
    """Show one talk with its buttons, another page, the ready answers, or close."""
    member = require_in(tx, person, conversation.data["workshop"], May.TALK)
    verb, _dash, rest = code.partition("-")
    settle(tx, person, conversation)
    if verb == "page" and rest.isdigit():
        show(tx, person, tx.turn(person, "inbox", "list", {**conversation.data, "start": int(rest)}))
    elif verb == "ready":
        ready_answers.begin(tx, member, None)
    elif verb == "one" and rest.isdigit():
        thread = threads.find(tx, int(rest))
        require_in(tx, person, thread.workshop_id, May.TALK)
        thread_copies.show_again(tx, thread, person)
        flows.end(tx, person)
    else:
        flows.end(tx, person)


def _waiting(tx: Tx, member: Member) -> list[Thread]:
    query = select(Thread).where(
        Thread.workshop_id == member.workshop.id,
        (col(Thread.state) == "open") | col(Thread.held_by).is_not(None),
    )
    return list(tx.session.exec(query.order_by(col(Thread.changed_at))))


def _label(tx: Tx, _: Tongue, thread: Thread) -> str:
    """Name and how long it waits, or that the chat is taken over; short enough for a button."""
    name = name_in(tx, _, thread)[:16]
    if thread.held_by is not None:
        return _("{name} · taken over", name=name)
    waits = tx.now - thread.changed_at
    if waits < dt.timedelta(hours=1):
        return _("{name} · {n} min", name=name, n=waits.seconds // 60)
    if waits < dt.timedelta(days=2):
        return _("{name} · {n} h", name=name, n=int(waits.total_seconds() // 3600))
    return _("{name} · {n} days", name=name, n=waits.days)
