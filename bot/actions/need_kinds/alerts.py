"""What a rule of the programme has found, in the words of its author; never the answer."""

from __future__ import annotations

import html

from bot.actions.need_kinds import reports
from bot.actions.need_people import name_of
from bot.actions.tx import Tx
from bot.domain.alerts import read_cell
from bot.locales import Safe, Tongue
from storage.tables import Need, Workshop


def describe(tx: Tx, _: Tongue, need: Need) -> str:
    """Whose answer set it off, and the words of the rule."""
    workshop = tx.session.get_one(Workshop, need.workshop_id)
    form = tx.library.get(tx.session, workshop.programme_id).form
    cell = form.columns_of(need.trigger).get("alert", "") if need.trigger in form.questions else ""
    read = read_cell(cell)
    words = html.escape(read[1], quote=False) if read is not None else need.trigger
    return _("<b>{name}</b>: {words}", name=name_of(tx, need), words=Safe(words))


remedies, remedy = reports.remedies, reports.remedy
