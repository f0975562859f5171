"""The receipt of a broadcast: a message that counts along, and says at the end what became of it."""

from __future__ import annotations

from collections import Counter

from sqlmodel import col, func, select

from bot.actions.tx import BROADCAST, Tx
from bot.domain.said import N_
from bot.locales import Tongue
from storage.tables import Broadcast, Outbox, Person

#: The counting message changes at most once in this many seconds.
EVERY = 3

#: Most names listed as not reached.
MOST_NAMES = 20

_REASONS = {
    "blocked": N_("blocked the bot"),
    "gone": N_("the account is gone"),
    "withdrawn": N_("left the workshop meanwhile"),
    "the workshop was archived": N_("the workshop was archived"),
}


def open_receipt(tx: Tx, author: Person, broadcast: Broadcast, asleep: int) -> None:
    """Say the first count, and how many get it only in the morning; later counts change this message."""
    _ = tx.tongue(author)
    text = _progress(_, Counter(), broadcast.recipients)
    if asleep:
        text += "\n" + till_morning(_, asleep)
    broadcast.receipt_id = tx.say(author, text)


def till_morning(_: Tongue, asleep: int) -> str:
    """How many of the recipients have quiet hours now."""
    return _.plural(
        "{n} of them has quiet hours now and gets it in the morning.",
        "{n} of them have quiet hours now and get it in the morning.",
        asleep,
    )


def after_delivery(tx: Tx, broadcast_id: int) -> None:
    """Bring the receipt up to date. Called in the transaction that marks a row of the broadcast.

    While rows are waiting, the message changes at most every :data:`EVERY` seconds; with the last row
    it becomes the receipt, once.
    """
    broadcast = tx.session.get_one(Broadcast, broadcast_id)
    if broadcast.state != "sending" or broadcast.receipt_id is None:
        return
    slot = f"progress:{broadcast_id}:{int(tx.now.timestamp()) // EVERY}"
    waits = _still_waits(tx, broadcast_id)
    if waits and tx.session.exec(select(Outbox.id).where(Outbox.dedupe_key == slot)).first() is not None:
        return
    states = _states(tx, broadcast_id)
    author = tx.session.get_one(Person, broadcast.author_id)
    _ = tx.tongue(author)
    if waits:
        text, key = _progress(_, states, broadcast.recipients), slot
    else:
        broadcast.state, broadcast.done_at = "done", tx.now
        text, key = _receipt(tx, _, broadcast, states), f"receipt:{broadcast_id}"
    tx.say(author, text, kind="edit", edits=broadcast.receipt_id, dedupe_key=key)


def _still_waits(tx: Tx, broadcast_id: int) -> bool:
    """Whether a row of the broadcast is queued; the index of the queue makes it cheap at any size."""
    tx.session.flush()
    query = select(Outbox.id).where(Outbox.state == "queued", Outbox.priority == BROADCAST)
    return tx.session.exec(query.where(Outbox.broadcast_id == broadcast_id).limit(1)).first() is not None


def _states(tx: Tx, broadcast_id: int) -> Counter[str]:
    query = (
        select(Outbox.state, func.count())
        .where(Outbox.broadcast_id == broadcast_id)
        .group_by(col(Outbox.state))
    )
    return Counter(dict(tx.session.exec(query).all()))


def _progress(_: Tongue, states: Counter[str], recipients: int) -> str:
    waiting = states["queued"] if states else recipients
    lines = [_("<b>Sending …</b>"), _("{sent} of {all} sent.", sent=states["sent"], all=recipients)]
    if states and waiting:
        lines.append(_.plural("{n} waits.", "{n} wait.", waiting))
    return "\n".join(lines)


def _receipt(tx: Tx, _: Tongue, broadcast: Broadcast, states: Counter[str]) -> str:
    lines = [
        _("<b>Your message went out.</b>"),
        _("Sent: {sent} of {all}.", sent=states["sent"], all=broadcast.recipients),
    ]
    query = (
        select(Outbox.reason, Person.call_name)
        .where(Outbox.broadcast_id == broadcast.id, col(Outbox.state).in_(("failed", "dropped")))
        .outerjoin(Person, col(Outbox.person_id) == col(Person.id))
        .order_by(col(Outbox.id))
    )
    missed: dict[str, list[str]] = {}
    for reason, name in tx.session.exec(query):
        missed.setdefault(reason, []).append(name or "")
    for reason, names in missed.items():
        lines.append(
            _(
                "Not reached: {number} ({reason}){names}",
                number=len(names),
                reason=_(_REASONS[reason]) if reason in _REASONS else reason,
                names=_listed(names),
            )
        )
    if not missed:
        lines.append(_("Everybody was reached."))
    return "\n".join(lines)


def _listed(names: list[str]) -> str:
    known = [name for name in names if name][:MOST_NAMES]
    return f": {', '.join(known)}" + (" …" if len(names) > len(known) else "") if known else ""
