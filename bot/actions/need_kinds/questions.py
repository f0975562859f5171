"""Threads in which somebody waits for an answer of the facilitators."""

from __future__ import annotations

from sqlmodel import col, select

from bot.actions import answering_people, need_rows, threads
from bot.actions.need_people import name_of
from bot.actions.permissions import Member
from bot.actions.tx import Tx
from bot.locales import Tongue
from storage.tables import Enrolment, Need, Workshop

KIND = "question"


def sync(tx: Tx, workshop: Workshop) -> None:
    """One need for each thread that waits, closed when it was answered."""
    waiting = {str(thread.id): thread for thread in threads.waiting(tx, workshop.id or 0)}
    standing = select(Need).where(Need.workshop_id == workshop.id, Need.kind == KIND)
    for need in tx.session.exec(standing.where(col(Need.closed_at).is_(None))):
        if waiting.pop(need.trigger, None) is None:
            need_rows.close(tx, need)
    for number, thread in waiting.items():
        key = f"question:{number}:{thread.changed_at:%Y%m%d%H%M%S}"
        enrolment = tx.session.get_one(Enrolment, thread.enrolment_id)
        need_rows.open_need(
            tx, enrolment, KIND, need_rows.HELP, trigger=number, key=key, at=thread.changed_at
        )


def describe(tx: Tx, _: Tongue, need: Need) -> str:
    """Who waits; nothing of what they wrote."""
    return _("<b>{name}</b> waits for an answer", name=name_of(tx, need))


def remedies(tx: Tx, _: Tongue, need: Need) -> list[tuple[str, str]]:
    """Writing the answer."""
    return [("answer", _("Answer"))] if need.trigger.isdigit() else []


def remedy(tx: Tx, member: Member, need: Need, code: str) -> str:
    """Lead to writing the answer."""
    answering_people.begin(tx, member, threads.find(tx, int(need.trigger)))
    return ""
