"""/problem: "I am stuck", "Please call me", "Something is wrong", "I am not safe".

A tap is enough: the need is written down, and its reader called, before anything more is asked. What the
person writes afterwards stands in the need alone: it is no answer, it is in no export, and it is told to
nobody but those who may open it.
"""

from __future__ import annotations

import html
import re

from sqlmodel import col, select

from bot.actions import flows, need_rows, safety
from bot.actions.asking import ask, settle
from bot.actions.permissions import May, Refused, require
from bot.actions.tx import Tx
from bot.domain.incoming import Incoming
from bot.domain.safety_words import tells_of_danger
from bot.domain.said import N_, Said
from bot.locales import Tongue
from storage.tables import Conversation, Enrolment, Need, Outbox, Person, Workshop

#: What can be said with one tap: the level of each.
LEVELS = {
    "stuck": need_rows.HELP,
    "call": need_rows.HELP,
    "wrong": need_rows.WRONG,
    "unsafe": need_rows.SAFETY,
}

WORDS = {
    "stuck": N_("I am stuck"),
    "call": N_("Please call me"),
    "wrong": N_("Something is wrong"),
    "unsafe": N_("I am not safe"),
    "facilitator": N_("It is about a facilitator"),
}

#: How somebody who is not safe wants to be contacted.
WAYS = {
    "here": N_("Write to me here"),
    "phone": N_("Call me"),
    "wait": N_("Wait until I write"),
}

#: Most characters of a report.
LONGEST = 4000


def begin(tx: Tx, incoming: Incoming) -> None:
    """/problem: ask which kind of problem it is."""
    member = require(tx, incoming, May.ASK)
    settle(tx, member.person, tx.conversation(member.person))
    start(tx, member.person, member.enrolment)


def start(tx: Tx, person: Person, enrolment: Enrolment, activity: str = "") -> None:
    """Ask which kind of problem it is; ``activity`` is the one in which the person tapped."""
    data = {"enrolment": enrolment.id, "activity": activity}
    show(tx, person, tx.turn(person, "problem", "choose", data))


def show(tx: Tx, person: Person, conversation: Conversation) -> None:
    """Say the present step again."""
    _ = tx.tongue(person)
    text, rows = _asked(tx, _, conversation)
    buttons = [[(label, flows.data("problem", conversation, code))] for code, label in rows]
    ask(tx, person, conversation, text, buttons)


def _asked(tx: Tx, _: Tongue, conversation: Conversation) -> tuple[str, list[tuple[str, str]]]:
    if conversation.step == "choose":
        text = _(
            "I am sorry that something is not good. What is it? "
            "The group sees nothing of it, and you need not say why."
        )
        return text, [*((code, _(words)) for code, words in WORDS.items()), ("close", _("Nothing, go back"))]
    if conversation.step == "who":
        text = _("Whom is it about? This person does not see it. Somebody outside the team reads it.")
        team = need_rows.team(tx, _enrolment(tx, conversation).workshop_id)
        rows = [(f"who-{one.id}", one.call_name or "?") for one in team]
        return text, [*rows, ("who-0", _("I do not want to say")), ("back", _("Back"))]
    need = _need(tx, conversation)
    if conversation.step == "way":
        rows = [(code, _(words)) for code, words in WAYS.items()]
        name = safety.reader_name(tx, need)
        if need.not_for_id is None and _second(tx, need):
            rows.append(("else", _("Not {name}, please", name=name)))
        return _("How should it be?"), rows
    return _words_step(_, need)


def _words_step(_: Tongue, need: Need) -> tuple[str, list[tuple[str, str]]]:
    done = [("done", _("Done"))]
    if need.kind == "facilitator" and need.level < need_rows.SAFETY:
        done.insert(0, ("unsafe", _("I am not safe")))
    if need.text:
        return _("I passed it on. You can write more, or tap Done."), done
    if need.level >= need_rows.SAFETY:
        return _("You can write what you want to say. You need not. Only one person reads it."), done
    return _("You can write more about it in your own words, or tap Done."), done


