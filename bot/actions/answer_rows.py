"""One participant's form at hand: the rows of their answers, and the filled form that they make.

Only this file writes answers. A changed answer leaves its earlier value as a version. Each says which version
of the programme was asked; :mod:`bot.domain.changes.placing` finds where it stands in the one that runs now.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import select

from bot.actions.tx import Tx
from bot.domain.changes.placing import place_all
from bot.domain.forms.filling import Filling
from bot.domain.forms.form import Form, Question
from bot.domain.forms.rounds import Rounds
from bot.domain.kept import ELSEWHERE, SET, facts_of, fill, in_form, seed_of
from bot.domain.programme import Programme
from storage import lives
from storage.clusters import cluster_facts
from storage.tables import Answer, AnswerVersion, Enrolment, Person, Prompt, Workshop

#: Languages of the countries, whose habits count for people who read the interface in English.
HABITS = {"KH": "km", "LA": "lo", "MM": "my", "VN": "vi", "TH": "th"}


@dataclass(frozen=True)
class Given:
    """What a person gave to one question. ``value`` is canonical; ``raw`` what they typed, if different."""

    value: str
    raw: str = ""
    way: str = "tap"
    media_id: int | None = None
    message_id: int | None = None


@dataclass
class Desk:
    """A participant's rows and their filled form, kept in step while one transaction is open.

    ``rows`` are the answers by the ref under which they stand in the form now. ``aside`` are those that stand
    nowhere, since their question is gone or got another type. ``asked_in`` is the programme version in which
    the present question was read, when that is not the one that runs now.

    ``person`` is with whom the chat is, ``owner`` whose answers these are: another one when a facilitator
    enters them. Then ``shown`` is the form as that facilitator may read it, and ``since`` says from when on
    they have been entering: what the person keeps private is quoted only when it was typed since.
    """

    tx: Tx
    person: Person
    enrolment: Enrolment
    workshop: Workshop
    programme: Programme
    filling: Filling
    rows: dict[str, Answer]
    owner: Person
    shown: Filling
    aside: list[Answer] = field(default_factory=list)
    asked_in: int | None = None
    since: dt.datetime | None = None

    @property
    def form(self) -> Form:
        """The form of the programme."""
        return self.programme.form

    @property
    def proxied(self) -> bool:
        """Whether a facilitator gives the answers for the person."""
        return self.person.id != self.owner.id

    def may_be_shown(self, ref: str) -> bool:
        """Whether what stands at a ref may be read in this chat: one's own, or typed here since."""
        row = self.rows.get(ref)
        if not self.proxied or row is None or self.since is None:
            return True
        return row.entered_by == self.person.id and (row.edited_at or row.answered_at) >= self.since

    def question(self, ref: str) -> Question:
        """The question behind a ref. Raises ``KeyError`` for a ref that the form does not have."""
        return self.form.questions[path_of(ref)]

    def columns(self, ref: str) -> dict[str, str]:
        """The ``sala_`` columns of a question; those that it lacks come from the groups around it."""
        found: dict[str, str] = {}
        parts = path_of(ref).split("/")
        for end in range(1, len(parts) + 1):
            found.update({k: v for k, v in self.form.columns_of("/".join(parts[:end])).items() if v})
        return found

    def keep(self, ref: str, prompt: Prompt | None, given: Given, *, asked_at: dt.datetime | None) -> Answer:
        """Store an answer, or correct the one that is there; the earlier value stays as a version."""
        return self._write(ref, prompt, given, "answered", asked_at)

    def pass_over(self, ref: str, prompt: Prompt | None, state: str) -> Answer:
        """Record that a question was skipped, a note seen, or an answer withheld."""
        return self._write(ref, prompt, Given("", way=""), state, None)

    def set_rounds(self, ref: str, prompt: Prompt | None, rounds: Rounds) -> None:
        """Record which rounds a repeat has."""
        self._write(ref, prompt, Given(rounds.text), "repeat", None)

    @property
    def every(self) -> list[Answer]:
        """All rows, those that are set aside among them."""
        return [*self.rows.values(), *self.aside]

    def ref_of(self, answer: Answer) -> str | None:
        """Where an answer stands in the form; None when it is set aside."""
        return next((ref for ref, row in self.rows.items() if row.id == answer.id), None)

    def change_state(self, row: Answer, state: str) -> None:
        """Give an answer another state; the earlier one stays as a version, the value stays as it is."""
        self._keep_version(row)
        row.state, row.edited_at = state, self.tx.now
        ref = self.ref_of(row)
        if ref is not None:
            self._fill(ref, row)

    def take_away(self, row: Answer) -> None:
        """Delete an answer and every earlier value of it; only that there was one is still known."""
        self._forget_versions(row)
        row.state, row.value, row.raw, row.message_id = "deleted", "", "", None
        row.edited_at = self.tx.now
        ref = self.ref_of(row)
        if ref is not None:
            self._fill(ref, row, forget=True)

    def _write(
        self, ref: str, prompt: Prompt | None, given: Given, state: str, asked_at: dt.datetime | None
    ) -> Answer:
        row = self._store(ref, prompt, given, state, asked_at)
        self._fill(ref, row)
        return row

    def _store(
        self, ref: str, prompt: Prompt | None, given: Given, state: str, asked_at: dt.datetime | None
    ) -> Answer:
        now = self.tx.now
        row = self._kept_at(ref)
        if row is None:
            row = self._new(ref, prompt, asked_at)
        else:
            if row.state != "repeat" and (row.state, row.value, row.media_id) != (
                state,
                given.value,
                given.media_id,
            ):
                self._keep_version(row)
            if row.state != "repeat":
                row.edits += 1
                row.edited_at = now
        row.state, row.value = state, given.value
        row.raw = given.raw if given.raw != given.value else ""
        row.way, row.media_id, row.message_id = given.way, given.media_id, given.message_id
        row.entered_by = row.confirmed_at = None
        if self.proxied:  # the message is in another chat, where its number means another one
            row.way, row.message_id, row.entered_by = "proxy", None, self.person.id
        row.language = self.person.language
        row.sqlmodel_update(self._asked(ref))
        self.tx.session.add(row)
        self.tx.session.flush()
        self.rows[ref] = row
        return row

    def _keep_version(self, row: Answer) -> None:
        self.tx.session.add(
            AnswerVersion(
                answer_id=row.id or 0,
                programme_id=row.programme_id,
                state=row.state,
                value=row.value,
                raw=row.raw,
                media_id=row.media_id,
                replaced_at=self.tx.now,
            )
        )

    def _new(self, ref: str, prompt: Prompt | None, asked_at: dt.datetime | None) -> Answer:
        late = prompt is not None and prompt.expires_at is not None and prompt.expires_at <= self.tx.now
        return Answer(
            enrolment_id=self.enrolment.id or 0,
            prompt_id=prompt.id if prompt else None,
            **self._asked(ref),
            activity=prompt.activity if prompt else ref.partition("/")[0].partition("[")[0],
            iteration=prompt.iteration if prompt else 1,
            late=late,
            asked_at=asked_at,
            answered_at=self.tx.now,
        )

    def _kept_at(self, ref: str) -> Answer | None:
        """The row to correct: one that was set aside at this very place, else the one that stands there."""
        standing = self.rows.get(ref)
        here = next((row for row in self.aside if row.question == ref), None)
        if here is None:
            return standing
        moved = [standing] if standing is not None else []
        self.aside = [*(row for row in self.aside if row is not here), *moved]
        return here

    def _asked(self, ref: str) -> dict[str, Any]:
        """The question that is answered at a ref, and in which version of the programme it was read."""
        path = path_of(ref)
        question = self.form.questions.get(path)
        return {
            "programme_id": self.asked_in or self.workshop.programme_id,
            "question": ref,
            "name": path.rpartition("/")[2],
            "kind": question.kind if question else "repeat",
        }

    def _fill(self, ref: str, row: Answer, *, forget: bool = False) -> None:
        """Put a row into the form, and keep what the form sets by itself then.

        With ``forget`` no earlier value of that stays either: it may quote an answer that was deleted.
        """
        value, passed = in_form(row)
        for filling in {id(each): each for each in (self.shown, self.filling)}.values():
            fired = filling.pass_over(ref) if passed else filling.put(ref, value)
        prompt = self.tx.session.get(Prompt, row.prompt_id) if row.prompt_id is not None and fired else None
        for target, made in fired.items():
            kept = self._store(target, prompt, Given(made, way=""), SET, None)
            if forget:
                self._forget_versions(kept)

    def _forget_versions(self, row: Answer) -> None:
        for version in self.tx.session.exec(select(AnswerVersion).where(AnswerVersion.answer_id == row.id)):
            self.tx.session.delete(version)


