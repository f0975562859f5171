"""What the documents say is there: files, pictures, commands, settings, make targets."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.actions.menus import BY_ROLE, COMMON, PARTICIPANT
from bot.settings import keys

ROOT = Path(__file__).parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])

#: Folders at the top of the repository, so that a path in backticks can be told from other words.
TOP = ("bot/", "handlers/", "storage/", "tests/", "docs/", "tools/", "benchmarks/")

#: Endings of names that look like settings but are files or columns.
ENDINGS = (".py", ".md", ".csv", ".db", ".toml", ".po", ".pot", ".stored")


def read(document: Path) -> str:
    return document.read_text(encoding="utf-8")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_and_picture_leads_somewhere(document: Path) -> None:
    targets = re.findall(r"\]\((?!https?://|#)([^)#]+)", read(document))
    assert [target for target in targets if not (document.parent / target).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_file_that_is_named_exists(document: Path) -> None:
    named = [name for name in re.findall(r"`([\w./-]+)`", read(document)) if name.startswith(TOP)]
    assert [name for name in named if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_make_target_that_is_named_exists(document: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", read(ROOT / "Makefile"), re.MULTILINE))
    named = set(re.findall(r"(?:^|`)make ([a-z]+)(?=[`\s])", read(document), re.MULTILINE))
    assert named - targets == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_setting_that_is_named_exists(document: Path) -> None:
    known = set(keys())
    sections = {key.partition(".")[0] for key in known if "." in key}
    named = set(re.findall(r"`([a-z_]+(?:\.[a-z_]+)+)`", read(document)))
    settings = {name for name in named if name.partition(".")[0] in sections}
    assert {name for name in settings if name not in known and not name.endswith(ENDINGS)} == set()


def test_the_readme_names_every_command_that_people_can_send() -> None:
    named = set(re.findall(r"/([a-z]+)\b", read(ROOT / "README.md").split("## What people can send")[1]))
    known = {name for role in (COMMON, PARTICIPANT, *BY_ROLE.values()) for name, _ in role}
    assert known - named == set()
