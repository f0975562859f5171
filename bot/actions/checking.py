"""What the checker says of a programme that came in a chat: the first mistakes there, the whole as a file."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Any

from bot.actions.house import House
from bot.actions.shelf import LONGEST_MISTAKE, MOST_MISTAKES
from bot.actions.tx import Tx
from bot.domain.check_report import report
from bot.domain.findings import Finding, is_error
from bot.domain.programme import Programme, sorted_findings
from bot.locales import Tongue
from storage.tables import Person

#: Longest report that goes along as a file, in characters: what comes after it is cut off.
LONGEST_REPORT = 200_000


def mistakes(_: Tongue, name: str, findings: Sequence[Finding]) -> str:
    """What keeps a programme from running, by sheet and row: the first mistakes, how many more, as HTML."""
    found = [finding for finding in sorted_findings(findings) if is_error(finding)]
    lines = [_("“{name}” cannot run yet. Please mend this first:", name=name)]
    lines += [_line(_, finding) for finding in found[:MOST_MISTAKES]]
    more = len(found) - MOST_MISTAKES
    if more > 0:
        lines.append(_.plural("… and {n} more mistake.", "… and {n} more mistakes.", more))
    return "\n".join(lines)


def send_report(
    tx: Tx, person: Person, name: str, programme: Programme | None, findings: Sequence[Finding]
) -> None:
    """Send everything that ``sala check`` says about a programme, as a text file."""
    _ = tx.tongue(person)
    words = report(programme, findings)
    args = {"report": words[:LONGEST_REPORT], "name": f"{PurePath(name).stem[:60] or 'programme'}-check.txt"}
    tx.say(person, _("The whole check."), kind="document", attach={"make": "check", "args": args})


def make(house: House, args: Mapping[str, Any]) -> tuple[str, bytes]:
    """The report as a file; gives its name and its content."""
    return str(args["name"]), (str(args["report"]) + "\n").encode()


def _line(_: Tongue, finding: Finding) -> str:
    """``survey!5 type: words``, short whatever stands in a cell."""
    words = _.said(finding.said)
    if len(words) > LONGEST_MISTAKE:
        words = html.escape(f"{html.unescape(words)[: LONGEST_MISTAKE - 1]}…", quote=False)
    return f"{html.escape(finding.place, quote=False)}: {words}" if finding.place else words
