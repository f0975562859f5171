"""/timeline: what comes when, and changing it: a day, an activity, a deadline, for everybody or one cluster.

Nothing is done before a preview was seen and said yes to; after it there is a button that takes it back.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from dataclasses import asdict, replace
from typing import Any
from zoneinfo import ZoneInfo

from bot.actions import acts, flows, timeline_acts, timeline_settings
from bot.actions import timeline_preview as preview
from bot.actions import timeline_screens as screens
from bot.actions.asking import ask, settle
from bot.actions.permissions import May, Member, Refused, require, require_in, require_running
from bot.actions.timeline_spots import Spot, plan_of
from bot.actions.tx import Tx
from bot.domain.days import read_day
from bot.domain.forms.typed_times import read_time
from bot.domain.incoming import Incoming
from bot.domain.said import N_, Said
from bot.domain.timeline import Wish, clock, extended, move, on_day
from storage.tables import Conversation, Person

#: Buttons that only lead to another step.
_LEADS_TO = {
    "list": "day",
    "activity": "activity",
    "who": "who",
    "move": "move",
    "movday": "movday",
    "first": "first",
}

OVER = Said(N_("That is over already. Please choose a later time."))
GONE = Said(N_("This activity is not in the programme any more. /timeline shows what is there now."))


def begin(tx: Tx, incoming: Incoming) -> None:
    """/timeline: the present day of the workshop that commands are about."""
    member = require(tx, incoming, May.CHANGE_TIMELINE)
    require_running(member)
    open_at(tx, member)


def open_at(tx: Tx, member: Member) -> None:
    """Show the timeline of a workshop, at today's page."""
    data = {"workshop": member.workshop.id, "page": "", "part": 0, "cluster": None}
    show(tx, member.person, tx.turn(member.person, "timeline", "day", data))


def show(tx: Tx, person: Person, conversation: Conversation) -> None:
    """Ask the present step again."""
    member = _member(tx, person, conversation)
    conversation.data = _on_a_page(tx, member, conversation.data)
    text, rows = _screen(tx, member, conversation)
    buttons = [[(label, flows.data("timeline", conversation, code)) for label, code in row] for row in rows]
    ask(tx, person, conversation, text, buttons)


def _on_a_page(tx: Tx, member: Member, data: dict[str, Any]) -> dict[str, Any]:
    """What the conversation knows, on a page that there is: without one, on today's."""
    plan = plan_of(tx, member.workshop, data["cluster"])
    if data["page"] in plan.pages:
        return data
    page = plan.page_of(screens.today(tx, member))
    return {**data, "page": page if page in plan.pages else next(iter(plan.pages), "1"), "part": 0}


def _screen(tx: Tx, member: Member, conversation: Conversation) -> screens.Screen:
    """What stands on the screen of the present step."""
    return _SCREENS[conversation.step](tx, member, conversation.data)


def _ask_day(tx: Tx, member: Member, data: dict[str, Any]) -> screens.Screen:
    plan = plan_of(tx, member.workshop, data["cluster"])
    return screens.day(tx, member, plan, data["page"], data["part"], data["cluster"])


def _ask_moved_day(tx: Tx, member: Member, data: dict[str, Any]) -> screens.Screen:
    return screens.ask_day(tx, member, plan_of(tx, member.workshop, data["cluster"]), data["page"])


def _ask_activity(tx: Tx, member: Member, data: dict[str, Any]) -> screens.Screen:
    return screens.activity(tx, member, _spot(tx, member, data), data["cluster"])


def _ask_until(tx: Tx, member: Member, data: dict[str, Any]) -> screens.Screen:
    return screens.ask_until(tx, member, _spot(tx, member, data), data["verb"])


def receive(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming) -> None:
    """Take a typed date or time where one is asked for; elsewhere the buttons are shown again."""
    member, _ = _member(tx, person, conversation), tx.tongue(person)
    step, day = conversation.step, read_day(incoming.text)
    typed = read_time(incoming.text) if day is None else None
    if day is not None and step in ("first", "movday", "move"):
        _take_date(tx, member, conversation, day)
    elif typed is not None and step in ("move", "time", "until"):
        if typed.doubtful:
            _go(tx, person, conversation, "which", asked=step, typed=typed.time.isoformat())
        else:
            _take_time(tx, member, conversation, typed.time, asked=step)
    elif step in ("first", "movday", "move", "time", "until"):
        tx.say(person, _("I cannot read this. Please write a date like 7.12.2026, or a time like 14:30."))
        show(tx, person, conversation)
    else:
        tx.say(person, _("Please tap one of the buttons."))
        show(tx, person, conversation)


