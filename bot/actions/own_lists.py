"""What /mydata shows: the overview, the lists of answers and of contributions, and one contribution."""

from __future__ import annotations

import html

from sqlmodel import col, func, select

from bot.actions import earlier, wisdom
from bot.actions.answer_rows import Desk
from bot.actions.posing import title_of
from bot.actions.reading_back import present_answer
from bot.actions.rounds import label_of_repeat
from bot.actions.tx import Tx
from bot.locales import Tongue
from storage.tables import Answer, Contribution, Enrolment, Media, Person

#: How many answers or contributions stand on one page of a list.
PAGE = 8

#: Longest piece of a question or an answer in a list, in characters.
SHORT = 60

#: Longest piece of a contribution that is shown whole, in characters.
LONG = 1000

#: What is said, and its rows of buttons: label and code.
Row = list[tuple[str, str]]
Shown = tuple[str, list[Row]]

#: Numbers of a list that stand beside each other.
WIDTH = 4

#: States of an answer that its author can see; those of removed rounds can be deleted, not corrected.
GIVEN = ("answered", "skipped", "removed")


def answers_of(tx: Tx, enrolment: Enrolment) -> list[Answer]:
    """The answers of a participant in the order in which they were given."""
    query = select(Answer).where(Answer.enrolment_id == enrolment.id, col(Answer.state).in_(GIVEN))
    return list(tx.session.exec(query.order_by(col(Answer.answered_at), col(Answer.id))))


def overview(desk: Desk) -> Shown:
    """How much there is, and what can be done with it."""
    tx, _ = desk.tx, desk.tx.tongue(desk.person)
    given = sum(answer.state == "answered" for answer in answers_of(tx, desk.enrolment))
    shared = len(wisdom.contributions_of(tx, desk.enrolment))
    files = _count_files(tx, desk.enrolment)
    lines = [_("<b>Your data</b>"), _.plural("You gave {n} answer.", "You gave {n} answers.", given)]
    if shared:
        lines.append(_.plural("{n} piece for sharing is among them.", "{n} pieces for sharing.", shared))
    if files:
        lines.append(
            _.plural("{n} photo or voice message is kept.", "{n} photos and voice messages are kept.", files)
        )
    lines += [
        "",
        _("Notes without a name are not counted here: nobody can find out who wrote them."),
        _("All of it is yours. /privacy changes what may be done with it, /withdraw deletes it."),
    ]
    rows = [[(_("Send me everything as a file"), "file")]]
    if given:
        rows.append([(_("See or correct answers"), "activities")])
    if shared:
        rows.append([(_("What I share"), "shared")])
    return "\n".join(lines), [*rows, [(_("Close"), "close")]]


def list_activities(desk: Desk, page: int) -> Shown:
    """The activities that were answered."""
    _ = desk.tx.tongue(desk.person)
    # A button holds 64 bytes and the name of a group may be longer: its first answer stands for it.
    first: dict[str, Answer] = {}
    for answer in answers_of(desk.tx, desk.enrolment):
        first.setdefault(answer.activity, answer)
    rows = [
        [(earlier.title_of_activity(desk, answer)[:SHORT], f"activity-{answer.id}")]
        for answer in first.values()
    ]
    shown = rows[page * PAGE : (page + 1) * PAGE]
    return _("Which part do you want to see?"), [*shown, *_turns(_, len(rows), page, "menu")]


def list_answers(desk: Desk, activity: str, page: int, *, deleting: bool = False) -> Shown:
    """The answers of one activity, numbered; the numbers are buttons to correct one, or to delete one."""
    _ = desk.tx.tongue(desk.person)
    found = [answer for answer in answers_of(desk.tx, desk.enrolment) if answer.activity == activity]
    title = earlier.title_of_activity(desk, found[0]) if found else title_of(desk, activity)
    lines, numbers = [_("<b>{title}</b>", title=title)], []
    tap = _("Tap a number to delete that answer.") if deleting else _("Tap a number to correct that answer.")
    lines += [tap, ""]
    for number, answer in list(enumerate(found, start=1))[page * PAGE : (page + 1) * PAGE]:
        question = html.escape(shorten(earlier.question_of(desk, answer)), quote=False)
        given = html.escape(shorten(words_of(desk, answer)), quote=False)
        gone = f" <i>({_('removed')})</i>" if answer.state == "removed" else ""
        gone += f" <i>({proxy_mark(desk, answer)})</i>" if answer.entered_by is not None else ""
        lines.append(f"<b>{number}.</b> {question}\n→ {given}{gone}")
        if not deleting and answer.state != "removed":
            numbers.append((str(number), f"answer-{answer.id}"))
        elif deleting and answer.state in ("answered", "removed"):
            numbers.append((str(number), f"drop-{answer.id}"))
    rows = _beside(numbers)
    if not deleting and any(answer.state != "skipped" for answer in found):
        rows.append([(_("Delete an answer"), "deleting")])
    if not deleting:
        rows += [[(f"▤ {_short_label(desk, row)}", f"rounds-{row.id}")] for row in _repeats(desk, activity)]
    back = "answers" if deleting else "activities"
    return "\n".join(lines), [*rows, *_turns(_, len(found), page, back)]


