"""How messages of a thread reach the others: copies for facilitators, answers for the person.

A copy is an outbox row with ``thread_message_id``. The newest message of the person carries the buttons, and
says who answers or has answered; when that changes, or when its author edits it, every copy follows.
"""

from __future__ import annotations

import secrets

from sqlmodel import col, select

from bot.actions import standing, topics
from bot.actions.flows import CHANGES
from bot.actions.permissions import FACILITATORS, PRESENT
from bot.actions.thread_drawing import BUTTONS, answer_text, drawn, name_in
from bot.actions.tx import Buttons, Tx
from bot.domain.pieces import CAPTION, length, pieces
from bot.domain.quiet import end_of_quiet
from storage.tables import Enrolment, Outbox, Person, Thread, ThreadMessage, Workshop

#: Messages of a thread that are shown once more.
LAST = 5


def readers(tx: Tx, workshop_id: int) -> list[Person]:
    """The facilitators of a workshop who can be reached."""
    query = (
        select(Person)
        .join(Enrolment, col(Enrolment.person_id) == Person.id)
        .where(Enrolment.workshop_id == workshop_id, col(Enrolment.role).in_(FACILITATORS))
        .where(col(Enrolment.state).in_(PRESENT), Person.reachable == "yes", col(Person.chat_id).is_not(None))
        .order_by(col(Enrolment.id))
    )
    return list(tx.session.exec(query))


def pass_on(tx: Tx, thread: Thread, message: ThreadMessage) -> None:
    """Show a message to the facilitators: in its topic when their group has topics, else to each of them."""
    forum = topics.forum_of(tx, thread.workshop_id)
    if forum is None:
        pass_on_privately(tx, thread, message)
    elif message.chat_id != forum.chat_id:
        topics.open_topic(tx, forum, thread)
        _show(tx, thread, message, topics.voice(tx, forum.chat_id), silent=message.direction == "out")


def back_to_private(tx: Tx, chat_id: int) -> None:
    """Send to each facilitator what waits for topics that will not be there."""
    query = select(Outbox).where(Outbox.chat_id == chat_id, Outbox.state == "queued")
    waiting = list(tx.session.exec(query.order_by(col(Outbox.id))))
    numbers = dict.fromkeys(row.thread_message_id for row in waiting if row.kind not in CHANGES)
    for row in waiting:
        row.state, row.reason = "dropped", "no topic"
    for number in numbers:
        message = tx.session.get(ThreadMessage, number) if number else None
        if message is not None:
            pass_on_privately(tx, tx.session.get_one(Thread, message.thread_id), message)


def pass_on_privately(tx: Tx, thread: Thread, message: ThreadMessage) -> None:
    """Show a message to every facilitator who can be reached and did not write it."""
    workshop = tx.session.get_one(Workshop, thread.workshop_id)
    for reader in readers(tx, thread.workshop_id):
        if reader.id == message.author_id:
            continue
        zone = reader.zone or workshop.zone
        asleep = end_of_quiet(tx.now, zone, workshop.quiet_from, workshop.quiet_to) is not None
        _show(tx, thread, message, reader, silent=asleep or message.direction == "out")


def send_answer(tx: Tx, thread: Thread, message: ThreadMessage, person: Person) -> None:
    """Send a facilitator's message to the person, with the facilitator's name and a button to write back."""
    token = secrets.token_urlsafe(4)
    _ = tx.tongue(person)
    buttons = [] if thread.held_by else [[(_("Write back"), standing.data(BUTTONS, token, "more"))]]
    _say(tx, message, person, answer_text(tx, _, message), buttons, token)


def show_content(tx: Tx, message: ThreadMessage, reader: Person) -> None:
    """Show the words of a message that is kept out of notifications to somebody who asked for them now."""
    _ = tx.tongue(reader)
    thread = tx.session.get_one(Thread, message.thread_id)
    text = f"<b>{_('{name}', name=name_in(tx, _, thread))}</b>:\n{message.text}"
    _say(tx, message, reader, text, [], "", silent=True, secret=True)


def show_again(tx: Tx, thread: Thread, reader: Person) -> None:
    """Show a facilitator the last messages of a thread once more; the newest one has the buttons."""
    query = select(ThreadMessage).where(ThreadMessage.thread_id == thread.id)
    last = list(tx.session.exec(query.order_by(col(ThreadMessage.id).desc()).limit(LAST)))
    for message in reversed(last):
        _show(tx, thread, message, reader, silent=True)


def strip_buttons(tx: Tx, thread: Thread, newest: ThreadMessage) -> None:
    """Take the buttons from the copies of the person's earlier message: the newest one has them."""
    before = (
        select(ThreadMessage)
        .where(ThreadMessage.thread_id == thread.id, ThreadMessage.direction == "in")
        .where(col(ThreadMessage.id) < (newest.id or 0))
        .order_by(col(ThreadMessage.id).desc())
    )
    earlier = tx.session.exec(before).first()
    if earlier is not None and not earlier.withheld:
        for copy, reader in _copies(tx, earlier):
            tx.say(reader, "", kind="buttons", edits=copy.id, thread_message_id=earlier.id)