def tap(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming, code: str) -> None:
    """Take a button of the present step; one that it does not offer (any more) shows the step again."""
    member, step = _member(tx, person, conversation), conversation.step
    verb, _dash, rest = code.partition("-")
    if code not in _offered(tx, member, conversation):
        _go(tx, person, conversation, step)
    elif verb == "end":
        settle(tx, person, conversation)
        flows.end(tx, person)
    elif verb in _LEADS_TO:
        _go(tx, person, conversation, _LEADS_TO[verb])
    elif step == "day":
        _tap_day(tx, member, conversation, verb, rest)
    elif step == "activity":
        _tap_activity(tx, member, conversation, verb)
    elif step == "sure":
        _do(tx, member, conversation, wake=verb == "wake")
    elif step == "done":
        _undo(tx, member, conversation)
    else:
        _tap_choice(tx, member, conversation, verb, rest)


def _offered(tx: Tx, member: Member, conversation: Conversation) -> Collection[str]:
    """The codes of the buttons of the present step; a preview is not made a second time for it."""
    if conversation.step == "sure":
        return preview.codes(Wish(**conversation.data["wish"]))
    return [known for row in _screen(tx, member, conversation)[1] for _label, known in row]


def _tap_day(tx: Tx, member: Member, conversation: Conversation, verb: str, rest: str) -> None:
    person = member.person
    if verb == "page":
        _go(tx, person, conversation, "day", page=rest, part=0)
    elif verb == "part":
        _go(tx, person, conversation, "day", part=int(rest))
    elif verb == "a":
        row, _dash, iteration = rest.partition("-")
        found = {"row": int(row), "iteration": int(iteration)}
        spot = _spot(tx, member, conversation.data | found)
        _go(tx, person, conversation, "activity", **found, name=spot.entry.activity)
    elif verb == "settings":
        settle(tx, person, conversation)
        timeline_settings.open_list(tx, member)


def _tap_activity(tx: Tx, member: Member, conversation: Conversation, verb: str) -> None:
    """What to do with an activity: what needs a day or a time asks for it, the rest asks for the last yes."""
    spot = _spot(tx, member, conversation.data)
    if verb in ("extend", "reopen"):
        _go(tx, member.person, conversation, "until", verb=verb)
    else:
        _propose(tx, member, conversation, _wish(conversation, spot, verb))


def _tap_choice(tx: Tx, member: Member, conversation: Conversation, verb: str, rest: str) -> None:
    """A day, a time, a span or a cluster that was offered."""
    step, data = conversation.step, conversation.data
    if verb == "for":
        cluster = int(rest) or None
        _go(tx, member.person, conversation, "activity" if "row" in data else "day", cluster=cluster)
    elif verb == "date" and (day := read_day(rest)):
        _take_date(tx, member, conversation, day)
    elif verb == "days":
        _go(tx, member.person, conversation, "time", days=int(rest))
    elif verb == "same":
        _take_time(tx, member, conversation, None, asked="time")
    elif verb == "until":
        _take_closing(tx, member, conversation, rest)
    elif verb == "time" and (typed := read_time(rest)):
        _take_time(tx, member, conversation, typed.time, asked=data["asked"] if step == "which" else step)


def _take_date(tx: Tx, member: Member, conversation: Conversation, day: dt.date) -> None:
    """A date for the first day, for a course day, or for an activity."""
    data, step = conversation.data, conversation.step
    if day < screens.today(tx, member):
        raise Refused(OVER)
    if step == "first":
        _propose(tx, member, conversation, Wish("first", value=day.isoformat()))
        return
    if step == "movday":
        number = int(data["page"])
        planned = member.workshop.first_day + dt.timedelta(days=number - 1)
        wish = Wish("day", day=number, value=str((day - planned).days), cluster=data["cluster"])
        _propose(tx, member, conversation, wish)
        return
    spot = _spot(tx, member, data)
    if spot.planned is not None:
        planned = spot.planned.astimezone(ZoneInfo(member.workshop.zone)).date()
        _go(tx, member.person, conversation, "time", days=(day - planned).days)


