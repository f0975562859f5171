"""What stands above a question: the groups that begin with it, and its round of a repeat."""

from __future__ import annotations

from bot.actions.answer_rows import Desk, path_of
from bot.domain.forms.steps import Ref
from storage.tables import Prompt


def headings(desk: Desk, prompt: Prompt, ref: Ref) -> list[str]:
    """The titles above a question, as Telegram HTML: of each group at its first question, of a round always.

    The title of the activity itself is not among them.
    """
    parts = ref.split("/")
    around = ["/".join(parts[:end]) for end in range(1, len(parts))]
    around = [group for group in around if path_of(group) != prompt.activity]
    if not around:
        return []
    before = desk.filling.previous(prompt.activity, ref, prompt.iteration)
    found = []
    for group in around:
        if group.endswith("]"):
            found.append(_round(desk, group))
        elif before is None or not before.ref.startswith(f"{group}/"):
            found.append(desk.shown.label_html(group))
    return [f"<b>{title}</b>" for title in found if title]


def _round(desk: Desk, ref: Ref) -> str:
    """Which round, and what it is called: ``2 of 3: Noy's shop``; where more may come ``2: Noy's shop``."""
    _ = desk.tx.tongue(desk.person)
    repeat, _bracket, number = ref.rpartition("[")
    rounds = desk.filling.rounds(repeat)
    left = rounds.left
    if int(number.rstrip("]")) not in left:
        return ""
    at = left.index(int(number.rstrip("]"))) + 1
    label = desk.shown.label_html(ref)
    place = str(at) if _grows(desk, repeat) else _("{number} of {total}", number=at, total=len(left))
    return f"{place}: {label}" if label else place


def _grows(desk: Desk, repeat: Ref) -> bool:
    spec = desk.form.specs[path_of(repeat)]
    return spec.count is None and not spec.fixed
