"""One row per thing that happened: answers with paradata, prompts, contributions, consents, notes."""

from __future__ import annotations

from collections.abc import Callable

from bot.exports import gate, versions
from bot.exports.cells import flag, moment, seconds, words
from bot.exports.source import Record, Source, is_text
from bot.exports.tables import Tables

ANSWERS, PROMPTS, CONTRIBUTIONS = "answers_long.csv", "prompts.csv", "contributions.csv"
PARTICIPANTS, CONSENTS, NOTES = "participants.csv", "consents.csv", "anonymous_notes.csv"
VERSIONS = "versions.csv"

#: Columns of each file. The README of the export explains them.
HEADINGS: dict[str, tuple[str, ...]] = {
    PARTICIPANTS: ("KEY", "workshop", "role", "country", "language", "state", "joined", "answers"),
    ANSWERS: (
        "KEY",
        "question",
        "name",
        "activity",
        "iteration",
        "type",
        "version",
        "state",
        "value",
        "relevant",
        "way",
        "confirmed",
        "language",
        "late",
        "asked",
        "answered",
        "edited",
        "edits",
        "seconds",
        "file",
    ),
    PROMPTS: (
        "KEY",
        "activity",
        "iteration",
        "state",
        "reason",
        "due",
        "expires",
        "sent",
        "opened",
        "completed",
        "closed",
        "reminders",
    ),
    CONTRIBUTIONS: (
        "KEY",
        "given",
        "kind",
        "question",
        "way",
        "text",
        "file",
        "language",
        "visibility",
        "credit",
        "community",
    ),
    CONSENTS: ("KEY", "layer", "allowed", "by_proxy"),
    NOTES: ("workshop", "question", "text"),
    VERSIONS: ("workshop", "from", "version", "form_id", "form_version", "title", "digest"),
}

#: Layers whose effect a researcher must know to use the data rightly.
LAYERS = ("c1", "c2", "c3", "c4", "c5", "c6", "c7")


def begin(tables: Tables) -> None:
    """Start every file of this module with its headings."""
    for name, columns in HEADINGS.items():
        tables.begin(name, columns)


def write(record: Record, source: Source, tables: Tables) -> None:
    """Write everything of one person."""
    for part in _PARTS:
        part(record, source, tables)


def write_notes(source: Source, tables: Tables) -> None:
    """Write the notes without a name that may pass, in random order and without a day."""
    passed, inside = gate.notes(source.session, source.workshop_id, source.now)
    for (workshop_id, question), texts in passed.items():
        for text in texts:
            tables.row(NOTES, [str(workshop_id), question, words(source.words(text))])
    source.summary.leave_out(
        f"notes without a name (fewer than {gate.LEAST_NOTES} to a question, or the course still runs)",
        inside,
    )


def write_versions(source: Source, tables: Tables) -> None:
    """Write which version of its programme each workshop ran, from when on."""
    for workshop, number, begun in versions.history(source.session, source.workshops.values()):
        ran = source.programme(number)
        about = [source.labels.get(number, ""), ran.form_id, ran.version, words(ran.title), ran.digest]
        tables.row(VERSIONS, [str(workshop.id), begun, *about])


def _participant(record: Record, source: Source, tables: Tables) -> None:
    who = record.who
    answered = sum(given.row.state == "answered" for _ref, given in record.every)
    joined = moment(who.joined, who.zone)[:10]
    about = [who.key, str(who.workshop_id), who.role, who.country, who.language, who.state, joined]
    tables.row(PARTICIPANTS, [*about, str(answered)])
    for layer in LAYERS:
        tables.row(CONSENTS, [who.key, layer, flag(layer in who.granted), flag(layer in who.by_proxy)])


def _answers(record: Record, source: Source, tables: Tables) -> None:
    who = record.who
    for ref, given in record.every:
        row = given.row
        leaf = record.leaves.get(ref)
        cells = [
            who.key,
            row.question,
            row.name,
            row.activity,
            str(row.iteration),
            row.kind,
            source.labels.get(row.programme_id, ""),
            given.state,
            words(given.value) if is_text(row.kind) else given.value,
            flag(leaf is not None and leaf.relevant),
            row.way,
            moment(row.confirmed_at, who.zone),
            row.language,
            flag(row.late),
            moment(row.asked_at, who.zone),
            moment(row.answered_at, who.zone),
            moment(row.edited_at, who.zone),
            str(row.edits),
            seconds(row.asked_at, row.answered_at),
            given.file,
        ]
        tables.row(ANSWERS, cells)


def _prompts(record: Record, source: Source, tables: Tables) -> None:
    who = record.who
    for prompt in source.prompts(who):
        moments = (
            prompt.due_at,
            prompt.expires_at,
            prompt.sent_at,
            prompt.opened_at,
            prompt.completed_at,
            prompt.closed_at,
        )
        about = [who.key, prompt.activity, str(prompt.iteration), prompt.state, prompt.reason]
        times = [moment(instant, who.zone) for instant in moments]
        tables.row(PROMPTS, [*about, *times, str(prompt.reminders)])


def _contributions(record: Record, source: Source, tables: Tables) -> None:
    who = record.who
    answers = {given.row.id: given.row for _ref, given in record.every}
    for item in source.contributions(who):
        open_to_read = gate.may_quote(item)
        if not open_to_read:
            source.summary.leave_out("words of contributions that their authors keep private")
        file = source.file(who, item.media_id, "contribution") if open_to_read else ""
        text = words(source.words(item.text)) if open_to_read else ""
        answer = answers.get(item.answer_id)
        named = item.community if open_to_read and item.credit == "community" else ""
        cells = [
            who.key,
            moment(item.created_at, who.zone)[:10],
            item.kind,
            answer.question if answer is not None else "",
            answer.way if answer is not None else "",
            text,
            file,
            item.language,
            item.visibility,
            item.credit,
            words(named),
        ]
        tables.row(CONTRIBUTIONS, cells)


_PARTS: tuple[Callable[[Record, Source, Tables], None], ...] = (
    _participant,
    _answers,
    _prompts,
    _contributions,
)
