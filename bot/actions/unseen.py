"""Words that come before their question: an answer in two messages, sent faster than a weak network carries.

The present question still waits in the outbox then, so nobody can have answered it. What arrives belongs to
the answer before, when that was given in words; otherwise the person is asked to read the question first.
"""

from __future__ import annotations

import datetime as dt

from bot.actions import problems
from bot.actions.answer_rows import Given
from bot.actions.hearing import violation
from bot.actions.present import At
from bot.actions.taking import take
from bot.domain.forms.types import Value
from bot.domain.incoming import Incoming
from storage.tables import Answer, Outbox


def is_unseen(at: At) -> bool:
    """Whether the present question has not left for the person's phone yet."""
    number = at.conversation.outbox_id
    row = at.tx.session.get(Outbox, number) if number is not None else None
    return row is not None and row.state == "queued"


def add_to_answer_before(at: At, incoming: Incoming) -> None:
    """Put words behind the answer that was given just before, or ask to read the question first."""
    _ = at.tx.tongue(at.person)
    before = _given_just_before(at)
    ref = at.desk.ref_of(before) if before is not None else None
    if before is None or ref is None or not incoming.text.strip():
        at.tx.say(at.person, _("You were quicker than my question. Please read it and answer once more."))
        return
    words = f"{before.value}\n{incoming.text.strip()}"
    if violation(at.desk, ref, Value(words)) is not None:
        at.tx.say(at.person, _("I could not add this to your answer. To change it, edit your first message."))
        return
    given = Given(words, way="text", message_id=before.message_id)
    taken = take(at.desk, at.prompt, ref, given, before.asked_at)
    if taken.stopped:
        problems.after_an_answer(at.tx, at.person, at.desk.enrolment)
        return
    at.tx.say(at.person, _("I added it to your answer."))


def _given_just_before(at: At) -> Answer | None:
    """The answer in words whose storing led to the present question; None when it was none in words."""
    asked_at = dt.datetime.fromisoformat(at.conversation.data["asked_at"])
    for row in at.desk.rows.values():
        when = row.edited_at or row.answered_at
        if (row.state, row.kind, row.way) == ("answered", "text", "text") and when == asked_at:
            return row
    return None
