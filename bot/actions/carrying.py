"""A facilitator carries people over: those of earlier workshops are asked whether they join another one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from bot.actions import acts, carried, flows
from bot.actions.asking import ask, redraw, settle
from bot.actions.consents import granted
from bot.actions.permissions import May, Member, Refused, members_as, require_in, require_running
from bot.actions.tx import Tx
from bot.actions.workshops import labelled
from bot.domain.incoming import Incoming
from bot.domain.said import N_, Said
from bot.locales import Tongue
from storage.tables import Act, CarryOver, Conversation, Enrolment, Person, Workshop

#: Most workshops that are offered, the newest first.
MOST = 20

KIND = "people_carried"

_ROLES = {"trainee": N_("Trainees"), "leader": N_("Cluster leaders")}

Rows = list[tuple[str, str]]


def begin(tx: Tx, person: Person, workshop_id: int) -> None:
    """Ask from which workshops people shall be carried over, and in which roles."""
    member = require_in(tx, person, workshop_id, May.INVITE)
    require_running(member)
    if not others(tx, member):
        raise Refused(Said(N_("You have no other workshop that people could come from.")))
    data = {"workshop": workshop_id, "from": [], "roles": list(_ROLES)}
    show(tx, person, tx.turn(person, "carry_over", "choose", data))


def show(tx: Tx, person: Person, conversation: Conversation) -> None:
    """Ask the present step."""
    member = require_in(tx, person, conversation.data["workshop"], May.INVITE)
    text, rows = _asked(tx, member, conversation)
    ask(tx, person, conversation, text, _buttons(conversation, rows), workshop_id=member.workshop.id)


def receive(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming) -> None:
    """Words are no choice here: show the buttons again."""
    settle(tx, person, conversation)
    show(tx, person, conversation)


def tap(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming, code: str) -> None:
    """Tick or untick, look at the message, ask the people, or take that back."""
    member = require_in(tx, person, conversation.data["workshop"], May.INVITE)
    if code not in [offered for _label, offered in _asked(tx, member, conversation)[1]]:
        return
    verb, _dash, rest = code.partition("-")
    data = {key: value for key, value in conversation.data.items() if key != "drawn"}
    if verb in ("w", "r"):
        key, value = ("from", int(rest)) if verb == "w" else ("roles", rest)
        ticked = data[key]
        data[key] = [one for one in ticked if one != value] if value in ticked else [*ticked, value]
        conversation.data = data
        text, rows = _asked(tx, member, conversation)
        redraw(tx, person, conversation, text, _buttons(conversation, rows))
        return
    step = {"next": "sure", "back": "choose"}.get(verb, "")
    if verb == "send":
        require_running(member)
        step, data["act"] = "done", _ask_people(tx, member, data).id
    elif verb == "undo":
        acts.undo(tx, member, acts.find(tx, data["act"]))
    settle(tx, person, conversation)
    if step:
        show(tx, person, tx.turn(person, "carry_over", step, data))
    else:
        flows.flow("manage").show(
            tx, person, tx.turn(person, "manage", "card", {"workshop": data["workshop"]})
        )


def others(tx: Tx, member: Member) -> list[Member]:
    """The other workshops that the member runs, the newest first."""
    found = [
        one for one in members_as(tx, member.person, May.INVITE) if one.workshop.id != member.workshop.id
    ]
    return sorted(found, key=lambda one: -(one.workshop.id or 0))[:MOST]


def candidates(
    tx: Tx, member: Member, sources: Sequence[int], roles: Sequence[str]
) -> list[tuple[Enrolment, Person]]:
    """Who can be asked: each person once, from the newest of the workshops ``sources`` that the member runs.

    Left out are people who left, said no or want to be quiet, who cannot be reached, who are or were in the
    workshop already or were asked before; and after the last day of a course those who did not allow
    messages after it (C7), when its programme asks that.
    """
    mine = {one.workshop.id: one.workshop for one in others(tx, member)}
    inside = select(Enrolment.person_id).where(Enrolment.workshop_id == member.workshop.id)
    asked = select(CarryOver.person_id).where(
        CarryOver.workshop_id == member.workshop.id, CarryOver.state != "called_off"
    )
    query = (
        select(Enrolment, Person)
        .where(Enrolment.person_id == Person.id, Enrolment.state == "active")
        .where(col(Enrolment.workshop_id).in_(set(sources) & set(mine)), col(Enrolment.role).in_(roles))
        .where(Person.reachable == "yes", col(Person.chat_id).is_not(None))
        .where(col(Person.id).not_in(inside), col(Person.id).not_in(asked))
        .order_by(col(Enrolment.workshop_id).desc(), col(Enrolment.id))
    )
    found: dict[int, tuple[Enrolment, Person]] = {}
    for enrolment, person in tx.session.exec(query):
        if not _needs_c7(tx, mine[enrolment.workshop_id]) or granted(tx, enrolment, "c7"):
            found.setdefault(person.id or 0, (enrolment, person))
    return list(found.values())


def _needs_c7(tx: Tx, workshop: Workshop) -> bool:
    if tx.now.astimezone(ZoneInfo(workshop.zone)).date() <= workshop.last_day:
        return False
    questions = tx.library.get(tx.session, workshop.programme_id).form.questions.values()
    return any(question.columns.get("consent", "").lower() == "c7" for question in questions)


def describe(tx: Tx, _: Tongue, act: Act) -> str:
    """What was done, for the log of facilitators."""
    return _.plural(
        "{n} person of an earlier workshop was asked to join",
        "{n} people of earlier workshops were asked to join",
        act.details["people"],
    )


def undo(tx: Tx, member: Member, act: Act) -> None:
    """Take back the questions that have no answer yet; raises :class:`Refused` when all have one."""
    rows = [tx.session.get(CarryOver, number) for number in act.before["asked"]]
    if not [row for row in rows if row is not None and carried.call_off(tx, row)]:
        raise Refused(Said(N_("Everybody has answered already.")))


def _ask_people(tx: Tx, member: Member, data: dict[str, Any]) -> Act:
    rows = [
        carried.ask(tx, member.workshop, enrolment, person, member.person)
        for enrolment, person in candidates(tx, member, data["from"], data["roles"])
    ]
    details = {"people": len(rows), "from": data["from"]}
    return acts.record(tx, member, KIND, details, {"asked": [row.id for row in rows]})


def _asked(tx: Tx, member: Member, conversation: Conversation) -> tuple[str, Rows]:
    _ = tx.tongue(member.person)
    if conversation.step == "sure":
        return _ask_sure(tx, member, conversation.data)
    if conversation.step == "done":
        people = acts.find(tx, conversation.data["act"]).details["people"]
        text = _.plural(
            "{n} person was asked whether to join <b>{title}</b>.",
            "{n} people were asked whether to join <b>{title}</b>.",
            people,
            title=member.workshop.title,
        )
        return text, [(_("Undo"), "undo"), (_("Back"), "card")]
    data, found = conversation.data, [one.workshop for one in others(tx, member)]
    lines = [
        _("<b>{title}</b>: from which workshops should people be carried over?", title=member.workshop.title),
        _("Each of them gets a message of their own and decides alone."),
    ]
    rows = [
        (f"{'☑' if workshop.id in data['from'] else '☐'} {label}", f"w-{workshop.id}")
        for workshop, label in zip(found, labelled(_, found), strict=True)
    ]
    rows += [
        (f"{'☑' if role in data['roles'] else '☐'} {_(name)}", f"r-{role}") for role, name in _ROLES.items()
    ]
    people = len(candidates(tx, member, data["from"], data["roles"]))
    if people:
        rows.append((_("Go on ({n})", n=people), "next"))
    elif data["from"]:
        lines.append(_("Nobody is there who can be asked."))
    return "\n\n".join(lines), [*rows, (_("Back"), "card")]


def _ask_sure(tx: Tx, member: Member, data: dict[str, Any]) -> tuple[str, Rows]:
    _ = tx.tongue(member.person)
    people = candidates(tx, member, data["from"], data["roles"])
    count = _.plural(
        "{n} person is asked. Whoever says yes is asked for consent anew.",
        "{n} people are asked, each in their own language. Whoever says yes is asked for consent anew.",
        len(people),
    )
    sources = [one.workshop for one in others(tx, member) if one.workshop.id in data["from"]]
    example = carried.words(tx, member.workshop, sources[0], member.person) if sources else ""
    return f"{count}\n\n<blockquote>{example}</blockquote>", [
        *([(_("Ask them"), "send")] if people else []),
        (_("Back"), "back"),
    ]


def _buttons(conversation: Conversation, rows: Rows) -> list[list[tuple[str, str]]]:
    return [[(label, flows.data("carry_over", conversation, code))] for label, code in rows]
