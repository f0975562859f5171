"""What a person gave, as they read it themselves."""

from __future__ import annotations

import datetime as dt
import html
from decimal import Decimal

from babel.dates import format_date

from bot.actions.answer_rows import Desk
from bot.actions.speaking import local_day
from bot.domain.forms.html import to_plain
from bot.domain.forms.typed_dates import year_shown
from bot.domain.forms.typed_numbers import shown as shown_number
from bot.domain.forms.typed_places import PLACES, shown


def present_answer(desk: Desk, ref: str) -> str:
    """What stands as the answer now, readable, as plain text; empty when there is none."""
    row = desk.rows.get(ref)
    _ = desk.tx.tongue(desk.person)
    if not desk.may_be_shown(ref):
        return ""
    if row is not None and row.state == "skipped":
        return html.unescape(_("skipped"))
    if row is not None and row.media_id is not None and not row.value:
        return "📷" if row.way == "photo" or row.kind == "image" else "🎤"
    return readable(desk, ref, desk.shown.value(ref))


def readable(desk: Desk, ref: str, value: str) -> str:
    """A canonical value as a person reads it, in their language, as plain text."""
    kind, words = desk.question(ref).kind, desk.question(ref).appearance.split()
    if kind in ("select_one", "select_multiple", "rank"):
        labels = {option.name: to_plain(option.label) for option in desk.filling.choices(ref)}
        names = [value] if value in labels else value.split()
        return (" › " if kind == "rank" else ", ").join(labels.get(name) or name for name in names)
    if kind in ("date", "dateTime") and (day := _date_of(value)) is not None:
        return ", ".join(filter(None, (_day(desk, day, words), value[11:16])))
    if kind in PLACES and value:
        return "📍 " + " › ".join(map(shown, value.split(";")))
    if ("masked" in words or "hidden-answer" in words) and value:
        return "•" * 6
    if "thousands-sep" in words and value and kind in ("integer", "decimal"):
        return shown_number(Decimal(value), desk.person.language)
    return {"time": value[:5], "acknowledge": value and "OK"}.get(kind, value)


def _date_of(value: str) -> dt.date | None:
    """The day of a date or a moment; None for anything else, which a programme may propose."""
    try:
        return dt.date.fromisoformat(value[:10])
    except ValueError:
        return None


def _day(desk: Desk, day: dt.date, words: list[str]) -> str:
    """A day with its weekday; a month or a year where no more was asked for."""
    _ = desk.tx.tongue(desk.person)
    year = year_shown(day, _.language)
    if "year" in words:
        return year
    month = format_date(day, "MMMM", locale=_.locale)
    return f"{month} {year}" if "month-year" in words else f"{local_day(_, day)} {year}"
