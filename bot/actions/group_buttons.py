"""Buttons in a group: what kind it is, untying it, or nothing of that."""

from __future__ import annotations

from bot.actions import groups
from bot.actions.permissions import May, Refused, members_as, require_in
from bot.actions.tx import Tx
from bot.domain.incoming import Incoming
from bot.domain.said import N_, Said
from storage.tables import Outbox, Person


def press(tx: Tx, person: Person, asked: Outbox, incoming: Incoming, code: str) -> None:
    """Take a press of a facilitator of this very workshop; anybody else is refused and changes nothing."""
    verb, number, forum = (*code.split("-", 2), "", "")[:3]
    if asked.workshop_id is None or number != str(asked.workshop_id):
        return
    if not members_as(tx, person, May.MANAGE_GROUP):
        raise Refused(Said(N_("Only facilitators can do this.")))
    member = require_in(tx, person, asked.workshop_id, May.MANAGE_GROUP)
    tx.say(_here(tx, incoming), "", kind="buttons", edits=asked.id)
    group = groups.of_chat(tx, incoming.chat_id)
    if verb in (groups.EVERYBODY, groups.FACILITATORS):
        groups.tie(tx, member, incoming.chat_id, verb, incoming.chat_title, forum=forum == "1")
    elif verb == "untie" and group is not None and group.workshop_id == member.workshop.id:
        language = group.language
        groups.untie(tx, member, group)
        _ = tx.tongue(person)
        text = _("This group does not belong to the workshop any more. Goodbye!")
        groups.say(tx, incoming.chat_id, language, text)


def _here(tx: Tx, incoming: Incoming) -> Person:
    return Person(chat_id=incoming.chat_id, created_at=tx.now, seen_at=tx.now)