def _take_time(tx: Tx, member: Member, conversation: Conversation, time: dt.time | None, asked: str) -> None:
    """A local time at which an activity is to begin, or until which it is to be open; None: as planned."""
    data, zone = conversation.data, ZoneInfo(member.workshop.zone)
    spot = _spot(tx, member, data)
    now = tx.now.astimezone(zone)
    if asked == "until" and time is not None:
        if data["verb"] == "reopen" and time <= now.time():
            raise Refused(OVER)
        open_since = spot.placed.due_at.astimezone(zone).date() if spot.placed is not None else now.date()
        days = (now.date() - open_since).days if data["verb"] == "extend" else 0
        _take_closing(tx, member, conversation, clock(days, time))
        return
    days = data["days"] if asked == "time" else 0
    if spot.planned is not None:
        day = spot.planned.astimezone(zone).date() + dt.timedelta(days=days)
        if on_day(spot.planned, day, member.workshop.zone, time) <= tx.now:
            raise Refused(OVER)
    _propose(tx, member, conversation, replace(_wish(conversation, spot, "move"), value=move(days, time)))


def _take_closing(tx: Tx, member: Member, conversation: Conversation, value: str) -> None:
    """Until when an activity is to be open, as the value of a change."""
    spot = _spot(tx, member, conversation.data)
    verb = conversation.data["verb"]
    if verb == "extend" and spot.placed is not None:
        closes = extended(spot.placed.expires_at, value, spot.placed.due_at, member.workshop.zone)
        if closes is not None and closes <= tx.now:
            raise Refused(OVER)
    _propose(tx, member, conversation, replace(_wish(conversation, spot, verb), value=value))


def _wish(conversation: Conversation, spot: Spot, verb: str) -> Wish:
    activity, iteration = spot.key
    return Wish(verb, activity, iteration, cluster=conversation.data["cluster"])


def _propose(tx: Tx, member: Member, conversation: Conversation, wish: Wish) -> None:
    _go(tx, member.person, conversation, "sure", wish=asdict(wish))


def _do(tx: Tx, member: Member, conversation: Conversation, *, wake: bool) -> None:
    require_running(member)
    wish = Wish(**conversation.data["wish"])
    if wish.activity:
        _spot(tx, member, conversation.data)
    act = timeline_acts.do(tx, member, replace(wish, wake=wake))
    _go(tx, member.person, conversation, "done", act=act.id)


def _undo(tx: Tx, member: Member, conversation: Conversation) -> None:
    _, act = tx.tongue(member.person), acts.find(tx, conversation.data["act"])
    acts.undo(tx, member, act)
    tx.say(member.person, _("Taken back. What was sent meanwhile stays sent."))
    _go(tx, member.person, conversation, "day")


def _member(tx: Tx, person: Person, conversation: Conversation) -> Member:
    return require_in(tx, person, conversation.data["workshop"], May.CHANGE_TIMELINE)


def _spot(tx: Tx, member: Member, data: dict[str, Any]) -> Spot:
    """The activity that the conversation is about. Raises Refused when the programme lost it meanwhile."""
    plan = plan_of(tx, member.workshop, data["cluster"])
    spot = plan.spot(data.get("row", -1), data.get("iteration", 1))
    if spot is None or spot.entry.activity != data.get("name", spot.entry.activity):
        raise Refused(GONE)
    return spot


def _go(tx: Tx, person: Person, conversation: Conversation, step: str, **found: object) -> None:
    """Go on to a step, with what was chosen."""
    settle(tx, person, conversation)
    data = {**conversation.data, **found}
    if step == "day":
        for name in ("row", "iteration", "name"):
            data.pop(name, None)
    show(tx, person, tx.turn(person, "timeline", step, data))


_SCREENS: dict[str, Callable[[Tx, Member, dict[str, Any]], screens.Screen]] = {
    "day": _ask_day,
    "activity": _ask_activity,
    "move": lambda tx, member, data: screens.ask_move(tx, member, _spot(tx, member, data)),
    "time": lambda tx, member, data: screens.ask_time(tx, member),
    "which": lambda tx, member, data: screens.ask_which(tx, member, dt.time.fromisoformat(data["typed"])),
    "until": _ask_until,
    "first": lambda tx, member, data: screens.ask_first(tx, member),
    "movday": _ask_moved_day,
    "who": lambda tx, member, data: screens.ask_who(tx, member),
    "sure": lambda tx, member, data: preview.sure(tx, member, Wish(**data["wish"])),
    "done": lambda tx, member, data: preview.done(tx, member, data["act"]),
}
