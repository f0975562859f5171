"""What a person gave, as they read it themselves."""

from __future__ import annotations

import datetime as dt
import html

from bot.actions.answer_rows import Desk
from bot.actions.speaking import local_day
from bot.domain.forms.typed_places import PLACES, shown


def present_answer(desk: Desk, ref: str) -> str:
    """What stands as the answer now, readable, as plain text; empty when there is none."""
    row = desk.rows.get(ref)
    _ = desk.tx.tongue(desk.person)
    if row is not None and row.state == "skipped":
        return html.unescape(_("skipped"))
    if row is not None and row.media_id is not None and not row.value:
        return {"photo": "📷", "image": "📷"}.get(row.way, "🎤")
    return readable(desk, ref, desk.filling.value(ref))


def readable(desk: Desk, ref: str, value: str) -> str:
    """A canonical value as a person reads it, in their language, as plain text."""
    kind = desk.question(ref).kind
    if not value:
        return ""
    if kind in ("select_one", "select_multiple", "rank"):
        labels = {option.name: option.label for option in desk.filling.choices(ref)}
        names = [value] if value in labels else value.split()
        glue = " › " if kind == "rank" else ", "
        return glue.join(labels.get(name) or name for name in names)
    if kind == "date":
        day = dt.date.fromisoformat(value[:10])
        return f"{local_day(desk.tx.tongue(desk.person), day)} {day.year}"
    if kind in PLACES:
        return "📍 " + " › ".join(map(shown, value.split(";")))
    plain = {"time": value[:5], "acknowledge": "OK"}
    return plain.get(kind, value)
