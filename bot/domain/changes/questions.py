"""Which questions came, went, moved or got another name or type."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.domain.changes.fitting import fit_of
from bot.domain.changes.model import Change, breaks, harmless, tell
from bot.domain.changes.people import Answered, Finished, Misfits
from bot.domain.changes.sides import Both, Pair, row_name
from bot.domain.said import N_


def compare_questions(both: Both) -> Iterator[Change]:
    """Every difference of this kind."""
    for item in both.gone:
        if both.old.activity_of(item) in both.new.activities or not item.activity:
            text = N_("{question} is gone. Its answers stay in the data.")
            yield breaks(text, Answered((item.path,)), question=row_name(item))
    for item in both.added:
        activity = both.new.activity_of(item)
        if activity in both.old.activities:
            text = N_("New row {question} in {activity}.")
            values: dict[str, Any] = {"question": row_name(item), "activity": both.new.title(activity)}
            yield tell(text, Finished(activity), **values) if item.is_asked else harmless(text, **values)
    for pair in both.pairs:
        yield from _name_and_place(both, pair)
        yield from _type(both, pair)
    yield from _order(both)


def _name_and_place(both: Both, pair: Pair) -> Iterator[Change]:
    old, new = pair.old, pair.new
    if pair.how == "renamed":
        text = N_(
            "{question} is called “{name}” now. Answers stay under the old name, and people who come "
            "to it are asked again."
        )
        yield breaks(text, Answered((old.path,)), question=row_name(old), name=new.name)
    elif pair.how == "moved" and len(old.repeats) == len(new.repeats):
        text = N_("{question} moved from {old} to {new}. Its answers go along.")
        places: dict[str, Any] = {"old": _place(old.path), "new": _place(new.path)}
        yield tell(text, Answered((old.path,)), question=row_name(old), **places)
    if pair.how != "renamed" and len(old.repeats) != len(new.repeats):
        text = N_("{question} moved into a repeat, or out of one. Earlier answers do not fit.")
        yield breaks(text, Answered((old.path,)), question=row_name(old))


def _place(path: str) -> str:
    return path.rpartition("/")[0] or "-"


def _type(both: Both, pair: Pair) -> Iterator[Change]:
    before, now = both.old.question(pair.old), both.new.question(pair.new)
    if before is None or now is None or before.kind == now.kind or pair.how == "renamed":
        return
    values: dict[str, Any] = {"question": row_name(pair.old), "old": before.kind, "new": now.kind}
    fit = fit_of(before.kind, now.kind) if now.asked else "never"
    if not before.asked:
        yield harmless(N_("{question}: type {old} became {new}."), **values)
    elif fit == "always":
        yield harmless(N_("{question}: type {old} became {new}. Earlier answers fit."), **values)
    elif fit == "sometimes":
        text = N_("{question}: type {old} became {new}. Answers that do not fit are set aside.")
        yield breaks(text, Misfits(pair.old.path, now), **values)
    else:
        text = N_("{question}: type {old} became {new}. No earlier answer fits; all are set aside.")
        yield breaks(text, Answered((pair.old.path,)), **values)


def _order(both: Both) -> Iterator[Change]:
    """Activities in which the questions that stayed stand in another order."""
    stayed = {pair.old.path for pair in both.pairs if pair.how == "same"}
    orders = []
    for side in (both.old, both.new):
        order: dict[str, list[str]] = {}
        for path, item in side.leaves.items():
            if path in stayed:
                order.setdefault(side.activity_of(item), []).append(path)
        orders.append(order)
    for activity, paths in orders[0].items():
        if orders[1].get(activity) != paths:
            yield harmless(
                N_("The rows of {activity} stand in another order."), activity=both.new.title(activity)
            )
