"""People who fill forms in the chat: each form once or more, and what ODK's engine says of it.

``python -m tests.conformance.crowd`` fills all forms, public ones from ``SALA_FORMS_DIR`` too, and prints
how many were finished or refused and what it took.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from sqlmodel import select

from bot import logs
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
from tests.conformance.suite import NOT_FOR_THE_JUDGE
from tests.domain.forms.writing_forms import xform_of
from tests.stories.chat import BOSS, Village, join
from tests.support.running import RunningBot

#: Where public forms are, which are not part of this repository.
PUBLIC = os.environ.get("SALA_FORMS_DIR", "")

#: How many people fill each form; more for a long night: SALA_CROWD=20.
CROWD = int(os.environ.get("SALA_CROWD", "1"))

#: The project's own forms, by name.
OWN = {**FORMS, **CHAT_FORMS}


@dataclass(frozen=True)
class Lived:
    """What somebody did with a form, and what ODK's engine says otherwise."""

    person: Person
    differences: list[str]
    judged: bool = True


@dataclass
class Crowd:
    """One village and one judge for all forms."""

    village: Village
    judge: Oracle
    sums: Counter[str] = field(default_factory=Counter)

    async def fill(self, programme: Programme, seed: int, name: str = "") -> Lived:
        """Somebody joins a workshop with a programme and fills it; ODK's engine is told the same."""
        phone = self.village.phone()
        await join(phone, self._invitation(programme))
        person = Person(phone, Random(seed))
        await person.fill()
        self.sums.update(people=1, questions=person.questions, acts=len(person.acts))
        self.sums.update(taps=person.speaker.taps, messages=person.speaker.words)
        if name in NOT_FOR_THE_JUDGE:
            return Lived(person, [], judged=False)
        self.judge.load(programme.xform, programme.stored.get("files"))
        return Lived(person, replay(self.judge, filled(phone), person.acts))

    def _invitation(self, programme: Programme) -> str:
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

        return self.village.bot.do(make)


def own_programme(name: str) -> Programme:
    """One of the project's own forms as a programme."""
    return programme_of(xform_of(OWN[name]), FILES.get(name))


def programme_of(xform: str, files: Mapping[str, str] | None = None) -> Programme:
    """The programme that a form alone is, with the data files that it reads."""
    digest = hashlib.sha256(xform.encode()).hexdigest()
    stored = {"columns": {}, "schedule": [], "settings": {}, "sheets": {}, "media": {}, "digest": digest}
    stored["files"] = dict(files or {})
    return Programme.from_stored(xform, stored)


def public_forms() -> list[Path]:
    """Workbooks, sheets and XForms of the folder that ``SALA_FORMS_DIR`` names."""
    found = [*Path(PUBLIC).iterdir(), *(Path(PUBLIC) / "xforms").glob("*.xml")] if PUBLIC else []
    return sorted(path for path in found if path.suffix in (".xlsx", ".xls", ".csv", ".xml"))


def opened(path: Path) -> tuple[Programme | None, list[Finding]]:
    """The programme in a file, and what is to be said about it; an XForm was converted by others."""
    if path.suffix == ".xml":
        return programme_of(path.read_text(encoding="utf-8")), []
    return open_programme(path)


def running(folder: Path) -> RunningBot:
    """The bot; its clock stands where that of ODK's engine is."""
    return RunningBot(folder, start=dt.datetime.now(dt.UTC))


def _subjects(crowd: Crowd) -> Iterator[tuple[str, Programme]]:
    """All forms that can be filled; those that are refused are named and counted."""
    yield from ((name, own_programme(name)) for name in OWN)
    for path in public_forms():
        programme, findings = opened(path)
        if programme is not None:
            yield path.stem, programme
        else:
            crowd.sums["refused"] += 1
            reason = next(filter(is_error, findings))
            print(f"refused: {path.name}: {reason.place}: {reason.said.english()}")


async def main() -> None:
    """Fill everything and print the sums."""
    for told in ("SALA_FORMS_DIR", "SALA_CROWD"):  # not for Sala's settings
        os.environ.pop(told, None)
    logs.configure("console", "error")
    with tempfile.TemporaryDirectory() as folder, Oracle() as judge:
        bot = running(Path(folder))
        await bot.start()
        crowd = Crowd(Village(bot), judge)
        for name, programme in _subjects(crowd):
            crowd.sums["forms"] += 1
            for seed in range(CROWD):
                try:
                    lived = await crowd.fill(programme, seed, name)
                except AssertionError as stuck:
                    lived = None
                    print(f"not finished: {name}, person {seed}: {stuck}")
                crowd.sums.update(
                    finished=lived is not None,
                    judged=lived is not None and lived.judged,
                    differing=lived is None or bool(lived.differences),
                )
                for each in lived.differences if lived else ():
                    print(f"{name}, person {seed}: {each}")
        await bot.stop()
    print(", ".join(f"{what} {number}" for what, number in crowd.sums.items()))
    sys.exit(1 if crowd.sums["differing"] else 0)


if __name__ == "__main__":
    asyncio.run(main())
