"""Names in five scripts are shaped: what a renderer without shaping, or without a font, would get wrong."""

from __future__ import annotations

import io
import unicodedata
import warnings
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from bot.pictures.canvas import picture

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Box = tuple[int, int, int, int]


def ink(text: str) -> Box:
    """Left, top, right and bottom of what is drawn, in pixels. A letter without a glyph is an error."""

    def draw(figure: Figure) -> None:
        figure.text(0.2, 0.5, text, fontsize=40)

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        made = picture(6, 3, draw)
    with Image.open(io.BytesIO(made)) as image:
        box = image.convert("L").point(lambda value: 255 if value < 128 else 0).getbbox()
    assert box is not None, f"nothing was drawn of {text!r}"
    return box


def width(text: str) -> int:
    left, _top, right, _bottom = ink(text)
    return right - left


@pytest.mark.parametrize(
    ("stacked", "single"),
    [("ក្ក", "ក"), ("က္က", "က")],
    ids=["Khmer: a consonant below another", "Burmese: a consonant below another"],
)
def test_a_stacked_consonant_stands_below_and_not_beside(stacked: str, single: str) -> None:
    assert width(stacked) < 1.5 * width(single)
    assert ink(stacked)[3] > ink(single)[3] + 5, "the second one hangs below the line"


@pytest.mark.parametrize(
    ("written", "base"),
    [("កេ", "ក"), ("ကေ", "က")],
    ids=["Khmer: the vowel e", "Burmese: the vowel e"],
)
def test_a_vowel_that_is_spoken_after_is_drawn_before(written: str, base: str) -> None:
    """Compared with another consonant, only the right side changes when the vowel stands at the left."""
    wide = {"ក": "ឈ", "က": "ဏ"}[base]
    left_of = ink(written)[0]
    assert abs(left_of - ink(written.replace(base, wide))[0]) <= 1, "both begin with the vowel"
    assert width(written.replace(base, wide)) > width(written)


@pytest.mark.parametrize(("both", "tone"), [("ที่", "ท่"), ("ທີ່", "ທ່")], ids=["Thai", "Lao"])
def test_a_tone_mark_rises_above_a_vowel_mark(both: str, tone: str) -> None:
    assert ink(both)[1] < ink(tone)[1] - 3


@pytest.mark.parametrize("name", ["Nguyễn Thị Hường", "Đặng Quốc Việt"])
def test_vietnamese_typed_in_pieces_looks_like_typed_at_once(name: str) -> None:
    whole, pieces = unicodedata.normalize("NFC", name), unicodedata.normalize("NFD", name)
    assert whole != pieces
    assert ink(whole) == ink(pieces)


@pytest.mark.parametrize("name", ["សុភា ចាន់", "ບຸນມີ ສີສະຫວັດ", "ဒေါ်အေးအေးမြင့်", "Nguyễn Thị Hương", "สมชาย ใจดี"])
def test_every_letter_of_a_name_has_a_glyph(name: str) -> None:
    assert width(name) > 40
