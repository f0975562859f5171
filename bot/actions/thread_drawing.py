"""How a message of a thread looks, to a facilitator and to the person."""

from __future__ import annotations

from sqlmodel import col, select

from bot.actions import standing
from bot.actions.tx import Buttons, Tx
from bot.locales import Safe, Tongue
from storage.tables import Enrolment, Person, Thread, ThreadMessage, Workshop

#: Name of the buttons under copies and answers, see :mod:`bot.actions.standing`.
BUTTONS = "talk"


def name_in(tx: Tx, _: Tongue, thread: Thread) -> str:
    """What the person of a thread is called."""
    enrolment = tx.session.get_one(Enrolment, thread.enrolment_id)
    return tx.session.get_one(Person, enrolment.person_id).call_name or _("somebody who is joining")


def drawn(tx: Tx, thread: Thread, message: ThreadMessage, reader: Person, token: str) -> tuple[str, Buttons]:
    """A message as a facilitator sees it, and its buttons."""
    _ = tx.tongue(reader)
    name = name_in(tx, _, thread)
    if message.direction == "out":
        author = tx.session.get(Person, message.author_id)
        return _("<b>{who}</b> to <b>{name}</b>:", who=called(_, author), name=name) + _body(_, message), []
    title = tx.session.get_one(Workshop, thread.workshop_id).title
    if message.withheld:
        lines = [_("<b>{name}</b> ({title}) wrote something that is not shown here.", name=name, title=title)]
    else:
        lines = [_("<b>{name}</b> ({title}):", name=name, title=title) + _body(_, message)]
    if not _is_newest(tx, message):
        return lines[0], []
    status = _status(tx, _, thread)
    if status:
        lines.append(f"<i>{status}</i>")
    return "\n\n".join(lines), _buttons(_, thread, message, reader, token)


def _body(_: Tongue, message: ThreadMessage) -> str:
    edited = f" <i>({_('edited')})</i>" if message.edited_at else ""
    return f"\n{message.text}{edited}" if message.text or edited else ""


def answer_text(tx: Tx, _: Tongue, message: ThreadMessage) -> str:
    """A facilitator's message as the person reads it."""
    author = tx.session.get(Person, message.author_id)
    head = _("<b>{name}</b>, your facilitator:", name=called(_, author))
    return Safe(f"{head}\n{message.text}".strip())


def called(_: Tongue, author: Person | None) -> str:
    """What a facilitator is called; a word when they have left."""
    return (author.call_name if author else "") or _("A facilitator")


def _status(tx: Tx, _: Tongue, thread: Thread) -> str:
    """Who answers, takes care or has answered, as one line; empty when nobody does."""
    if thread.held_by is not None:
        return _("{name} has taken the chat over.", name=called(_, tx.session.get(Person, thread.held_by)))
    if thread.answering_by is not None:
        return _("{name} is answering …", name=called(_, tx.session.get(Person, thread.answering_by)))
    taken = tx.session.get(Person, thread.taken_by) if thread.taken_by else None
    if thread.state == "closed":
        return _("Closed")
    if thread.state == "answered":
        return _("Answered")
    return _("{name} takes care of it.", name=called(_, taken)) if taken else ""


def _buttons(
    _: Tongue, thread: Thread, message: ThreadMessage, reader: Person, token: str
) -> list[list[tuple[str, str]]]:
    in_topic = reader.id is None  # there everybody just writes
    codes = [[("ready", _("Ready answers"))]]
    if not in_topic:
        codes[0].insert(0, ("reply", _("Reply")))
    if message.withheld:
        codes.insert(0, [("read", _("Read"))])
    if (thread.taken_by is None or thread.taken_by != reader.id) and thread.state == "open":
        codes.append([("take", _("I take it"))])
    if thread.held_by is not None:
        codes.append([("back", _("Give the chat back"))])
    elif thread.state != "closed":
        codes.append([("over", _("Take the chat over")), ("close", _("Close"))])
    return [[(label, standing.data(BUTTONS, token, code)) for code, label in row] for row in codes]


def _is_newest(tx: Tx, message: ThreadMessage) -> bool:
    query = select(ThreadMessage.id).where(
        ThreadMessage.thread_id == message.thread_id,
        ThreadMessage.direction == "in",
        col(ThreadMessage.id) > (message.id or 0),
    )
    return tx.session.exec(query.limit(1)).first() is None
