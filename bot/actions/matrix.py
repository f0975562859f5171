"""Questions that share their choices, as one message that goes through them row by row.

These are the rows of a group with the appearance ``table-list``, or with ``list-nolabel`` of their own.
"""

from __future__ import annotations

import html

from bot.actions.answer_rows import Desk
from bot.actions.reading_back import present_answer
from bot.actions.ways import ways
from bot.domain.forms.steps import Ref, Step
from storage.tables import Prompt

#: The appearance of a row.
ROW = "list-nolabel"


def rows_of_matrix(desk: Desk, prompt: Prompt, ref: Ref) -> list[Ref]:
    """All rows of the matrix that a question is a row of, itself among them; none for any other question."""
    if not _is_row(desk, ref):
        return []
    parent = ref.rpartition("/")[0]
    found = [
        step.ref
        for step in desk.filling.steps(prompt.activity, prompt.iteration)
        if step.kind == "question" and step.ref.rpartition("/")[0] == parent and _is_row(desk, step.ref)
    ]
    return found if len(found) > 1 and ref in found else []


def next_row(desk: Desk, prompt: Prompt, ref: Ref) -> Step | None:
    """The question that comes next, if it is a row of the same matrix."""
    step = desk.filling.next(prompt.activity, prompt.iteration)
    if step is None or step.kind != "question" or not ways(desk, step.ref):
        return None
    return step if step.ref in rows_of_matrix(desk, prompt, ref) else None


def lines_of(desk: Desk, rows: list[Ref], present: Ref | None) -> list[str]:
    """The rows as Telegram HTML: what was answered, the ``present`` one in bold, what is still to come."""
    lines = []
    for ref in rows:
        label = desk.shown.label_html(ref)
        answer = html.escape(present_answer(desk, ref), quote=False)
        if ref == present:
            hint = desk.shown.hint_html(ref)
            lines.append(f"▸ <b>{label}</b>" + (f"\n<i>{hint}</i>" if hint else ""))
        elif answer:
            lines.append(f"✓ {label} → {answer}")
        else:
            lines.append(f"◦ {label}")
    return lines


def _is_row(desk: Desk, ref: Ref) -> bool:
    return ROW in desk.question(ref).appearance.split()
