"""Threads: what a participant and the facilitators of their workshop write to each other.

Every message of the person goes to every facilitator who can be reached, every answer to the person, and a
copy of it to the other facilitators; so two who answer at once are both heard, and see each other's words.
Nothing of it is an answer to the programme, and nothing of it is exported.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Any

from sqlmodel import col, select

from bot.actions import acts, problems, thread_copies
from bot.actions.consents import MEDIA_LAYERS, granted
from bot.actions.permissions import PRESENT, May, Member, Refused, members_as
from bot.actions.thread_checks import must_be_withheld
from bot.actions.thread_drawing import name_in
from bot.actions.tx import Tx
from bot.actions.ways import NOT_KEPT
from bot.domain.incoming import Incoming, Media
from bot.domain.said import N_, Said
from bot.locales import Tongue
from storage.tables import Act, Enrolment, Outbox, Person, Thread, ThreadMessage
from storage.tables import Media as MediaRow

#: How long "is answering" counts after somebody tapped Reply.
WRITING = dt.timedelta(minutes=10)

SEND_WORDS = Said(N_("Please send words, a voice message or a photo."))


@dataclass(frozen=True)
class Words:
    """What somebody wrote: the kind of message, Telegram HTML, the file, and where it stands."""

    kind: str
    html: str
    chat_id: int
    message_id: int
    media: Media | None = None

    @classmethod
    def of(cls, incoming: Incoming) -> Words | None:
        """A message as words; None for a place, a sticker and whatever else has neither words nor a file."""
        if incoming.media is None and not incoming.html.strip():
            return None
        kind = "text" if incoming.media is None else incoming.media.kind
        return cls(kind, incoming.html, incoming.chat_id, incoming.message_id, incoming.media)

    def kept(self) -> dict[str, Any]:
        """As JSON, for a conversation that asks what to do with it."""
        return asdict(self)

    @classmethod
    def back(cls, kept: dict[str, Any]) -> Words:
        """From JSON again."""
        media = Media(**kept["media"]) if kept["media"] else None
        return cls(**{**kept, "media": media})


def find(tx: Tx, number: int) -> Thread:
    """The thread with this number. Raises :class:`Refused` when its person has left."""
    thread = tx.session.get(Thread, number)
    if thread is None:
        raise Refused(Said(N_("This talk is not there any more.")))
    return thread


def of_enrolment(tx: Tx, enrolment: Enrolment) -> Thread | None:
    """The thread of a participant, if there was ever one."""
    return tx.session.exec(select(Thread).where(Thread.enrolment_id == enrolment.id)).first()


def opened(tx: Tx, enrolment: Enrolment) -> Thread:
    """The thread of a participant; a new one when there was none."""
    thread = of_enrolment(tx, enrolment)
    if thread is None:
        thread = Thread(
            workshop_id=enrolment.workshop_id,
            enrolment_id=enrolment.id or 0,
            state="answered",
            opened_at=tx.now,
            changed_at=tx.now,
        )
        tx.session.add(thread)
        tx.session.flush()
    return thread


def talk_of(tx: Tx, enrolment: Enrolment) -> list[ThreadMessage]:
    """Everything that a participant and the facilitators wrote to each other, in order."""
    query = select(ThreadMessage).join(Thread, col(Thread.id) == ThreadMessage.thread_id)
    return list(
        tx.session.exec(query.where(Thread.enrolment_id == enrolment.id).order_by(col(ThreadMessage.id)))
    )


def person_of(tx: Tx, thread: Thread) -> Person:
    """Whose talk a thread is."""
    return tx.session.get_one(Person, tx.session.get_one(Enrolment, thread.enrolment_id).person_id)


def waiting(tx: Tx, workshop_id: int) -> list[Thread]:
    """Threads in which somebody waits for an answer, the longest wait first."""
    query = select(Thread).where(Thread.workshop_id == workshop_id, Thread.state == "open")
    return list(tx.session.exec(query.order_by(col(Thread.changed_at))))


def take_in(tx: Tx, enrolment: Enrolment, words: Words) -> ThreadMessage:
    """Take what a participant wrote, and pass it on. Raises :class:`Refused` for a file without consent."""
    if words.media is not None and not granted(tx, enrolment, MEDIA_LAYERS[words.media.kind]):
        raise Refused(NOT_KEPT)
    thread = opened(tx, enrolment)
    message = _add(tx, thread, words, enrolment_id=enrolment.id)
    message.withheld = must_be_withheld(tx, enrolment, message)
    thread_copies.strip_buttons(tx, thread, message)
    thread.state, thread.changed_at = "open", tx.now
    thread_copies.pass_on(tx, thread, message)
    tx.note("wrote_to_facilitators", enrolment_id=enrolment.id, workshop_id=enrolment.workshop_id)
    return message


def take_held(tx: Tx, thread: Thread, incoming: Incoming) -> None:
    """Take what somebody wrote while a facilitator has their chat; nothing is said about it."""
    words = Words.of(incoming)
    if words is None:
        raise Refused(SEND_WORDS)
    take_in(tx, tx.session.get_one(Enrolment, thread.enrolment_id), words)


def answer(tx: Tx, member: Member, thread: Thread, words: Words) -> ThreadMessage:
    """Send what a facilitator wrote to the person, and show it to the other facilitators.

    Raises :class:`Refused` when the person cannot be reached; the facilitator's own words stay in their chat.
    """
    person, enrolment = person_of(tx, thread), tx.session.get_one(Enrolment, thread.enrolment_id)
    if enrolment.state not in PRESENT or person.chat_id is None:
        raise Refused(Said(N_("This person is not in the workshop any more. Nothing was sent.")))
    if person.reachable != "yes":
        raise Refused(
            Said(
                N_("{name} cannot be reached: the bot is blocked there. Nothing was sent."),
                {"name": person.call_name},
            )
        )
    message = _add(tx, thread, words, author=member.person)
    thread.state, thread.changed_at = "answered", tx.now
    thread.taken_by = thread.taken_by or member.person.id
    if thread.answering_by == member.person.id:
        thread.answering_by = thread.answering_at = None
    thread_copies.send_answer(tx, thread, message, person)
    thread_copies.pass_on(tx, thread, message)
    thread_copies.redraw(tx, thread)
    acts.record(tx, member, "thread_answered", {"thread": thread.id, "enrolment": thread.enrolment_id})
    return message


def replied(tx: Tx, person: Person, incoming: Incoming) -> bool:
    """Take a message that answers (Telegram's reply) one of a thread. False when it answers anything else."""
    query = select(Outbox).where(
        Outbox.chat_id == incoming.chat_id,
        Outbox.message_id == incoming.reply_to,
        col(Outbox.thread_message_id).is_not(None),
    )
    asked = tx.session.exec(query).first()
    if asked is None:
        return False
    message = tx.session.get_one(ThreadMessage, asked.thread_message_id)
    thread = tx.session.get_one(Thread, message.thread_id)
    words = Words.of(incoming)
    if words is None:
        raise Refused(SEND_WORDS)
    _ = tx.tongue(person)
    if person_of(tx, thread).id == person.id:
        for member in members_as(tx, person, May.ASK):
            if member.enrolment.id == thread.enrolment_id:
                if problems.heard(tx, person, member.enrolment, words.html):
                    return True
                take_in(tx, member.enrolment, words)
                tx.say(person, _("Sent to your facilitators."), silent=True)
                return True
        return False
    for member in members_as(tx, person, May.TALK):
        if member.workshop.id == thread.workshop_id:
            answer(tx, member, thread, words)
            tx.say(person, sent_words(tx, _, thread), silent=True)
            return True
    return False


def sent_words(tx: Tx, _: Tongue, thread: Thread) -> str:
    """What a facilitator hears when an answer is on its way."""
    return _("Sent to {name}.", name=name_in(tx, _, thread))


def edited(tx: Tx, person: Person, incoming: Incoming) -> bool:
    """Let an edited message of a thread follow wherever it was sent. False for any other message."""
    query = select(ThreadMessage).where(
        ThreadMessage.chat_id == incoming.chat_id, ThreadMessage.message_id == incoming.message_id
    )
    message = tx.session.exec(query.order_by(col(ThreadMessage.id).desc())).first()
    if message is None:
        return False
    thread = tx.session.get_one(Thread, message.thread_id)
    owner = tx.session.get_one(Enrolment, thread.enrolment_id)
    author = message.author_id if message.direction == "out" else owner.person_id
    words = incoming.html.partition(" ")[2].strip() if incoming.command else incoming.html
    if author != person.id or words == message.text:
        return True
    message.text, message.edited_at = words, tx.now
    if message.direction == "in" and not message.withheld:
        message.withheld = must_be_withheld(tx, owner, message)
    thread_copies.follow(tx, thread, message)
    return True


def claim(tx: Tx, member: Member, thread: Thread) -> Person | None:
    """Write down that this facilitator is writing an answer; gives another one who was writing already."""
    other = writer(tx, thread)
    if other is not None and other.id != member.person.id:
        return other
    thread.answering_by, thread.answering_at = member.person.id, tx.now
    thread_copies.redraw(tx, thread)
    return None


def writer(tx: Tx, thread: Thread) -> Person | None:
    """Who is writing an answer at present."""
    if thread.answering_by is None or thread.answering_at is None or tx.now - thread.answering_at > WRITING:
        return None
    return tx.session.get(Person, thread.answering_by)


def let_go(tx: Tx, member: Member, thread: Thread) -> None:
    """This facilitator writes no answer after all."""
    if thread.answering_by == member.person.id:
        thread.answering_by = thread.answering_at = None
        thread_copies.redraw(tx, thread)


def take(tx: Tx, member: Member, thread: Thread) -> None:
    """This facilitator takes care of the thread; whoever had it before hears it by the copies."""
    before = thread.taken_by
    thread.taken_by, thread.changed_at = member.person.id, tx.now
    details = {"thread": thread.id, "enrolment": thread.enrolment_id}
    acts.record(tx, member, "thread_taken", details, {"taken_by": before})
    thread_copies.redraw(tx, thread)


def close(tx: Tx, member: Member, thread: Thread) -> None:
    """Nothing is left to answer; the next message of the person opens the thread again."""
    details = {"thread": thread.id, "enrolment": thread.enrolment_id}
    acts.record(tx, member, "thread_closed", details, {"state": thread.state})
    thread.state, thread.changed_at = "closed", tx.now
    thread.answering_by = thread.answering_at = None
    thread_copies.redraw(tx, thread)


def describe(tx: Tx, _: Tongue, act: Act) -> str:
    """What a facilitator did with a thread."""
    enrolment = tx.session.get(Enrolment, act.details["enrolment"])
    person = tx.session.get(Person, enrolment.person_id) if enrolment else None
    name = (person.call_name if person else "") or _("somebody who left")
    if act.kind == "thread_answered":
        return _("An answer was sent to {name}", name=name)
    if act.kind == "thread_taken":
        return _("The talk with {name} was taken", name=name)
    return _("The talk with {name} was closed", name=name)


def _add(
    tx: Tx,
    thread: Thread,
    words: Words,
    *,
    author: Person | None = None,
    enrolment_id: int | None = None,
) -> ThreadMessage:
    media_id = None
    if words.media is not None:
        file = MediaRow(
            enrolment_id=enrolment_id,
            kind=words.media.kind,
            mime=words.media.mime,
            size=words.media.size,
            duration=words.media.duration,
            telegram_file_id=words.media.file_id,
            created_at=tx.now,
        )
        tx.session.add(file)
        tx.session.flush()
        media_id = file.id
    message = ThreadMessage(
        thread_id=thread.id or 0,
        direction="in" if author is None else "out",
        author_id=author.id if author else None,
        kind=words.kind,
        text=words.html,
        media_id=media_id,
        chat_id=words.chat_id,
        message_id=words.message_id,
        at=tx.now,
    )
    tx.session.add(message)
    tx.session.flush()
    return message
