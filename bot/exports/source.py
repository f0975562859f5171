"""What a format writes: the rows that passed the gate, one person at a time, so that memory stays flat."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from bot.domain.changes.placing import place_all
from bot.domain.forms import typed_places
from bot.domain.forms.filling import Filling, Leaf
from bot.domain.forms.form import Question
from bot.domain.kept import SET, facts_of, fill, seed_of
from bot.domain.programme import Programme
from bot.exports import gate, versions
from bot.exports.gate import Admitted
from bot.exports.versions import Earlier
from storage import lives
from storage.clusters import cluster_facts
from storage.tables import Answer, Contribution, Enrolment, Media, Prompt, Workshop

#: Answers in these states have a value that the form knows.
_GIVEN = ("answered", "repeat")

#: Kinds of questions that hold a place, asked for or not; they need C6.
PLACES = typed_places.PLACES | {"start-geopoint"}

#: Kinds of questions whose answer is a file.
FILES = frozenset({"image", "audio", "video", "file", "background-audio"})


@dataclass
class Summary:
    """What an export holds: rows per file, what was left out and why, and the file itself."""

    path: Path
    people: int = 0
    rows: dict[str, int] = field(default_factory=dict)
    left_out: dict[str, int] = field(default_factory=dict)
    sha256: str = ""
    size: int = 0

    def leave_out(self, why: str, number: int = 1) -> None:
        """Count something that stays inside."""
        if number:
            self.left_out[why] = self.left_out.get(why, 0) + number


@dataclass(frozen=True)
class Given:
    """One answer as it may be written: its row, its value, and its file's name in the media folder.

    ``question`` is the one that was asked, None for the rounds of a repeat.
    """

    row: Answer
    value: str
    state: str
    file: str
    question: Question | None = None


@dataclass(frozen=True)
class Record:
    """Everything of one admitted person.

    ``filling`` holds everything, also what may not leave. ``given`` are the answers by the ref under which
    they stand in the present version of the programme; ``aside`` are those to earlier versions that stand
    nowhere in it. ``version`` is what it is called.
    """

    who: Admitted
    programme: Programme
    filling: Filling
    leaves: Mapping[str, Leaf]
    given: Mapping[str, Given]
    aside: tuple[Given, ...] = ()
    version: str = ""

    @property
    def every(self) -> tuple[tuple[str, Given], ...]:
        """All answers with the ref under which they stand; those that stand nowhere with an empty one."""
        return (*self.given.items(), *(("", given) for given in self.aside))

    def value(self, leaf: Leaf) -> str:
        """The present value of a question as it may be written; empty when not relevant (ODK's rule)."""
        if not leaf.relevant or not writable(leaf.question):
            return ""
        given = self.given.get(leaf.ref)
        return given.value if given is not None else leaf.value

    def submission(self, identity: Mapping[str, str]) -> str:
        """The instance XML of what may be written; ``identity`` goes into its ``meta``."""
        return self.filling.submission(identity, self._writable)

    def attachments(self) -> list[str]:
        """The names of the files that stand in the submission."""
        present = (self.leaves.get(ref) for ref, given in self.given.items() if given.file)
        return [name for leaf in present if leaf is not None and (name := self.value(leaf))]

    def _writable(self, leaf: Leaf) -> str:
        """What may be written of a leaf; nothing of one that did not pass the gate."""
        passed = self.leaves.get(leaf.ref)
        return self.value(passed) if passed is not None else ""


def writable(question: Question) -> bool:
    """Whether a question can have values in an export: no notes, no names, nothing given without a name."""
    return not (
        question.kind in ("note", "acknowledge", "trigger")
        or question.kind in gate.NAMING_KINDS
        or question.columns.get("fill") == "call_name"
        or question.columns.get("sees") == "anonymous"
    )


class Source:
    """The data of one workshop, or of all, as far as it may leave.

    ``programme`` gives a programme version by its number; ``now`` is the instant of the export. With
    ``enrolment_id`` only this one may leave, if at all. ``file_name`` names a file by its media row and its
    question, for those who send the same thing again; otherwise names are new in every export.
    """

    def __init__(
        self,
        session: Session,
        programme: Callable[[int], Programme],
        *,
        now: dt.datetime,
        media: Path,
        workshop_id: int | None = None,
        enrolment_id: int | None = None,
        file_name: Callable[[Media, str], str] | None = None,
    ) -> None:
        self.session = session
        self.programme = programme
        self.now = now
        self.media = media
        self.workshop_id = workshop_id
        self.summary = Summary(Path())
        self.admission = gate.admit(session, workshop_id, enrolment_id)
        self.names = gate.names_of(session, workshop_id)
        self.files: dict[str, Path] = {}
        self._file_name = file_name
        self._file_names: dict[int, str] = {}
        self.summary.people = len(self.admission.people)
        self.summary.leave_out(
            "people who did not agree to research, or deleted their data", self.admission.kept_inside
        )

    @cached_property
    def workshops(self) -> dict[int, Workshop]:
        """The workshops, by number; no rehearsals."""
        query = select(Workshop).where(col(Workshop.rehearsal).is_(False))
        if self.workshop_id is not None:
            query = query.where(Workshop.id == self.workshop_id)
        return {workshop.id or 0: workshop for workshop in self.session.exec(query)}

    def programme_ids(self) -> list[int]:
        """The programme versions that the workshops run."""
        return sorted({workshop.programme_id for workshop in self.workshops.values()})

    @cached_property
    def labels(self) -> dict[int, str]:
        """What each version of a programme is called in the data, by its number."""
        return versions.labels(self.session)

    def earlier(self, programme_id: int) -> Earlier:
        """What earlier versions asked those who live this programme now."""
        mine = [who.enrolment_id for who in self.admission.people if who.programme_id == programme_id]
        return versions.earlier(self.session, programme_id, mine, self.programme)

    def records(self, programme_id: int) -> Iterator[Record]:
        """Everybody admitted who lives this programme, one at a time."""
        programme = self.programme(programme_id)
        for who in self.admission.people:
            if who.programme_id == programme_id:
                yield self._record(who, programme)

    def prompts(self, who: Admitted) -> list[Prompt]:
        """Every prompt of a person, in the order planned."""
        query = select(Prompt).where(Prompt.enrolment_id == who.enrolment_id)
        return list(self.session.exec(query.order_by(col(Prompt.due_at), col(Prompt.id))))

    def contributions(self, who: Admitted) -> list[Contribution]:
        """Every contribution that a person gave and did not take back."""
        query = select(Contribution).where(
            Contribution.enrolment_id == who.enrolment_id, Contribution.state == "kept"
        )
        apart = gate.kept_apart(self.session, who.enrolment_id)
        found = self.session.exec(query.order_by(col(Contribution.id)))
        return [item for item in found if item.answer_id not in apart]

    def words(self, text: str) -> str:
        """A text without the names of the workshop's people; what was taken out is counted."""
        hidden, number = self.names.hide(text)
        self.summary.leave_out("names inside texts, replaced by [name]: please read these texts", number)
        return hidden

    def file(self, who: Admitted, media_id: int | None, label: str) -> str:
        """The name under which a file is in the export; empty when it may not leave or is not there."""
        if media_id is None:
            return ""
        if media_id in self._file_names:
            return self._file_names[media_id]
        media = self.session.get(Media, media_id)
        name = ""
        if media is None or media.state == "deleted":
            pass
        elif not who.may_give(media):
            self.summary.leave_out(
                "photos, voice messages and files without their own consent, or not stored"
            )
        else:
            path = self.media / media.path
            if path.is_file():
                new = f"{who.key.removeprefix('uuid:')}-{label}-{len(self.files) + 1}"
                name = f"{self._file_name(media, label) if self._file_name else new}{path.suffix}"
                self.files[name] = path
            else:
                self.summary.leave_out("files that are missing in the media folder")
        self._file_names[media_id] = name
        return name

    def _record(self, who: Admitted, programme: Programme) -> Record:
        query = select(Answer).where(Answer.enrolment_id == who.enrolment_id).order_by(col(Answer.id))
        rows = list(self.session.exec(query))
        private = gate.kept_private(
            self.session.exec(select(Contribution).where(Contribution.enrolment_id == who.enrolment_id))
        )
        apart = gate.kept_apart(self.session, who.enrolment_id)
        private |= apart
        standing, aside = place_all(programme.form, rows)
        known = {ref: row for ref, row in standing.items() if row.id not in apart}
        filling = self._filled(who, programme, rows, known)  # so that no calculation tells of it either
        made = {ref: row for ref, row in standing.items() if row.state == SET}
        given = {
            ref: self._given(who, row, ref, programme, private)
            for ref, row in standing.items()
            if ref not in made
        }
        called = self.labels.get(who.programme_id, "")
        left = tuple(
            self._given(who, row, row.question, programme, private) for row in aside if row.state != SET
        )
        leaves = self._computed({leaf.ref: leaf for leaf in filling.leaves()}, given, left)
        given |= {ref: self._set(row, leaves.get(ref)) for ref, row in made.items()}
        return Record(who, programme, filling, leaves, given, left, called)

    def _set(self, row: Answer, leaf: Leaf | None) -> Given:
        """What the form set by itself, as it may be written: like any calculation."""
        may = leaf is not None and leaf.relevant and writable(leaf.question)
        question = leaf.question if leaf is not None else None
        return Given(row, leaf.value if leaf is not None and may else "", row.state, "", question)

    def _filled(
        self, who: Admitted, programme: Programme, rows: list[Answer], standing: Mapping[str, Answer]
    ) -> Filling:
        """The form as it was when its last answer was given: an export tells the same tomorrow."""
        zone = ZoneInfo(who.zone)
        last = max((row.edited_at or row.answered_at for row in rows), default=who.joined)
        return fill(
            programme.form,
            standing,
            now=last.astimezone(zone),
            language=programme.form.language_for(who.language),
            facts=self._facts(who)
            | cluster_facts(self.session, self.session.get_one(Enrolment, who.enrolment_id))
            | facts_of(rows, zone),
            seed=seed_of(who.workshop_id, who.enrolment_id),
            last_saved=self._before(who, programme),
        )

    def _before(self, who: Admitted, programme: Programme) -> Filling | None:
        """What the person filled before, where the form looks into it; nothing that may not leave itself."""
        enrolment = self.session.get_one(Enrolment, who.enrolment_id)
        return lives.before(self.session, self.programme, enrolment, programme, self._may_all_leave)

    def _may_all_leave(self, rows: Sequence[Answer]) -> bool:
        """Whether all answers of an earlier enrolment may leave: then a calculation may quote them here."""
        number = rows[0].enrolment_id
        people = gate.admit(self.session, None, number).people
        shared = self.session.exec(select(Contribution).where(Contribution.enrolment_id == number))
        private = gate.kept_private(shared) | gate.kept_apart(self.session, number)
        places = any(row.kind in PLACES for row in rows)
        return bool(people) and not private and (not places or "c6" in people[0].granted)

    def _given(
        self, who: Admitted, row: Answer, ref: str, programme: Programme, private: frozenset[int]
    ) -> Given:
        """One answer as it may be written; neither its own version nor the present one may forbid it."""
        question = versions.asked(self.programme(row.programme_id), row.question)
        if row.id in private:
            self.summary.leave_out("answers whose author chose to keep them private")
            return Given(row, "", "kept_private", "", question)
        if row.kind in PLACES and "c6" not in who.granted:
            self.summary.leave_out("places without their own consent", row.state == "answered")
            state = "not_allowed" if row.state == "answered" else row.state
            return Given(row, "", state, "", question)
        forms = [question, versions.asked(programme, ref)]
        unknown = row.state == "answered" and question is None
        if row.state not in _GIVEN or unknown or not all(writable(one) for one in forms if one is not None):
            return Given(row, "", row.state, "", question)
        file = self.file(who, row.media_id, row.name)
        if row.media_id is not None and (row.kind in FILES or not row.value):
            return Given(row, file, row.state if file else "not_allowed", file, question)
        value = self.words(row.value) if is_text(row.kind) else row.value
        return Given(row, value, row.state, file, question)

    def _computed(
        self, leaves: dict[str, Leaf], given: Mapping[str, Given], left: tuple[Given, ...]
    ) -> Mapping[str, Leaf]:
        """The leaves; calculations lose the names and the answers that stay inside from what they quote."""
        answers = (*given.values(), *left)
        kept = [one.row for one in answers if one.row.state in _GIVEN and one.state != one.row.state]
        inside = [row.value for row in kept if len(row.value) > 2]
        result = {}
        for ref, leaf in leaves.items():
            value = leaf.value if ref in given else self.names.hide(leaf.value)[0]
            for text in inside:
                value = value.replace(text, "[kept private]")
            result[ref] = leaf if value == leaf.value else Leaf(leaf.ref, leaf.question, leaf.relevant, value)
        return result

    def _facts(self, who: Admitted) -> dict[str, str]:
        workshop = self.workshops[who.workshop_id]
        return {
            "call_name": "",
            "role": who.role,
            "country": who.country,
            "workshop": workshop.title,
            "first_day": workshop.first_day.isoformat(),
            "last_day": workshop.last_day.isoformat(),
        }


def is_text(kind: str) -> bool:
    """Whether values of this kind of question were typed, or computed from what was typed."""
    return kind in ("text", "barcode", "hidden", "calculate") or kind.endswith("or_other")
