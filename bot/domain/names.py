"""Finding people by a part of their name, in any script, however it was typed."""

from __future__ import annotations

import unicodedata


def plain_name(text: str) -> str:
    """A name as it is compared: no capitals, spaces, invisible marks, or accents of Latin letters.

    Signs above and below the letters of Khmer, Lao, Burmese and Thai stay: there they are part of the word.

    >>> plain_name("Nguyễn  Đức")
    'nguyenduc'
    """
    apart = unicodedata.normalize("NFKD", text.casefold().replace("đ", "d"))
    return "".join(sign for sign in apart if not (sign.isspace() or _is_left_out(sign)))


def _is_left_out(sign: str) -> bool:
    return unicodedata.category(sign) == "Cf" or "\u0300" <= sign <= "\u036f"


def has_part(name: str, part: str) -> bool:
    """Whether a name contains what was typed. Nothing typed is in every name."""
    return plain_name(part) in plain_name(name)