def open_desk(tx: Tx, enrolment: Enrolment, person: Person | None = None) -> Desk:
    """Read a participant's rows and build their filled form, as of this instant and in their language.

    ``person`` is with whom the chat is; another one than the participant enters the answers for them.
    """
    owner = tx.session.get_one(Person, enrolment.person_id)
    person = person or owner
    workshop = tx.session.get_one(Workshop, enrolment.workshop_id)
    programme = tx.library.get(tx.session, workshop.programme_id)
    found = tx.session.exec(select(Answer).where(Answer.enrolment_id == enrolment.id))
    rows, aside = place_all(programme.form, found)
    zone = ZoneInfo(owner.zone or workshop.zone)
    filled = partial(
        fill,
        programme.form,
        rows,
        now=tx.now.astimezone(zone),
        language=programme.form.language_for(person.language),
        facts=_facts(owner, enrolment, workshop)
        | cluster_facts(tx.session, enrolment)
        | facts_of([*rows.values(), *aside], zone),
        seed=seed_of(workshop.id, enrolment.id),
        tongue=person.language,
        habits=_habits(person),
        last_saved=lives.before(tx.session, partial(tx.library.get, tx.session), enrolment, programme),
    )
    filling = filled()
    desk = Desk(tx, person, enrolment, workshop, programme, filling, rows, owner, filling, aside)
    if desk.proxied:
        _veil(desk, filled)
    return desk


