"""One workshop on one screen: what it is, who is in it, and what can be done with the whole of it."""

from __future__ import annotations

from collections.abc import Callable

from sqlmodel import col, func, select

from bot.actions import acts, archiving, carried, carrying, flows, rehearsing
from bot.actions.asking import ask, settle
from bot.actions.permissions import May, Member, members_as, require_in
from bot.actions.places import country_name
from bot.actions.speaking import local_day
from bot.actions.tx import Tx
from bot.domain.incoming import Incoming
from bot.locales import Tongue
from storage.tables import Conversation, Enrolment, Person, Workshop

Asked = tuple[str, list[tuple[str, str]]]


def begin(tx: Tx, person: Person, workshop_id: int) -> None:
    """Show a workshop to one of its facilitators."""
    show(tx, person, tx.turn(person, "manage", "card", {"workshop": workshop_id}))


def show(tx: Tx, person: Person, conversation: Conversation) -> None:
    """The workshop's card, the last yes before archiving it, or what was done with a way back."""
    member = require_in(tx, person, conversation.data["workshop"], May.RUN_WORKSHOP)
    text, rows = _ASK[conversation.step](tx, member)
    buttons = [[(label, flows.data("manage", conversation, code))] for label, code in rows]
    ask(tx, person, conversation, text, buttons, workshop_id=member.workshop.id)


def receive(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming) -> None:
    """Words are no choice here: show the buttons again."""
    settle(tx, person, conversation)
    show(tx, person, conversation)


def tap(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming, code: str) -> None:
    """Take a button of the present step; what the step did not offer changes nothing."""
    member = require_in(tx, person, conversation.data["workshop"], May.RUN_WORKSHOP)
    data, step = {"workshop": member.workshop.id}, conversation.step
    if code not in [offered for _label, offered in _ASK[step](tx, member)[1]]:
        return
    if code == "archive" and step == "sure":
        data["act"], step = archiving.archive(tx, member).id, "done"
    elif code == "reopen":
        data["act"], step = archiving.reopen(tx, member).id, "done"
    elif code == "undo":
        acts.undo(tx, member, acts.find(tx, conversation.data["act"]))
        step = "card"
    else:
        step = {"archive": "sure"}.get(code, "card")
    settle(tx, person, conversation)
    if code == "close":
        flows.end(tx, person)
    elif code == "rehearse":
        rehearsing.start(tx, person, _planned(tx, member.workshop), to_create=False)
    elif code == "carry":
        carrying.begin(tx, person, member.workshop.id or 0)
    else:
        show(tx, person, tx.turn(person, "manage", step, data))


def _planned(tx: Tx, workshop: Workshop) -> Workshop:
    return rehearsing.as_planned(
        tx,
        programme_id=workshop.programme_id,
        title=workshop.title,
        first_day=workshop.first_day,
        zone=workshop.zone,
        country=workshop.country,
    )


def _card(tx: Tx, member: Member) -> Asked:
    _ = tx.tongue(member.person)
    workshop = member.workshop
    lines = [*facts(tx, _, workshop), "", _people(tx, _, workshop)]
    asked, joined = carried.numbers(tx, workshop)
    if asked:
        lines.append(_("Asked from earlier workshops: {asked}, joined: {joined}", asked=asked, joined=joined))
    if workshop.state == "running":
        several = len(members_as(tx, member.person, May.INVITE)) > 1
        rows = [(_("Carry people over …"), "carry")] if several else []
        rows.append((_("Rehearse it"), "rehearse"))
        rows.append((_("Archive"), "archive"))
    else:
        rows = [(_("Open again"), "reopen")]
    return "\n".join(lines), [*rows, (_("Close"), "close")]


def _sure(tx: Tx, member: Member) -> Asked:
    _ = tx.tongue(member.person)
    text = _(
        "Archive <b>{title}</b>? Nothing is sent in it any more, and its links stop working. All data stays "
        "and can be seen, and you can open it again at any time.",
        title=member.workshop.title,
    )
    return text, [(_("Yes, archive"), "archive"), (_("Back"), "card")]


def _done(tx: Tx, member: Member) -> Asked:
    _ = tx.tongue(member.person)
    title = member.workshop.title
    if member.workshop.state == "archived":
        text = _("<b>{title}</b> is archived. Nothing is sent in it any more.", title=title)
    else:
        text = _("<b>{title}</b> runs again. What is still to come is planned.", title=title)
    return text, [(_("Undo"), "undo"), (_("Back"), "card"), (_("Close"), "close")]


_ASK: dict[str, Callable[[Tx, Member], Asked]] = {"card": _card, "sure": _sure, "done": _done}


def facts(tx: Tx, _: Tongue, workshop: Workshop) -> list[str]:
    """What a workshop is, in lines of Telegram HTML: name, place, days, clock, limits."""
    place = country_name(workshop.country, _.locale) if workshop.country else _("several countries")
    programme = tx.library.get(tx.session, workshop.programme_id)
    first, last = workshop.first_day, workshop.last_day
    lines = [
        _("<b>{title}</b> · {place}", title=workshop.title, place=place),
        _("Programme: {programme}", programme=programme.title),
        _("Day 1: {day}", day=f"{local_day(_, first)} {first.year}"),
        _("Last day: {day}", day=f"{local_day(_, last)} {last.year}"),
        _("Clock: {zone}", zone=workshop.zone),
        limits(_, workshop.quiet_from, workshop.quiet_to, workshop.daily_cap),
    ]
    if workshop.state == "archived":
        lines.append(_("<b>Archived</b>: nothing is sent, and the links do not work."))
    return lines


def limits(_: Tongue, quiet_from: str, quiet_to: str, daily_cap: int) -> str:
    """Quiet hours and messages a day, in one line or two."""
    quiet = (
        _("Quiet hours: none")
        if quiet_from == quiet_to
        else _("Quiet hours: {start} to {end}", start=quiet_from, end=quiet_to)
    )
    most = _.plural(
        "At most {n} message a day for each person", "At most {n} messages a day for each person", daily_cap
    )
    return f"{quiet}\n{most}"


def _people(tx: Tx, _: Tongue, workshop: Workshop) -> str:
    query = (
        select(Enrolment.role, func.count())
        .where(Enrolment.workshop_id == workshop.id, col(Enrolment.state).in_(("active", "paused")))
        .group_by(Enrolment.role)
    )
    found = dict(tx.session.exec(query).all())
    return _(
        "Trainees: {trainees}, cluster leaders: {leaders}, facilitators: {facilitators}",
        trainees=found.get("trainee", 0),
        leaders=found.get("leader", 0),
        facilitators=found.get("facilitator", 0),
    )
