"""The programmes that a workshop can run: those that come with Sala, and those that an author has put beside.

An author's workbook, or folder of CSV files, stands in ``programmes/`` of the data folder. It is read
when a facilitator chooses it, and stored once as it was then: later changes of the file make a new
version and change nothing for workshops that are running.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from sqlmodel import select

from bot.actions.label_media import keep_files
from bot.actions.permissions import Refused
from bot.actions.tx import Tx
from bot.domain.findings import Finding, ProgrammeError, is_error
from bot.domain.programme import Programme, open_programme, read_programme
from bot.domain.said import N_, Said
from bot.programmes import bundled
from storage.tables import Programme as ProgrammeRow

#: Files that can be programmes, besides folders of CSV files.
WORKBOOKS = (".xlsx", ".xls", ".ods")

#: Most mistakes of a broken programme that are said in a chat.
MOST_MISTAKES = 5

#: Longest remark that is said in a chat, in characters.
LONGEST_MISTAKE = 300


@dataclass(frozen=True)
class Offered:
    """A programme to choose: ``key`` finds it again, ``label`` stands on a button."""

    key: str
    label: str


def offered(tx: Tx) -> list[Offered]:
    """Every programme that can be chosen, those that come with Sala first.

    An author's file is named as it is called on the disk, because it may be broken; choosing it says why.
    """
    found = [Offered(f"bundled/{name}", _bundled(path).title) for name, path in bundled().items()]
    return found + own(tx)


def own(tx: Tx) -> list[Offered]:
    """The programmes of authors in the data folder, by name."""
    return [Offered(f"own/{path.name}", f"{path.stem} 📄") for path in _own(tx.rules.data)]


def take(tx: Tx, key: str) -> int:
    """Store the programme with this key, unless this very version is stored already; gives its number.

    Raises :class:`Refused` as :func:`read` does.
    """
    return store(tx, read(tx, key))


def read(tx: Tx, key: str) -> Programme:
    """The programme with this key, as its file is now.

    Raises :class:`Refused` when its file has mistakes or is gone, with the first mistakes by sheet and row.
    """
    where, _slash, name = key.partition("/")
    if where == "bundled":
        return _bundled(bundled()[name])
    path = next((path for path in _own(tx.rules.data) if path.name == name), None)
    if path is None:
        raise Refused(Said(N_("This programme is not there any more. /workshop shows what there is.")))
    programme, findings = open_programme(path)
    if programme is None:
        raise Refused(mistakes_of(name, findings))
    return programme


def mistakes_of(name: str, findings: Iterable[Finding]) -> Said:
    """The first mistakes of a programme that cannot run, by sheet and row."""
    mistakes = [said_at(found) for found in findings if is_error(found)]
    return Said(
        N_("“{name}” cannot run yet. Please mend this first:\n{mistakes}"),
        {"name": name, "mistakes": "\n".join(mistakes[:MOST_MISTAKES])},
    )


def said_at(found: Finding) -> str:
    """A remark with its place, such as ``survey!5 type: …``, short whatever stands in a cell."""
    words = f"{found.place}: {found.said.english()}".removeprefix(": ")
    return words if len(words) <= LONGEST_MISTAKE else f"{words[: LONGEST_MISTAKE - 1]}…"


def store(tx: Tx, programme: Programme) -> int:
    """Store a programme version unless an equal one is stored already; gives its number."""
    query = select(ProgrammeRow.id).where(
        ProgrammeRow.form_id == programme.form_id,
        ProgrammeRow.version == programme.version,
        ProgrammeRow.digest == programme.digest,
    )
    known = tx.session.exec(query).first()
    if known is not None:
        return known
    keep_files(tx, programme)
    row = ProgrammeRow(
        form_id=programme.form_id,
        version=programme.version,
        title=programme.title,
        digest=programme.digest,
        xform=programme.xform,
        stored=dict(programme.stored),
        created_at=tx.now,
    )
    return tx.library.keep(tx.session, programme, row)


def _own(data: Path) -> list[Path]:
    """The files and folders of authors, by name."""
    folder = data / "programmes"
    if not folder.is_dir():
        return []
    return sorted(
        path
        for path in folder.iterdir()
        if path.suffix.lower() in WORKBOOKS or (path / "survey.csv").is_file()
    )


@lru_cache(maxsize=8)
def _bundled(path: Path) -> Programme:
    """A programme that comes with Sala, which does not change while Sala runs."""
    try:
        return read_programme(path)
    except ProgrammeError as error:
        raise RuntimeError(f"the bundled programme {path.name} is broken: {error}") from error
