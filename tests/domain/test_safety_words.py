from __future__ import annotations

import unicodedata

import pytest

from bot.domain.safety_words import SPACED, UNSPACED, tells_of_danger


@pytest.mark.parametrize(
    "text",
    [
        "I am NOT  safe here.",
        "They threatened my brother",
        "Công an đến nhà tôi",
        "ฉันไม่ปลอดภัยที่บ้าน",
        "ខ្ញុំមិនមានសុវត្ថិភាពទេ",
        "ຂ້ອຍບໍ່ປອດໄພ",
        "ကျွန်မ မလုံခြုံပါ",
    ],
)
def test_a_call_is_heard_in_each_language(text: str) -> None:
    assert tells_of_danger(text)
    assert tells_of_danger(unicodedata.normalize("NFD", text))


@pytest.mark.parametrize(
    "text", ["", "Where do we meet?", "The treatment is safe", "policeman's ball", "ရဲ့", "an toàn"]
)
def test_other_words_are_left_alone(text: str) -> None:
    assert not tells_of_danger(text)


def test_no_word_is_written_twice_or_in_another_form() -> None:
    words = (*SPACED, *UNSPACED)
    assert len(set(words)) == len(words)
    assert all(word == unicodedata.normalize("NFC", word).casefold() for word in words)
