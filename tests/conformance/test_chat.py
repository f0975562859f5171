"""The same answers, tapped and typed in the chat and given to ODK's engine, end in the same submission.

A person fills each form in the rehearsal room as people do (:mod:`tests.conformance.person`). What they
meant is told to ODK's engine in the same order, and the two submissions are compared.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from collections.abc import AsyncIterator, Mapping
from random import Random

import pytest
import pytest_asyncio
from sqlmodel import select

from bot.actions import invitations, shelf, workshops
from bot.actions.tx import Tx
from bot.domain.programme import Programme
from storage.tables import Person as PersonRow
from tests.conformance.forms import FILES, FORMS
from tests.conformance.glance import filled
from tests.conformance.oracle import Oracle
from tests.conformance.person import Person
from tests.conformance.replaying import replay
from tests.domain.forms.writing_forms import xform_of
from tests.stories.chat import BOSS, Village, join
from tests.support.running import RunningBot

#: How many people fill each form; more for a long night: SALA_CROWD=20.
CROWD = int(os.environ.get("SALA_CROWD", "1"))

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


async def lived(village: Village, programme: Programme, seed: int) -> tuple[Person, list[str]]:
    """Somebody joins a workshop with a programme and fills it; and what ODK's engine says otherwise."""
    phone = village.phone()
    await join(phone, _invitation(village, programme))
    person = Person(phone, Random(seed))
    await person.fill()
    with Oracle() as oracle:
        oracle.load(programme.xform, programme.stored.get("files"))
        return person, replay(oracle, filled(phone), person.acts)


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


@pytest.mark.parametrize("seed", range(CROWD))
@pytest.mark.parametrize("name", FORMS)
async def test_own_forms(village: Village, name: str, seed: int) -> None:
    person, differences = await lived(village, programme_of(xform_of(FORMS[name]), FILES.get(name)), seed)
    assert differences == []
    assert person.speaker.taps + person.speaker.words >= person.questions