def redraw(tx: Tx, thread: Thread) -> None:
    """Bring the copies of the person's newest message up to date: who answers, and the buttons."""
    query = select(ThreadMessage).where(ThreadMessage.thread_id == thread.id, ThreadMessage.direction == "in")
    newest = tx.session.exec(query.order_by(col(ThreadMessage.id).desc())).first()
    if newest is not None:
        _redraw(tx, thread, newest)


def follow(tx: Tx, thread: Thread, message: ThreadMessage) -> None:
    """Change a message that its author has edited, in every chat in which it stands."""
    _redraw(tx, thread, message)
    if message.direction == "in":
        return
    person = tx.session.get_one(Person, tx.session.get_one(Enrolment, thread.enrolment_id).person_id)
    for copy, reader in _copies(tx, message):
        if reader.id == person.id:
            text = answer_text(tx, tx.tongue(person), message)
            _change(tx, message, copy, person, text, copy.extra.get("buttons") or [])


def not_delivered(tx: Tx, message_id: int, person: Person) -> None:
    """Tell the facilitator who wrote a message that it never arrived."""
    message = tx.session.get(ThreadMessage, message_id)
    if message is None or message.author_id is None:
        return
    thread = tx.session.get_one(Thread, message.thread_id)
    author = tx.session.get(Person, message.author_id)
    if author is None or tx.session.get_one(Enrolment, thread.enrolment_id).person_id != person.id:
        return
    thread.state, thread.changed_at = "open", tx.now
    _ = tx.tongue(author)
    tx.say(
        author,
        _("Your message to {name} did not arrive: the bot is blocked there.", name=person.call_name),
        dedupe_key=f"not-delivered:{message.id}",
    )


def _redraw(tx: Tx, thread: Thread, message: ThreadMessage) -> None:
    owner = tx.session.get_one(Enrolment, thread.enrolment_id).person_id
    for copy, reader in _copies(tx, message):
        if reader.id != owner and not copy.extra.get("secret"):
            text, buttons = drawn(tx, thread, message, reader, copy.token)
            _change(tx, message, copy, reader, text, buttons)


def _show(tx: Tx, thread: Thread, message: ThreadMessage, reader: Person, *, silent: bool) -> None:
    token = secrets.token_urlsafe(4)
    text, buttons = drawn(tx, thread, message, reader, token)
    _say(tx, message, reader, text, buttons, token, silent=silent)


def _say(
    tx: Tx,
    message: ThreadMessage,
    reader: Person,
    text: str,
    buttons: Buttons,
    token: str,
    *,
    silent: bool = False,
    secret: bool = False,
) -> None:
    """Send a message of a thread: with its file, or the file first when the words are no caption."""
    hidden = message.withheld and not secret and message.direction == "in"
    kind, attach = ("text", None) if hidden or message.media_id is None else (message.kind, _file(message))
    if reader.id is None:
        attach = {**(attach or {}), "topic_of": message.thread_id}
    how = {"silent": silent, "secret": secret, "thread_message_id": message.id}
    if kind != "text" and length(text) > CAPTION:
        tx.say(reader, "", kind=kind, attach=attach, **how)  # type: ignore[arg-type]  # names as in say
        kind = "text"
    tx.say(reader, text, kind=kind, attach=attach, buttons=buttons, token=token, **how)  # type: ignore[arg-type]


def _file(message: ThreadMessage) -> dict[str, int | None]:
    return {"media": message.media_id}


def _change(
    tx: Tx, message: ThreadMessage, copy: Outbox, reader: Person, text: str, buttons: Buttons
) -> None:
    """Change a copy in its chat. What grew too long for its place keeps its earlier words."""
    most = CAPTION if copy.kind != "text" else None
    if (most is not None and length(text) > most) or len(pieces(text)) > 1:
        tx.say(reader, "", kind="buttons", edits=copy.id, buttons=buttons, token=copy.token)
        return
    tx.say(
        reader,
        text,
        kind="edit",
        edits=copy.id,
        buttons=buttons,
        token=copy.token,
        thread_message_id=message.id,
    )


def _copies(tx: Tx, message: ThreadMessage) -> list[tuple[Outbox, Person]]:
    """For each chat that has the message, the row that carries its words; changes of it do not count.

    In a topic the reader is nobody in particular, a person without a number.
    """
    query = (
        select(Outbox, Person)
        .outerjoin(Person, col(Outbox.person_id) == Person.id)
        .where(Outbox.thread_message_id == message.id)
        .where(col(Outbox.kind).not_in(CHANGES), col(Outbox.state).in_(("queued", "sent")))
        .order_by(col(Outbox.id))
    )
    found = [(copy, reader or topics.voice(tx, copy.chat_id)) for copy, reader in tx.session.exec(query)]
    return list({copy.chat_id: (copy, reader) for copy, reader in found}.values())
