"""The receipt of a broadcast: one message that updates itself and says what became of it, in words."""

from __future__ import annotations

import secrets
from collections import Counter

from sqlmodel import col, func, select

from bot.actions import standing
from bot.actions.broadcasts import audiences, changing, contents, kinds
from bot.actions.broadcasts.audiences.unanswered import silent_of
from bot.actions.flows import CHANGES
from bot.actions.tx import BROADCAST, Buttons, Tx
from bot.domain.said import N_
from bot.locales import Tongue
from storage.tables import Broadcast, BroadcastAnswer, Enrolment, Outbox, Person, Recipient

#: Most names listed as not reached.
MOST_NAMES = 20

#: What numbers of a secret audience are rounded to.
ROUND = 5

#: The name of the buttons below a receipt.
NAME = "sent"

_REASONS = {
    "blocked": N_("blocked the bot"),
    "gone": N_("the account is gone"),
    "withdrawn": N_("left the workshop meanwhile"),
    "removed": N_("left the workshop meanwhile"),
    "paused": N_("paused meanwhile"),
    "recalled": N_("taken back before it went out"),
    "the workshop was archived": N_("the workshop was archived"),
}


def announce(tx: Tx, author: Person, broadcast: Broadcast, text: str, *, undo: bool) -> None:
    """Say what will happen, with an Undo button; this message becomes the receipt."""
    _ = tx.tongue(author)
    token = secrets.token_urlsafe(6)
    rows = [[(_("Undo"), standing.data(NAME, token, f"undo-{broadcast.id}"))]] if undo else []
    broadcast.receipt_id = tx.say(author, text, buttons=rows or None, token=token)


def open_receipt(tx: Tx, broadcast: Broadcast, asleep: int) -> None:
    """Begin to count: how many wait, and how many get it only in the morning."""
    author = tx.session.get_one(Person, broadcast.author_id)
    _ = tx.tongue(author)
    if broadcast.receipt_id is None:
        announce(tx, author, broadcast, _("<b>Sending …</b>"), undo=False)
    if not _waits(tx, broadcast):
        _finish(tx, author, broadcast)
        return
    text = _progress(_, broadcast, Counter())
    if asleep:
        text += "\n" + till_morning(_, asleep)
    tx.say(author, text, kind="edit", edits=broadcast.receipt_id, dedupe_key=f"open:{broadcast.id}")


