"""Somebody with a new phone: a facilitator chooses both accounts, sees what goes where, puts them together.

It is done only when the person says so with a tap on the phone that goes on, or when the facilitator says
that they stand before them. The log keeps which of the two it was.
"""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

from sqlmodel import func, select

from bot.actions import acts, flows, merging, roster, standing
from bot.actions.asking import ask, settle
from bot.actions.people_screens import PAGE, Rows, Screen, ago, shorten, turns
from bot.actions.permissions import May, Member, Refused, require_in
from bot.actions.roster import Pair
from bot.actions.setting_aside import tell
from bot.actions.speaking import local_moment
from bot.actions.tx import Tx
from bot.domain.incoming import Incoming
from bot.domain.said import N_, Said
from bot.locales import Tongue
from storage.tables import Act, Answer, Contribution, Conversation, Enrolment, Outbox, Person

ASKED = "merge_asked"

#: How long the question to the person can be answered.
PATIENCE = dt.timedelta(days=1)

Data = dict[str, Any]


def begin(tx: Tx, member: Member, enrolment: Enrolment) -> None:
    """From somebody's card: ask for the other account of the same person."""
    _turn(tx, member.person, "choose", {"workshop": member.workshop.id, "enrolment": enrolment.id})


def show(tx: Tx, person: Person, conversation: Conversation) -> None:
    """Ask for the other account, or show what would go where."""
    member = require_in(tx, person, conversation.data["workshop"], May.MANAGE_PEOPLE)
    screen = _preview if conversation.step == "preview" else _choose
    text, rows = screen(tx, tx.tongue(person), member, conversation.data)
    buttons = [[(label, flows.data("same", conversation, code)) for label, code in row] for row in rows]
    ask(tx, person, conversation, text, buttons, secret=True)


def receive(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming) -> None:
    """Find the other account by a part of its name."""
    data = dict(conversation.data)
    settle(tx, person, conversation)
    if conversation.step == "choose":
        data |= {"find": " ".join(incoming.text.split())[:40], "page": 0}
    _turn(tx, person, conversation.step, data)


def tap(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming, code: str) -> None:
    """Take a button of the facilitator. Somebody of another workshop is refused."""
    verb, _dash, rest = code.partition("-")
    data = dict(conversation.data)
    member = require_in(tx, person, data["workshop"], May.MANAGE_PEOPLE)
    settle(tx, person, conversation)
    if verb == "page" and rest.isdigit():
        _turn(tx, person, "choose", {**data, "page": int(rest)})
    elif verb == "with" and rest.isdigit():
        roster.find(tx, member, int(rest))
        _turn(tx, person, "preview", {**data, "other": int(rest), "account": None})
    elif verb == "turn" and conversation.step == "preview":
        _kept, _other, account = _chosen(tx, member, data)
        _turn(tx, person, "preview", {**data, "account": _across(tx, member, data, account)[0].id})
    elif verb in ("here", "ask") and conversation.step == "preview":
        _decide(tx, member, data, verb)
    else:
        tx.turn(person, "people", "card", {"workshop": data["workshop"], "enrolment": data["enrolment"]})
        flows.show_present(tx, person)


def _chosen(tx: Tx, member: Member, data: Data) -> tuple[Pair, Pair, Pair]:
    """The older enrolment, which stays; the newer one; and the one whose account goes on."""
    pairs = [roster.find(tx, member, data["enrolment"]), roster.find(tx, member, data["other"])]
    kept, other = sorted(pairs, key=lambda pair: pair[0].id or 0)
    account = other if other[1].chat_id is not None else kept
    if data.get("account") == kept[0].id and kept[1].chat_id is not None:
        account = kept
    return kept, other, account


def _across(tx: Tx, member: Member, data: Data, account: Pair) -> Pair:
    kept, other, _account = _chosen(tx, member, data)
    return other if account[0].id == kept[0].id else kept


def _choose(tx: Tx, _: Tongue, member: Member, data: Data) -> Screen:
    pair, page = roster.find(tx, member, data["enrolment"]), int(data.get("page", 0))
    people = roster.people_of(tx, member.workshop.id or 0, part=data.get("find", ""))
    found = [other for other in people if merging.may_merge(pair[0], other[0])]
    rows: Rows = []
    for enrolment, person in found[page * PAGE : (page + 1) * PAGE]:
        label = f"{shorten(roster.called(_, enrolment, person))} · {ago(_, tx.now - person.seen_at)}"
        rows.append([(label, f"with-{enrolment.id}")])
    text = _(
        "Which is the other account of {name}? First let them open the invitation on the new phone. "
        "Tap it, or write a part of its name.",
        name=roster.called(_, *pair),
    )
    return text, [*rows, *turns(_, len(found), page), [(_("Back"), "back")]]


