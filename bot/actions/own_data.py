"""/mydata: see everything one gave, take it along as a file, correct an answer, change how things are shared."""

from __future__ import annotations

import html

from sqlmodel import col, func, select

from bot.actions import flows, wisdom
from bot.actions.answering import ask_again
from bot.actions.permissions import Refused
from bot.actions.tx import Tx
from bot.domain.incoming import Incoming
from bot.domain.said import N_, Said
from bot.locales import Safe, Tongue
from storage.tables import Answer, Contribution, Conversation, Enrolment, Media, Person

#: How many answers or contributions stand on one page of a list.
PAGE = 8

#: Longest piece of an answer in a list, in characters.
SHORT = 60


def show_own(tx: Tx, incoming: Incoming) -> None:
    """/mydata. Everybody who gave something may use it, whatever their role."""
    person = tx.person_of(incoming)
    if person is None or person.enrolment_id is None:
        raise Refused(Said(N_("I have no data of you. To take part, please open the link of your invitation.")))
    show(tx, person, tx.turn(person, "mydata", "menu", {"enrolment": person.enrolment_id}))


def show(tx: Tx, person: Person, conversation: Conversation) -> None:
    """Say the present step: the overview, a list of activities, of answers, or of contributions."""
    _ = tx.tongue(person)
    enrolment = tx.session.get_one(Enrolment, conversation.data["enrolment"])
    step = conversation.step
    if step == "answers":
        text, rows = _list_answers(tx, _, enrolment, conversation)
    elif step == "activities":
        text, rows = _list_activities(tx, _, enrolment, conversation, person)
    elif step == "shared":
        text, rows = _list_contributions(tx, _, enrolment, conversation)
    elif step == "one":
        text, rows = _one_contribution(tx, _, conversation)
    else:
        text, rows = _overview(tx, _, enrolment)
    buttons = [[(label, flows.data("mydata", conversation, code))] for label, code in rows]
    conversation.outbox_id = tx.say(person, text, buttons=buttons, token=conversation.token)


def receive(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming) -> None:
    """Words are no choice here: show the buttons again."""
    show(tx, person, conversation)


def tap(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming, code: str) -> None:
    """Take a button of a list or of the overview."""
    if conversation.outbox_id is not None:
        tx.say(person, "", kind="buttons", edits=conversation.outbox_id)
    enrolment = tx.session.get_one(Enrolment, conversation.data["enrolment"])
    verb, _colon, rest = code.partition("-")
    if verb == "close":
        flows.end(tx, person)
    elif verb == "file":
        _send_file(tx, person, enrolment)
    elif verb == "answer":
        answer = tx.session.get(Answer, int(rest))
        if answer is not None and answer.enrolment_id == enrolment.id:
            ask_again(tx, person, answer)
    elif verb == "change" or verb == "take":
        _change_contribution(tx, person, conversation, enrolment, code)
    else:
        _walk(tx, person, conversation, verb, rest)


def _walk(tx: Tx, person: Person, conversation: Conversation, verb: str, rest: str) -> None:
    data = {"enrolment": conversation.data["enrolment"]}
    if verb == "activity":
        data["activity"] = rest
        verb = "answers"
    elif verb == "page":
        data = dict(conversation.data) | {"page": int(rest)}
        verb = conversation.step
    elif verb == "one":
        data["contribution"] = int(rest)
    show(tx, person, tx.turn(person, "mydata", verb, data))


def _overview(tx: Tx, _: Tongue, enrolment: Enrolment) -> tuple[str, list[tuple[str, str]]]:
    given = len(_answers(tx, enrolment))
    shared = len(wisdom.contributions_of(tx, enrolment))
    files = _count_files(tx, enrolment)
    lines = [
        _("<b>Your data</b>"),
        _.plural("You gave {n} answer.", "You gave {n} answers.", given),
        _.plural("{n} photo or voice message is kept.", "{n} photos and voice messages are kept.", files),
        _.plural("You gave {n} contribution that you may share.", "You gave {n} contributions that you may share.", shared),
        _("Notes without a name are not in this list: nobody can find out who wrote them."),
        _("They belong to you. /privacy changes what may be done with them, /withdraw deletes them."),
    ]
    rows = [(_("Send me everything"), "file")]
    if given:
        rows.append((_("See or correct answers"), "activities"))
    if shared:
        rows.append((_("What I share"), "shared"))
    rows.append((_("Close"), "close"))
    return "\n".join(lines), rows