def people_of(_: Tongue, audience: str, number: int) -> str:
    """How many people it goes to; rounded down for an audience whose people nobody may find out."""
    if audiences.of(audience).secret:
        return _("It goes to {number} people or more.", number=number // ROUND * ROUND)
    return _.plural("It goes to {n} person.", "It goes to {n} people.", number)


def till_morning(_: Tongue, asleep: int) -> str:
    """How many of the recipients have quiet hours now."""
    return _.plural(
        "{n} of them has quiet hours now and gets it in the morning.",
        "{n} of them have quiet hours now and get it in the morning.",
        asleep,
    )


def after_delivery(tx: Tx, broadcast_id: int) -> None:
    """Bring the receipt up to date. Called in the transaction that marks a row of the broadcast.

    While rows are waiting, the message changes at most every ``contents.EVERY`` seconds; with the last row
    it becomes the receipt, once.
    """
    broadcast = tx.session.get_one(Broadcast, broadcast_id)
    author = tx.session.get_one(Person, broadcast.author_id)
    if broadcast.state != "sending" or broadcast.receipt_id is None:
        return
    if not _waits(tx, broadcast):
        _finish(tx, author, broadcast)
        return
    slot = f"progress:{broadcast_id}:{int(tx.now.timestamp()) // contents.EVERY}"
    if tx.session.exec(select(Outbox.id).where(Outbox.dedupe_key == slot)).first() is None:
        text = _progress(tx.tongue(author), broadcast, _states(tx, broadcast_id))
        tx.say(author, text, kind="edit", edits=broadcast.receipt_id, dedupe_key=slot)


def redraw(tx: Tx, broadcast: Broadcast) -> None:
    """Bring the receipt up to date now, whatever has changed."""
    author = tx.session.get_one(Person, broadcast.author_id)
    if broadcast.receipt_id is None or author.chat_id is None:
        return
    if broadcast.state == "sending" and not _waits(tx, broadcast):
        _finish(tx, author, broadcast)
    elif broadcast.state in ("done", "recalled"):
        _draw(tx, author, broadcast)
    if changing.under_way(tx, broadcast):
        contents.count_later(tx, broadcast)


def text_of(tx: Tx, _: Tongue, broadcast: Broadcast) -> str:
    """The receipt as it stands now."""
    states = _states(tx, broadcast.id or 0)
    if broadcast.state == "sending":
        return _progress(_, broadcast, states)
    return _receipt(tx, _, broadcast, states)


def silent(tx: Tx, broadcast: Broadcast) -> int:
    """How many of those who got it have neither tapped nor answered; 0 when nothing was asked of them."""
    if not (broadcast.wants_tap or kinds.of(broadcast.kind).collects) or broadcast.closed_at is not None:
        return 0
    query = silent_of(contents.root_of(broadcast)).subquery()
    return int(tx.session.exec(select(func.count()).select_from(query)).one())


def answered(tx: Tx, broadcast: Broadcast) -> int:
    """How many answers were given."""
    query = select(func.count()).where(BroadcastAnswer.broadcast_id == contents.root_of(broadcast))
    return tx.session.exec(query).one()


def _finish(tx: Tx, author: Person, broadcast: Broadcast) -> None:
    broadcast.state, broadcast.done_at = "done", tx.now
    _draw(tx, author, broadcast)


def _draw(tx: Tx, author: Person, broadcast: Broadcast) -> None:
    _ = tx.tongue(author)
    receipt = tx.session.get_one(Outbox, broadcast.receipt_id)
    tx.say(
        author,
        _receipt(tx, _, broadcast, _states(tx, broadcast.id or 0)),
        kind="edit",
        edits=broadcast.receipt_id,
        buttons=_buttons(tx, _, broadcast, receipt.token),
    )


def _buttons(tx: Tx, _: Tongue, broadcast: Broadcast, token: str) -> Buttons:
    rows = []
    if number := silent(tx, broadcast):
        rows.append((_("Nudge the silent ({number})", number=number), f"nudge-{broadcast.id}"))
    rows.append((_("Change, take back …"), f"open-{broadcast.id}"))
    return [[(label, standing.data(NAME, token, code))] for label, code in rows]


def _waits(tx: Tx, broadcast: Broadcast) -> bool:
    """Whether anybody waits for it; the indexes of both queues make it cheap at any size."""
    tx.session.flush()
    held = select(Recipient.id).where(Recipient.broadcast_id == broadcast.id, Recipient.state == "waiting")
    queued = select(Outbox.id).where(
        Outbox.state == "queued", Outbox.priority == BROADCAST, Outbox.broadcast_id == broadcast.id
    )
    return any(tx.session.exec(query.limit(1)).first() is not None for query in (queued, held))


def _states(tx: Tx, broadcast_id: int) -> Counter[str]:
    query = (
        select(Outbox.state, func.count())
        .where(Outbox.broadcast_id == broadcast_id, col(Outbox.kind).not_in(CHANGES))
        .group_by(col(Outbox.state))
    )
    return Counter(dict(tx.session.exec(query).all()))


def _progress(_: Tongue, broadcast: Broadcast, states: Counter[str]) -> str:
    if audiences.of(broadcast.audience).secret:
        return _("<b>Sending …</b>")
    gone = states["sent"] + states["failed"] + states["dropped"]
    waiting = broadcast.recipients - gone
    lines = [
        _("<b>Sending …</b>"),
        _("{sent} of {all} sent.", sent=states["sent"], all=broadcast.recipients),
    ]
    if states and waiting:
        lines.append(_.plural("{n} waits.", "{n} wait.", waiting))
    return "\n".join(lines)


def _receipt(tx: Tx, _: Tongue, broadcast: Broadcast, states: Counter[str]) -> str:
    changes = changing.outcome(tx, _, broadcast)
    if broadcast.state == "recalled":
        return "\n".join(changes)
    if not broadcast.recipients:
        return _("Nobody is there any more who can get it. Nothing was sent.")
    if audiences.of(broadcast.audience).secret:
        lines = [_("<b>Your message went out.</b>"), people_of(_, broadcast.audience, broadcast.recipients)]
        return "\n".join([*lines, *_reactions(tx, _, broadcast), *changes])
    lines = [
        _("<b>Your message went out.</b>"),
        _("Sent: {sent} of {all}.", sent=states["sent"], all=broadcast.recipients),
    ]
    missed = _missed(tx, broadcast)
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
    lines += [*_reactions(tx, _, broadcast), *changes]
    return "\n".join(lines)


def _reactions(tx: Tx, _: Tongue, broadcast: Broadcast) -> list[str]:
    lines = []
    root = contents.root_of(broadcast)
    if broadcast.wants_tap:
        query = select(func.count()).where(
            Recipient.broadcast_id == root, col(Recipient.tapped_at).is_not(None)
        )
        lines.append(_("Tapped: {number}.", number=tx.session.exec(query).one()))
    if kinds.of(broadcast.kind).collects:
        lines.append(_("Answered: {number}.", number=answered(tx, broadcast)))
    if broadcast.closed_at is not None:
        lines.append(_("The question is closed."))
    return lines


def _missed(tx: Tx, broadcast: Broadcast) -> dict[str, list[str]]:
    """The names of those whom it did not reach, by reason."""
    lost = (
        select(Outbox.reason, Person.call_name)
        .where(Outbox.broadcast_id == broadcast.id, col(Outbox.state).in_(("failed", "dropped")))
        .where(col(Outbox.kind).not_in(CHANGES))
        .outerjoin(Person, col(Outbox.person_id) == col(Person.id))
        .order_by(col(Outbox.id))
    )
    left = (
        select(Recipient.reason, Person.call_name)
        .where(Recipient.broadcast_id == broadcast.id, Recipient.state == "left")
        .where(Enrolment.id == Recipient.enrolment_id, Person.id == Enrolment.person_id)
        .order_by(col(Recipient.id))
    )
    missed: dict[str, list[str]] = {}
    for reason, name in [*tx.session.exec(lost), *tx.session.exec(left)]:
        missed.setdefault(reason, []).append(name or "")
    return missed


def _listed(names: list[str]) -> str:
    known = [name for name in names if name][:MOST_NAMES]
    return f": {', '.join(known)}" + (" …" if len(names) > len(known) else "") if known else ""
