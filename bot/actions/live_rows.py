"""Rows of live questions: which one is open, who answered, what may be shown; and the message that counts."""

from __future__ import annotations

import html

from sqlmodel import col, func, select

from bot.actions import standing
from bot.actions.tx import Buttons, Tx
from bot.domain.live import kind
from bot.domain.live.model import Result
from bot.domain.small_numbers import Detail, publish_again
from bot.locales import Safe, Tongue
from storage.tables import Enrolment, Live, LiveAnswer, Outbox, Person


def open_in(tx: Tx, workshop_id: int) -> Live | None:
    """The question that is open in a workshop; there is at most one."""
    query = select(Live).where(Live.workshop_id == workshop_id, Live.state == "open")
    return tx.session.exec(query.order_by(col(Live.id).desc())).first()


def newest_closed(tx: Tx, workshop_id: int) -> Live | None:
    """The question that was closed last."""
    query = select(Live).where(Live.workshop_id == workshop_id, Live.state == "closed")
    return tx.session.exec(query.order_by(col(Live.closed_at).desc(), col(Live.id).desc())).first()


def answer_of(tx: Tx, live: Live, enrolment: Enrolment) -> LiveAnswer | None:
    """What somebody answered."""
    query = select(LiveAnswer).where(LiveAnswer.live_id == live.id, LiveAnswer.enrolment_id == enrolment.id)
    return tx.session.exec(query).first()


def answered(tx: Tx, live: Live) -> int:
    """How many people have answered."""
    return tx.session.exec(select(func.count()).where(LiveAnswer.live_id == live.id)).one()


def live_answers_of(tx: Tx, enrolment: Enrolment) -> list[LiveAnswer]:
    """All that somebody answered to questions for the room, oldest first."""
    query = select(LiveAnswer).where(LiveAnswer.enrolment_id == enrolment.id).order_by(col(LiveAnswer.id))
    return list(tx.session.exec(query))


def in_own_words(live: Live, answer: LiveAnswer) -> str:
    """An answer as its author saw it."""
    if live.kind == "choice":
        return live.options[int(answer.value)]
    if live.kind == "rank":
        return ", ".join(live.options[int(number)] for number in answer.value.split(" "))
    return answer.value.replace("\n", ", ")


def publish(tx: Tx, live: Live) -> Result:
    """The result as it is shown from now on, kept in the row.

    A question that was opened again and closed after fewer than three new answers keeps the result that
    people have seen: the difference would tell what the newcomers said.
    """
    answers = list(tx.session.exec(select(LiveAnswer).where(LiveAnswer.live_id == live.id)))
    before = Result.read(live.result) if live.result else None
    since = live.published_at
    new = sum(1 for answer in answers if since is None or answer.answered_at > since)
    if before is not None and not publish_again(before.answered, new):
        return before
    found = kind(live.kind).result(live.options, [answer.value for answer in answers])
    live.result, live.published_at = found.stored(), tx.now
    return found


def messages(tx: Tx, live: Live) -> list[Outbox]:
    """The messages that asked people."""
    first, beyond = f"live:{live.id}:", f"live:{live.id};"
    query = select(Outbox).where(col(Outbox.dedupe_key) >= first, col(Outbox.dedupe_key) < beyond)
    return list(tx.session.exec(query))


def count_along(tx: Tx, live: Live) -> None:
    """Bring the facilitator's message up to date.

    Counts that still wait to be sent are dropped, so that a thousand answers make no queue.
    """
    author = tx.session.get(Person, live.author_id) if live.author_id else None
    if author is None or live.panel_id is None:
        return
    older = select(Outbox).where(
        Outbox.person_id == author.id, Outbox.state == "queued", Outbox.edits_id == live.panel_id
    )
    for row in tx.session.exec(older):
        row.state, row.reason = "dropped", "a newer count follows"
    text, buttons = panel(tx, tx.tongue(author), live)
    tx.say(author, text, kind="edit", edits=live.panel_id, buttons=buttons, token=panel_token(live))


def panel(tx: Tx, _: Tongue, live: Live) -> tuple[str, Buttons]:
    """What the facilitator's message says at present, and its buttons."""
    question = Safe(html.escape(live.question, quote=False))
    count = _("{answered} of {asked} have answered.", answered=answered(tx, live), asked=live.asked)
    token = panel_token(live)
    if live.state == "open":
        text = _("<b>Open now:</b> {question}", question=question) + "\n\n" + count
        return text, [[(_("Close and show the result"), standing.data("panel", token, "close"))]]
    text = _("<b>Closed:</b> {question}", question=question) + "\n\n" + count
    rows = [[(_("Send the result to everybody"), standing.data("panel", token, "send"))]]
    return text, [*rows, [(_("Open it again"), standing.data("panel", token, "reopen"))]]


def panel_token(live: Live) -> str:
    """The mark on the buttons of the facilitator's message."""
    return f"{live.token}p"


def in_words(_: Tongue, result: Result) -> str:
    """The result as Telegram HTML, for weak networks and for people who do not see the picture."""
    people = _.plural("{n} answer", "{n} answers", result.answered)
    if result.detail is Detail.HIDDEN:
        return _(
            "There are only few answers ({people}), so I show no result: it would tell who said what.",
            people=people,
        )
    if result.detail is Detail.WORDS:
        return _("Nearly everybody chose <b>{option}</b>.", option=result.bars[0].text)
    if not result.bars:
        return _("No word was used by two people or more.") + "\n" + people
    lines = [people]
    if result.kind == "words":
        lines.append(", ".join(html.escape(bar.text, quote=False) for bar in result.bars))
    for number, bar in enumerate(result.bars if result.kind != "words" else (), 1):
        mark = f"{number}." if result.kind == "rank" else "•"
        told = f" – {bar.count}" if bar.count is not None else ""
        if result.kind == "scale" and not bar.size:
            continue
        lines.append(f"{mark} {html.escape(bar.text, quote=False)}{told or _length(bar.size, result.kind)}")
    if result.mean is not None:
        lines.append(_("On average: {mean}", mean=f"{result.mean:.1f}"))
    return "\n".join(lines)


def _length(size: float, kind_of: str) -> str:
    return "" if kind_of == "rank" else " " + "▮" * round(size * 6)
