"""The rows of two enrolments of one person: all of them to one, and all of them back.

What is written down for going back holds numbers, states and instants, never an answer: of two answers to one
question both stay in the tables, one as the answer and one as an earlier value of it.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlmodel import col, func, select

from bot.actions import merge_talk
from bot.actions.merge_talk import Before, give, rows_of
from bot.actions.tx import Tx
from bot.domain.forms.rounds import read_rounds
from bot.domain.merging import joined, rank, repeats_of, shifted, theirs_counts
from storage.tables import (
    Answer,
    AnswerVersion,
    Consent,
    Contribution,
    Enrolment,
    Event,
    Media,
    Need,
    Prompt,
    Recipient,
)

#: Tables of which every row simply goes along.
WHOLE: dict[str, Any] = {
    "contribution": Contribution,
    "media": Media,
    "consent": Consent,
    "event": Event,
    "need": Need,
}

#: Tables in which a new row means that the person went on after the merge.
GROWING: dict[str, Any] = {
    "answer": Answer,
    "version": AnswerVersion,
    "contribution": Contribution,
    "consent": Consent,
}

#: Why a prompt was set aside.
MERGED = "merged"

_INSTANTS = ("asked_at", "answered_at", "edited_at", "confirmed_at")
_CONTENT = {"id", "enrolment_id", "value", "raw"}


def bring_together(tx: Tx, kept: Enrolment, other: Enrolment) -> Before:
    """Give ``kept`` everything that ``other`` holds; gives what :func:`take_apart` needs."""
    before: Before = {"prompts": _prompts(tx, kept, other)}
    before["answers"], before["conflicts"] = _answers(tx, kept, other)
    before["led"] = _lead_to_prompts(tx, kept, before["prompts"]["pairs"])
    before["whole"] = {}
    for name, table in WHOLE.items():
        rows = list(tx.session.exec(select(table).where(table.enrolment_id == other.id)))
        before["whole"][name] = [row.id for row in rows]
        for row in rows:
            row.enrolment_id = kept.id
    before["last"] = merge_talk.last(tx, kept, other)
    before["recipients"] = merge_talk.recipients(tx, kept, other)
    before["thread"] = merge_talk.thread(tx, kept, other)
    tx.session.flush()
    return before


def take_apart(tx: Tx, kept: Enrolment, other: Enrolment, before: Before) -> None:
    """Give ``other`` back what it held."""
    for name, table in WHOLE.items():
        for number in before["whole"][name]:
            give(tx, table, number, other)
    for name, number in before["last"]:
        give(tx, merge_talk.LAST[name][0], number, other)
    for number in before["recipients"]:
        give(tx, Recipient, number, other)
    for number, prompt in before["led"]:
        row = tx.session.get(Answer, number)
        if row is not None:
            row.prompt_id = prompt
    for number, question in before["answers"]:
        give(tx, Answer, number, other, question=question)
    tx.session.flush()
    for conflict in before["conflicts"]:
        _part(tx, other, conflict)
    _prompts_back(tx, kept, other, before["prompts"])
    merge_talk.thread_back(tx, other, before["thread"])
    tx.session.flush()


def newest(tx: Tx, kept: Enrolment) -> dict[str, int]:
    """The highest numbers of what the person has given, to see later whether something was added."""
    tx.session.flush()
    found = {}
    for name, table in GROWING.items():
        query = select(func.max(table.id))
        if table is AnswerVersion:
            query = query.join(Answer, col(Answer.id) == AnswerVersion.answer_id)
        owner = Answer if table is AnswerVersion else table
        found[name] = tx.session.exec(query.where(owner.enrolment_id == kept.id)).one() or 0
    return found


def _answers(tx: Tx, kept: Enrolment, other: Enrolment) -> tuple[list[list[Any]], list[Before]]:
    """Move answers; rounds that both began come one after the other; two to one question become one."""
    mine = {row.question: row for row in rows_of(tx, Answer, kept)}
    theirs = rows_of(tx, Answer, other)
    here, there = repeats_of(list(mine.values())), repeats_of(theirs)
    by = {ref: here[ref].made for ref in there if ref in here}
    moved, conflicts = [], []
    for row in theirs:
        target = shifted(row.question, by)
        if target in mine:
            conflicts.append(_join(tx, mine[target], row))
        else:
            moved.append([row.id, row.question])
            row.question, row.enrolment_id = target, kept.id
    tx.session.flush()
    return moved, conflicts


def _join(tx: Tx, mine: Answer, theirs: Answer) -> Before:
    """Make one answer of two: the one that counts, with the other as its earlier value."""
    conflict: Before = {"answer": mine.id, "version": None, "row": _facts(theirs), "mine": None}
    rounds, more = read_rounds(mine.value), read_rounds(theirs.value)
    if mine.state == theirs.state == "repeat" and rounds is not None and more is not None:
        conflict["rounds"] = [mine.value, theirs.value]
        mine.value = joined(rounds, more).text
    elif theirs_counts(mine, theirs):
        conflict["mine"] = _facts(mine)
        conflict["version"] = _keep(tx, mine.id, mine)
        mine.value, mine.raw = theirs.value, theirs.raw
        mine.sqlmodel_update(theirs.model_dump(exclude=_CONTENT | {"question"}))
    else:
        conflict["version"] = _keep(tx, mine.id, theirs)
    conflict["versions"] = _lead(tx, AnswerVersion, theirs.id, mine.id)
    conflict["contributions"] = _lead(tx, Contribution, theirs.id, mine.id)
    tx.session.flush()
    tx.session.delete(theirs)
    tx.session.flush()
    return conflict


def _part(tx: Tx, other: Enrolment, conflict: Before) -> None:
    """Make two answers of one again."""
    mine = tx.session.get_one(Answer, conflict["answer"])
    version = tx.session.get(AnswerVersion, conflict["version"]) if conflict["version"] else None
    value, raw = (version.value, version.raw) if version is not None else ("", "")
    if "rounds" in conflict:
        mine.value, value = conflict["rounds"]
    elif conflict["mine"] is not None:
        (mine.value, mine.raw), (value, raw) = (value, raw), (mine.value, mine.raw)
        mine.sqlmodel_update(_read(conflict["mine"]))
    again = Answer(enrolment_id=other.id or 0, value=value, raw=raw, **_read(conflict["row"]))
    tx.session.add(again)
    tx.session.flush()
    for table, name in ((AnswerVersion, "versions"), (Contribution, "contributions")):
        for number in conflict[name]:
            row = tx.session.get(table, number)
            if row is not None:
                row.answer_id = again.id or 0
    if version is not None:
        tx.session.delete(version)


def _keep(tx: Tx, answer_id: int | None, row: Answer) -> int | None:
    """Keep what a row says as an earlier value of an answer; None when it says nothing."""
    if not (row.value or row.raw or row.media_id):
        return None
    version = AnswerVersion(
        answer_id=answer_id or 0,
        programme_id=row.programme_id,
        state=row.state,
        value=row.value,
        raw=row.raw,
        media_id=row.media_id,
        replaced_at=tx.now,
    )
    tx.session.add(version)
    tx.session.flush()
    return version.id


def _lead(tx: Tx, table: Any, answer_id: int | None, to: int | None) -> list[int]:
    rows = list(tx.session.exec(select(table).where(table.answer_id == answer_id)))
    for row in rows:
        row.answer_id = to
    return [row.id for row in rows]


def _facts(row: Answer) -> dict[str, Any]:
    """Everything about an answer but what it says."""
    return row.model_dump(mode="json", exclude=_CONTENT)


def _read(facts: dict[str, Any]) -> dict[str, Any]:
    return {
        name: dt.datetime.fromisoformat(value) if name in _INSTANTS and value else value
        for name, value in facts.items()
    }


def _prompts(tx: Tx, kept: Enrolment, other: Enrolment) -> Before:
    """Move prompts; of two for one delivery the one that tells more stays, the other is set aside."""
    mine = {(row.activity, row.iteration): row for row in rows_of(tx, Prompt, kept)}
    before: Before = {"moved": [], "swapped": [], "aside": {}, "pairs": []}
    for row in rows_of(tx, Prompt, other):
        twin = mine.get((row.activity, row.iteration))
        if twin is None:
            row.enrolment_id = kept.id
            before["moved"].append(row.id)
            continue
        left = row
        if rank(row.state) > rank(twin.state):
            _swap(tx, row, twin)
            before["swapped"].append([row.id, twin.id])
            left = twin
        before["pairs"].append([left.id, twin.id if left is row else row.id])
        if left.state in ("scheduled", "to_enter", "sent", "opened"):
            before["aside"][str(left.id)] = [left.state, left.reason]
            left.state, left.reason, left.closed_at = "cancelled", MERGED, tx.now
            left.next_reminder_at = None
    tx.session.flush()
    return before


def _swap(tx: Tx, one: Prompt, two: Prompt) -> None:
    """Change the owners of two prompts for one delivery; no two of one owner ever share a place."""
    place, here, there = one.iteration, one.enrolment_id, two.enrolment_id
    one.iteration = -place
    tx.session.flush()
    two.enrolment_id = here
    tx.session.flush()
    one.enrolment_id = there
    tx.session.flush()
    one.iteration = place
    tx.session.flush()


def _prompts_back(tx: Tx, kept: Enrolment, other: Enrolment, before: Before) -> None:
    for number in before["moved"]:
        give(tx, Prompt, number, other)
    tx.session.flush()
    for one, two in before["swapped"]:
        _swap(tx, tx.session.get_one(Prompt, one), tx.session.get_one(Prompt, two))
    for number, (state, reason) in before["aside"].items():
        row = tx.session.get_one(Prompt, int(number))
        if row.state == "cancelled":
            row.state, row.reason, row.closed_at = state, reason, None


def _lead_to_prompts(tx: Tx, kept: Enrolment, pairs: list[list[int]]) -> list[list[Any]]:
    """Answers of a prompt that was set aside belong to the one that stays."""
    stays: dict[int | None, int] = {pair[0]: pair[1] for pair in pairs}
    led = []
    for row in rows_of(tx, Answer, kept):
        if row.prompt_id in stays:
            led.append([row.id, row.prompt_id])
            row.prompt_id = stays[row.prompt_id]
    return led
