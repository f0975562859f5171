"""The screens of /timeline: what stands on each, and its buttons."""

from __future__ import annotations

import datetime as dt
import html
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from bot.actions.permissions import Member
from bot.actions.places import city
from bot.actions.speaking import local_day, local_moment, local_time
from bot.actions.timeline_rows import clusters_with_changes
from bot.actions.timeline_spots import AFTER, BEFORE, OWN, Plan, Spot
from bot.actions.timeline_words import name_of, short
from bot.actions.tx import Tx
from bot.domain.days import next_mondays
from bot.domain.said import N_
from bot.locales import Tongue
from storage.tables import Cluster

#: Activities on one screen, and their numbers in a row of buttons: the text stays in sight above them.
MOST, IN_A_ROW = 10, 5

Rows = list[list[tuple[str, str]]]
Screen = tuple[str, Rows]

STATES = {"planned": N_("planned"), "open": N_("open"), "closed": N_("closed"), "skipped": N_("skipped")}
PAGES = {BEFORE: N_("Before the course"), AFTER: N_("After the course"), OWN: N_("At each person's own time")}

#: What can be done with an activity, by its state.
VERBS = {
    "planned": ("move", "open", "extend", "skip"),
    "open": ("close", "extend", "skip"),
    "closed": ("reopen",),
    "skipped": ("unskip",),
}
VERB_WORDS = {
    "move": N_("Another day or time"),
    "open": N_("Open now"),
    "close": N_("Close now"),
    "reopen": N_("Open again"),
    "extend": N_("More time"),
    "skip": N_("Skip it"),
    "unskip": N_("Take the skip back"),
}


def today(tx: Tx, member: Member) -> dt.date:
    """The date at the venue."""
    return tx.now.astimezone(ZoneInfo(member.workshop.zone)).date()


def clusters(tx: Tx, member: Member) -> list[Cluster]:
    """The clusters of the workshop, by name."""
    query = select(Cluster).where(Cluster.workshop_id == member.workshop.id)
    return list(tx.session.exec(query.order_by(col(Cluster.name), col(Cluster.id))))


def cluster_name(tx: Tx, _: Tongue, cluster: int | None) -> str:
    """For whom changes are made at present."""
    found = tx.session.get(Cluster, cluster) if cluster is not None else None
    return found.name if found is not None else str(_("everybody"))


def _for(tx: Tx, _: Tongue, cluster: int | None) -> str:
    return short(html.unescape(_("For: {who}", who=cluster_name(tx, _, cluster))))


def page_name(_: Tongue, plan: Plan, page: str) -> str:
    """The heading of a page: the day with its date, or which part of the time it is."""
    if page in PAGES:
        return str(_(PAGES[page]))
    day = plan.line.calendar.dates[int(page) - 1]
    return str(_("Day {number} · {day}", number=page, day=local_day(_, day)))


def day(tx: Tx, member: Member, plan: Plan, page: str, part: int, cluster: int | None) -> Screen:
    """One day: its activities with time and state, and the ways to other days and to the settings."""
    _ = tx.tongue(member.person)
    spots = plan.pages.get(page, ())
    shown = spots[part * MOST : (part + 1) * MOST]
    lines = [
        f"<b>{html.escape(member.workshop.title, quote=False)}</b>",
        f"<b>{page_name(_, plan, page)}</b>",
    ]
    if cluster is not None:
        lines.append(_("Only {cluster}", cluster=cluster_name(tx, _, cluster)))
    first = part * MOST + 1
    lines += _lines(tx, _, member, plan, page, shown, first) or [_("Nothing is planned here.")]
    if cluster is None and page.isdigit():
        lines += _otherwise(tx, _, member, day=int(page))
    lines += ["", _("Clock: {place}", place=city(member.workshop.zone))]
    if any(spot.entry.zone == "own" and spot.placed is not None for spot in shown):
        lines.append(_("◷ comes at this time on each person's own clock"))
    numbers = [(str(number), f"a-{spot.row}-{spot.iteration}") for number, spot in enumerate(shown, first)]
    rows: Rows = [numbers[start : start + IN_A_ROW] for start in range(0, len(numbers), IN_A_ROW)]
    if len(spots) > MOST:
        following = part + 1 if (part + 1) * MOST < len(spots) else 0
        rows.append([(_("More activities"), f"part-{following}")])
    rows += _ways(tx, _, member, plan, page, cluster)
    return "\n".join(lines), rows