def _repeats(desk: Desk, activity: str) -> list[Answer]:
    """The repeats of an activity whose rounds can be looked through."""
    found = [row for row in desk.rows.values() if row.state == "repeat" and row.activity == activity]
    return [row for row in found if "[" not in row.question]


def _short_label(desk: Desk, row: Answer) -> str:
    return shorten(label_of_repeat(desk, row.question) or row.name)


def one_answer(desk: Desk, answer: Answer) -> Shown:
    """One answer that is about to be deleted, whole."""
    _ = desk.tx.tongue(desk.person)
    question = html.escape(shorten(earlier.question_of(desk, answer), LONG), quote=False)
    given = html.escape(shorten(words_of(desk, answer), LONG), quote=False)
    sure = _("Should I delete this answer? This cannot be taken back.")
    return f"{question}\n→ {given}\n\n<b>{sure}</b>", [
        [(_("Yes, delete"), f"gone-{answer.id}")],
        [(_("No, keep it"), "answers")],
    ]


def list_contributions(desk: Desk, page: int) -> Shown:
    """What was given for sharing, numbered, and how each is shared."""
    _ = desk.tx.tongue(desk.person)
    found = wisdom.contributions_of(desk.tx, desk.enrolment)
    lines, numbers = [_("Tap a number to change who may see it, or to take it back."), ""], []
    for number, item in list(enumerate(found, start=1))[page * PAGE : (page + 1) * PAGE]:
        lines.append(f"<b>{number}.</b> {_piece(_, item, SHORT)}\n→ {_sharing(_, item)}")
        numbers.append((str(number), f"one-{item.id}"))
    return "\n".join(lines), [*_beside(numbers), *_turns(_, len(found), page, "menu")]


def one_contribution(desk: Desk, item: Contribution) -> Shown:
    """One contribution, and what can be done with it."""
    _ = desk.tx.tongue(desk.person)
    return f"{_piece(_, item, LONG)}\n\n→ {_sharing(_, item)}", [
        [(_("Change who may see it"), f"change-{item.id}")],
        [(_("Take it back"), f"take-{item.id}")],
        [(_("Back"), "shared")],
    ]


def proxy_mark(desk: Desk, answer: Answer) -> str:
    """That somebody else wrote an answer for its author, and whether it was confirmed; as Telegram HTML."""
    _ = desk.tx.tongue(desk.person)
    writer = desk.tx.session.get(Person, answer.entered_by)
    name = (writer.call_name if writer is not None else "") or _("your facilitator")
    if answer.confirmed_at is None:
        return _("written for you by {name}", name=name)
    return _("written for you by {name}, confirmed", name=name)


def words_of(desk: Desk, answer: Answer) -> str:
    """An answer as its author reads it, as plain text."""
    ref = desk.ref_of(answer) if answer.state != "removed" else None
    shown = present_answer(desk, ref) if ref is not None else earlier.answer_of(desk, answer)
    if answer.media_id is not None:
        return f"{shown} {answer.raw}".strip()
    return shown or answer.value


def shorten(text: str, most: int = SHORT) -> str:
    """The text on one line, cut at ``most`` characters."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


def _piece(_: Tongue, item: Contribution, most: int) -> str:
    mark = {"photo": "📷 ", "voice": "🎤 "}.get(item.kind, "")
    return mark + html.escape(shorten(item.text, most), quote=False)


def _sharing(_: Tongue, item: Contribution) -> str:
    return html.escape(html.unescape(wisdom.sharing_words(_, item)), quote=False)


def _count_files(tx: Tx, enrolment: Enrolment) -> int:
    kept = select(func.count()).select_from(Media).where(Media.enrolment_id == enrolment.id)
    return tx.session.exec(kept.where(col(Media.state).in_(("waiting", "stored")))).one()


def _beside(buttons: Row) -> list[Row]:
    return [buttons[start : start + WIDTH] for start in range(0, len(buttons), WIDTH)]


def _turns(_: Tongue, total: int, page: int, back: str) -> list[Row]:
    turns = []
    if page > 0:
        turns.append((_("Before"), f"page-{page - 1}"))
    if (page + 1) * PAGE < total:
        turns.append((_("More"), f"page-{page + 1}"))
    return [*([turns] if turns else []), [(_("Back"), back)]]
