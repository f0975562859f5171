"""Forgetting a person: the one place where withdrawal reaches everything that was derived from them."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from sqlalchemy import delete, update
from sqlmodel import col, select

from bot.actions import need_erasing, thread_erasing, wisdom
from bot.actions.answer_rows import open_desk
from bot.actions.scheduling import plan_after
from bot.actions.tx import REPLY, Tx
from bot.exports.gate import Names
from bot.exports.source import FILES, is_text
from storage.tables import (
    Act,
    Answer,
    AnswerFile,
    AnswerVersion,
    Broadcast,
    BroadcastAnswer,
    CarryOver,
    Consent,
    Contribution,
    Conversation,
    DeadLetter,
    Enrolment,
    Event,
    LiveAnswer,
    Media,
    Outbox,
    Person,
    PersonalLink,
    Prompt,
    Recipient,
)


def new_pseudonym() -> str:
    """A random code for a participant, easy to read aloud: no letters that look like digits."""
    alphabet = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
    return "".join(secrets.choice(alphabet) for _ in range(8))


def forget(tx: Tx, person: Person, enrolment: Enrolment) -> None:
    """Stop, and keep the answers without a name, under a new random code.

    The account, the chat, the name (also inside their own words) and the texts of messages sent to the
    person are gone. Shared contributions lose their name. Messages that are already queued for the person
    are still sent when they are replies, so that the goodbye arrives.
    """
    merged = _merged(tx, enrolment)
    _stop(tx, enrolment)
    _take_name_out(tx, [person, *(account for _shell, account in merged)], enrolment)
    owner = _detach(tx, person, enrolment)
    tx.session.execute(
        update(Contribution)
        .where(col(Contribution.enrolment_id) == enrolment.id)
        .values(credit="anonymous", community="", message_id=None)
    )
    tx.session.execute(update(Answer).where(col(Answer.enrolment_id) == enrolment.id).values(message_id=None))
    _forget_messages(tx, person, enrolment, owner)
    _forget_merged(tx, enrolment, merged)
    enrolment.pseudonym = new_pseudonym()
    tx.note("withdrew", enrolment_id=enrolment.id, workshop_id=enrolment.workshop_id, scope="keep")


def erase(tx: Tx, person: Person, enrolment: Enrolment) -> None:
    """Stop, and delete every answer, file, contribution and consent record of this enrolment.

    A tombstone stays: the code, the date and the scope. Files leave the disk right after the commit.
    """
    _stop(tx, enrolment)
    mine = col(Answer.enrolment_id) == enrolment.id
    answers = select(Answer.id).where(mine)
    tx.session.execute(delete(AnswerVersion).where(col(AnswerVersion.answer_id).in_(answers)))
    tx.session.execute(delete(Contribution).where(col(Contribution.enrolment_id) == enrolment.id))
    need_erasing.erase(tx, enrolment)
    tx.session.execute(delete(Answer).where(mine))
    tx.session.execute(delete(LiveAnswer).where(col(LiveAnswer.enrolment_id) == enrolment.id))
    tx.session.execute(delete(Consent).where(col(Consent.enrolment_id) == enrolment.id))
    tx.session.execute(delete(BroadcastAnswer).where(col(BroadcastAnswer.enrolment_id) == enrolment.id))
    tx.session.execute(delete(Recipient).where(col(Recipient.enrolment_id) == enrolment.id))
    tx.session.execute(
        update(Media)
        .where(col(Media.enrolment_id) == enrolment.id)
        .values(state="deleted", telegram_file_id="", sha256="", size=0, duration=0)
    )
    owner = _detach(tx, person, enrolment)
    owner.country = owner.zone = ""
    owner.language = "en"
    tx.session.execute(delete(Event).where(col(Event.enrolment_id) == enrolment.id))
    _forget_messages(tx, person, enrolment, owner)
    _forget_merged(tx, enrolment, _merged(tx, enrolment))
    tx.note("withdrew", enrolment_id=enrolment.id, workshop_id=enrolment.workshop_id, scope="delete")


def drop_answer(tx: Tx, enrolment: Enrolment, answer: Answer) -> None:
    """Delete one answer with every earlier value of it, its files, and what it gave for sharing.

    Only that there was one is still known, so that the question is not asked again.
    """
    earlier = select(AnswerVersion.media_id).where(AnswerVersion.answer_id == answer.id)
    numbers = {answer.media_id, *tx.session.exec(earlier)}
    given = select(Contribution).where(Contribution.answer_id == answer.id, Contribution.state == "kept")
    for contribution in tx.session.exec(given):
        wisdom.take_back(tx, contribution)
    drop_files(tx, enrolment, list(tx.session.exec(select(Media).where(col(Media.id).in_(numbers - {None})))))
    desk = open_desk(tx, enrolment)
    ref = desk.ref_of(answer)
    desk.take_away(answer)
    answer.media_id = None
    if ref is not None:
        plan_after(tx, desk, ref)


def drop_files(tx: Tx, enrolment: Enrolment, files: Sequence[Media]) -> None:
    """Delete files of a participant wherever they are used: answers, earlier values, contributions.

    They leave the disk right after the commit. The answers stay known as deleted.
    """
    numbers = [media.id for media in files]
    for media in files:
        media.state, media.telegram_file_id, media.sha256 = "deleted", "", ""
    given = select(Contribution).where(col(Contribution.media_id).in_(numbers))
    for contribution in tx.session.exec(given):
        wisdom.take_back(tx, contribution)
    tx.session.execute(delete(AnswerVersion).where(col(AnswerVersion.media_id).in_(numbers)))
    desk = open_desk(tx, enrolment)
    for row in desk.every:
        if row.media_id in numbers:
            desk.take_away(row)


def _stop(tx: Tx, enrolment: Enrolment) -> None:
    enrolment.state, enrolment.left_at, enrolment.paused_until = "withdrawn", tx.now, None
    enrolment.invitation_code = None
    tx.session.flush()
    need_erasing.forget(tx, enrolment)
    thread_erasing.forget(tx, enrolment)
    offered = col(AnswerFile.state) == "offered"
    tables = update(AnswerFile).where(col(AnswerFile.workshop_id) == enrolment.workshop_id, offered)
    tx.session.execute(tables.values(state="cancelled", columns={}, lines=[], decided_at=tx.now))
    tx.session.execute(delete(PersonalLink).where(col(PersonalLink.enrolment_id) == enrolment.id))
    tx.session.execute(
        update(Prompt)
        .where(col(Prompt.enrolment_id) == enrolment.id)
        .where(col(Prompt.state).in_(("scheduled", "to_enter", "sent", "opened")))
        .values(state="cancelled", reason="withdrawn", closed_at=tx.now, next_reminder_at=None)
    )
    _drop_broadcasts(tx, enrolment)


def _drop_broadcasts(tx: Tx, enrolment: Enrolment) -> None:
    """What waits for the person's own time must not go out; the receipts are counted anew."""
    waiting = select(Recipient).where(Recipient.enrolment_id == enrolment.id, Recipient.state == "waiting")
    for recipient in tx.session.exec(waiting):
        recipient.state, recipient.reason = "left", "withdrawn"
        tx.session.get_one(Broadcast, recipient.broadcast_id).redraw_at = tx.now


