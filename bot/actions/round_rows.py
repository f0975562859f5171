"""Which rounds a repeat has, in the rows: a removed round keeps its answers, in the state ``removed``.

Nobody counts or exports such answers, and the form does not see them; bringing the round back gives each the
state that it had.
"""

from __future__ import annotations

from dataclasses import replace

from sqlmodel import col, select

from bot.actions.answer_rows import Desk
from bot.domain.forms.rounds import Rounds
from bot.domain.forms.steps import Ref
from storage.tables import Answer, AnswerVersion, Prompt

REMOVED = "removed"


def add_round(desk: Desk, repeat: Ref, prompt: Prompt) -> None:
    """One more round after the others."""
    rounds = desk.filling.rounds(repeat)
    desk.set_rounds(repeat, prompt, replace(rounds, made=rounds.made + 1, more=True))


def close(desk: Desk, repeat: Ref, prompt: Prompt) -> None:
    """No more rounds than there are."""
    desk.set_rounds(repeat, prompt, replace(desk.filling.rounds(repeat), more=False))


def remove_round(desk: Desk, repeat: Ref, prompt: Prompt, number: int) -> None:
    """Take a round away. One that holds nothing, and is the last, leaves no trace."""
    rounds = desk.filling.rounds(repeat)
    below = _below(desk, repeat, number)
    if not below and number == rounds.made:
        rounds = Rounds(rounds.made - 1, rounds.more, rounds.removed)
    else:
        rounds = replace(rounds, removed=rounds.removed | {number})
    for row in below:
        if row.state not in ("repeat", REMOVED):
            desk.change_state(row, REMOVED)
    desk.set_rounds(repeat, prompt, rounds)


def restore_round(desk: Desk, repeat: Ref, prompt: Prompt, number: int) -> None:
    """Bring a removed round back, with everything that was given in it."""
    rounds = desk.filling.rounds(repeat)
    desk.set_rounds(repeat, prompt, replace(rounds, removed=rounds.removed - {number}))
    for row in _below(desk, repeat, number):
        if row.state == REMOVED and not _in_removed(desk, desk.ref_of(row) or ""):
            desk.change_state(row, _state_before(desk, row))


def _below(desk: Desk, repeat: Ref, number: int) -> list[Answer]:
    head = f"{repeat}[{number}]/"
    return [row for ref, row in desk.rows.items() if ref.startswith(head)]


def _in_removed(desk: Desk, ref: Ref) -> bool:
    """Whether a ref is in a round that was removed by itself, inside of one that comes back."""
    head = ref
    while "[" in head:
        head, _bracket, rest = head.rpartition("[")
        if int(rest.partition("]")[0]) in desk.filling.rounds(head).removed:
            return True
    return False


def _state_before(desk: Desk, row: Answer) -> str:
    query = select(AnswerVersion.state).where(
        AnswerVersion.answer_id == row.id, AnswerVersion.state != REMOVED
    )
    return desk.tx.session.exec(query.order_by(col(AnswerVersion.id).desc())).first() or "answered"