def _veil(desk: Desk, filled: Callable[[], Filling]) -> None:
    """Take from what is shown to a facilitator the private answers that they have not typed just now."""
    told = desk.tx.conversation(desk.person).data.get("since")
    desk.since = dt.datetime.fromisoformat(told) if told else desk.tx.now
    hidden = [
        ref
        for ref, row in desk.rows.items()
        if row.value and desk.columns(ref).get("sees") == "private" and not desk.may_be_shown(ref)
    ]
    if hidden:
        desk.shown = filled()
        for ref in hidden:
            desk.shown.put(ref, ELSEWHERE)


def _habits(person: Person) -> str:
    """By which language's habits somebody writes: who reads English writes as in the own country."""
    return HABITS.get(person.country, person.language) if person.language == "en" else person.language


def path_of(ref: str) -> str:
    """The path of a question without the numbers of rounds: ``d3/stops[2]/place`` is ``d3/stops/place``."""
    return "/".join(part.partition("[")[0] for part in ref.split("/"))


def _facts(person: Person, enrolment: Enrolment, workshop: Workshop) -> dict[str, str]:
    return {
        "call_name": person.call_name,
        "role": enrolment.role,
        "country": person.country,
        "workshop": workshop.title,
        "first_day": workshop.first_day.isoformat(),
        "last_day": workshop.last_day.isoformat(),
    }