def _merged(tx: Tx, enrolment: Enrolment) -> list[tuple[Enrolment, Person]]:
    """The emptied enrolments that were merged into this one, with their accounts."""
    query = select(Enrolment, Person).where(Enrolment.person_id == Person.id)
    return list(tx.session.exec(query.where(Enrolment.merged_into == enrolment.id)))


def _forget_merged(tx: Tx, enrolment: Enrolment, merged: list[tuple[Enrolment, Person]]) -> None:
    """Forget the other accounts that somebody had, and how they became one."""
    for shell, account in merged:
        _stop(tx, shell)
        owner = _detach(tx, account, shell)
        owner.country = owner.zone = ""
        _forget_messages(tx, account, shell, owner)
        shell.pseudonym = new_pseudonym()
    query = select(Act).where(Act.workshop_id == enrolment.workshop_id, Act.kind == "people_merged")
    for act in tx.session.exec(query):
        if enrolment.id in (act.details["kept"], act.details["other"]):
            act.before = {}


def _take_name_out(tx: Tx, people: Sequence[Person], enrolment: Enrolment) -> None:
    """Put ``[name]`` where the person wrote their own name; afterwards no export could know it to hide it."""
    names = Names([person.call_name for person in people])
    answers = list(tx.session.exec(select(Answer).where(Answer.enrolment_id == enrolment.id)))
    typed = {answer.id for answer in answers if is_text(answer.kind) or answer.kind in FILES}
    versions = select(AnswerVersion).join(Answer, col(Answer.id) == AnswerVersion.answer_id)
    for row in [*answers, *tx.session.exec(versions.where(Answer.enrolment_id == enrolment.id))]:
        row.raw = names.hide(row.raw)[0]
        if (row.answer_id if isinstance(row, AnswerVersion) else row.id) in typed:
            row.value = names.hide(row.value)[0]
    for item in tx.session.exec(select(Contribution).where(Contribution.enrolment_id == enrolment.id)):
        item.text = names.hide(item.text)[0]
    for given in tx.session.exec(select(BroadcastAnswer).where(BroadcastAnswer.enrolment_id == enrolment.id)):
        given.value = names.hide(given.value)[0]


