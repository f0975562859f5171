"""What /needs shows: the list, and one need with what can be done about it."""

from __future__ import annotations

import datetime as dt
import html
from zoneinfo import ZoneInfo

from bot.actions import need_kinds
from bot.actions.problems import WAYS
from bot.actions.speaking import local_day, local_moment
from bot.actions.tx import Tx
from bot.domain.said import N_
from bot.locales import Safe, Tongue
from storage.tables import Need, Person, Workshop

#: Text, and rows of buttons: code and label.
Shown = tuple[str, list[list[tuple[str, str]]]]

#: From this level on the talk is between the reader and the person alone.
GRAVE = 3

#: Needs on one page.
PAGE = 6

#: The sign of each level, beside its words, so that it is not read by its colour alone.
SIGNS = {1: "•", 2: "🙋", 3: "❗", 4: "‼️"}

LEVELS = {
    1: N_("Notice"),
    2: N_("Help"),
    3: N_("Something is wrong"),
    4: N_("Safety"),
}


def list_screen(tx: Tx, _: Tongue, workshop: Workshop, found: list[Need], page: int, reader: Person) -> Shown:
    """One page of the open needs, the gravest first, each with a button that opens it."""
    lines = [_("<b>What needs you today: {title}</b>", title=workshop.title)]
    if not found:
        lines.append(_("Nothing. Everybody is looked after."))
    start = min(page * PAGE, max(len(found) - 1, 0) // PAGE * PAGE)
    rows: list[list[tuple[str, str]]] = []
    shown = found[start : start + PAGE]
    for number, need in enumerate(shown, start + 1):
        lines += ["", f"{number}. {line_of(tx, _, need, reader, workshop)}"]
    numbers = [(f"open-{need.id}", f"{number}") for number, need in enumerate(shown, start + 1)]
    rows += [numbers[:3], numbers[3:]] if len(numbers) > 3 else [numbers] if numbers else []
    walk = []
    if start:
        walk.append((f"page-{start // PAGE - 1}", _("Before")))
    if len(found) > start + PAGE:
        walk.append((f"page-{start // PAGE + 1}", _("More")))
    rows += [walk] if walk else []
    return "\n".join(lines), [*rows, [("close", _("Close"))]]


def line_of(tx: Tx, _: Tongue, need: Need, reader: Person, workshop: Workshop) -> str:
    """Sign, what it is, by when, and whether somebody is at it."""
    zone = ZoneInfo(reader.zone or workshop.zone)
    last = (need.due_at - dt.timedelta(seconds=1)).astimezone(zone).date()
    late = need.due_at <= tx.now
    by = _("late since {day}", day=local_day(_, last)) if late else _("by {day}", day=local_day(_, last))
    line = f"{SIGNS[need.level]} {need_kinds.describe(tx, _, need)} · {by}"
    seen = tx.session.get(Person, need.seen_by) if need.seen_by else None
    if seen is not None:
        line += " · " + _("seen by {name}", name=seen.call_name or "?")
    return line


def one_screen(tx: Tx, _: Tongue, need: Need, reader: Person) -> Shown:
    """One need: since when, what the person wrote, how they want to be contacted, and the remedies."""
    workshop = tx.session.get_one(Workshop, need.workshop_id)
    level = _("Level {level}: {words}", level=need.level, words=_(LEVELS[need.level]))
    since = local_moment(_, need.opened_at, reader.zone or workshop.zone)
    lines = [
        f"<b>{level}</b>",
        line_of(tx, _, need, reader, workshop),
        _("Since {moment}", moment=since),
    ]
    if need.way in WAYS:
        lines.append(_("The wish: {way}", way=Safe(_(WAYS[need.way]))))
    if need.text:
        lines += ["", f"<blockquote>{html.escape(need.text, quote=False)}</blockquote>"]
    if need.level >= 2:
        lines += ["", f"<i>{_('The person can see that you opened this.')}</i>"]
    rows = [[(f"do-{code}", label)] for code, label in need_kinds.remedies(tx, _, need)]
    if need.level >= GRAVE:
        rows.append([("write", _("Write to this person"))])
    rows += [[("done", _("Done")), ("note", _("Done, with a note"))], [("list", _("Back"))]]
    return "\n".join(lines), rows
