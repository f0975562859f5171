"""Bringing the rows of two enrolments together loses no answer, and taking them apart gives back what was."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select

from bot.actions.library import Library
from bot.actions.merge_rows import bring_together, newest, take_apart
from bot.actions.tx import HouseRules, Tx
from bot.domain.forms.rounds import Rounds, read_rounds
from storage.engine import open_engine
from storage.tables import (
    Answer,
    AnswerVersion,
    Consent,
    Contribution,
    Enrolment,
    Person,
    Programme,
    Prompt,
    Workshop,
    metadata,
)

NOW = dt.datetime(2026, 12, 20, 3, tzinfo=dt.UTC)

#: One answer: its question, state, number of the minute, and how often it was corrected before.
ANSWERS = st.lists(
    st.tuples(
        st.sampled_from(["a/one", "a/two", "b[2]/three", "w/s[1]/x", "w/s[2]/x", "w/s[2]/t[1]/y"]),
        st.sampled_from(["answered", "skipped", "deleted", "withheld", "seen"]),
        st.integers(0, 50),
        st.integers(0, 2),
    ),
    unique_by=lambda row: row[0],
    max_size=6,
)
PROMPTS = st.dictionaries(
    st.sampled_from([("a", 1), ("b", 1), ("b", 2), ("w", 1)]),
    st.sampled_from(["scheduled", "sent", "opened", "completed", "expired", "cancelled"]),
)
PEOPLE = st.tuples(ANSWERS, PROMPTS, st.booleans())


class Two:
    """Two enrolments in a fresh database, filled as an example says."""

    def __init__(self, session: Session, examples: tuple[Any, Any]) -> None:
        self.tx = Tx(session, NOW, Library(), HouseRules(Path()))
        self.session = session
        programme = Programme(
            form_id="f", version="1", title="F", digest="d", xform="", stored={}, created_at=NOW
        )
        session.add(programme)
        session.flush()
        self.programme = programme.id or 0
        day = NOW.date()
        session.add(
            Workshop(
                programme_id=self.programme,
                title="W",
                first_day=day,
                last_day=day,
                zone="UTC",
                created_at=NOW,
            )
        )
        session.flush()
        self.kept, self.other = (self._person(number, one) for number, one in enumerate(examples))

    def _add(self, row: Any) -> Any:
        self.session.add(row)
        self.session.flush()
        return row

    def _person(self, number: int, example: Any) -> Enrolment:
        answers, prompts, rounds = example
        person = self._add(Person(call_name=f"P{number}", created_at=NOW, seen_at=NOW))
        enrolment = self._add(
            Enrolment(
                workshop_id=1,
                person_id=person.id,
                role="trainee",
                pseudonym=f"X{number}",
                state="active",
                joined_at=NOW,
            )
        )
        made = {
            place: self._add(
                Prompt(
                    enrolment_id=enrolment.id,
                    activity=place[0],
                    iteration=place[1],
                    state=state,
                    due_at=NOW,
                    scheduled_at=NOW,
                )
            )
            for place, state in prompts.items()
        }
        for question, state, minute, edits in answers:
            prompt = made.get((question.partition("/")[0].partition("[")[0], 1))
            row = self._answer(enrolment, question, state, minute, prompt.id if prompt else None, number)
            for edit in range(edits):
                self._add(
                    AnswerVersion(
                        answer_id=row.id or 0,
                        programme_id=self.programme,
                        state="answered",
                        value=f"{row.value}v{edit}",
                        replaced_at=NOW,
                    )
                )
            self._add(
                Contribution(
                    enrolment_id=enrolment.id,
                    answer_id=row.id or 0,
                    kind="text",
                    text=row.value,
                    created_at=NOW,
                )
            )
        if rounds:
            text = Rounds(2, True, frozenset({1})).text
            self._answer(enrolment, "w/s", "repeat", 0, None, number, text)
        self._add(
            Consent(
                enrolment_id=enrolment.id,
                layer="c1",
                granted=bool(number),
                text="?",
                text_version="1",
                language="en",
                way="tap",
                at=NOW,
            )
        )
        return enrolment  # type: ignore[no-any-return]

    def _answer(
        self,
        enrolment: Enrolment,
        question: str,
        state: str,
        minute: int,
        prompt: int | None,
        number: int,
        text: str = "",
    ) -> Answer:
        says = state in ("answered", "withheld")
        return self._add(  # type: ignore[no-any-return]
            Answer(
                enrolment_id=enrolment.id or 0,
                prompt_id=prompt,
                programme_id=self.programme,
                question=question,
                name=question.rpartition("/")[2],
                activity=question.partition("/")[0],
                kind="text",
                state=state,
                value=text or (f"SAID{number}:{question}" if says else ""),
                raw="typed" if says else "",
                answered_at=NOW + dt.timedelta(minutes=minute),
                message_id=minute,
            )
        )

    def everything(self) -> Counter[str]:
        """What was ever said, whether it counts now or is an earlier value."""
        rows = self.session.exec(select(Answer).where(Answer.state != "repeat"))
        earlier = self.session.exec(select(AnswerVersion))
        return Counter([row.value for row in rows if row.value] + [row.value for row in earlier])

    def picture(self) -> dict[str, Any]:
        """All rows as they are, but for the numbers of answers that were made anew."""
        self.session.flush()
        self.session.expire_all()
        question = {row.id: (row.enrolment_id, row.question) for row in self.session.exec(select(Answer))}
        return {
            "answers": sorted(
                str(row.model_dump(exclude={"id"})) for row in self.session.exec(select(Answer))
            ),
            "versions": sorted(
                (row.value, question[row.answer_id]) for row in self.session.exec(select(AnswerVersion))
            ),
            "contributions": sorted(
                (row.text, row.enrolment_id, str(question[row.answer_id or 0]))
                for row in self.session.exec(select(Contribution))
            ),
            "prompts": sorted(str(row.model_dump()) for row in self.session.exec(select(Prompt))),
            "consents": sorted((row.id or 0, row.enrolment_id) for row in self.session.exec(select(Consent))),
        }


def two(examples: tuple[Any, Any]) -> Two:
    engine = open_engine("sqlite://")
    metadata.create_all(engine)
    return Two(Session(engine), examples)


@given(PEOPLE, PEOPLE)
@settings(max_examples=12, deadline=None)
def test_nothing_is_lost_and_everything_goes_back(mine: Any, theirs: Any) -> None:
    people = two((mine, theirs))
    said, before = people.everything(), people.picture()
    undo = bring_together(people.tx, people.kept, people.other)
    assert people.everything() == said, "every answer is there, as the answer or as an earlier value of it"
    for table in (Answer, Contribution, Consent):
        left = people.session.exec(select(table).where(table.enrolment_id == people.other.id)).all()
        assert not left, "nothing stays behind"
    assert not any(word in str(undo) for word in ("typed", "SAID")), "no answer is in the act"
    take_apart(people.tx, people.kept, people.other, undo)
    assert people.picture() == before


@given(PEOPLE, PEOPLE)
@settings(max_examples=12, deadline=None)
def test_the_newer_answer_counts_unless_it_says_nothing(mine: Any, theirs: Any) -> None:
    people = two((mine, theirs))
    bring_together(people.tx, people.kept, people.other)
    rows = {row.question: row for row in people.session.exec(select(Answer))}
    both = mine[2] and theirs[2]
    for question, state, minute, _edits in mine[0]:
        other = next((row for row in theirs[0] if row[0] == question), None)
        if other is None or (both and question.startswith("w/s[")):
            assert rows[question].state == state
            continue
        says, also = (one in ("answered", "withheld") for one in (state, other[1]))
        wins = (also, other[2]) > (says, minute)
        assert rows[question].state == (other[1] if wins else state)
        assert rows[question].value.startswith("SAID1:" if wins else "SAID0:") or not rows[question].value


@given(PEOPLE, PEOPLE)
@settings(max_examples=8, deadline=None)
def test_rounds_of_both_come_one_after_the_other(mine: Any, theirs: Any) -> None:
    people = two((mine, theirs))
    bring_together(people.tx, people.kept, people.other)
    rows = {row.question: row for row in people.session.exec(select(Answer))}
    if mine[2] and theirs[2]:
        assert read_rounds(rows["w/s"].value) == Rounds(4, True, frozenset({1, 3}))
        for question, state, _minute, _edits in theirs[0]:
            if question.startswith("w/s["):
                target = question.replace("w/s[1]", "w/s[3]").replace("w/s[2]", "w/s[4]")
                assert rows[target].state == state
    elif mine[2] or theirs[2]:
        assert read_rounds(rows["w/s"].value) == Rounds(2, True, frozenset({1}))


@given(PEOPLE, PEOPLE)
@settings(max_examples=8, deadline=None)
def test_of_two_prompts_the_one_that_tells_more_stays(mine: Any, theirs: Any) -> None:
    people = two((mine, theirs))
    bring_together(people.tx, people.kept, people.other)
    rank = ["cancelled", "scheduled", "expired", "sent", "opened", "completed"]
    for row in people.session.exec(select(Prompt)):
        place = (row.activity, row.iteration)
        if row.enrolment_id == people.kept.id:
            states = [one[1][place] for one in (mine, theirs) if place in one[1]]
            assert row.state == max(states, key=rank.index)
        else:
            assert row.state in ("completed", "expired", "cancelled"), "nothing is sent any more"
    for answer in people.session.exec(select(Answer)):
        if answer.prompt_id is not None:
            assert people.session.get_one(Prompt, answer.prompt_id).enrolment_id == people.kept.id


def test_what_was_given_since_is_seen() -> None:
    people = two((([("a/one", "answered", 1, 0)], {}, False), ([], {}, False)))
    bring_together(people.tx, people.kept, people.other)
    before = newest(people.tx, people.kept)
    assert newest(people.tx, people.kept) == before
    people._answer(people.kept, "a/two", "answered", 1, None, 0)
    assert newest(people.tx, people.kept) != before
