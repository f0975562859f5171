"""Numbers as people type them: five digit sets, and two habits of writing points and commas."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from babel.numbers import format_decimal

from bot.domain.days import plain_digits

#: Languages that write 1.500 for one thousand five hundred; the others write 1,500.
DOT_GROUPS = frozenset({"lo", "vi", "id", "de", "nl", "es", "it", "pt"})

#: Longest number that is taken, in digits.
DIGITS = 18


@dataclass(frozen=True)
class Number:
    """A number that was read. ``doubtful``: one separator and three digits, which could mean two things."""

    value: Decimal
    doubtful: bool = False

    @property
    def canonical(self) -> str:
        """Plain text: a point before decimals, no groups, no zeros at the end, no exponent."""
        text = format(self.value, "f")
        text = text.rstrip("0").rstrip(".") if "." in text else text
        return "0" if text in ("-0", "") else text


def read_number(text: str, language: str, *, whole: bool = False) -> Number | None:
    """The number in a text by the habits of a language (a code such as ``lo``); None when it is none.

    ``1.500`` and ``1,500`` are doubtful: the language decides, or with ``whole`` the thousands, since
    the other reading is no whole number.
    """
    plain = _plain(text)
    found = re.fullmatch(r"([+-]?)(\d[\d.,']*|[.,]\d+)", plain)
    if found is None:
        return None
    sign, digits = found[1], found[2].replace("'", "")
    number = _unsigned(digits, language, whole=whole)
    if number is None or len(number.value.as_tuple().digits) > DIGITS:
        return None
    return Number(-number.value, number.doubtful) if sign == "-" else number


def _plain(text: str) -> str:
    """The text with Latin digits, plain signs, and without the blanks that separate thousands."""
    text = plain_digits(unicodedata.normalize("NFKC", text)).strip()
    text = "".join(letter for letter in text if unicodedata.category(letter) != "Cf")
    text = text.replace("−", "-").replace("–", "-").replace("’", "'").replace("٫", ".").replace("٬", ",")
    if re.fullmatch(r"[+-]?\s?\d{1,3}(?:[ ']\d{3})+(?:[.,]\d+)?", text):
        text = re.sub(r"[ ']", "", text)
    return re.sub(r"^([+-])\s+", r"\1", text)


def _unsigned(digits: str, language: str, *, whole: bool) -> Number | None:
    marks = [letter for letter in digits if letter in ".,"]
    if not marks:
        return Number(Decimal(digits))
    last = marks[-1]
    if len(set(marks)) == 2:
        return _both(digits, last)
    if len(marks) > 1:
        return Number(Decimal(digits.replace(last, ""))) if _grouped(digits, last) else None
    before, after = digits.split(last)
    if len(after) == 3 and 1 <= len(before) <= 3 and before[0] != "0":
        thousands = whole or (last == ".") == (language in DOT_GROUPS)
        return Number(Decimal(before + after if thousands else f"{before}.{after}"), doubtful=True)
    return Number(Decimal(f"{before or 0}.{after or 0}"))


def _both(digits: str, last: str) -> Number | None:
    """Both marks: the last one stands before the decimals, the other between thousands."""
    other = "," if last == "." else "."
    before, _mark, after = digits.rpartition(last)
    if last in before or not after or not _grouped(before, other):
        return None
    return Number(Decimal(f"{before.replace(other, '')}.{after}"))


def _grouped(digits: str, mark: str) -> bool:
    return re.fullmatch(rf"\d{{1,3}}(?:{re.escape(mark)}\d{{3}})+", digits) is not None


def shown(number: Decimal, language: str, typed: str = "") -> str:
    """A number as people of a language write it, in the digits that they typed."""
    locale = language if language in ("en", "km", "lo", "my", "vi", "th") else "en"
    text = str(format_decimal(number, format="#,##0.##########", locale=locale))
    zero = next((_zero(letter) for letter in typed if letter.isdecimal()), "0")
    return "".join(chr(ord(zero) + int(letter)) if letter in "0123456789" else letter for letter in text)


def _zero(digit: str) -> str:
    """The zero of the digit set that ``digit`` belongs to."""
    return chr(ord(digit) - unicodedata.decimal(digit))
