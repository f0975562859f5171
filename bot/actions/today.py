"""/today: what is open, with buttons to go on, and what comes with local times. /progress: how far one is."""

from __future__ import annotations

import html
from zoneinfo import ZoneInfo

from bot.actions import flows, passing_on
from bot.actions.answer_rows import Desk, open_desk
from bot.actions.answering import open_prompt
from bot.actions.asking import ask, settle
from bot.actions.finishing import coming, open_prompts, resume_rows
from bot.actions.permissions import May, Refused, require
from bot.actions.posing import moment, title_of, until
from bot.actions.tx import Tx
from bot.domain.incoming import Incoming
from bot.domain.said import N_, Said
from storage.tables import Conversation, Enrolment, Person, Prompt

#: How many coming activities are listed beyond today.
AHEAD = 3


def show_today(tx: Tx, incoming: Incoming) -> None:
    """/today: what is open and what comes. Somebody who has not finished joining goes on joining."""
    member = require(tx, incoming, May.TAKE_PART)
    if member.enrolment.state == "joining":
        raise Refused(Said(N_("Please finish joining first: /start goes on where you stopped.")))
    settle(tx, member.person, tx.conversation(member.person))
    show(tx, member.person, tx.turn(member.person, "today", "list"))


def show(tx: Tx, person: Person, conversation: Conversation) -> None:
    """Say what is open and what comes, with one button for each open activity."""
    enrolment = tx.session.get_one(Enrolment, person.enrolment_id)
    desk = open_desk(tx, enrolment, person)
    open_now = open_prompts(tx, enrolment)
    lines = [*_open_lines(tx, desk, open_now), *_coming_lines(tx, desk)]
    buttons = [
        [(label, flows.data("today", conversation, code))] for label, code in resume_rows(desk, open_now)
    ]
    buttons += passing_on.row(tx.tongue(person), "today", conversation)
    ask(tx, person, conversation, "\n".join(lines), buttons, workshop_id=desk.workshop.id)


def receive(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming) -> None:
    """Words choose nothing here: the list is shown again, and a button sends them to the facilitators."""
    show(tx, person, tx.turn(person, "today", "list", passing_on.kept(tx, person, incoming)))


def tap(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming, code: str) -> None:
    """Go on with the activity that was tapped, or send to the facilitators what was written."""
    if code == passing_on.PASS:
        passing_on.send(tx, person, conversation)
        return
    number = code.removeprefix("open-")
    prompt = tx.session.get(Prompt, int(number)) if number.isdigit() else None
    if prompt is None or prompt.enrolment_id != person.enrolment_id:
        return
    enrolment = tx.session.get_one(Enrolment, prompt.enrolment_id)
    settle(tx, person, conversation)
    if prompt.id in {found.id for found in open_prompts(tx, enrolment)}:
        open_prompt(tx, open_desk(tx, enrolment, person), prompt)
    else:
        _ = tx.tongue(person)
        tx.turn(person, "")
        tx.say(person, _("This activity is closed now. Thank you. /today shows what comes."))


def _open_lines(tx: Tx, desk: Desk, open_now: list[Prompt]) -> list[str]:
    _ = tx.tongue(desk.person)
    if not open_now:
        return [_("<b>Nothing is open now.</b>")]
    lines = [_("<b>Open now</b>")]
    for prompt in open_now:
        title = html.escape(title_of(desk, prompt.activity), quote=False)
        if prompt.expires_at is None:
            lines.append(f"• {title}")
        elif prompt.expires_at > tx.now:
            lines.append(f"• {title} · {_('until {time}', time=until(desk, _, prompt))}")
        else:
            lines.append(f"• {title} · {_('you can still finish it')}")
    return lines


def _coming_lines(tx: Tx, desk: Desk) -> list[str]:
    _ = tx.tongue(desk.person)
    zone = ZoneInfo(desk.person.zone or desk.workshop.zone)
    today = tx.now.astimezone(zone).date()
    planned = coming(tx, desk.enrolment)
    listed = [prompt for prompt in planned if prompt.due_at.astimezone(zone).date() == today]
    heading = _("<b>Later today</b>")
    if not listed:
        listed, heading = planned[:AHEAD], _("<b>What comes</b>")
    if not listed:
        return []
    lines = ["", heading]
    for prompt in listed:
        title = html.escape(title_of(desk, prompt.activity), quote=False)
        lines.append(f"• {moment(desk, _, max(prompt.due_at, tx.now), prompt.activity)} · {title}")
    return lines
