"""Pictures, sounds and videos of labels: that their files are there, and that a chat can show them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePath

from bot.domain.findings import Finding, error, warning
from bot.domain.forms.beside import ENDINGS, LARGEST, MOST, Named, find, named_files
from bot.domain.forms.outline import Outline
from bot.domain.said import N_


def read_media(path: Path, lines: Outline) -> tuple[dict[str, bytes], list[Finding]]:
    """The files that labels name, by name, and what is wrong with them.

    A question whose file is missing is asked without it, so that is a warning.
    """
    files: dict[str, bytes] = {}
    findings: list[Finding] = []
    for named in named_files(lines):
        problems = list(_problems(path, named))
        findings += problems
        if not problems and named.name not in files:
            files[named.name] = (find(path, named.name) or path).read_bytes()
    if sum(map(len, files.values())) > MOST:
        text = N_("The pictures, sounds and videos have more than {n} megabytes together. Make them smaller.")
        findings.append(error("survey", 0, "", text, n=MOST // 1_000_000))
        files = {}
    return files, findings


def _problems(path: Path, named: Named) -> Iterator[Finding]:
    place = (named.sheet, named.row, named.heading)
    found = find(path, named.name)
    if PurePath(named.name).suffix.lower() not in ENDINGS[named.key]:
        text = N_("A chat cannot show or play “{name}”. It can be a file that ends in {known}.")
        yield warning(*place, text, name=named.name, known=", ".join(ENDINGS[named.key]))
    elif found is None:
        text = N_("There is no file “{name}” beside the sheets. Put it into a folder “media” there.")
        yield warning(*place, text, name=named.name)
    elif found.stat().st_size > LARGEST:
        text = N_("“{name}” is larger than {n} megabytes.")
        yield warning(*place, text, name=named.name, n=LARGEST // 1_000_000)
