"""Pictures, sounds and videos of labels: that their files are there, and that a chat can show them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePath

from bot.domain.findings import Finding, error, warning
from bot.domain.forms.beside import ENDINGS, LARGEST, MOST, Named, find, named_files
from bot.domain.forms.outline import Outline
from bot.domain.said import N_


def read_media(
    path: Path, lines: Outline, kept: Mapping[str, str]
) -> tuple[dict[str, bytes], dict[str, str], list[Finding]]:
    """The files that labels name, by name; the SHA-256 of each; and what is wrong with them.

    A file that is not there is the one of the version before, as ``kept`` names it with its SHA-256. A
    question whose file is missing is asked without it, so that is a warning.
    """
    files: dict[str, bytes] = {}
    digests: dict[str, str] = {}
    findings: list[Finding] = []
    for named in named_files(lines):
        found = find(path, named.name)
        if found is None and named.name in kept:
            digests[named.name] = kept[named.name]
            continue
        problems = list(_problems(found, named))
        findings += problems
        if found is not None and not problems and named.name not in files:
            files[named.name] = found.read_bytes()
    if sum(map(len, files.values())) > MOST:
        text = N_("The pictures, sounds and videos have more than {n} megabytes together. Make them smaller.")
        findings.append(error("survey", 0, "", text, n=MOST // 1_000_000))
        files = {}
    digests |= {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    return files, dict(sorted(digests.items())), findings


def _problems(found: Path | None, named: Named) -> Iterator[Finding]:
    place = (named.sheet, named.row, named.heading)
    if PurePath(named.name).suffix.lower() not in ENDINGS[named.key]:
        text = N_("A chat cannot show or play “{name}”. It can be a file that ends in {known}.")
        yield warning(*place, text, name=named.name, known=", ".join(ENDINGS[named.key]))
    elif found is None:
        text = N_("There is no file “{name}” beside the sheets. Put it into a folder “media” there.")
        yield warning(*place, text, name=named.name)
    elif found.stat().st_size > LARGEST:
        text = N_("“{name}” is larger than {n} megabytes.")
        yield warning(*place, text, name=named.name, n=LARGEST // 1_000_000)
