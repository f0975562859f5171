"""/mydata: see all that one gave, take it along, correct or delete an answer, change how it is shared."""

from __future__ import annotations

from typing import Any

from bot.actions import flows, wisdom
from bot.actions.answer_rows import open_desk
from bot.actions.answering import ask_again, show_rounds
from bot.actions.asking import ask, settle
from bot.actions.erasing import drop_answer
from bot.actions.own_lists import (
    Shown,
    list_activities,
    list_answers,
    list_contributions,
    one_answer,
    one_contribution,
    overview,
)
from bot.actions.permissions import Refused
from bot.actions.tx import Tx
from bot.domain.incoming import Incoming
from bot.domain.said import N_, Said
from storage.tables import Answer, Contribution, Conversation, Enrolment, Person

NOTHING = Said(N_("I have no data from you yet. To take part, please open the link of your invitation."))


def show_own(tx: Tx, incoming: Incoming) -> None:
    """/mydata. Everybody who gave something may use it, whatever their role or state."""
    person = tx.person_of(incoming)
    if person is None or person.enrolment_id is None:
        raise Refused(NOTHING)
    show(tx, person, tx.turn(person, "mydata", "menu", {"enrolment": person.enrolment_id}))


def show(tx: Tx, person: Person, conversation: Conversation) -> None:
    """Say the present step: the overview, a list of activities, of answers, or of contributions."""
    text, rows = _present(tx, person, conversation)
    buttons = [[(label, flows.data("mydata", conversation, code)) for label, code in row] for row in rows]
    ask(tx, person, conversation, text, buttons)


def _present(tx: Tx, person: Person, conversation: Conversation) -> Shown:
    data = conversation.data
    desk = open_desk(tx, tx.session.get_one(Enrolment, data["enrolment"]), person)
    page = int(data.get("page", 0))
    if conversation.step == "activities":
        return list_activities(desk, page)
    if conversation.step == "answers":
        return list_answers(desk, str(data["activity"]), page, deleting=bool(data.get("deleting")))
    if conversation.step == "drop":
        return one_answer(desk, tx.session.get_one(Answer, data["answer"]))
    if conversation.step == "shared":
        return list_contributions(desk, page)
    if conversation.step == "one":
        return one_contribution(desk, tx.session.get_one(Contribution, data["contribution"]))
    return overview(desk)


def receive(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming) -> None:
    """Words are no choice here: show the buttons again."""
    settle(tx, person, conversation)
    show(tx, person, conversation)


def tap(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming, code: str) -> None:
    """Take a button of a list or of the overview; a code that names something of others changes nothing."""
    enrolment = tx.session.get_one(Enrolment, conversation.data["enrolment"])
    settle(tx, person, conversation)
    verb, _dash, rest = code.partition("-")
    if verb == "close":
        flows.end(tx, person)
    elif verb == "file":
        _send_file(tx, person, enrolment)
    elif verb == "answer" and (answer := _own(tx, Answer, rest, enrolment)) is not None:
        ask_again(tx, person, answer)
    elif verb == "rounds" and (row := _own(tx, Answer, rest, enrolment)) is not None:
        show_rounds(tx, person, row)
    elif verb == "gone" and (answer := _own(tx, Answer, rest, enrolment)) is not None:
        _drop(tx, person, enrolment, answer)
    elif verb == "change" and (item := _own(tx, Contribution, rest, enrolment)) is not None:
        wisdom.ask_sharing(tx, person, item)
    elif verb == "take" and (item := _own(tx, Contribution, rest, enrolment)) is not None:
        _take_back(tx, person, enrolment, item)
    else:
        _walk(tx, person, conversation, verb, rest)


def _own(tx: Tx, table: type[Any], number: str, enrolment: Enrolment) -> Any:
    """The row with this number, if it is of this participant; else None."""
    found = tx.session.get(table, int(number)) if number.isdigit() else None
    return found if found is not None and found.enrolment_id == enrolment.id else None


def _walk(tx: Tx, person: Person, conversation: Conversation, verb: str, rest: str) -> None:
    """Go to another list, another page, or one contribution."""
    data: dict[str, Any] = {"enrolment": conversation.data["enrolment"]}
    step = verb if verb in ("activities", "shared") else "menu"
    enrolment = tx.session.get_one(Enrolment, data["enrolment"])
    if verb == "activity" and (answer := _own(tx, Answer, rest, enrolment)) is not None:
        step, data["activity"] = "answers", answer.activity
    elif verb in ("answers", "deleting") and "activity" in conversation.data:
        step, data["activity"] = "answers", conversation.data["activity"]
        data["deleting"] = verb == "deleting"
    elif verb == "drop" and (answer := _own(tx, Answer, rest, enrolment)) is not None:
        step, data["activity"], data["answer"] = "drop", answer.activity, answer.id
    elif verb == "page" and rest.isdigit():
        step, data = conversation.step, {**conversation.data, "page": int(rest)}
    elif verb == "one" and (item := _own(tx, Contribution, rest, enrolment)) is not None:
        step, data["contribution"] = "one", item.id
    show(tx, person, tx.turn(person, "mydata", step, data))


def _drop(tx: Tx, person: Person, enrolment: Enrolment, answer: Answer) -> None:
    drop_answer(tx, enrolment, answer)
    _ = tx.tongue(person)
    tx.say(person, _("Done. I deleted that answer."))
    show(tx, person, tx.turn(person, "mydata", "menu", {"enrolment": enrolment.id}))


def _take_back(tx: Tx, person: Person, enrolment: Enrolment, item: Contribution) -> None:
    wisdom.take_back(tx, item)
    _ = tx.tongue(person)
    tx.say(person, _("Done. I took it back: nobody sees it any more."))
    show(tx, person, tx.turn(person, "mydata", "menu", {"enrolment": enrolment.id}))


def _send_file(tx: Tx, person: Person, enrolment: Enrolment) -> None:
    _ = tx.tongue(person)
    tx.say(
        person,
        _("Here is everything that you gave. Open <b>my-data.html</b> in a browser."),
        kind="document",
        attach={"make": "own_copy", "args": {"enrolment": enrolment.id}},
    )
    tx.note("took_own_data", actor=person, enrolment_id=enrolment.id, workshop_id=enrolment.workshop_id)
    flows.end(tx, person)
