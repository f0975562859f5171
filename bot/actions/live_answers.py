"""A live question on the phone of a participant: asking it, and taking the answer.

Options and numbers are tapped right under the question, whatever else the person is doing. Words are written
and orders are tapped in a short conversation of their own; what was open before comes back afterwards.
"""

from __future__ import annotations

import html

from bot.actions import flows, standing
from bot.actions.asking import ask, redraw, settle
from bot.actions.live_rows import answer_of, count_along, messages, open_in
from bot.actions.permissions import May, Refused, members_as, require
from bot.actions.tx import BROADCAST, Buttons, Tx
from bot.domain.incoming import Incoming
from bot.domain.live import words
from bot.domain.live.model import Unclear
from bot.domain.said import N_, Said
from bot.domain.schedule import PARTICIPANTS
from bot.locales import Safe, Tongue
from storage.tables import Conversation, Enrolment, Live, LiveAnswer, Outbox, Person

#: Numbers in one row of buttons.
IN_A_ROW = 6

#: Kinds that are answered right under the question.
TAPPED = ("choice", "scale")

#: Conversations that wait while somebody writes the words.
INTERRUPTED = ("", "activity", "today")

_CLOSED = N_("This question is closed now. Thank you!")


def show_open(tx: Tx, incoming: Incoming) -> None:
    """The question that is open in the room now, for somebody who came late or lost it."""
    member = require(tx, incoming, May.TAKE_PART)
    live = open_in(tx, member.workshop.id or 0)
    if live is None:
        _ = tx.tongue(member.person)
        tx.say(member.person, _("No question for the room is open now."))
        return
    if member.enrolment.state == "active":
        say(tx, live, member.enrolment, member.person, again=True)


def ask_newcomer(tx: Tx, person: Person, enrolment: Enrolment) -> None:
    """Ask somebody who has just joined what the room is being asked, if anything."""
    live = open_in(tx, enrolment.workshop_id) if enrolment.role in PARTICIPANTS else None
    if live is not None:
        live.asked += 1
        say(tx, live, enrolment, person)
        count_along(tx, live)


def say(tx: Tx, live: Live, enrolment: Enrolment, person: Person, *, again: bool = False) -> None:
    """Ask somebody, once unless ``again``. Words can be written at once, also in the middle of an activity.

    Whoever reads "write three words" on a phone writes them: they must not end up as the answer to the
    activity that stands above. It comes back after the words, after "Not now", and when the question closes.
    """
    given = answer_of(tx, live, enrolment)
    tx.say(
        person,
        _question(tx.tongue(person), live),
        buttons=_buttons(tx.tongue(person), live, given.value if given else ""),
        token=live.token,
        priority=BROADCAST if not again else 0,
        dedupe_key=f"live:{live.id}:{enrolment.id}" + (f":{tx.now.timestamp()}" if again else ""),
        workshop_id=live.workshop_id,
    )
    if live.kind == "words" and tx.conversation(person).flow in INTERRUPTED:
        tx.turn(person, "live_answer", "words", {"live": live.id, "enrolment": enrolment.id})


def press(tx: Tx, person: Person, asked: Outbox, incoming: Incoming, code: str) -> None:
    """Take a tap under the question: an answer, or the wish to write or order one."""
    live, enrolment = _open(tx, person, asked.token)
    if code == "begin" and live.kind not in TAPPED:
        tx.turn(person, "live_answer", live.kind, {"live": live.id, "enrolment": enrolment.id})
        show(tx, person, tx.conversation(person))
        return
    if code == "leave":
        _leave(tx, person, live)
        return
    if live.kind not in TAPPED or code not in (str(number) for number in range(len(live.options))):
        return
    value = code if live.kind == "choice" else live.options[int(code)]
    keep(tx, live, enrolment, value)
    _ = tx.tongue(person)
    tx.toast(incoming, _("Thank you! You can change it until it closes."))
    buttons = _buttons(_, live, value)
    tx.say(person, "", kind="buttons", edits=asked.id, buttons=buttons, token=live.token)


def show(tx: Tx, person: Person, conversation: Conversation) -> None:
    """Ask for the words, or for the next place of the order."""
    _ = tx.tongue(person)
    live = tx.session.get_one(Live, conversation.data["live"])
    if live.state != "open":
        tx.say(person, _(_CLOSED))
        flows.end(tx, person)
        return
    text, buttons = _step(_, live, conversation)
    ask(tx, person, conversation, text, buttons)


def receive(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming) -> None:
    """Take the words that somebody wrote; an order is tapped, so its buttons are shown again."""
    _ = tx.tongue(person)
    live = tx.session.get_one(Live, conversation.data["live"])
    if live.state != "open" or conversation.step != "words":
        show(tx, person, conversation)
        return
    try:
        found = words.split(incoming.text)
    except Unclear as unclear:
        tx.say(person, _.said(unclear.said))
        return
    keep(tx, live, tx.session.get_one(Enrolment, conversation.data["enrolment"]), "\n".join(found))
    settle(tx, person, conversation)
    tx.say(
        person,
        _("Thank you! I keep: <b>{words}</b>. To change it, tap the button again.", words=", ".join(found)),
    )
    flows.end(tx, person)