def _ways(tx: Tx, _: Tongue, member: Member, plan: Plan, page: str, cluster: int | None) -> Rows:
    """The buttons below the activities."""
    order, dates = list(plan.pages), plan.line.calendar.dates
    place = order.index(page) if page in order else 0
    beside = [(f"‹ {_short_page(_, order[place - 1])}", f"page-{order[place - 1]}")] if place else []
    if place + 1 < len(order):
        beside.append((f"{_short_page(_, order[place + 1])} ›", f"page-{order[place + 1]}"))
    rows: Rows = [beside] if beside else []
    moves = [(_("Move the first day"), "first")] if cluster is None else []
    if page.isdigit() and dates[int(page) - 1] >= today(tx, member):
        moves.insert(0, (_("Move this day"), "movday"))
    rows.append(moves)
    if clusters(tx, member):
        rows.append([(_for(tx, _, cluster), "who")])
    rows.append([(_("Settings"), "settings"), (_("Close"), "end")])
    return [row for row in rows if row]


def _otherwise(tx: Tx, _: Tongue, member: Member, **about: str | int) -> list[str]:
    """Which clusters have it otherwise than everybody."""
    names = clusters_with_changes(tx, member.workshop, **about)
    return [_("Otherwise for: {clusters}", clusters=", ".join(names))] if names else []


def _short_page(_: Tongue, page: str) -> str:
    return str(_(PAGES[page])) if page in PAGES else str(_("Day {number}", number=page))


def _lines(
    tx: Tx, _: Tongue, member: Member, plan: Plan, page: str, spots: tuple[Spot, ...], first: int
) -> list[str]:
    zone, lines = ZoneInfo(member.workshop.zone), list[str]()
    date = plan.line.calendar.dates[int(page) - 1] if page.isdigit() else None
    for number, spot in enumerate(spots, first):
        title = html.escape(name_of(tx, _, member.workshop, *spot.key), quote=False)
        state, time = _(STATES[spot.state(tx.now)]), ""
        if spot.placed is not None:
            here = spot.placed.due_at.astimezone(zone).date()
            if here != date:
                lines.append(f"<i>{local_day(_, here)}</i>")
                date = here
            time = local_time(_, spot.placed.due_at, member.workshop.zone) + " "
            time += "◷ " if spot.entry.zone == "own" else ""
        lines.append(f"{number}. {time}{title} · {state}")
    return lines


def activity(tx: Tx, member: Member, spot: Spot, cluster: int | None) -> Screen:
    """One activity: when it comes, who has it, and what can be done with it now."""
    _, zone = tx.tongue(member.person), member.workshop.zone
    state = spot.state(tx.now)
    lines = [
        _(
            "<b>{title}</b> · {state}",
            title=name_of(tx, _, member.workshop, *spot.key),
            state=_(STATES[state]),
        )
    ]
    if spot.placed is not None:
        lines.append(_("From: {time}", time=local_moment(_, spot.placed.due_at, zone)))
        if spot.placed.expires_at is not None:
            lines.append(_("Until: {time}", time=local_moment(_, spot.placed.expires_at, zone)))
    if spot.entry.zone == "own" and spot.placed is not None:
        lines.append(_("◷ comes at this time on each person's own clock"))
    lines += _people(_, spot)
    lines.append(_("For: {who}", who=cluster_name(tx, _, cluster)))
    if cluster is None:
        lines += _otherwise(tx, _, member, activity=spot.entry.activity, iteration=spot.iteration)
    rows: Rows = [[(_(VERB_WORDS[verb]), verb)] for verb in verbs(spot, tx.now)]
    if clusters(tx, member):
        rows.append([(_for(tx, _, cluster), "who")])
    return "\n".join(lines), [*rows, [(_("Back"), "list")]]


def verbs(spot: Spot, now: dt.datetime) -> tuple[str, ...]:
    """What can be done with an activity now."""
    state = spot.state(now)
    found = VERBS[state]
    if state == "open" and not spot.counts.get("scheduled"):
        found = tuple(verb for verb in found if verb != "skip")
    if spot.placed is not None and spot.placed.expires_at is None:
        found = tuple(verb for verb in found if verb != "extend")
    return found


def _people(_: Tongue, spot: Spot) -> list[str]:
    waiting, done = spot.counts.get("scheduled", 0), spot.counts.get("completed", 0)
    lines = []
    if waiting:
        lines.append(_.plural("{n} person waits for it", "{n} people wait for it", waiting))
    if spot.open_rows:
        lines.append(_.plural("{n} person has it open", "{n} people have it open", spot.open_rows))
    if done:
        lines.append(_.plural("{n} person has done it", "{n} people have done it", done))
    return lines


