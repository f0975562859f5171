"""What was answered to a question or poll: counts through the rules of small numbers, words without names."""

from __future__ import annotations

import html
import secrets

from sqlmodel import select

from bot.actions.broadcasts import contents
from bot.actions.tx import Tx
from bot.domain.small_numbers import FEWEST, FEWEST_NEW, Detail, band, detail, publish_again
from bot.locales import Tongue
from storage.tables import Broadcast, BroadcastAnswer

#: Most letters of words that are shown in one message, beside what was left out.
ROOM = 3500


def show(tx: Tx, _: Tongue, broadcast: Broadcast) -> str:
    """The result as Telegram HTML, and note what was shown. Words are mixed, never with a name."""
    root = tx.session.get_one(Broadcast, contents.root_of(broadcast))
    answers = list(tx.session.exec(select(BroadcastAnswer).where(BroadcastAnswer.broadcast_id == root.id)))
    if not answers:
        return _("Nobody has answered yet.")
    options = root.details.get("options", [])
    if not options:
        return _words(_, answers)
    counts = [0] * len(options)
    for answer in answers:
        for each in answer.value.split():
            counts[int(each) - 1] += 1
    how = detail(counts)
    if how is Detail.HIDDEN:
        return _("There are fewer than {number} answers, so I show no result.", number=FEWEST)
    new = sum(root.shown_at is None or answer.answered_at > root.shown_at for answer in answers)
    if not publish_again(root.shown_answers, new):
        return _(
            "Fewer than {number} answers are new since the last result, so I show no new one.",
            number=FEWEST_NEW,
        )
    root.shown_answers, root.shown_at = len(answers), tx.now
    return _counts(_, options, counts, how)


def _counts(_: Tongue, options: list[str], counts: list[int], how: Detail) -> str:
    most = options[counts.index(max(counts))]
    if how is Detail.WORDS:
        return _("Most people chose: {choice}", choice=most)
    lines = []
    for option, count in zip(options, counts, strict=True):
        label = html.escape(option, quote=False)
        if how is Detail.COUNTS:
            lines.append(f"{label}: {count}")
        else:
            full = round(3 * band(count / sum(counts)))
            lines.append(f"{'▮' * full}{'▯' * (3 - full)} {label}")
    return "\n".join(lines)


def _words(_: Tongue, answers: list[BroadcastAnswer]) -> str:
    texts = [html.escape(answer.value, quote=False) for answer in answers]
    secrets.SystemRandom().shuffle(texts)
    lines: list[str] = [_("Without names, in no order. Please do not pass these words on.")]
    for text in texts:
        if sum(map(len, lines)) + len(text) > ROOM:
            lines.append("…")
            break
        lines.append(f"• {text}")
    return "\n".join(lines)