def _preview(tx: Tx, _: Tongue, member: Member, data: Data) -> Screen:
    """What each account gave, in numbers, and which of them goes on."""
    kept, other, account = _chosen(tx, member, data)
    lines = [
        _("<b>One person, two accounts?</b>"),
        _("Before: {what}", what=_line(tx, _, member, kept)),
        _("Later: {what}", what=_line(tx, _, member, other)),
        "",
        _(
            "All of it goes to one place and stays theirs. Of two answers to one question the newer counts, "
            "and the other is kept as its earlier value."
        ),
        _(
            "They go on with the account of {name}, last seen {ago}. The other one is out.",
            name=roster.called(_, *account),
            ago=ago(_, tx.now - account[1].seen_at),
        ),
        _("Only do this when you are sure. It can be taken back for ten minutes."),
    ]
    rows: Rows = [[(_("They stand before me"), "here")]]
    if account[1].chat_id is not None and account[1].reachable == "yes":
        rows.append([(_("Ask them on that phone"), "ask")])
    if kept[1].chat_id is not None and other[1].chat_id is not None:
        rows.append([(_("The other phone goes on"), "turn")])
    return "\n".join(lines), [*rows, [(_("Cancel"), "back")]]


def _line(tx: Tx, _: Tongue, member: Member, pair: Pair) -> str:
    """Somebody's name, since when, and how much they gave; never what."""
    enrolment, _person = pair
    given = select(func.count()).where(Answer.enrolment_id == enrolment.id, Answer.state == "answered")
    shared = select(func.count()).where(
        Contribution.enrolment_id == enrolment.id, Contribution.state == "kept"
    )
    zone = member.person.zone or member.workshop.zone
    return _(
        "{name}, since {date}, {answers}, {pieces}",
        name=roster.called(_, *pair),
        date=local_moment(_, enrolment.joined_at, zone),
        answers=_.plural("{n} answer", "{n} answers", tx.session.exec(given).one()),
        pieces=_.plural("{n} piece for sharing", "{n} pieces for sharing", tx.session.exec(shared).one()),
    )


def _decide(tx: Tx, member: Member, data: Data, verb: str) -> None:
    kept, other, account = _chosen(tx, member, data)
    if not merging.may_merge(kept[0], other[0]):
        raise Refused(
            Said(N_("These two cannot be put together: one takes part, the other has another role."))
        )
    if verb == "here":
        act = merging.merge(tx, member, kept[0], other[0], account[1], "present")
    else:
        act = _ask(tx, member, kept, other, account)
    card = {"workshop": data["workshop"], "enrolment": kept[0].id, "act": act.id}
    tx.turn(member.person, "people", "card", card)
    flows.show_present(tx, member.person)


def _ask(tx: Tx, member: Member, kept: Pair, other: Pair, account: Pair) -> Act:
    """Ask on the phone that goes on; the buttons stand for themselves, whatever else the chat is about."""
    details = {"kept": kept[0].id, "other": other[0].id, "account": account[1].id}
    act = acts.record(tx, member, ASKED, details)
    _ = tx.tongue(account[1])
    token = secrets.token_urlsafe(4)
    before = kept if account is other else other
    words = _(
        "{facilitator} thinks that you also took part in “{title}” with another account, as “{name}”. "
        "Is that you? Then you go on here with everything that you gave there, and the other account is out.",
        facilitator=member.person.call_name,
        title=member.workshop.title,
        name=roster.called(_, *before),
    )
    rows = [
        [(_("Yes, that is me"), standing.data("twin", token, f"mine-{act.id}"))],
        [(_("No"), standing.data("twin", token, f"foreign-{act.id}"))],
    ]
    tx.say(account[1], words, buttons=rows, token=token, workshop_id=member.workshop.id)
    return act


def press(tx: Tx, person: Person, asked: Outbox, incoming: Incoming, code: str) -> None:
    """Take the person's word. It counts for a day, once, and only on the phone that was asked."""
    verb, _dash, rest = code.partition("-")
    act = tx.session.get(Act, int(rest)) if rest.isdecimal() else None
    if act is None or act.kind != ASKED or act.details["account"] != person.id:
        return
    _ = tx.tongue(person)
    asker = tx.session.get_one(Person, act.actor_id)
    over = act.before.get("answered") or tx.now > act.at + PATIENCE
    member = None if over else require_in(tx, asker, act.workshop_id, May.MANAGE_PEOPLE)
    if member is None:
        tx.say(person, _("This question is closed. Please ask your facilitator."))
        return
    act.before = {"answered": True}
    told = tx.tongue(asker)
    if verb == "foreign":
        tx.say(person, _("Thank you. Nothing was changed."))
        tell(tx, member.workshop, asker, told("Two accounts stay apart: the person said no."))
        return
    pairs = [roster.find(tx, member, act.details[name]) for name in ("kept", "other")]
    done = merging.merge(tx, member, pairs[0][0], pairs[1][0], person, "tap")
    told_of = acts.describe(tx, told, done)
    tell(tx, member.workshop, asker, f"✓ {told_of}\n" + told("/log takes it back, for ten minutes."))


def describe(tx: Tx, _: Tongue, act: Act) -> str:
    """For the log: who was asked."""
    return _("{name} was asked about two accounts", name=roster.name_of(tx, _, act.details["kept"]))


def _turn(tx: Tx, person: Person, step: str, data: Data) -> None:
    show(tx, person, tx.turn(person, "same", step, data))
