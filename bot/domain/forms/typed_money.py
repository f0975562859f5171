"""What people write around a number: the money it is counted in, and words for thousands and millions."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal

#: Words and signs of money; they say what is counted, not how much.
_MONEY = (
    *("khr", "lak", "mmk", "vnd", "thb", "usd", "kip", "kyat", "kyats", "riel", "riels", "baht", "dong"),
    *("đồng", "đ", "vnđ", "ກີບ", "រៀល", "ကျပ်", "บาท", "dollar", "dollars", "ໂດລາ", "ដុល្លារ", "ดอลลาร์", "đô la"),
    *("$", "₭", "₫", "฿", "៛", "ks"),
)

#: Words for large numbers, in six languages, and what they stand for.
_LARGE = {
    **dict.fromkeys(("hundred", "រយ", "ຮ້ອຍ", "ရာ", "trăm", "ร้อย"), 100),
    **dict.fromkeys(("thousand", "k", "ពាន់", "ພັນ", "ထောင်", "nghìn", "ngàn", "พัน"), 1000),
    **dict.fromkeys(("ម៉ឺន", "ໝື່ນ", "ຫມື່ນ", "သောင်း", "หมื่น"), 10_000),
    **dict.fromkeys(("សែន", "ແສນ", "သိန်း", "แสน"), 100_000),
    **dict.fromkeys(
        ("million", "millions", "mio", "m", "លាន", "ລ້ານ", "သန်း", "triệu", "tr", "ล้าน"), 1_000_000
    ),
    **dict.fromkeys(("billion", "ពាន់លាន", "ຕື້", "tỷ", "tỉ"), 1_000_000_000),
}


def _one_of(words: Iterable[str]) -> str:
    return "|".join(sorted({re.escape(_folded(word)) for word in words}, key=len, reverse=True))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


_AROUND = re.compile(
    rf"(?:(?:{_one_of(_MONEY)})\s*)?(?P<before>(?:{_one_of(_LARGE)})\s*)?"
    rf"(?P<number>[+-]?\s?[\d.,][\d.,' ]*?)\s*(?P<after>(?:{_one_of(_LARGE)}))?\s*(?:{_one_of(_MONEY)})?"
)


_FOLDED = {_folded(word): number for word, number in _LARGE.items()}


def without_words(text: str) -> tuple[str, Decimal] | None:
    """The number in a text and what its word stands for, as in ``1.5 million kip``; None without any word.

    The text is folded (NFKC, small letters). A word may stand before the number, as Burmese people write it.
    """
    found = _AROUND.fullmatch(text.strip())
    if found is None or found["number"] == text.strip():
        return None
    words = [word.strip() for word in (found["before"], found["after"]) if word]
    if len(words) > 1:
        return None
    return found["number"], Decimal(_FOLDED[words[0]] if words else 1)
