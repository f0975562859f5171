"""Taking back a note without a name, by the receipt code that only its author has."""

from __future__ import annotations

import hmac

from sqlmodel import select

from bot.actions.permissions import Refused
from bot.actions.taking import receipt_of
from bot.actions.tx import Tx
from bot.domain.incoming import Incoming
from bot.domain.said import N_, Said
from storage.tables import AnonymousNote


def take_back(tx: Tx, incoming: Incoming) -> None:
    """/undo CODE: delete the note with this receipt. Nothing records who asked for it."""
    person = tx.person_of(incoming)
    if person is None or not incoming.argument.strip():
        raise Refused(Said(N_("Please write /undo and the code that I gave you, like /undo ABCDEFGH.")))
    wanted = receipt_of(incoming.argument)
    for note in tx.session.exec(select(AnonymousNote)):
        if hmac.compare_digest(note.receipt, wanted):
            tx.session.delete(note)
            _ = tx.tongue(person)
            tx.say(person, _("Done. I deleted that note."))
            return
    raise Refused(Said(N_("I do not find a note with this code. Please check each letter.")))
