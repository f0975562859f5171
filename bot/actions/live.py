"""/live: one question for the whole room, now; and the address of the wall."""

from __future__ import annotations

import html

from bot.actions import flows, live_answers, live_panel, walls
from bot.actions.asking import ask, settle
from bot.actions.live_rows import open_in
from bot.actions.permissions import May, Member, require, require_in, roles_of
from bot.actions.tx import Tx
from bot.domain.incoming import Incoming
from bot.domain.live import KINDS, kind
from bot.domain.live.model import LONGEST_QUESTION, Unclear
from bot.domain.said import N_
from storage.tables import Conversation, Live, Person

_KIND_WORDS = {
    "choice": N_("Choose one"),
    "scale": N_("A number from 0 to 10"),
    "words": N_("One to three words"),
    "rank": N_("Put in order"),
}

_HOW_TO_WRITE = {
    "choice": N_(
        "Please write the question in the first line, and each option in a line of its own below it."
    ),
    "scale": N_("Please write the question. People tap a number from 0 to 10."),
    "words": N_("Please write the question. People answer with one, two or three words."),
    "rank": N_(
        "Please write the question in the first line, and each thing to put in order in a line of its own."
    ),
}

Asked = tuple[str, list[tuple[str, str]]]


def begin(tx: Tx, incoming: Incoming) -> None:
    """/live. A participant gets the question that is open; a facilitator asks one, or finds the wall."""
    person = tx.person_of(incoming)
    if person is not None and "facilitator" not in roles_of(tx, person):
        live_answers.show_open(tx, incoming)
        return
    member = require(tx, incoming, May.RUN_LIVE)
    data = {"workshop": member.workshop.id}
    show(tx, member.person, tx.turn(member.person, "live", "menu", data))


def show(tx: Tx, person: Person, conversation: Conversation) -> None:
    """Ask the present step."""
    member = require_in(tx, person, conversation.data["workshop"], May.RUN_LIVE)
    text, rows = _asked(tx, member, conversation)
    buttons = [[(label, flows.data("live", conversation, code))] for label, code in rows]
    ask(tx, person, conversation, text, buttons, workshop_id=member.workshop.id)


def receive(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming) -> None:
    """Take the question and its options; elsewhere the buttons are shown again."""
    member = require_in(tx, person, conversation.data["workshop"], May.RUN_LIVE)
    _ = tx.tongue(person)
    if conversation.step != "write":
        show(tx, person, conversation)
        return
    asked = conversation.data["kind"]
    try:
        question, options = kind(asked).read(incoming.text)
    except Unclear as unclear:
        tx.say(person, _.said(unclear.said))
        return
    if len(question) > LONGEST_QUESTION:
        tx.say(person, _("The question has at most {most} letters.", most=LONGEST_QUESTION))
        return
    live = Live(
        workshop_id=member.workshop.id or 0,
        author_id=person.id,
        kind=asked,
        question=question,
        options=list(options),
        created_at=tx.now,
    )
    tx.session.add(live)
    tx.session.flush()
    _turn(tx, person, conversation, "check", live=live.id)


def tap(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming, code: str) -> None:
    """Take a button of the present step."""
    member = require_in(tx, person, conversation.data["workshop"], May.RUN_LIVE)
    verb, _dash, rest = code.partition("-")
    step = conversation.step
    if verb == "cancel":
        settle(tx, person, conversation)
        _cancel(tx, conversation)
        flows.end(tx, person)
    elif step == "menu" and verb == "kind" and rest in KINDS:
        _turn(tx, person, conversation, "write", kind=rest)
    elif step == "menu" and verb == "close":
        live = open_in(tx, member.workshop.id or 0)
        settle(tx, person, conversation)
        flows.end(tx, person)
        if live is not None:
            live_panel.close(tx, member, live)
    elif verb == "wall":
        settle(tx, person, conversation)
        walls.hand_over(tx, member, renew=rest == "new")
        flows.end(tx, person)
    elif step == "check" and verb == "open":
        live = tx.session.get_one(Live, conversation.data["live"])
        settle(tx, person, conversation)
        flows.end(tx, person)
        live_panel.open_it(tx, member, live)
    elif step == "check" and verb == "change":
        _cancel(tx, conversation)
        _turn(tx, person, conversation, "write")


def _turn(tx: Tx, person: Person, conversation: Conversation, step: str, **found: object) -> None:
    settle(tx, person, conversation)
    show(tx, person, tx.turn(person, "live", step, {**conversation.data, **found}))


def _cancel(tx: Tx, conversation: Conversation) -> None:
    live = tx.session.get(Live, conversation.data.get("live"))
    if live is not None and live.state == "draft":
        live.state = "cancelled"


def _asked(tx: Tx, member: Member, conversation: Conversation) -> Asked:
    _ = tx.tongue(member.person)
    if conversation.step == "write":
        return _(_HOW_TO_WRITE[conversation.data["kind"]]), [(_("Cancel"), "cancel")]
    if conversation.step == "check":
        return _ask_check(tx, member, conversation)
    running = open_in(tx, member.workshop.id or 0)
    if running is not None:
        text = _("Open now in {title}:", title=member.workshop.title)
        text += f"\n<b>{html.escape(running.question, quote=False)}</b>"
        rows = [(_("Close and show the result"), "close")]
    else:
        text = _(
            "Ask the whole room of {title} one question, now. How shall people answer?",
            title=member.workshop.title,
        )
        rows = [(_(words), f"kind-{name}") for name, words in _KIND_WORDS.items()]
    rows.append((_("The wall for the projector"), "wall"))
    if walls.working(tx, member.workshop.id or 0) is not None:
        rows.append((_("A new address for the wall"), "wall-new"))
    return text, [*rows, (_("Cancel"), "cancel")]


def _ask_check(tx: Tx, member: Member, conversation: Conversation) -> Asked:
    _ = tx.tongue(member.person)
    live = tx.session.get_one(Live, conversation.data["live"])
    lines = [f"<b>{html.escape(live.question, quote=False)}</b>"]
    if live.kind in ("choice", "rank"):
        lines += [f"• {html.escape(option, quote=False)}" for option in live.options]
    awake, asleep = live_panel.audience(tx, member)
    lines += ["", _.plural("It goes to {n} person, now.", "It goes to {n} people, now.", awake)]
    if asleep:
        lines.append(
            _.plural(
                "{n} person has quiet hours and is not asked.",
                "{n} people have quiet hours and are not asked.",
                asleep,
            )
        )
    return "\n".join(lines), [(_("Open"), "open"), (_("Change"), "change"), (_("Cancel"), "cancel")]