def _list_activities(
    tx: Tx, _: Tongue, enrolment: Enrolment, conversation: Conversation, person: Person
) -> tuple[str, list[tuple[str, str]]]:
    names = list(dict.fromkeys(answer.activity for answer in _answers(tx, enrolment)))
    titles = _titles(tx, enrolment, person)
    rows = [(titles.get(name, name), f"activity-{name}") for name in names]
    return _("Which part do you want to see?"), _paged(_, rows, conversation)


def _list_answers(
    tx: Tx, _: Tongue, enrolment: Enrolment, conversation: Conversation
) -> tuple[str, list[tuple[str, str]]]:
    activity = conversation.data["activity"]
    answers = [answer for answer in _answers(tx, enrolment) if answer.activity == activity]
    page = int(conversation.data.get("page", 0))
    shown = answers[page * PAGE : (page + 1) * PAGE]
    filling = tx_filling(tx, enrolment)
    lines = [_("Tap a number to correct that answer."), ""]
    rows = []
    for number, answer in enumerate(shown, start=page * PAGE + 1):
        label = shorten(filling.label(answer.question))
        lines.append(f"<b>{number}.</b> {html.escape(label, quote=False)}\n→ {readable(tx, _, filling, answer)}")
        rows.append((str(number), f"answer-{answer.id}"))
    return "\n".join(lines), rows + _turns(_, len(answers), page)


def _list_contributions(
    tx: Tx, _: Tongue, enrolment: Enrolment, conversation: Conversation
) -> tuple[str, list[tuple[str, str]]]:
    found = wisdom.contributions_of(tx, enrolment)
    page = int(conversation.data.get("page", 0))
    lines, rows = [_("Tap a number to change who may see it, or to take it back."), ""], []
    for number, item in list(enumerate(found, start=1))[page * PAGE : (page + 1) * PAGE]:
        words = html.escape(shorten(item.text), quote=False) if item.text else _file_word(_, item.kind)
        lines.append(f"<b>{number}.</b> {words}\n→ {html.escape(wisdom.sharing_words(_, item), quote=False)}")
        rows.append((str(number), f"one-{item.id}"))
    return "\n".join(lines), rows + _turns(_, len(found), page)


def _one_contribution(tx: Tx, _: Tongue, conversation: Conversation) -> tuple[str, list[tuple[str, str]]]:
    item = tx.session.get_one(Contribution, conversation.data["contribution"])
    words = html.escape(item.text[:1000], quote=False) or _file_word(_, item.kind)
    text = f"{words}\n\n→ {html.escape(wisdom.sharing_words(_, item), quote=False)}"
    return text, [
        (_("Change who may see it"), f"change-{item.id}"),
        (_("Take it back"), f"take-{item.id}"),
        (_("Back"), "shared"),
    ]


def _change_contribution(
    tx: Tx, person: Person, conversation: Conversation, enrolment: Enrolment, code: str
) -> None:
    verb, _dash, number = code.partition("-")
    item = tx.session.get(Contribution, int(number))
    if item is None or item.enrolment_id != enrolment.id:
        return
    if verb == "change":
        wisdom.ask_sharing(tx, person, item)
        return
    wisdom.take_back(tx, item)
    _ = tx.tongue(person)
    tx.say(person, _("Done. I took it back: nobody sees it any more."))
    show(tx, person, tx.turn(person, "mydata", "menu", {"enrolment": enrolment.id}))


def _send_file(tx: Tx, person: Person, enrolment: Enrolment) -> None:
    _ = tx.tongue(person)
    tx.say(
        person,
        _("Here is everything that you gave. Open the file in a browser."),
        kind="document",
        attach={"make": "own_copy", "args": {"enrolment": enrolment.id, "language": person.language}},
    )
    tx.note("took_own_data", actor=person, enrolment_id=enrolment.id, workshop_id=enrolment.workshop_id)
    flows.end(tx, person)


def _paged(_: Tongue, rows: list[tuple[str, str]], conversation: Conversation) -> list[tuple[str, str]]:
    page = int(conversation.data.get("page", 0))
    return rows[page * PAGE : (page + 1) * PAGE] + _turns(_, len(rows), page)


def _turns(_: Tongue, total: int, page: int) -> list[tuple[str, str]]:
    turns = []
    if (page + 1) * PAGE < total:
        turns.append((_("More"), f"page-{page + 1}"))
    if page > 0:
        turns.append((_("Before"), f"page-{page - 1}"))
    return [*turns, (_("Back"), "menu")]
