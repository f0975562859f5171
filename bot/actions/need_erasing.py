"""What is left of needs when somebody leaves: nothing of a participant, no name of a facilitator."""

from __future__ import annotations

from sqlalchemy import delete, update
from sqlmodel import col, select

from bot.actions.tx import Tx
from storage.tables import Digest, Enrolment, Need, NeedOpening, Outbox


def forget(tx: Tx, enrolment: Enrolment) -> None:
    """Empty and close the needs of an enrolment, and stop its digest.

    Of a report of safety the row stays, without words: the answer that set it off must stay out of exports
    when the other answers are kept without a name. :func:`erase` deletes that as well.
    """
    mine = col(Need.enrolment_id) == enrolment.id
    numbers = select(Need.id).where(mine)
    calls = select(Need.push_id).where(mine, col(Need.push_id).is_not(None))
    waiting = update(Outbox).where(col(Outbox.id).in_(calls), col(Outbox.state) == "queued")
    tx.session.execute(waiting.values(state="dropped", reason="withdrawn", text="", extra={}))
    tx.session.execute(delete(NeedOpening).where(col(NeedOpening.need_id).in_(numbers)))
    tx.session.execute(
        update(Need).where(mine).values(text="", note="", way="", not_for_id=None, before={}, push_id=None)
    )
    tx.session.execute(update(Need).where(mine, col(Need.closed_at).is_(None)).values(closed_at=tx.now))
    tx.session.execute(
        delete(Digest).where(
            col(Digest.workshop_id) == enrolment.workshop_id, col(Digest.person_id) == enrolment.person_id
        )
    )
    tx.session.expire_all()


def erase(tx: Tx, enrolment: Enrolment) -> None:
    """Delete the needs of an enrolment whose answers are deleted."""
    tx.session.execute(delete(Need).where(col(Need.enrolment_id) == enrolment.id))
