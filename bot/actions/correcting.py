"""An edited message corrects the answer or the contribution that it had given."""

from __future__ import annotations

import html
from dataclasses import replace

from sqlmodel import col, select

from bot.actions import answering, flows, problems
from bot.actions.answer_rows import Desk, Given, open_desk
from bot.actions.asking import settle
from bot.actions.hearing import hear, violation
from bot.actions.posing import Look, question_of
from bot.actions.present import look_at_present
from bot.actions.reading_back import readable
from bot.actions.scheduling import plan_after
from bot.actions.showing import ask_next, draw
from bot.actions.taking import take
from bot.actions.tx import Tx
from bot.actions.ways import keep_file
from bot.actions.wisdom import MAX_TEXT
from bot.domain.forms.types import Confirm, MediaValue, Unreadable, Value
from bot.domain.incoming import Incoming
from bot.domain.said import Said
from storage.tables import Answer, Contribution, Enrolment, Outbox, Person, Prompt


def correct(tx: Tx, person: Person, incoming: Incoming) -> None:
    """Read the edited message again, as the answer that it was. What cannot be read changes nothing.

    A message that could not be read when it came, or that was asked back, answers the present question
    now. Any other message that gave no answer (or whose answer was deleted meanwhile) is left alone. A place
    is never changed like this: only a live location moves, and what counts is where it was sent.
    """
    if incoming.place is not None:
        return
    if _is_earlier_piece(tx, person, incoming):
        return
    answer = _answer(tx, person, incoming)
    if answer is not None:
        _correct_answer(tx, person, answer, incoming)
        return
    contribution = _contribution(tx, person, incoming)
    words = (incoming.text or incoming.caption).strip()
    if contribution is not None and words != contribution.text:
        contribution.text, contribution.changed_at = words[:MAX_TEXT], tx.now
        _ = tx.tongue(person)
        tx.say(person, _("I changed it. Thank you."))
    elif contribution is None and _is_for_present(tx, person, incoming):
        conversation = tx.conversation(person)
        flows.flow(conversation.flow).receive(tx, person, conversation, replace(incoming, edited=False))


def _is_earlier_piece(tx: Tx, person: Person, incoming: Incoming) -> bool:
    """Whether a message gave a piece of the present answer, such as a typed place; the last is read anew.

    An earlier one cannot be changed alone, and its author hears how to.
    """
    conversation = tx.conversation(person)
    pieces = list(conversation.data.get("pieces") or []) if conversation.flow == "activity" else []
    messages = [message for message, _draft in pieces]
    if incoming.message_id not in messages:
        return False
    if incoming.message_id != messages[-1]:
        _ = tx.tongue(person)
        tx.say(person, _("I can only change the last one like this. Please tap Undo."))
        return True
    before = pieces.pop()[1]
    conversation.data = {**conversation.data, "pieces": pieces, "draft": before}
    flows.flow(conversation.flow).receive(tx, person, conversation, replace(incoming, edited=False))
    return True


def _is_for_present(tx: Tx, person: Person, incoming: Incoming) -> bool:
    """Whether a message was written below the present question, or is the one that it asks about."""
    conversation = tx.conversation(person)
    if conversation.flow not in ("activity", "late"):
        return False
    data = conversation.data
    if incoming.message_id in (data.get("message"), (data.get("pending") or {}).get("message")):
        return True
    asked = tx.session.get(Outbox, conversation.outbox_id) if conversation.outbox_id else None
    return asked is not None and asked.message_id is not None and incoming.message_id > asked.message_id


