"""The interface in people's languages: gettext catalogues read straight from the ``.po`` files.

Reading ``.po`` at start needs no build step, so a native editor sees a change after a restart.
"""

from __future__ import annotations

import gettext
import html
import io
from functools import cache
from importlib.resources import files

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from bot.domain.said import Said

#: Codes of the interface's languages and their own names, in the order in which they are offered.
LANGUAGES: dict[str, str] = {
    "en": "English",
    "km": "ភាសាខ្មែរ",
    "lo": "ພາສາລາວ",
    "my": "မြန်မာဘာသာ",
    "vi": "Tiếng Việt",
    "th": "ภาษาไทย",
}


class Safe(str):
    """Text that is already Telegram HTML and must not be escaped again."""

    __slots__ = ()


class Tongue:
    """Says sentences in one language: ``_("Hello {name}", name=...)``.

    Values are HTML-escaped unless they are :class:`Safe`; a sentence without a translation is said
    in English. Results are Telegram HTML, and :class:`Safe`.
    """

    def __init__(self, language: str) -> None:
        self.language = language if language in LANGUAGES else "en"
        self.locale = Locale.parse(self.language)
        self._catalogue = _catalogue(self.language)

    def __call__(self, text: str, /, **values: object) -> str:
        """The sentence ``text`` (an English msgid) in this language."""
        return _fill(self._catalogue.gettext(text), values)

    def plural(self, one: str, many: str, n: int, /, **values: object) -> str:
        """The sentence for ``n`` things, by the plural rules of the language; ``{n}`` is the number."""
        return _fill(self._catalogue.ngettext(one, many, n), {"n": n, **values})

    def said(self, said: Said) -> str:
        """A sentence that the domain chose, in this language."""
        values = {
            key: self.said(value) if isinstance(value, Said) else value for key, value in said.values.items()
        }
        return self(said.text, **values)


def _fill(text: str, values: dict[str, object]) -> Safe:
    escaped = {k: v if isinstance(v, Safe) else html.escape(str(v), quote=False) for k, v in values.items()}
    return Safe(text.format(**escaped) if values else text)


@cache
def tongue(language: str) -> Tongue:
    """The tongue for a BCP 47 code; an unknown code speaks English."""
    return Tongue(language.split("-", maxsplit=1)[0].lower())


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    path = files(__name__) / language / "LC_MESSAGES" / "sala.po"
    if not path.is_file():
        return gettext.NullTranslations()
    compiled = io.BytesIO()
    with path.open("rb") as source:
        write_mo(compiled, read_po(source, locale=language), use_fuzzy=True)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
