"""After sending: other words, taking it back, closing a question; and an honest count of where it worked."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from sqlmodel import col, or_, select

from bot.actions.broadcasts import contents
from bot.actions.tx import BROADCAST, Tx
from bot.domain.said import N_
from bot.locales import Tongue
from storage.tables import Broadcast, Outbox, Person, Recipient

#: Telegram lets a bot delete its messages for so long.
DELETABLE = dt.timedelta(hours=48)

#: What the sender notes when there was nothing to change.
NEVER_SENT = "the message to change was never sent"

_REASONS = {
    "too old to change": N_("older than 48 hours"),
    "no longer there": N_("deleted by the person"),
    "blocked": N_("blocked the bot"),
    "gone": N_("the account is gone"),
}


def rewrite(tx: Tx, broadcast: Broadcast, language: str) -> None:
    """Put the words that it has now into every chat that got it in this language."""
    prefix = _begin(tx, broadcast, "edit")
    for row, person, recipient in _messages(tx, broadcast):
        if recipient.language != language or row.state not in ("queued", "sent"):
            continue
        tx.say(
            person,
            contents.shown_text(broadcast, language, person.language),
            kind="edit",
            edits=row.id,
            buttons=_buttons(broadcast, recipient, row, person),
            token=row.token,
            priority=BROADCAST,
            dedupe_key=f"{prefix}{row.id}",
            broadcast_id=broadcast.id,
        )


def recall(tx: Tx, broadcast: Broadcast) -> None:
    """Take it back: nobody gets it any more, and it is deleted where Telegram allows that."""
    prefix = _begin(tx, broadcast, "delete")
    for waiting in tx.session.exec(
        select(Recipient).where(Recipient.broadcast_id == broadcast.id, Recipient.state == "waiting")
    ):
        waiting.state, waiting.reason = "left", "recalled"
    too_old = 0
    for row, person, _recipient in _messages(tx, broadcast):
        if row.sent_at is not None and tx.now - row.sent_at > DELETABLE:
            too_old += 1
            continue
        if row.state == "queued":
            row.state, row.reason = "dropped", "recalled"
        tx.session.flush()
        tx.say(
            person,
            "",
            kind="delete",
            edits=row.id,
            priority=BROADCAST,
            dedupe_key=f"{prefix}{row.id}",
            broadcast_id=broadcast.id,
        )
    broadcast.change = {**broadcast.change, "too_old": too_old}
    broadcast.state = "recalled"


def close(tx: Tx, broadcast: Broadcast) -> None:
    """Take no more answers: the buttons go, polls are stopped; also those of its nudges."""
    broadcast.closed_at = tx.now
    for row, person, _recipient in _with_nudges(tx, broadcast):
        kind = "stop" if broadcast.kind == "poll" else "buttons"
        tx.say(person, "", kind=kind, edits=row.id, priority=BROADCAST, broadcast_id=row.broadcast_id)
    contents.count_later(tx, broadcast)


def reopen(tx: Tx, broadcast: Broadcast) -> None:
    """Take answers again: the buttons come back."""
    broadcast.closed_at = None
    for row, person, recipient in _with_nudges(tx, broadcast):
        tx.say(
            person,
            "",
            kind="buttons",
            edits=row.id,
            buttons=_buttons(broadcast, recipient, row, person),
            token=row.token,
            priority=BROADCAST,
            broadcast_id=row.broadcast_id,
        )
    contents.count_later(tx, broadcast)


def outcome(tx: Tx, _: Tongue, broadcast: Broadcast) -> list[str]:
    """Where the last change worked, in words; empty when there was none."""
    if not broadcast.change:
        return []
    states, reasons = _counted(tx, broadcast)
    too_old = int(broadcast.change.get("too_old", 0))
    if too_old:
        reasons[_REASONS["too old to change"]] += too_old
    done, everything = states["done"], states["done"] + states["queued"] + sum(reasons.values())
    if broadcast.change["kind"] == "delete":
        lines = [_("<b>Taken back</b> from {done} of {all} chats.", done=done, all=everything)]
    else:
        lines = [_("<b>Changed</b> in {done} of {all} chats.", done=done, all=everything)]
    for reason, number in reasons.items():
        lines.append(_("Could not be changed: {number} ({reason})", number=number, reason=_(reason)))
    return lines


def under_way(tx: Tx, broadcast: Broadcast) -> bool:
    """Whether a change is not done everywhere yet."""
    return bool(broadcast.change) and _counted(tx, broadcast)[0]["queued"] > 0


def _counted(tx: Tx, broadcast: Broadcast) -> tuple[Counter[str], Counter[str]]:
    tx.session.flush()
    query = select(Outbox.state, Outbox.reason).where(
        Outbox.broadcast_id == broadcast.id, col(Outbox.dedupe_key).startswith(broadcast.change["prefix"])
    )
    states: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    for state, reason in tx.session.exec(query):
        if state == "queued" or (state == "sent" and reason in ("", "not modified")):
            states["queued" if state == "queued" else "done"] += 1
        elif reason != NEVER_SENT:
            reasons[_REASONS.get(reason, reason)] += 1
    return states, reasons


def _begin(tx: Tx, broadcast: Broadcast, kind: str) -> str:
    """Note that a change was asked for; gives what the keys of its rows begin with."""
    number = int(broadcast.change.get("number", 0)) + 1
    prefix = f"change:{broadcast.id}:{number}:"
    broadcast.change = {"kind": kind, "number": number, "prefix": prefix}
    contents.count_later(tx, broadcast)
    return prefix


def _buttons(
    broadcast: Broadcast, recipient: Recipient, row: Outbox, person: Person
) -> list[list[tuple[str, str]]] | None:
    found = contents.buttons_of(broadcast, recipient.language, row.token, person.language)
    return [list(each) for each in found] if found else None


def _messages(tx: Tx, broadcast: Broadcast) -> list[tuple[Outbox, Person, Recipient]]:
    query = (
        select(Outbox, Person, Recipient)
        .where(Recipient.broadcast_id == broadcast.id, Recipient.outbox_id == Outbox.id)
        .where(Person.id == Outbox.person_id, col(Person.chat_id).is_not(None))
        .where(col(Outbox.state).in_(("queued", "sent")))
        .order_by(col(Outbox.id))
    )
    return list(tx.session.exec(query).all())


def _with_nudges(tx: Tx, broadcast: Broadcast) -> list[tuple[Outbox, Person, Recipient]]:
    query = select(Broadcast).where(
        or_(
            col(Broadcast.id) == broadcast.id,
            (col(Broadcast.parent_id) == broadcast.id) & (col(Broadcast.audience) == "unanswered"),
        )
    )
    return [message for each in tx.session.exec(query).all() for message in _messages(tx, each)]
