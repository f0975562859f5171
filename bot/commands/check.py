"""``sala check``: everything that is to be said about a programme, and what it would be like."""

from __future__ import annotations

import sys
from pathlib import Path

from bot.commands.common import fail, say
from bot.domain.check_report import exit_status, report
from bot.domain.programme import open_programme


def check(path: Path) -> None:
    """Print the report; ends with status 0 when the programme can run, 1 when it cannot."""
    _must_exist(path)
    programme, findings = open_programme(path)
    say(report(programme, findings))
    sys.exit(exit_status(findings))


def refuse_broken(path: Path) -> None:
    """Print what keeps a programme from running, and end with status 1; nothing for one that can run."""
    _must_exist(path)
    programme, findings = open_programme(path)
    if programme is None:
        say(report(None, findings))
        sys.exit(exit_status(findings))


def _must_exist(path: Path) -> None:
    if not path.exists():
        fail(
            f"There is no file or folder {path}.",
            "Name a workbook (.xlsx, .xls, .ods) or a folder of CSV files.",
        )