def _detach(tx: Tx, person: Person, enrolment: Enrolment) -> Person:
    """Separate the enrolment from the account; gives the nameless person who owns it from now on.

    Somebody who is also in another workshop keeps their account there, so this enrolment moves to a
    new nameless row; otherwise the row itself loses account, chat and name.
    """
    tx.session.execute(delete(Conversation).where(col(Conversation.person_id) == person.id))
    if person.telegram_id is not None:
        tx.session.execute(delete(DeadLetter).where(col(DeadLetter.telegram_id) == person.telegram_id))
    others = select(Enrolment).where(Enrolment.person_id == person.id, Enrolment.id != enrolment.id)
    other = tx.session.exec(others.order_by(col(Enrolment.id).desc())).first()
    _forget_questions(tx, person, enrolment, account_goes_on=other is not None)
    if other is None:
        person.telegram_id = person.chat_id = person.enrolment_id = None
        person.call_name = ""
        return person
    person.enrolment_id = other.id
    nameless = Person(
        language=person.language,
        country=person.country,
        zone=person.zone,
        created_at=person.created_at,
        seen_at=person.seen_at,
    )
    tx.session.add(nameless)
    tx.session.flush()
    enrolment.person_id = nameless.id or 0
    return nameless


def _forget_questions(tx: Tx, person: Person, left: Enrolment, *, account_goes_on: bool) -> None:
    """Of the workshop that somebody left only stays that they are not asked whether they join it.

    Without any account there is nobody to ask, so nothing stays at all.
    """
    mine = select(CarryOver).where(CarryOver.person_id == person.id)
    for row in list(tx.session.exec(mine)):
        if not account_goes_on:
            tx.session.delete(row)
        elif row.source_id == left.workshop_id:
            row.source_id = row.workshop_id
    if account_goes_on:
        mark = tx.session.exec(mine.where(CarryOver.workshop_id == left.workshop_id)).first() or CarryOver(
            workshop_id=left.workshop_id,
            source_id=left.workshop_id,
            person_id=person.id or 0,
            role="trainee",
            code=secrets.token_urlsafe(8),
            invited_at=tx.now,
        )
        mark.state, mark.outbox_id, mark.answered_at = "declined", None, tx.now
        tx.session.add(mark)
    tx.session.flush()


def _forget_messages(tx: Tx, account: Person, enrolment: Enrolment, owner: Person) -> None:
    """Empty the texts that were sent for this enrolment, and unlink what is still queued.

    Those with which a facilitator entered their answers are among them.

    Queued replies (the goodbye) are still delivered, without a link to the person; queued prompts and
    broadcasts are dropped.
    """
    prompts = select(Prompt.id).where(Prompt.enrolment_id == enrolment.id)
    asked = select(Outbox.id).where(col(Outbox.prompt_id).in_(prompts))
    about = col(Outbox.prompt_id).in_(prompts) | col(Outbox.edits_id).in_(asked)
    if owner is account:
        about |= col(Outbox.person_id) == account.id
    else:
        about |= (col(Outbox.person_id) == account.id) & (col(Outbox.workshop_id) == enrolment.workshop_id)
    waiting, reply = col(Outbox.state) == "queued", col(Outbox.priority) == REPLY
    dropped = update(Outbox).where(about, waiting, ~reply)
    tx.session.execute(dropped.values(state="dropped", reason="withdrawn", text="", extra={}, chat_id=0))
    tx.session.execute(update(Outbox).where(about, ~waiting).values(text="", extra={}, chat_id=0, token=""))
    tx.session.execute(update(Outbox).where(about, waiting, reply).values(person_id=None))
