"""Lines of a card end where no letter comes apart, in scripts with and without spaces."""

from __future__ import annotations

import unicodedata

import pytest

from bot.pictures.cards import wrapped

TEXTS = [
    "កម្មវិធីបណ្តុះបណ្តាលចង្កោមសហគ្រាសធុនតូចនិងមធ្យម",
    "ကုန်ထုတ်လုပ်ငန်းအစုအဝေးများဆိုင်ရာလက်တွေ့သုတေသန",
    "ການຄົ້ນຄວ້າປະຕິບັດຕົວຈິງກ່ຽວກັບກຸ່ມວິສາຫະກິດ",
    "การอบรมวิจัยเชิงปฏิบัติการกลุ่มวิสาหกิจและห่วงโซ่คุณค่า",
]

#: Thai's and Lao's vowels that are written after their letter, and before it.
AFTER, BEFORE = "ะาำຽະາຳ", "เแโใไເແໂໃໄ"


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("letters", range(8, 30))
def test_no_letter_comes_apart_and_none_is_lost(text: str, letters: int) -> None:
    lines = wrapped(text, letters)
    assert "".join(lines) == text
    for line in lines:
        assert len(line) <= letters
        assert unicodedata.category(line[0]) not in ("Mn", "Mc"), "a line begins with a mark"
        assert line[0] not in AFTER
        assert line[-1] not in (*BEFORE, "\u17d2", "\u1039")
        assert line[1:2] != "\u103a", "a line begins with the end of a Burmese syllable"


def test_words_stay_whole_where_they_fit() -> None:
    assert wrapped("Action Research on SME Clusters", 14) == ["Action", "Research on", "SME Clusters"]
    assert wrapped("Anna-Maria Sokha", 8) == ["Anna-", "Maria", "Sokha"]
    assert wrapped("ស្កេន\u200bកូដ\u200bនេះ", 8) == ["ស្កេនកូដ", "នេះ"]
    assert wrapped("One\nTwo", 20) == ["One", "Two"]
    assert wrapped("", 20) == []
