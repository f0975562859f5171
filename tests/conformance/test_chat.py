"""The same answers, tapped and typed in the chat and given to ODK's engine, end in the same submission.

A person fills each form in the rehearsal room as people do (:mod:`tests.conformance.person`). What they
meant is told to ODK's engine in the same order, and the two submissions are compared.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path
from random import Random

import pytest
import pytest_asyncio
from sqlmodel import select

from bot.actions import invitations, shelf, workshops
from bot.actions.tx import Tx
from bot.domain.findings import Finding, is_error
from bot.domain.programme import Programme, open_programme
from storage.tables import Person as PersonRow
from tests.conformance.forms import FILES, FORMS
from tests.conformance.forms_chat import CHAT_FORMS
from tests.conformance.glance import filled
from tests.conformance.oracle import Oracle
from tests.conformance.person import Person
from tests.conformance.replaying import replay
from tests.conformance.suite import NOT_FOR_THE_JUDGE, own
from tests.domain.forms.writing_forms import xform_of
from tests.stories.chat import BOSS, Village, join
from tests.support.running import RunningBot

#: Where public forms are, which are not part of this repository.
PUBLIC = os.environ.get("SALA_FORMS_DIR", "")

#: How many people fill each form; more for a long night: SALA_CROWD=20.
CROWD = int(os.environ.get("SALA_CROWD", "1"))

Record = Callable[[str, object], None]

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def village(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Village]:
    """One bot for all the forms; its clock stands where that of ODK's engine is."""
    running = RunningBot(tmp_path_factory.mktemp("chat"), start=dt.datetime.now(dt.UTC))
    await running.start()
    yield Village(running)
    await running.stop()


def programme_of(xform: str, files: Mapping[str, str] | None = None) -> Programme:
    """The programme that a form alone is, with the data files that it reads."""
    digest = hashlib.sha256(xform.encode()).hexdigest()
    stored = {"columns": {}, "schedule": [], "settings": {}, "sheets": {}, "media": {}, "digest": digest}
    stored["files"] = dict(files or {})
    return Programme.from_stored(xform, stored)


async def lived(
    village: Village, judge: Oracle, programme: Programme, seed: int, name: str = ""
) -> tuple[Person, list[str]]:
    """Somebody joins a workshop with a programme and fills it; and what ODK's engine says otherwise."""
    phone = village.phone()
    await join(phone, _invitation(village, programme))
    person = Person(phone, Random(seed))
    await person.fill()
    if name in NOT_FOR_THE_JUDGE:
        return person, []
    judge.load(programme.xform, programme.stored.get("files"))
    return person, replay(judge, filled(phone), person.acts)


def public_forms() -> list[Path]:
    """Workbooks, sheets and XForms of the folder that ``SALA_FORMS_DIR`` names."""
    found = [*Path(PUBLIC).iterdir(), *(Path(PUBLIC) / "xforms").glob("*.xml")]
    return sorted(path for path in found if path.suffix in (".xlsx", ".xls", ".csv", ".xml"))


def opened(path: Path) -> tuple[Programme | None, list[Finding]]:
    """The programme in a file, and what is to be said about it; an XForm was converted by others."""
    if path.suffix == ".xml":
        return programme_of(path.read_text(encoding="utf-8")), []
    return open_programme(path)


def assert_refused_with_a_reason(findings: list[Finding], path: Path) -> None:
    """A refusal says where and why: sheet and row, or the file when nothing in it can be read."""
    errors = [finding for finding in findings if is_error(finding)]
    assert errors
    for finding in errors:
        words = finding.said.english()
        assert len(words) > 10
        assert (finding.sheet and finding.row) or path.name in words


def _invitation(village: Village, programme: Programme) -> str:
    def make(tx: Tx) -> str:
        boss = tx.session.exec(select(PersonRow).where(PersonRow.telegram_id == BOSS)).first()
        boss = boss or PersonRow(
            telegram_id=BOSS, chat_id=BOSS, call_name="Ploy", created_at=tx.now, seen_at=tx.now
        )
        tx.session.add(boss)
        tx.session.flush()
        number = shelf.store(tx, programme)
        first_day = (tx.now + dt.timedelta(days=3)).date()
        workshop = workshops.start(
            tx, boss, programme_id=number, title="Khon Kaen", first_day=first_day, zone="Asia/Bangkok"
        )
        return invitations.working(tx, workshop)["trainee"].code

    return village.bot.do(make)


if PUBLIC:  # named when public forms are at hand

    @pytest.mark.parametrize("seed", range(CROWD))
    @pytest.mark.parametrize("path", public_forms(), ids=lambda path: path.name)
    async def test_public_forms(
        village: Village, judge: Oracle, path: Path, seed: int, record_property: Record
    ) -> None:
        programme, findings = opened(path)
        if programme is None:
            assert_refused_with_a_reason(findings, path)
            record_property(
                "refused", "; ".join(f"{found.place}: {found.said.english()}" for found in findings)
            )
            return
        person, differences = await lived(village, judge, programme, seed, path.stem)
        record_property("questions", person.questions)
        record_property("acts", len(person.acts))
        record_property("taps", person.speaker.taps)
        record_property("messages", person.speaker.words)
        assert differences == []


@pytest.mark.parametrize("seed", range(CROWD))
@pytest.mark.parametrize("name", [*FORMS, *CHAT_FORMS])
async def test_own_forms(village: Village, judge: Oracle, name: str, seed: int) -> None:
    made = CHAT_FORMS.get(name)
    programme = programme_of(xform_of(made) if made else own(name).xml, FILES.get(name))
    person, differences = await lived(village, judge, programme, seed)
    assert differences == []
    assert person.speaker.taps + person.speaker.words >= person.questions
