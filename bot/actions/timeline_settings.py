"""Settings of a workshop: its clock, quiet hours, messages a day and holidays. What is planned follows."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

from bot.actions import acts, flows
from bot.actions.asking import ask, settle
from bot.actions.creating import MOST_A_DAY
from bot.actions.creating_steps import CAPS
from bot.actions.managing import limits
from bot.actions.permissions import May, Member, Refused, require_in, require_running
from bot.actions.places import COUNTRIES, city, country_name, find_zones
from bot.actions.scheduling import plan_workshop
from bot.actions.speaking import local_day, local_time
from bot.actions.timeline_effect import effect_of, lines_of
from bot.actions.timeline_rows import settle_last_day
from bot.actions.tx import Tx
from bot.domain.days import plain_digits, read_day
from bot.domain.incoming import Incoming
from bot.domain.said import N_, Said
from bot.domain.schedule import read_clock
from bot.locales import Safe, Tongue
from storage.tables import Act, Conversation, Person, Workshop

#: Kind of these acts in the log.
KIND = "setting_changed"

#: Most holidays of one workshop.
MOST_HOLIDAYS = 30

#: Quiet hours that are offered, as start and end.
QUIET = (("21:00", "07:00"), ("22:00", "06:00"), ("20:00", "08:00"))

Rows = list[list[tuple[str, str]]]

_UNREADABLE = {
    "zone": N_("I do not know this place. Please write a big city or a zone like Asia/Manila."),
    "quiet": N_("Please write two times, like 21:00-07:00."),
    "cap": N_("Please write a number from 1 to 50."),
    "holidays": N_("I cannot read this. Please write dates like 7.12.2026, one in a line."),
}


def open_list(tx: Tx, member: Member) -> None:
    """Show the settings of a workshop."""
    show(tx, member.person, tx.turn(member.person, "setting", "list", {"workshop": member.workshop.id}))


def show(tx: Tx, person: Person, conversation: Conversation) -> None:
    """Ask the present step again."""
    member = _member(tx, person, conversation)
    text, rows = _screen(tx, member, conversation)
    buttons = [[(label, flows.data("setting", conversation, code)) for label, code in row] for row in rows]
    ask(tx, person, conversation, text, buttons)


def receive(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming) -> None:
    """Take a typed place, hours, number or dates."""
    member, step, _ = _member(tx, person, conversation), conversation.step, tx.tongue(person)
    found = read(step, incoming.text, member.workshop)
    zones = find_zones(incoming.text, _.locale) if step == "zone" else []
    if len(zones) > 1:
        _go(tx, person, conversation, "zone", zones=zones)
    elif zones or found is not None:
        _go(tx, person, conversation, "sure", name=step, value=zones[0] if zones else found)
    else:
        tx.say(person, _(_UNREADABLE.get(step, N_("Please tap one of the buttons."))))
        show(tx, person, conversation)


def read(name: str, typed: str, workshop: Workshop) -> Any:
    """The value of a setting as people type it; None when it cannot be read. Holidays come to those known."""
    plain = plain_digits(typed).strip()
    if name == "quiet":
        times = [read_clock(found.replace(".", ":")) for found in re.findall(r"\d{1,2}[:.]\d{2}", plain)]
        return [f"{time:%H:%M}" for time in times if time] if len(times) == 2 and all(times) else None
    if name == "cap":
        return int(plain) if plain.isdecimal() and 1 <= int(plain) <= MOST_A_DAY else None
    if name == "holidays":
        days = [read_day(part) for part in re.split(r"[,;\n]+", plain) if part.strip()]
        known = {*workshop.holidays, *(day.isoformat() for day in days if day)}
        return sorted(known) if days and all(days) and len(known) <= MOST_HOLIDAYS else None
    return None


def tap(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming, code: str) -> None:
    """Take a button of the present step; one that it does not offer (any more) shows the step again."""
    member, step = _member(tx, person, conversation), conversation.step
    verb, _dash, rest = code.partition("-")
    offered = [known for row in _screen(tx, member, conversation)[1] for _label, known in row]
    if code not in offered:
        _go(tx, person, conversation, step)
    elif verb == "timeline":
        settle(tx, person, conversation)
        data = {"workshop": member.workshop.id, "page": "", "part": 0, "cluster": None}
        flows.flow("timeline").show(tx, person, tx.turn(person, "timeline", "day", data))
    elif verb == "yes":
        act = change(tx, member, conversation.data["name"], conversation.data["value"])
        _go(tx, person, conversation, "done", act=act.id)
    elif verb == "undo":
        acts.undo(tx, member, acts.find(tx, conversation.data["act"]))
        tx.say(person, tx.tongue(person)("Taken back. What was sent meanwhile stays sent."))
        _go(tx, person, conversation, "list")
    elif verb == "set":
        _go(
            tx,
            person,
            conversation,
            "sure",
            name=step,
            value=_offered_value(conversation, step, rest, member),
        )
    else:
        _go(tx, person, conversation, verb, zones=list(COUNTRIES.values()))


def _offered_value(conversation: Conversation, name: str, rest: str, member: Member) -> Any:
    if name == "zone":
        return conversation.data["zones"][int(rest)]
    if name == "quiet":
        return rest.split("/")
    if name == "cap":
        return int(rest)
    return [day for day in member.workshop.holidays if day != rest]


def change(tx: Tx, member: Member, name: str, value: Any) -> Act:
    """Change a setting (zone, quiet, cap or holidays); what is still to come follows."""
    require_running(member)
    before = {"value": _value(member.workshop, name)}
    _set(tx, member.workshop, name, value)
    return acts.record(tx, member, KIND, {"name": name, "value": value}, before)


def describe(tx: Tx, _: Tongue, act: Act) -> str:
    """What was done, for the log of facilitators."""
    return _sentence(tx, _, act.details["name"], act.details["value"])


def undo(tx: Tx, member: Member, act: Act) -> None:
    """Put the setting back, unless somebody changed it again since."""
    name = act.details["name"]
    if _value(member.workshop, name) != act.details["value"]:
        raise Refused(Said(N_("This was changed again since. Please take the newer change back first.")))
    _set(tx, member.workshop, name, act.before["value"])


def _value(workshop: Workshop, name: str) -> Any:
    return {
        "zone": workshop.zone,
        "quiet": [workshop.quiet_from, workshop.quiet_to],
        "cap": workshop.daily_cap,
        "holidays": list(workshop.holidays),
    }[name]


def _set(tx: Tx, workshop: Workshop, name: str, value: Any) -> None:
    if name == "zone":
        workshop.zone = value
    elif name == "quiet":
        workshop.quiet_from, workshop.quiet_to = value
    elif name == "cap":
        workshop.daily_cap = value
    else:
        workshop.holidays = list(value)
    settle_last_day(tx, workshop)
    plan_workshop(tx, workshop)
    tx.session.flush()


def _sentence(tx: Tx, _: Tongue, name: str, value: Any) -> str:
    if name == "zone":
        return _("Clock: {place}", place=city(value))
    if name == "quiet":
        return _("Quiet hours: {start} to {end}", start=value[0], end=value[1])
    if name == "cap":
        return _.plural(
            "At most {n} message a day for each person", "At most {n} messages a day for each person", value
        )
    return _("Holidays: {days}", days=Safe(_days(_, value)))


def _days(_: Tongue, days: list[str]) -> str:
    named = [local_day(_, dt.date.fromisoformat(day)) for day in days]
    return "; ".join(named) or _("none")


Screen = tuple[str, Rows]


def _screen(tx: Tx, member: Member, conversation: Conversation) -> Screen:
    return _SCREENS[conversation.step](tx, tx.tongue(member.person), member, conversation.data)


def _list(tx: Tx, _: Tongue, member: Member, data: dict[str, Any]) -> Screen:
    workshop = member.workshop
    lines = [
        _("<b>Settings of {title}</b>", title=workshop.title),
        _sentence(tx, _, "zone", workshop.zone),
        limits(_, workshop.quiet_from, workshop.quiet_to, workshop.daily_cap),
        _sentence(tx, _, "holidays", workshop.holidays),
    ]
    names = [("zone", _("Clock")), ("quiet", _("Quiet hours")), ("cap", _("Messages a day"))]
    names.append(("holidays", _("Holidays")))
    return "\n".join(lines), [*[[(label, name)] for name, label in names], [(_("Back"), "timeline")]]


def _ask_zone(tx: Tx, _: Tongue, member: Member, data: dict[str, Any]) -> Screen:
    text = _("On the clock of which place do the course days run? Tap it, or write a city.")
    rows = [[(_zone_label(tx, _, zone), f"set-{number}")] for number, zone in enumerate(data["zones"])]
    return text, [*rows, [(_("Back"), "list")]]


def _ask_quiet(tx: Tx, _: Tongue, member: Member, data: dict[str, Any]) -> Screen:
    text = _("When should I begin nothing by myself? Tap, or write two times like 21:00-07:00.")
    rows = [[(f"{start} – {end}", f"set-{start}/{end}")] for start, end in QUIET]
    return text, [*rows, [(_("No quiet hours"), "set-00:00/00:00")], [(_("Back"), "list")]]


def _ask_cap(tx: Tx, _: Tongue, member: Member, data: dict[str, Any]) -> Screen:
    text = _("How many messages may I begin for one person on one day? Tap, or write a number.")
    return text, [[(str(cap), f"set-{cap}") for cap in CAPS], [(_("Back"), "list")]]


def _ask_holidays(tx: Tx, _: Tongue, member: Member, data: dict[str, Any]) -> Screen:
    text = _(
        "Please write the dates, one in a line, like 7.12.2026. What falls on a holiday comes on the "
        "next working day, at most three days later; of the course the days after it follow."
    )
    known = member.workshop.holidays
    rows = [
        [(_("Remove {day}", day=local_day(_, dt.date.fromisoformat(day))), f"set-{day}")] for day in known
    ]
    return f"{text}\n{_sentence(tx, _, 'holidays', known)}", [*rows, [(_("Back"), "list")]]


def _done(tx: Tx, _: Tongue, member: Member, data: dict[str, Any]) -> Screen:
    text = _("✓ Done.") + "\n" + acts.describe(tx, _, acts.find(tx, data["act"]))
    return text, [[(_("Undo"), "undo")], [(_("Settings"), "list"), (_("Timeline"), "timeline")]]


def _zone_label(tx: Tx, _: Tongue, zone: str) -> str:
    names = {known: country_name(code, _.locale) for code, known in COUNTRIES.items()}
    return f"{names.get(zone, zone)} · {local_time(_, tx.now, zone)}"


def _sure(tx: Tx, _: Tongue, member: Member, data: dict[str, Any]) -> Screen:
    name, value = data["name"], data["value"]
    zone = value if name == "zone" else member.workshop.zone
    lines = [f"<b>{_sentence(tx, _, name, value)}</b>"]
    if name in ("zone", "holidays"):
        effect = effect_of(tx, member, lambda: change(tx, member, name, value))
        lines += lines_of(tx, _, effect, zone)
    else:
        lines.append(_("It counts for everything that is still to come."))
    return "\n".join(lines), [[(_("Yes, do it"), "yes")], [(_("Cancel"), "list")]]


def _member(tx: Tx, person: Person, conversation: Conversation) -> Member:
    return require_in(tx, person, conversation.data["workshop"], May.CHANGE_TIMELINE)


def _go(tx: Tx, person: Person, conversation: Conversation, step: str, **found: Any) -> None:
    settle(tx, person, conversation)
    show(tx, person, tx.turn(person, "setting", step, {**conversation.data, **found}))


_SCREENS: dict[str, Callable[[Tx, Tongue, Member, dict[str, Any]], Screen]] = {
    "list": _list,
    "zone": _ask_zone,
    "quiet": _ask_quiet,
    "cap": _ask_cap,
    "holidays": _ask_holidays,
    "sure": _sure,
    "done": _done,
}
