"""Comparing and measuring words in any of the scripts: no spaces, no word boundaries are assumed."""

from __future__ import annotations

import re
import unicodedata

#: Sala's language codes by the English name that form authors write when they leave out the code.
_NAMES = {"english": "en", "khmer": "km", "lao": "lo", "burmese": "my", "vietnamese": "vi", "thai": "th"}


def language_code(language: str) -> str:
    """The code in a form language such as ``Khmer (km)``; of a bare name such as ``Lao``; else ``en``."""
    code = re.search(r"\(\s*([A-Za-z]{2,3})(?:[-_]\w+)?\s*\)\s*$", language)
    if code:
        return code[1].lower()
    word = language.strip().lower()
    return _NAMES.get(word, word if re.fullmatch(r"[a-z]{2}", word) else "en")


def same(text: str) -> str:
    """A text for comparing: composed, folded, without invisible characters, emoji and outer punctuation."""
    composed = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", text).casefold())
    kept = "".join(letter for letter in composed if unicodedata.category(letter) not in ("Cf", "So", "Sk"))
    return re.sub(r"^[\s.,;:!?·•()“”\"'–-]+|[\s.,;:!?·•()“”\"'–-]+$", "", " ".join(kept.split())) or (
        " ".join(composed.split())
    )


def seen_length(text: str) -> int:
    """How many characters a person sees: marks above, below and joined to a letter do not count."""
    length, joined = 0, False
    for letter in text:
        category = unicodedata.category(letter)
        skin_tone = "\U0001f3fb" <= letter <= "\U0001f3ff"
        if category not in ("Mn", "Me", "Mc", "Cf") and not skin_tone and not joined:
            length += 1
        joined = letter == "\u200d"
    return length
