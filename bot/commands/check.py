"""``sala check``: everything that is to be said about a programme, and what it would be like.

With ``--against`` an older version, also what changes: another file, or the version that a workshop runs, and
then for how many people.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from bot.actions.counting import people_of
from bot.actions.tx import Tx
from bot.commands.common import Place, fail, open_house, say
from bot.domain.change_report import change_report, in_the_middle
from bot.domain.changes.compare import compare
from bot.domain.changes.people import People
from bot.domain.check_report import exit_status, report
from bot.domain.programme import Programme, open_programme
from storage.tables import Workshop

_WORKSHOP = re.compile(r"workshop:(\d+)")


def check(path: Path, place: Place, against: str | None = None) -> None:
    """Print the report; ends with status 0 when the programme can run, 1 when it cannot.

    ``against`` is a file, a folder, or ``workshop:3``; what changes is then told after the remarks.
    """
    _must_exist(path)
    programme, findings = open_programme(path)
    say(report(programme, findings))
    if against is not None and programme is not None:
        say()
        _tell_changes(programme, place, against)
    sys.exit(exit_status(findings))


def refuse_broken(path: Path) -> None:
    """Print what keeps a programme from running, and end with status 1; nothing for one that can run."""
    _must_exist(path)
    programme, findings = open_programme(path)
    if programme is None:
        say(report(None, findings))
        sys.exit(exit_status(findings))


def _tell_changes(new: Programme, place: Place, against: str) -> None:
    found = _WORKSHOP.fullmatch(against.strip())
    if found is None:
        old, people, title = _of_file(Path(against)), None, against
    else:
        with open_house(place) as house:
            old, people, title = house.read(_of_workshop, int(found[1]))
        title = f"{title}, {people.number} people"
    named = f"{old.form_id} {old.version}".strip()
    say(f"What changes against {named} ({title})")
    inside = in_the_middle(people, old) if people is not None else None
    say(f"{inside.english()}\n" if inside is not None else "")
    say(change_report(compare(old, new), people))


def _of_file(path: Path) -> Programme:
    _must_exist(path)
    programme, findings = open_programme(path)
    if programme is None:
        fail(f"The older version {path} cannot be read, so nothing was compared.", report(None, findings))
    return programme


def _of_workshop(tx: Tx, number: int) -> tuple[Programme, People, str]:
    workshop = tx.session.get(Workshop, number)
    if workshop is None:
        fail(f"There is no workshop {number} in this database. --data names another data folder.")
    return tx.library.get(tx.session, workshop.programme_id), people_of(tx, workshop), workshop.title


def _must_exist(path: Path) -> None:
    if not path.exists():
        fail(
            f"There is no file or folder {path}.",
            "Name a workbook (.xlsx, .xls, .ods) or a folder of CSV files.",
        )