def _correct_answer(tx: Tx, person: Person, answer: Answer, incoming: Incoming) -> None:
    desk = open_desk(tx, tx.session.get_one(Enrolment, answer.enrolment_id), person)
    prompt = tx.session.get(Prompt, answer.prompt_id) if answer.prompt_id else None
    if prompt is None:
        return
    _ = tx.tongue(person)
    ref = desk.ref_of(answer)
    if ref is None:
        tx.say(person, _("This question is not asked any more. Your earlier answer stays."))
        return
    desk.asked_in = answer.programme_id
    reading = hear(desk, ref, replace(incoming, edited=False))
    if isinstance(reading, Confirm):
        answering.confirm_change(tx, desk, prompt, ref, reading, incoming)
    elif isinstance(reading, Value):
        problem = violation(desk, ref, reading)
        if problem is not None:
            words = _.said(problem) if isinstance(problem, Said) else html.escape(problem, quote=False)
            tx.say(person, f"{words}\n{_kept(desk, ref, answer)}")
            return
        _store(
            desk, prompt, ref, answer, Given(reading.text, incoming.text, "text", None, incoming.message_id)
        )
    elif isinstance(reading, MediaValue) and incoming.media is not None:
        if answer.media_id is not None and incoming.caption != answer.raw and reading.kind == answer.way:
            answer.raw, answer.edited_at = incoming.caption, tx.now
            return
        file = keep_file(desk, incoming.media)
        given = Given("", incoming.caption, reading.kind, file.id, incoming.message_id)
        _store(desk, prompt, ref, answer, given)
    else:
        why = _.said(reading.why) if isinstance(reading, Unreadable) else ""
        tx.say(person, f"{why}\n{_kept(desk, ref, answer)}".strip())


def _store(desk: Desk, prompt: Prompt, ref: str, answer: Answer, given: Given) -> None:
    if (given.value, given.media_id) == (answer.value, answer.media_id):
        return
    taken = take(desk, prompt, ref, given, answer.asked_at)
    plan_after(desk.tx, desk, ref)
    if taken.stopped:
        problems.after_an_answer(desk.tx, desk.person, desk.enrolment)
        return
    _ = desk.tx.tongue(desk.person)
    now = readable(desk, ref, given.value)[:200]
    said = _("I changed your answer: <b>{answer}</b>", answer=now) if now else _("I changed your answer.")
    desk.tx.say(desk.person, "\n".join([*taken.lines, said]), workshop_id=desk.workshop.id)
    _keep_in_step(desk)


def _keep_in_step(desk: Desk) -> None:
    """The present question may quote the corrected answer, or not be asked any more because of it."""
    conversation = desk.tx.conversation(desk.person)
    at = look_at_present(desk.tx, desk.person, conversation) if conversation.flow == "activity" else None
    if at is None or at.alone or conversation.step != "question" or at.desk.enrolment.id != desk.enrolment.id:
        return
    if at.step.kind == "question" and not at.desk.filling.relevant(at.step.ref):
        settle(at.tx, at.person, conversation)
        ask_next(at.tx, at.desk, at.prompt, Look())
        return
    asked = at.tx.session.get(Outbox, conversation.outbox_id) if conversation.outbox_id else None
    stands = str(conversation.data.get("drawn") or (asked.text if asked else ""))
    if question_of(at.desk, at.prompt, at.step, at.look) not in stands:
        draw(at.tx, at.desk, at.prompt, conversation, at.step, at.look)


def _kept(desk: Desk, ref: str, answer: Answer) -> str:
    _ = desk.tx.tongue(desk.person)
    earlier = readable(desk, ref, answer.value)[:200]
    return _("Your earlier answer stays: <b>{answer}</b>", answer=earlier or "…")


def _answer(tx: Tx, person: Person, incoming: Incoming) -> Answer | None:
    query = (
        select(Answer)
        .join(Enrolment, col(Enrolment.id) == Answer.enrolment_id)
        .where(Enrolment.person_id == person.id, Answer.message_id == incoming.message_id)
        .where(Answer.state == "answered")
    )
    return tx.session.exec(query).first()


def _contribution(tx: Tx, person: Person, incoming: Incoming) -> Contribution | None:
    query = (
        select(Contribution)
        .join(Enrolment, col(Enrolment.id) == Contribution.enrolment_id)
        .where(Enrolment.person_id == person.id, Contribution.message_id == incoming.message_id)
        .where(Contribution.state == "kept")
    )
    return tx.session.exec(query).first()