def tap(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming, code: str) -> None:
    """Take the next place of an order, a step back, or the wish to leave."""
    live = tx.session.get_one(Live, conversation.data["live"])
    picked = list(conversation.data.get("picked", []))
    if code == "leave":
        settle(tx, person, conversation)
        flows.end(tx, person)
        return
    if live.state != "open":
        show(tx, person, conversation)
        return
    if code == "back":
        picked = picked[:-1]
    elif code.isdigit() and int(code) < len(live.options) and int(code) not in picked:
        picked.append(int(code))
    conversation.data = {**conversation.data, "picked": picked}
    if len(picked) < len(live.options):
        redraw(tx, person, conversation, *_step(tx.tongue(person), live, conversation))
        return
    enrolment = tx.session.get_one(Enrolment, conversation.data["enrolment"])
    keep(tx, live, enrolment, " ".join(str(number) for number in picked))
    _ = tx.tongue(person)
    settle(tx, person, conversation)
    tx.say(person, _("Thank you! I keep your order. To change it, tap the button again."))
    flows.end(tx, person)


def keep(tx: Tx, live: Live, enrolment: Enrolment, value: str) -> None:
    """Store an answer, or change it; the facilitator's message counts along."""
    found = answer_of(tx, live, enrolment)
    if found is None:
        found = LiveAnswer(
            live_id=live.id or 0, enrolment_id=enrolment.id or 0, value=value, answered_at=tx.now
        )
        tx.session.add(found)
        tx.session.flush()
        count_along(tx, live)
    elif found.value != value:
        found.value, found.answered_at = value, tx.now


def retire(tx: Tx, live: Live) -> None:
    """Take the buttons from everybody's question, and lead those who are still writing back."""
    for row in messages(tx, live):
        person = tx.session.get(Person, row.person_id) if row.person_id else None
        if person is None:
            continue
        _ = tx.tongue(person)
        tx.say(person, f"{row.text}\n\n{_('(closed)')}", kind="edit", edits=row.id)
        _leave(tx, person, live)


def revive(tx: Tx, live: Live) -> None:
    """Give everybody's question its buttons back."""
    for row in messages(tx, live):
        person = tx.session.get(Person, row.person_id) if row.person_id else None
        if person is not None:
            _ = tx.tongue(person)
            buttons = _buttons(_, live, "")
            tx.say(person, row.text, kind="edit", edits=row.id, buttons=buttons, token=live.token)


def _leave(tx: Tx, person: Person, live: Live) -> None:
    """Go back to what was open before."""
    conversation = tx.conversation(person)
    if conversation.flow == "live_answer" and conversation.data.get("live") == live.id:
        flows.end(tx, person)


def _open(tx: Tx, person: Person, token: str) -> tuple[Live, Enrolment]:
    """The open question of these buttons, and the person in its workshop. Raises Refused otherwise."""
    for member in members_as(tx, person, May.TAKE_PART):
        live = open_in(tx, member.workshop.id or 0)
        if live is not None and live.token == token and member.enrolment.state == "active":
            return live, member.enrolment
    raise Refused(Said(_CLOSED))


def _question(_: Tongue, live: Live) -> str:
    text = _("📣 <b>{question}</b>", question=Safe(html.escape(live.question, quote=False)))
    how = {
        "choice": _("Tap one."),
        "scale": _("Tap a number: 0 is the least, 10 the most."),
        "words": _("Please write one, two or three words, with commas between them."),
        "rank": _("Put them in your order: the most important first."),
    }[live.kind]
    return f"{text}\n\n{how}"


def _buttons(_: Tongue, live: Live, value: str) -> Buttons:
    if live.kind not in TAPPED:
        label = _("Write") if live.kind == "words" else _("Put in order")
        later = standing.data("room", live.token, "leave")
        return [[(label, standing.data("room", live.token, "begin"))], [(_("Not now"), later)]]
    chosen = value if live.kind == "choice" else str(live.options.index(value)) if value else ""
    made = [
        (("✓ " if str(number) == chosen else "") + option, standing.data("room", live.token, str(number)))
        for number, option in enumerate(live.options)
    ]
    width = IN_A_ROW if live.kind == "scale" else 1
    return [made[start : start + width] for start in range(0, len(made), width)]


def _step(_: Tongue, live: Live, conversation: Conversation) -> tuple[str, Buttons]:
    if conversation.step == "words":
        text = _("Please write one, two or three words, with commas between them.")
        return text, [[(_("Not now"), flows.data("live_answer", conversation, "leave"))]]
    picked = list(conversation.data.get("picked", []))
    lines = [f"{place}. {live.options[number]}" for place, number in enumerate(picked, 1)]
    lines.append(_("Which one comes next?") if picked else _("Which one comes first?"))
    rows = [
        [(option, flows.data("live_answer", conversation, str(number)))]
        for number, option in enumerate(live.options)
        if number not in picked
    ]
    last = ("back", _("One step back")) if picked else ("leave", _("Not now"))
    rows.append([(last[1], flows.data("live_answer", conversation, last[0]))])
    return "\n".join(html.escape(line, quote=False) for line in lines), rows
