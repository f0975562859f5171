"""Answers for many people in one table: taken along empty, filled, sent back, looked at, and entered."""

from __future__ import annotations

import html
import tempfile
from pathlib import Path, PurePath
from shutil import copyfile
from typing import Any

from sqlmodel import col, select

from bot.actions import acts, entering_lines, flows
from bot.actions.answer_templates import people_for
from bot.actions.asking import ask, settle
from bot.actions.entering_lines import Report
from bot.actions.for_others import people_of, to_enter
from bot.actions.permissions import May, Member, Refused, members_as, require_in
from bot.actions.tx import Tx
from bot.domain.answer_sheet import ENDINGS, LARGEST, Filled, columns_of, read_answers
from bot.domain.forms.html import to_plain
from bot.domain.incoming import Incoming
from bot.domain.said import N_, Said
from bot.locales import Tongue
from storage.tables import AnswerFile, Conversation, Media, Person

#: Mistakes that are told in a chat; and activities on one page.
TOLD, MOST = 12, 20

Rows = list[list[tuple[str, str]]]


def show(tx: Tx, person: Person, conversation: Conversation) -> None:
    """Say the present step: which activity, the file, a moment of waiting, or what a file brings."""
    member = require_in(tx, person, conversation.data["workshop"], May.ENTER_FOR_OTHERS)
    text, rows = _shown(tx, member, conversation)
    buttons = [
        [(label[:60], flows.data("answer_file", conversation, code)) for label, code in row] for row in rows
    ]
    ask(tx, person, conversation, text, buttons)


def _shown(tx: Tx, member: Member, conversation: Conversation) -> tuple[str, Rows]:
    _, data = tx.tongue(member.person), conversation.data
    leave = [(_("Back"), "people"), (_("Close"), "close")]
    if conversation.step == "activity":
        found = list(_activities(tx, member).items())[:MOST]
        rows = [[(title, f"activity-{place}")] for place, (_key, title) in enumerate(found)]
        text = _("Which activity? I give you a table with a row for each person.")
        return (text if found else _("There is nothing to enter now.")), [*rows, leave]
    if conversation.step == "file":
        text = _(
            "Please fill the table and send it back here, as {known}. Leave the first row and the first two "
            "columns as they are. An empty cell is a question that was skipped.",
            known=", ".join(ENDINGS),
        )
        return text, [[(_("Another activity"), "again")], leave]
    if conversation.step == "wait":
        return _("I am reading “{name}”. One moment.", name=data["name"]), [leave]
    file = _file(tx, member, data)
    report = entering_lines.look(tx, member, file)
    rows = [[(_("Enter them"), "enter")]] if report.answers else []
    return _report(_, file, report), [*rows, [(_("Send another file"), "file")], leave]


def receive(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming) -> None:
    """Take the filled table; anything else shows the step again."""
    member = require_in(tx, person, conversation.data["workshop"], May.ENTER_FOR_OTHERS)
    _, media = tx.tongue(person), incoming.media
    if conversation.step == "activity" or media is None:
        settle(tx, person, conversation)
        show(tx, person, tx.turn(person, "answer_file", conversation.step, dict(conversation.data)))
        return
    settle(tx, person, conversation)
    if media.kind != "document" or not media.file_name.lower().endswith(ENDINGS):
        tx.say(person, _("Please send the table as a file that ends in {known}.", known=", ".join(ENDINGS)))
        _turn(tx, member, "file", _kept(conversation))
    elif media.size > LARGEST:
        tx.say(person, _("This file is too large. A table of answers is small."))
        _turn(tx, member, "file", _kept(conversation))
    else:
        file = _expect(tx, member, conversation, incoming)
        _turn(tx, member, "wait", {**_kept(conversation), "file": file.id, "name": file.file_name})


def tap(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming, code: str) -> None:
    """Take a button of the present step; a code that it did not offer changes nothing."""
    member = require_in(tx, person, conversation.data["workshop"], May.ENTER_FOR_OTHERS)
    if code not in {each for row in _shown(tx, member, conversation)[1] for _label, each in row}:
        return
    verb, _dash, rest = code.partition("-")
    settle(tx, person, conversation)
    if verb == "activity":
        _give(tx, member, list(_activities(tx, member))[int(rest)])
    elif verb == "enter":
        _enter(tx, member, conversation)
    elif verb == "file":
        _drop(tx, conversation)
        _turn(tx, member, "file", _kept(conversation))
    elif verb == "again":
        _turn(tx, member, "activity", {"workshop": member.workshop.id})
    else:
        _drop(tx, conversation)
        if verb == "close":
            flows.end(tx, person)
            return
        tx.turn(person, "enter", "people", {"workshop": member.workshop.id})
        flows.show_present(tx, person)


