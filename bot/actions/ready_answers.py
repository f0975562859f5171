"""Answers that facilitators keep at hand: choosing one sends it; they can be added and deleted."""

from __future__ import annotations

import html
import re
from typing import Any

from sqlmodel import col, select

from bot.actions import acts, flows, threads
from bot.actions.asking import ask, settle
from bot.actions.permissions import May, Member, Refused, require_in
from bot.actions.thread_drawing import name_in
from bot.actions.threads import Words
from bot.actions.tx import Tx
from bot.domain.incoming import Incoming
from bot.domain.said import N_, Said
from bot.locales import Safe, Tongue
from storage.tables import Act, Conversation, Person, ReadyAnswer

#: Most ready answers of a workshop, and the longest one, in characters.
MOST, LONGEST = 12, 1500

#: Characters of an answer that stand on its button.
LABEL = 24


def begin(tx: Tx, member: Member, thread_id: int | None) -> None:
    """Show the list: to choose one for a thread, or, without one, to add and delete."""
    data = {"workshop": member.workshop.id, "thread": thread_id}
    show(tx, member.person, tx.turn(member.person, "ready", "list", data))


def show(tx: Tx, person: Person, conversation: Conversation) -> None:
    """The list, the question for a new one, or which one to delete."""
    member = require_in(tx, person, conversation.data["workshop"], May.TALK)
    _ = tx.tongue(person)
    found = _all(tx, member.workshop.id or 0)
    back = [(_("Back"), "back")]
    if conversation.step == "new":
        text, rows = _("Please write the answer that you want to keep at hand."), [back]
    elif conversation.step == "drop":
        text = _("Which one should go?")
        rows = [*([(label_of(row), f"drop-{row.id}")] for row in found), back]
    else:
        text = _list_text(tx, _, conversation, found)
        rows = [[(label_of(row), f"use-{row.id}")] for row in found] if conversation.data["thread"] else []
        rows.append([(_("Add one"), "new"), *([(_("Delete one"), "drop")] if found else [])])
        rows.append([(_("Close"), "close")])
    buttons = [[(label, flows.data("ready", conversation, code)) for label, code in row] for row in rows]
    ask(tx, person, conversation, text, buttons)


def receive(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming) -> None:
    """Take the words of a new one; elsewhere words choose nothing."""
    member = require_in(tx, person, conversation.data["workshop"], May.TALK)
    settle(tx, person, conversation)
    words = incoming.html.strip()
    if conversation.step != "new":
        show(tx, person, conversation)
    elif incoming.media is not None or not 0 < len(words) <= LONGEST:
        tx.say(person, tx.tongue(person)("Please write it as a text of at most {n} characters.", n=LONGEST))
        show(tx, person, conversation)
    else:
        add(tx, member, words)
        _turn(tx, person, conversation, "list")


def tap(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming, code: str) -> None:
    """Send one, add one, delete one, go back or close."""
    member = require_in(tx, person, conversation.data["workshop"], May.TALK)
    verb, _dash, rest = code.partition("-")
    if verb == "use" and rest.isdigit() and conversation.data["thread"]:
        _use(tx, member, conversation, _find(tx, member, int(rest)))
        return
    settle(tx, person, conversation)
    if verb == "close":
        flows.end(tx, person)
        return
    if verb == "drop" and rest.isdigit():
        drop(tx, member, _find(tx, member, int(rest)))
    step = verb if verb in ("new", "drop") and not rest else "list"
    _turn(tx, person, conversation, step)


def add(tx: Tx, member: Member, words: str) -> None:
    """Keep a new one. Raises :class:`Refused` when there are as many as fit on a phone."""
    if len(_all(tx, member.workshop.id or 0)) >= MOST:
        raise Refused(Said(N_("There are {n} ready answers. Please delete one first."), {"n": MOST}))
    row = ReadyAnswer(
        workshop_id=member.workshop.id or 0, author_id=member.person.id, text=words, created_at=tx.now
    )
    tx.session.add(row)
    tx.session.flush()
    acts.record(tx, member, "ready_added", {"ready": row.id})


def drop(tx: Tx, member: Member, row: ReadyAnswer) -> None:
    """Take one out of the list."""
    row.deleted_at = tx.now
    acts.record(tx, member, "ready_deleted", {"ready": row.id})


def label_of(row: ReadyAnswer) -> str:
    """The beginning of an answer, as plain text for a button."""
    plain = " ".join(html.unescape(re.sub(r"<[^>]+>", "", row.text)).split())
    return plain if len(plain) <= LABEL else plain[: LABEL - 1].rstrip() + "…"


def describe(tx: Tx, _: Tongue, act: Act) -> str:
    """Which one was added or deleted."""
    row = tx.session.get(ReadyAnswer, act.details["ready"])
    label = label_of(row) if row is not None else "…"
    if act.kind == "ready_added":
        return _("A ready answer was added: “{text}”", text=label)
    return _("A ready answer was deleted: “{text}”", text=label)


def undo(tx: Tx, member: Member, act: Act) -> None:
    """Take out what was added, or offer again what was deleted."""
    row = tx.session.get_one(ReadyAnswer, act.details["ready"])
    row.deleted_at = tx.now if act.kind == "ready_added" else None


def _use(tx: Tx, member: Member, conversation: Conversation, row: ReadyAnswer) -> None:
    thread = threads.find(tx, conversation.data["thread"])
    _, person = tx.tongue(member.person), member.person
    threads.answer(tx, member, thread, Words("text", row.text, 0, 0))
    settle(tx, person, conversation, label_of(row))
    tx.say(person, threads.sent_words(tx, _, thread), silent=True)
    flows.end(tx, person)


def _list_text(tx: Tx, _: Tongue, conversation: Conversation, found: list[ReadyAnswer]) -> str:
    lines = [_("<b>Ready answers</b>")]
    if conversation.data["thread"]:
        thread = threads.find(tx, conversation.data["thread"])
        lines.append(_("A tap sends it to {name}.", name=name_in(tx, _, thread)))
    lines += ["", *(f"• {Safe(row.text)}" for row in found)] if found else ["", _("There is none yet.")]
    return "\n".join(lines)


def _all(tx: Tx, workshop_id: int) -> list[ReadyAnswer]:
    query = select(ReadyAnswer).where(
        ReadyAnswer.workshop_id == workshop_id, col(ReadyAnswer.deleted_at).is_(None)
    )
    return list(tx.session.exec(query.order_by(col(ReadyAnswer.id))))


def _find(tx: Tx, member: Member, number: int) -> ReadyAnswer:
    row = tx.session.get(ReadyAnswer, number)
    if row is None or row.workshop_id != member.workshop.id or row.deleted_at is not None:
        raise Refused(Said(N_("This ready answer is not there any more.")))
    return row


def _turn(tx: Tx, person: Person, conversation: Conversation, step: str) -> None:
    data: dict[str, Any] = dict(conversation.data)
    show(tx, person, tx.turn(person, "ready", step, data))
