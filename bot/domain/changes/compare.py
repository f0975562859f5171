"""Everything that differs between two versions of a programme."""

from __future__ import annotations

from bot.domain.changes.choices import compare_choices
from bot.domain.changes.model import Change, harmless
from bot.domain.changes.plan import compare_plans
from bot.domain.changes.questions import compare_questions
from bot.domain.changes.rules import compare_rules
from bot.domain.changes.sides import Both
from bot.domain.changes.texts import compare_texts
from bot.domain.changes.whole import compare_whole
from bot.domain.programme import Programme
from bot.domain.said import N_

#: Each looks for one kind of differences.
LOOKS = (compare_whole, compare_questions, compare_choices, compare_rules, compare_plans, compare_texts)


def compare(old: Programme, new: Programme) -> list[Change]:
    """What the new version changes, in the order whole, questions, choices, rules, schedule, words."""
    if old.digest and old.digest == new.digest:
        return []
    both = Both.of(old, new)
    changes = [change for look in LOOKS for change in look(both)]
    return changes or [
        harmless(N_("The sheets differ only in what nobody reads, such as notes or empty columns."))
    ]