def _turn(tx: Tx, member: Member, step: str, data: dict[str, Any]) -> None:
    show(tx, member.person, tx.turn(member.person, "answer_file", step, data))


def _kept(conversation: Conversation) -> dict[str, Any]:
    return {key: conversation.data[key] for key in ("workshop", "activity", "iteration")}


def _activities(tx: Tx, member: Member) -> dict[tuple[str, int], str]:
    """What can be entered for somebody and has a question that fits into a cell, with its title."""
    form = tx.library.get(tx.session, member.workshop.programme_id).form
    spoken = form.language_for(member.person.language)
    found: dict[tuple[str, int], str] = {}
    for enrolment, _person in people_of(tx, member.workshop.id or 0):
        for prompt in to_enter(tx, enrolment):
            activity, key = form.activity(prompt.activity), (prompt.activity, prompt.iteration)
            if key in found or activity is None or not columns_of(form, prompt.activity):
                continue
            words = activity.labels.get(spoken) or activity.labels.get(form.default_language) or activity.name
            found[key] = to_plain(words) + (f" ({prompt.iteration})" if prompt.iteration > 1 else "")
    return found


def _give(tx: Tx, member: Member, wanted: tuple[str, int]) -> None:
    """Send the empty table of an activity, and wait for it."""
    _ = tx.tongue(member.person)
    activity, iteration = wanted
    data = {"workshop": member.workshop.id, "activity": activity, "iteration": iteration}
    number = len(people_for(tx, member.workshop.id or 0, activity, iteration))
    tx.say(
        member.person,
        _.plural("A table for {n} person.", "A table for {n} people.", number),
        kind="document",
        attach={"make": "answer_table", "args": data | {"language": member.person.language}},
        workshop_id=member.workshop.id,
    )
    _turn(tx, member, "file", data)


def _expect(tx: Tx, member: Member, conversation: Conversation, incoming: Incoming) -> AnswerFile:
    """Write down that a table is on its way; the collector fetches it."""
    media = incoming.media
    if media is None:
        raise ValueError("this message carries no file")
    earlier = select(AnswerFile).where(AnswerFile.person_id == member.person.id)
    for file in tx.session.exec(earlier.where(col(AnswerFile.state).in_(("waiting", "offered")))):
        _forget(tx, file, "cancelled")
    row = Media(
        kind="document", mime=media.mime, size=media.size, telegram_file_id=media.file_id, created_at=tx.now
    )
    tx.session.add(row)
    tx.session.flush()
    file = AnswerFile(
        workshop_id=member.workshop.id or 0,
        person_id=member.person.id or 0,
        activity=conversation.data["activity"],
        iteration=conversation.data["iteration"],
        file_name=PurePath(media.file_name).name[:200],
        media_id=row.id,
        state="waiting",
        created_at=tx.now,
    )
    tx.session.add(file)
    tx.session.flush()
    return file


def arrived(tx: Tx) -> list[tuple[int, Path | None, str]]:
    """The tables that have come, or will never come: number, place on the disk, and name."""
    query = (
        select(AnswerFile, Media)
        .where(AnswerFile.media_id == Media.id, AnswerFile.state == "waiting", col(Media.state) != "waiting")
        .order_by(col(AnswerFile.id))
    )
    folder = tx.rules.data / "media"
    return [
        (file.id or 0, folder / media.path if media.state == "stored" else None, file.file_name)
        for file, media in tx.session.exec(query)
    ]


def read(path: Path | None, name: str) -> Filled | Said:
    """Read a table that has come. For a thread: needs no database. Never raises."""
    if path is None or not path.is_file():
        return Said(N_("I could not get this file. Please send it again."))
    with tempfile.TemporaryDirectory(prefix="sala-answers-") as folder:
        copy = Path(folder) / f"answers{PurePath(name).suffix.lower()}"
        copyfile(path, copy)
        return read_answers(copy)