def ask_move(tx: Tx, member: Member, spot: Spot) -> Screen:
    """On which day an activity is to come: tapped, or a day or a time that is typed."""
    _ = tx.tongue(member.person)
    title = name_of(tx, _, member.workshop, *spot.key)
    if spot.planned is None:
        text = _("“{title}”: how much later than the programme says?", title=title)
        choices = [(_("On its day"), 0)]
        choices += [(_.plural("{n} day later", "{n} days later", n), n) for n in (1, 2, 3, 7)]
        return text, [*[[(label, f"days-{n}")] for label, n in choices], [(_("Back"), "activity")]]
    text = _(
        "“{title}”: on which day? Tap a day, or write a date like 7.12.2026. "
        "You can also write a time like 14:30; then it stays on its day.",
        title=title,
    )
    planned = spot.planned.astimezone(ZoneInfo(member.workshop.zone)).date()
    first = max(planned, today(tx, member))
    offered = [first + dt.timedelta(days=number) for number in range(5)]
    rows = [[(local_day(_, date), f"days-{(date - planned).days}")] for date in offered]
    return text, [*rows, [(_("Back"), "activity")]]


def ask_time(tx: Tx, member: Member) -> Screen:
    """At what time, once the day is known."""
    _ = tx.tongue(member.person)
    text = _("At what time? Write it like 14:30, or keep the time that it has.")
    return text, [[(_("The same time"), "same")], [(_("Back"), "move")]]


def ask_which(tx: Tx, member: Member, time: dt.time) -> Screen:
    """Whether a time was of the morning or of the evening."""
    _ = tx.tongue(member.person)
    other = time.replace(hour=time.hour + 12)
    pair = [(f"{each:%H:%M}", f"time-{each:%H%M}") for each in (time, other)]
    return _("Which time do you mean?"), [pair, [(_("Back"), "activity")]]


def ask_until(tx: Tx, member: Member, spot: Spot, verb: str) -> Screen:
    """How long an activity is to be open."""
    _ = tx.tongue(member.person)
    title = name_of(tx, _, member.workshop, *spot.key)
    longer = _("“{title}”: until when? Tap, or write a time like 17:30.", title=title)
    if verb == "reopen":
        rows = [[(_("For 30 minutes"), "until-30m")], [(_("For 1 hour"), "until-60m")]]
    else:
        rows = [[(_("30 minutes more"), "until-+30m")], [(_("1 hour more"), "until-+60m")]]
    if spot.placed is not None:
        rows.append([(_("Until 21:00"), "time-2100")])
    return longer, [*rows, [(_("Back"), "activity")]]


def ask_first(tx: Tx, member: Member) -> Screen:
    """Which day is to be the first."""
    _ = tx.tongue(member.person)
    text = _(
        "Day 1 is {day} now. Which day should it be? Everything that is still to come follows. "
        "Tap a day, or write a date like 7.12.2026.",
        day=local_day(_, member.workshop.first_day),
    )
    rows = [[(local_day(_, day), f"date-{day.isoformat()}")] for day in next_mondays(today(tx, member), 4)]
    return text, [*rows, [(_("Back"), "list")]]


def ask_day(tx: Tx, member: Member, plan: Plan, page: str) -> Screen:
    """To which date a course day is to be moved."""
    _ = tx.tongue(member.person)
    date = plan.line.calendar.dates[int(page) - 1]
    text = _(
        "Day {number} is on {day} now. When should it be? The other days stay where they are. "
        "Tap a day, or write a date like 7.12.2026.",
        number=page,
        day=local_day(_, date),
    )
    offered = [date + dt.timedelta(days=number) for number in (-1, 1, 2, 3, 7)]
    rows = [[(local_day(_, day), f"date-{day.isoformat()}")] for day in offered if day >= today(tx, member)]
    return text, [*rows, [(_("Back"), "list")]]


def ask_who(tx: Tx, member: Member) -> Screen:
    """For whom changes are to be made: everybody or one cluster."""
    _ = tx.tongue(member.person)
    rows: Rows = [[(_("Everybody"), "for-0")]]
    rows += [[(short(cluster.name), f"for-{cluster.id}")] for cluster in clusters(tx, member)]
    return _("Whose timeline do you want to see and change?"), [*rows, [(_("Back"), "list")]]