def receive(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming) -> None:
    """Take words about a need; elsewhere the buttons are shown again."""
    _ = tx.tongue(person)
    if conversation.step not in ("words", "way"):
        show(tx, person, conversation)
        return
    if not incoming.text.strip():
        tx.say(person, _("Please write it in words."))
        show(tx, person, conversation)
        return
    need = _need(tx, conversation)
    need.text = f"{need.text}\n{incoming.text}".strip()[:LONGEST]
    need_rows.call_now(tx, need)
    if need.seen_at is not None:
        need_rows.call(tx, need, again=True)
    settle(tx, person, conversation)
    show(tx, person, tx.turn(person, "problem", "words", dict(conversation.data)))


def press(tx: Tx, person: Person, asked: Outbox, incoming: Incoming, code: str) -> None:
    """Take "Answer" below what the reader of a report wrote: the words go to that reader alone."""
    need = tx.session.get(Need, int(code)) if code.isdigit() else None
    owner = tx.session.get(Enrolment, need.enrolment_id) if need is not None else None
    if need is None or owner is None or owner.person_id != person.id:
        tx.toast(incoming)
        return
    need.closed_at = need.closed_by = None
    settle(tx, person, tx.conversation(person))
    _go(tx, person, need, "words")
    tx.toast(incoming)


def tap(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming, code: str) -> None:
    """Take a button of the present step; a code that it did not offer changes nothing."""
    _ = tx.tongue(person)
    if code not in dict(_asked(tx, _, conversation)[1]):
        return
    settle(tx, person, conversation, _chosen(_, code))
    verb, _dash, rest = code.partition("-")
    if code == "close":
        flows.end(tx, person)
    elif code == "back":
        start(tx, person, _enrolment(tx, conversation), str(conversation.data["activity"]))
    elif code == "facilitator":
        show(tx, person, tx.turn(person, "problem", "who", dict(conversation.data)))
    elif verb == "who":
        _about(tx, person, conversation, int(rest) or None)
    elif code in LEVELS and conversation.step == "choose":
        _report(tx, person, conversation, code)
    elif code == "unsafe":
        _raise(tx, person, conversation)
    elif code in WAYS:
        _take_way(tx, person, conversation, code)
    elif code == "else":
        _somebody_else(tx, person, conversation)
    else:
        _done(tx, person, _need(tx, conversation))


def _chosen(_: Tongue, code: str) -> str:
    words = {**WORDS, **WAYS}.get(code, "")
    return str(_(words)) if words and code not in ("unsafe", "facilitator") else ""


def _report(tx: Tx, person: Person, conversation: Conversation, kind: str) -> None:
    """Write the need down, do at once what its level asks for, and call its reader."""
    _ = tx.tongue(person)
    enrolment = _enrolment(tx, conversation)
    trigger = str(conversation.data["activity"])
    need = need_rows.open_need(tx, enrolment, kind, LEVELS[kind], trigger=trigger)
    if need is None:
        return
    if need.level >= need_rows.SAFETY:
        keep_safe(tx, person, enrolment, need)
        return
    if need.level == need_rows.WRONG:
        need_rows.hide_shared(tx, need)
        told = _("Thank you for telling me. What you shared is hidden until this is settled.")
    else:
        told = _("Thank you for telling me. Your facilitators hear of it now.")
    need_rows.call(tx, need)
    tx.say(person, told)
    _go(tx, person, need, "words")


def heard(tx: Tx, person: Person, enrolment: Enrolment, said: str) -> bool:
    """Whether words to the facilitators tell of danger; then they are a report of level 4 and nothing else.

    They stand in the need alone, and in no message to anybody. ``said`` is Telegram HTML.
    """
    words = html.unescape(re.sub(r"<[^>]*>", "", said))
    if not tells_of_danger(words):
        return False
    need = need_rows.open_need(tx, enrolment, "unsafe", need_rows.SAFETY)
    if need is None:
        return False
    need.text = words[:LONGEST]
    keep_safe(tx, person, enrolment, need)
    return True


