"""What one person answered to questions of the facilitators, for their own eyes."""

from __future__ import annotations

from collections.abc import Iterator

from sqlmodel import col, select

from bot.actions.broadcasts import contents, told
from bot.actions.tx import Tx
from storage.tables import Broadcast, BroadcastAnswer, Enrolment


def answers_of(tx: Tx, enrolment: Enrolment) -> list[BroadcastAnswer]:
    """The rows, oldest first."""
    query = select(BroadcastAnswer).where(BroadcastAnswer.enrolment_id == enrolment.id)
    return list(tx.session.exec(query.order_by(col(BroadcastAnswer.id))))


def in_words(tx: Tx, enrolment: Enrolment) -> Iterator[tuple[str, str]]:
    """Each question and what was answered, as plain texts in the language in which it was read."""
    for row in answers_of(tx, enrolment):
        broadcast = tx.session.get_one(Broadcast, row.broadcast_id)
        content = contents.content_of(broadcast, row.language)
        yield told.plain(content.text, 500), value_in_words(content.details.get("options", []), row.value)


def value_in_words(options: list[str], value: str) -> str:
    """The labels of the choices; words stay as they are."""
    if not options:
        return value
    return ", ".join(options[int(each) - 1] for each in value.split() if 0 < int(each) <= len(options))
