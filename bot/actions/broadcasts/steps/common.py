"""What the steps share: the draft, going on to another step, keeping files."""

from __future__ import annotations

from typing import Any

from bot.actions import flows
from bot.actions.asking import settle
from bot.actions.broadcasts.kinds import Content
from bot.actions.permissions import Member
from bot.actions.tx import Tx
from bot.domain.incoming import Incoming
from storage.tables import Broadcast, Conversation, Media

#: What a step says, and the rows of its buttons: label and code.
Asked = tuple[str, list[tuple[str, str]]]


def draft(tx: Tx, conversation: Conversation) -> Broadcast:
    """The broadcast that is being written."""
    return tx.session.get_one(Broadcast, conversation.data["broadcast"])


def go(tx: Tx, member: Member, conversation: Conversation, step: str, shown: str = "", **data: Any) -> None:
    """Close the present question and ask the next one."""
    settle(tx, member.person, conversation, shown)
    tx.turn(member.person, "broadcast", step, {**conversation.data, "drawn": "", **data})
    flows.show_present(tx, member.person)


def keep_file(tx: Tx, incoming: Incoming) -> int | None:
    """Keep the file that a facilitator sends along; it is material of the course, not research data."""
    if incoming.media is None:
        return None
    row = Media(
        kind=incoming.media.kind,
        mime=incoming.media.mime,
        size=incoming.media.size,
        duration=incoming.media.duration,
        telegram_file_id=incoming.media.file_id,
        created_at=tx.now,
    )
    tx.session.add(row)
    tx.session.flush()
    return row.id


def with_file(tx: Tx, content: Content, incoming: Incoming) -> Content:
    """The content with the file that came along, kept."""
    return Content(content.text, keep_file(tx, incoming), content.details)