def keep_safe(tx: Tx, person: Person, enrolment: Enrolment, need: Need) -> None:
    """What level 4 asks for; then only how the person wants to be contacted is asked."""
    safety.stop_and_say(tx, person, enrolment, need)
    _go(tx, person, need, "way" if safety.reader_name(tx, need) else "words")


def after_an_answer(tx: Tx, person: Person, enrolment: Enrolment) -> None:
    """After an answer that called for safety: only ask how to contact the person.

    Somebody who entered it for them goes on with their own things.
    """
    if enrolment.person_id != person.id:
        flows.end(tx, person)
        return
    query = select(Need).where(Need.enrolment_id == enrolment.id, Need.level >= need_rows.SAFETY)
    need = tx.session.exec(query.order_by(col(Need.id).desc()).limit(1)).one()
    _go(tx, person, need, "way" if safety.reader_name(tx, need) else "words")


def _raise(tx: Tx, person: Person, conversation: Conversation) -> None:
    """A report about a facilitator becomes one of safety; its reader stays the second person."""
    need = _need(tx, conversation)
    need.level = need_rows.SAFETY
    need.due_at = need_rows.due(tx.session.get_one(Workshop, need.workshop_id), need.level, need.opened_at)
    safety.stop(tx, person, _enrolment(tx, conversation))
    safety.say(tx, person, need)
    need_rows.call(tx, need, again=True)
    _go(tx, person, need, "way" if safety.reader_name(tx, need) else "words")


def _about(tx: Tx, person: Person, conversation: Conversation, facilitator: int | None) -> None:
    _ = tx.tongue(person)
    enrolment = _enrolment(tx, conversation)
    need = need_rows.open_need(tx, enrolment, "facilitator", need_rows.WRONG, not_for=facilitator)
    if need is None:
        return
    need_rows.hide_shared(tx, need)
    need_rows.call(tx, need)
    if need_rows.readers(tx, need):
        tx.say(person, _("Thank you for telling me. Only the contact outside the team reads it."))
    else:
        told = _(
            "Thank you for telling me. No contact outside the team is named here yet, so nobody reads it "
            "now. I keep it for them. Please also tell somebody whom you trust."
        )
        tx.say(person, told)
    _go(tx, person, need, "words")


def _take_way(tx: Tx, person: Person, conversation: Conversation, way: str) -> None:
    need = _need(tx, conversation)
    need.way = way
    need_rows.call_now(tx, need)
    _go(tx, person, need, "words")


def _somebody_else(tx: Tx, person: Person, conversation: Conversation) -> None:
    need = _need(tx, conversation)
    if safety.somebody_else(tx, need):
        _ = tx.tongue(person)
        name = safety.reader_name(tx, need)
        tx.say(person, _("OK. {name} reads it, and will contact you by the way you choose.", name=name))
    _go(tx, person, need, "way")


def _done(tx: Tx, person: Person, need: Need) -> None:
    _ = tx.tongue(person)
    if need.level >= need_rows.SAFETY:
        tx.turn(person, "")
        tx.say(person, _("I ask you nothing more. /resume starts the questions again when you wish."))
        return
    flows.end(tx, person)


def _go(tx: Tx, person: Person, need: Need, step: str) -> None:
    data = {"enrolment": need.enrolment_id, "activity": "", "need": need.id}
    show(tx, person, tx.turn(person, "problem", step, data))


def _enrolment(tx: Tx, conversation: Conversation) -> Enrolment:
    return tx.session.get_one(Enrolment, conversation.data["enrolment"])


def _need(tx: Tx, conversation: Conversation) -> Need:
    need = tx.session.get(Need, conversation.data.get("need", 0))
    if need is None or need.enrolment_id != conversation.data["enrolment"]:
        raise Refused(Said(N_("This is not open any more. /problem begins again.")))
    return need


def _second(tx: Tx, need: Need) -> bool:
    return need_rows.second_of(tx, tx.session.get_one(Workshop, need.workshop_id)) is not None
