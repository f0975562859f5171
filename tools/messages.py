"""Collect every sentence of the interface, and bring the template and the catalogues in step with the code.

Usage: ``python tools/messages.py`` writes them; with ``--check`` it only says what would change, and ends
with status 1 when something would. A sentence that changed in English is untranslated again: a translation
guessed from a similar sentence would be shown to people, and may say something else.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from bot.locales import LANGUAGES

ROOT = Path(__file__).resolve().parent.parent
LOCALES = ROOT / "bot" / "locales"
KEYWORDS = {"_": None, "N_": None, "plural": (1, 2)}
METHODS = [("**.py", "python"), ("**.html", "jinja2")]
HEADER = "# The interface of Sala.\n# Copyright: the Sala authors. Licence: that of Sala (Apache-2.0).\n#"


def main(arguments: list[str]) -> int:
    """Write what changed, or with ``--check`` name it; gives the exit status."""
    template = _collect()
    wanted = {LOCALES / "sala.pot": _text(template)}
    for language in LANGUAGES.keys() - {"en"}:
        path = LOCALES / language / "LC_MESSAGES" / "sala.po"
        wanted[path] = _text(_in_step(path, language, template))
    changed = [path for path, text in wanted.items() if not path.is_file() or path.read_text("utf-8") != text]
    for path in changed:
        if "--check" not in arguments:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(wanted[path], encoding="utf-8")
        sys.stdout.write(f"{path.relative_to(ROOT)}\n")
    return 1 if changed and "--check" in arguments else 0


def _collect() -> Catalog:
    found = Catalog(project="Sala", fuzzy=False, header_comment=HEADER)
    for package in ("bot", "handlers"):
        for _file, _line, message, comments, context in extract_from_dir(
            ROOT / package, method_map=METHODS, keywords=KEYWORDS
        ):
            found.add(message, auto_comments=comments, context=context)
    return found


def _in_step(path: Path, language: str, template: Catalog) -> Catalog:
    written = path.read_bytes() if path.is_file() else b""
    catalogue = read_po(io.BytesIO(written), locale=language)
    catalogue.update(template, no_fuzzy_matching=True)
    catalogue.header_comment = HEADER
    return catalogue


def _text(catalogue: Catalog) -> str:
    """The file: sentences in alphabetical order, without dates and line numbers, which only make noise."""
    language = str(catalogue.locale) if catalogue.locale else ""
    head = [HEADER, 'msgid ""', 'msgstr ""', '"Content-Type: text/plain; charset=utf-8\\n"']
    if language:
        head += [f'"Language: {language}\\n"', f'"Plural-Forms: {catalogue.plural_forms}\\n"']
    body = io.BytesIO()
    write_po(
        body, catalogue, width=0, no_location=True, omit_header=True, sort_output=True, ignore_obsolete=True
    )
    return "\n".join(head) + "\n\n" + body.getvalue().decode("utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
