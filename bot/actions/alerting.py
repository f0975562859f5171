"""Rules of the programme, looked at when an answer is stored: whatever becomes true opens a need."""

from __future__ import annotations

from bot.actions import need_rows, safety
from bot.actions.answer_rows import Desk
from bot.actions.tx import Tx
from bot.domain.alerts import Rule, is_true, rules_of
from storage.tables import Answer, Need


def standing(desk: Desk) -> frozenset[Rule]:
    """The rules that are true now; call it before an answer is stored."""
    rules = rules_of(desk.form)
    return frozenset(rule for rule in rules if is_true(desk.filling.value(rule.path)))


def look(desk: Desk, row: Answer, before: frozenset[Rule]) -> bool:
    """Open a need for every rule that the stored answer made true; True when all questions stop (level 4).

    What follows from a level is done at once, in the same transaction as the answer.
    """
    stopped = False
    for rule in sorted(standing(desk) - before, key=lambda rule: (rule.level, rule.path)):
        need = need_rows.open_need(
            desk.tx, desk.enrolment, "alert", rule.level, trigger=rule.path, answer_id=row.id
        )
        if need is not None:
            _follow(desk.tx, desk, need)
            stopped = stopped or need.level >= need_rows.SAFETY
    return stopped


def _follow(tx: Tx, desk: Desk, need: Need) -> None:
    if need.level >= need_rows.SAFETY:
        safety.stop_and_say(tx, desk.owner, desk.enrolment, need)
        return
    if need.level == need_rows.WRONG:
        need_rows.hide_shared(tx, need)
    if need.level > need_rows.NOTICE:
        need_rows.call(tx, need)
