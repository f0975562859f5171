"""Numbers as people type them: five digit sets, and two habits of writing points and commas."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from babel.numbers import format_decimal

from bot.domain.days import plain_digits
from bot.domain.forms.typed_money import without_words

#: Languages that write 1.500 for one thousand five hundred; the others write 1,500.
DOT_GROUPS = frozenset({"lo", "vi", "id", "de", "nl", "es", "it", "pt"})

#: Longest number that is taken, in digits.
DIGITS = 18


@dataclass(frozen=True)
class Number:
    """A number that was read. ``doubtful``: one separator and three digits, which could mean two things.

    ``other`` is then the second thing that it could mean, if it is a number that can be asked for.
    """

    value: Decimal
    doubtful: bool = False
    other: Decimal | None = None

    @property
    def canonical(self) -> str:
        """Plain text: a point before decimals, no groups, no zeros at the end, no exponent."""
        text = format(self.value, "f")
        text = text.rstrip("0").rstrip(".") if "." in text else text
        return "0" if text in ("-0", "") else text


def read_number(text: str, language: str, *, whole: bool = False) -> Number | None:
    """The number in a text by the habits of a language (a code such as ``lo``); None when it is none.

    ``1.500`` and ``1,500`` are doubtful: the language decides, or with ``whole`` the thousands, since
    the other reading is no whole number. Doubtful is also what is counted in words, as ``1.5 million kip``.
    """
    plain = _plain(text)
    counted = without_words(plain)
    if counted is not None:
        number = read_number(counted[0], language, whole=whole and counted[1] == 1)
        times = counted[1]
        if number is None:
            return None
        other = number.other * times if number.other is not None else None
        return Number(number.value * times, doubtful=True, other=other)
    found = re.fullmatch(r"([+-]?)(\d[\d.,']*|[.,]\d+)", plain)
    if found is None:
        return None
    sign, digits = found[1], found[2].replace("'", "")
    number = _unsigned(digits, language, whole=whole)
    if number is None or len(number.value.as_tuple().digits) > DIGITS:
        return None
    if sign != "-":
        return number
    return Number(-number.value, number.doubtful, -number.other if number.other is not None else None)


def _plain(text: str) -> str:
    """The text with Latin digits, plain signs, and without the blanks that separate thousands."""
    text = plain_digits(unicodedata.normalize("NFKC", text)).strip().casefold()
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
    return _doubtful(*digits.split(last), by_habit=(last == ".") == (language in DOT_GROUPS), whole=whole)


def _doubtful(before: str, after: str, *, by_habit: bool, whole: bool) -> Number:
    """One mark: before decimals, or between thousands if three digits follow it; ``by_habit`` the latter."""
    decimal = Decimal(f"{before or 0}.{after or 0}")
    if len(after) != 3 or not before or before[0] == "0":
        return Number(decimal)
    if len(before) > 3:
        return Number(decimal, doubtful=True, other=Decimal(before + after))
    thousands = Decimal(before + after)
    if whole:
        return Number(thousands, doubtful=True)
    return Number(*((thousands, True, decimal) if by_habit else (decimal, True, thousands)))


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