def look_at(tx: Tx, number: int, found: Filled | Said) -> None:
    """A table has been read: show what it brings, or say why it cannot be used. Its copy is deleted."""
    file = tx.session.get_one(AnswerFile, number)
    person = tx.session.get_one(Person, file.person_id)
    members = [
        each for each in members_as(tx, person, May.ENTER_FOR_OTHERS) if each.workshop.id == file.workshop_id
    ]
    conversation = tx.conversation(person)
    here = conversation.flow == "answer_file" and conversation.data.get("file") == file.id
    if not members or not here:
        _forget(tx, file, "cancelled")
        return
    settle(tx, person, conversation)
    if isinstance(found, Said):
        _forget(tx, file, "refused")
        tx.say(person, tx.tongue(person).said(found))
        _turn(tx, members[0], "file", _kept(conversation))
        return
    _forget(tx, file, "offered")
    file.decided_at = None
    file.columns, file.lines = dict(found.columns), entering_lines.stored(found.lines)
    tx.session.flush()
    _turn(tx, members[0], "offered", {**_kept(conversation), "file": file.id})


def _file(tx: Tx, member: Member, data: dict[str, Any]) -> AnswerFile:
    """The table that was read and waits for a yes; raises :class:`Refused` when it does not any more."""
    file = tx.session.get(AnswerFile, data.get("file"))
    if file is None or file.state != "offered" or file.workshop_id != member.workshop.id:
        tx.turn(member.person, "")
        raise Refused(Said(N_("This table is not there any more. Please begin again with /enter.")))
    return file


def _drop(tx: Tx, conversation: Conversation) -> None:
    """Forget a table that is not entered."""
    file = tx.session.get(AnswerFile, conversation.data.get("file"))
    if file is not None and file.state in ("waiting", "offered"):
        _forget(tx, file, "cancelled")


def _forget(tx: Tx, file: AnswerFile, state: str) -> None:
    """Decide about a table; what it held is kept nowhere else than in the answers that it gave."""
    media = tx.session.get(Media, file.media_id) if file.media_id is not None else None
    if media is not None:
        media.state, media.telegram_file_id, media.sha256 = "deleted", "", ""
    file.state, file.decided_at, file.columns, file.lines, file.media_id = state, tx.now, {}, [], None


def _enter(tx: Tx, member: Member, conversation: Conversation) -> None:
    """Store what the table brings, in this one transaction, and forget the table."""
    _, file = tx.tongue(member.person), _file(tx, member, conversation.data)
    report = entering_lines.enter(tx, member, file)
    _forget(tx, file, "entered")
    details = {"people": report.people, "answers": len(report.answers), "activity": file.activity}
    acts.record(tx, member, "entered_file", details, {"answers": report.answers})
    number = len(report.answers)
    words = _.plural(
        "{n} answer is entered. /log takes it back.", "{n} answers are entered. /log takes them back.", number
    )
    tx.turn(member.person, "enter", "people", {"workshop": member.workshop.id, "words": words})
    flows.show_present(tx, member.person)


def _report(_: Tongue, file: AnswerFile, report: Report) -> str:
    """What a table brings, and every mistake with its place, as Telegram HTML."""
    lines = [f"<b>{html.escape(file.file_name, quote=False)}</b>"]
    if report.answers:
        answers = _.plural("{n} new answer", "{n} new answers", len(report.answers))
        people = _.plural("of {n} person", "of {n} people", report.people)
        lines.append(f"{answers} {people}.")
    else:
        lines.append(_("There is nothing new in it."))
    if report.there:
        lines.append(
            _.plural(
                "{n} is answered already; that answer stays.",
                "{n} are answered already; those answers stay.",
                report.there,
            )
        )
    if report.mistakes:
        count = _.plural("{n} mistake is left out:", "{n} mistakes are left out:", len(report.mistakes))
        lines += ["", count]
    for mistake in report.mistakes[:TOLD]:
        place = _("Row {row}", row=mistake.row)
        if mistake.column:
            place += ", " + _(
                "column {letter} ({name})", letter=file.columns.get(mistake.column, "?"), name=mistake.column
            )
        lines.append(
            f"• {place}: {_.said(mistake.why) if isinstance(mistake.why, Said) else html.escape(mistake.why)}"
        )
    if len(report.mistakes) > TOLD:
        lines.append("…")
    return "\n".join(lines)
