from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.live import KINDS, kind
from bot.domain.live.model import Bar, Result, Unclear
from bot.domain.live.words import split
from bot.domain.small_numbers import Detail

STEPS = ("Meet", "Share prices", "Buy together")


def test_a_question_with_options_is_read_by_lines() -> None:
    assert kind("choice").read("Which step first?\n- Meet\n\n  Share   prices\n• Buy together") == (
        "Which step first?",
        STEPS,
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "first line"),
        ("Only a question?", "first line"),
        ("Q?\nA", "first line"),
        ("Q?\n" + "\n".join("ABCDEFGHI"), "first line"),
        ("Q?\nA\n" + "B" * 61, "too long"),
        ("Q?\nyes\nYES", "the same"),
    ],
)
def test_what_is_no_question_is_said(text: str, words: str) -> None:
    with pytest.raises(Unclear) as caught:
        kind("choice").read(text)
    assert words in caught.value.said.english()


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("choice", ("0", "2"), ("3", "-1", "", "x", "٣")),
        ("scale", ("0", "10"), ("11", "-1", "", "1.5")),
        ("rank", ("2 0 1",), ("0 1", "0 0 1", "0 1 3", "", "0  1 2")),
        ("words", ("trust", "trust\nprice"), ("", "a\nb\nc\nd", "x" * 41, "a, b")),
    ],
)
def test_only_values_of_the_question_are_taken(
    name: str, good: tuple[str, ...], bad: tuple[str, ...]
) -> None:
    options = kind("scale").read("How?")[1] if name == "scale" else STEPS
    assert all(kind(name).accepts(options, value) for value in good)
    assert not any(kind(name).accepts(options, value) for value in bad)


def test_words_are_split_by_the_marks_of_each_script() -> None:
    assert split("trust, price;market") == ["trust", "price", "market"]
    assert split("ယုံကြည်မှု၊ ဈေး") == ["ယုံကြည်မှု", "ဈေး"]
    assert split("ទំនុកចិត្ត។ តម្លៃ") == ["ទំនុកចិត្ត", "តម្លៃ"]
    assert split("Trust, trust") == ["trust"]


def test_eight_answers_are_counted_and_five_are_not() -> None:
    eight = kind("choice").result(STEPS, ["0"] * 4 + ["1"] * 3 + ["2"])
    assert eight.bars == (Bar("Meet", 0.5, 4), Bar("Share prices", 0.375, 3), Bar("Buy together", 0.125, 1))
    five = kind("choice").result(STEPS, ["0"] * 3 + ["1"] * 2)
    assert five.detail is Detail.BANDS
    assert [bar.count for bar in five.bars] == [None] * 3
    assert kind("choice").result(STEPS, ["0"] * 2 + ["1"] * 2) == Result("choice", 4, Detail.HIDDEN)


def test_an_answer_of_all_but_one_has_no_number() -> None:
    found = kind("choice").result(STEPS, ["1"] * 9 + ["0"])
    assert (found.detail, found.bars) == (Detail.WORDS, (Bar("Share prices", 1.0),))


def test_a_mean_needs_eight_answers_that_differ() -> None:
    numbers = kind("scale").read("How?")[1]
    assert kind("scale").result(numbers, ["1", "1", "2", "2", "9", "9", "10", "10"]).mean == 5.5
    assert kind("scale").result(numbers, ["1", "1", "2", "2", "9", "9", "10"]).mean is None
    assert kind("scale").result(numbers, ["10"] * 12).mean is None


def test_a_word_of_one_person_alone_is_not_shown() -> None:
    found = kind("words").result((), ["Trust\nprice", "trust", "trust\nmarket", "price", "secret"])
    assert [(bar.text, bar.count) for bar in found.bars] == [("trust", None), ("price", None)]
    assert kind("words").result((), ["trust"] * 4).bars == ()


def test_the_common_order_is_bordas() -> None:
    values = ["0 1 2"] * 3 + ["1 0 2"] * 4 + ["2 1 0"]
    found = kind("rank").result(STEPS, values)
    assert [(bar.text, bar.count) for bar in found.bars] == [
        ("Share prices", 12),
        ("Meet", 10),
        ("Buy together", 2),
    ]
    few = kind("rank").result(STEPS, values[:5])
    assert [bar.count for bar in few.bars] == [None] * 3
    assert kind("rank").result(STEPS, ["2 1 0"] * 9).bars == (Bar("Buy together", 1.0),)


@given(st.sampled_from(KINDS), st.data())
def test_no_result_shows_a_count_of_fewer_than_eight_and_all_survive_storing(
    name: str, data: st.DataObject
) -> None:
    options = {"choice": STEPS, "rank": STEPS, "scale": kind("scale").read("?")[1], "words": ()}[name]
    one = {
        "choice": st.sampled_from(["0", "1", "2"]),
        "rank": st.permutations(["0", "1", "2"]).map(" ".join),
        "scale": st.sampled_from(options or [""]),
        "words": st.sampled_from(["trust", "trust\nprice", "a"]),
    }[name]
    values = data.draw(st.lists(one, max_size=12))
    found = kind(name).result(options, values)
    assert found.answered == len(values)
    if len(values) < 8:
        assert found.mean is None
        assert all(bar.count is None for bar in found.bars)
    if len(values) < 5:
        assert found.bars == ()
    assert Result.read(found.stored()) == found
