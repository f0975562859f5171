from __future__ import annotations

import io
import warnings

import numpy as np
import pytest
from PIL import Image

from bot.domain.live import kind
from bot.domain.live.model import Bar, Result
from bot.domain.small_numbers import Detail
from bot.pictures.result import draw_result

SCRIPTS = ("ទំនុកចិត្ត", "ຄວາມໄວ້ໃຈ", "ယုံကြည်မှု", "lòng tin", "ความไว้ใจ", "trust")


def pixels(content: bytes) -> np.ndarray:
    with Image.open(io.BytesIO(content)) as image:
        return np.asarray(image.convert("RGB")).astype(int)


def blue(content: bytes) -> int:
    """How many dots of the picture belong to bars."""
    found = pixels(content)
    return int(((found[:, :, 2] > 150) & (found[:, :, 0] < 60)).sum())


def test_bars_are_as_long_as_their_shares() -> None:
    one = Result("choice", 12, Detail.COUNTS, (Bar("A", 0.5, 6), Bar("B", 0.5, 6)))
    other = Result("choice", 12, Detail.COUNTS, (Bar("A", 0.75, 9), Bar("B", 0.25, 3)))
    whole, part = blue(draw_result("Q?", "w", one)), blue(draw_result("Q?", "w", other))
    assert part / whole == pytest.approx(2 / 3, abs=0.05)


def test_bands_hide_the_count() -> None:
    options = ("A", "B")
    pictures = {
        draw_result("Q?", "5 answers", kind("choice").result(options, values))
        for values in (["0"] * 3 + ["1"] * 2, ["1", "0", "0", "1", "0"])
    }
    assert len(pictures) == 1


@pytest.mark.parametrize("name", ["choice", "words", "rank"])
def test_the_five_scripts_have_all_their_letters(name: str) -> None:
    bars = tuple(Bar(word, 1 - number / 8, None) for number, word in enumerate(SCRIPTS))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        draw_result(" ".join(SCRIPTS), "Khon Kaen", Result(name, 12, Detail.BANDS, bars))


def test_many_words_stay_inside_the_picture() -> None:
    bars = tuple(Bar(f"{SCRIPTS[number % 6]} {number}", 1 - number / 50) for number in range(40))
    found = pixels(draw_result("Q?", "w", Result("words", 40, Detail.BANDS, bars)))
    assert (found[:, :12] > 240).all()
    assert (found[:, -12:] > 240).all()


def test_a_hidden_result_says_so() -> None:
    hidden = Result("choice", 3, Detail.HIDDEN)
    assert draw_result("Q?", "w", hidden, "Too few") != draw_result("Q?", "w", hidden, "")
