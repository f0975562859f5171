from __future__ import annotations

import io
import warnings
from itertools import combinations

import pytest
from PIL import Image, ImageChops

from bot.pictures.board import Board, Row, State, draw_board
from bot.pictures.canvas import fonts

LEGEND: dict[State, str] = {state: state.value for state in State if state is not State.NONE}
NAMES = ("សុភា ចាន់", "ບຸນມີ ສີສະຫວັດ", "ဒေါ်အေးအေးမြင့်", "Nguyễn Thị Hương", "สมชาย ๑๒๓", "Ko Ko")


def board(*rows: Row, columns: tuple[str, ...] = ("Good morning", "Three things")) -> Board:
    return Board("Workshop", "Monday", columns, rows, LEGEND, "Nobody yet")


def opened(picture: bytes) -> Image.Image:
    with Image.open(io.BytesIO(picture)) as image:
        return image.convert("L")


def test_each_state_looks_different_without_colour() -> None:
    pictures = {
        state: opened(draw_board(board(Row("Mala", (state, State.NONE))))).crop((100, 190, 240, 250))
        for state in State
    }
    for one, other in combinations(State, 2):
        difference = ImageChops.difference(pictures[one], pictures[other]).histogram()
        assert sum(difference[40:]) > 8, (one, other)


def test_the_five_scripts_have_all_their_letters() -> None:
    rows = [Row(name, (State.DONE, State.OPEN)) for name in NAMES]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        draw_board(board(*rows, columns=(NAMES[0], NAMES[2])))
    assert {"Noto Sans Khmer", "Noto Sans Lao", "Noto Sans Myanmar", "Noto Sans Thai"} <= set(fonts())


@pytest.mark.parametrize(("people", "activities"), [(0, 0), (1, 1), (12, 10), (40, 20)])
def test_the_picture_fits_what_telegram_takes_as_a_photo(people: int, activities: int) -> None:
    rows = [Row(f"Person {number}", (State.DONE,) * activities) for number in range(people)]
    image = opened(draw_board(board(*rows, columns=("An activity",) * activities)))
    assert image.width + image.height <= 10_000
    assert max(image.size) / min(image.size) < 20
    assert image.width >= 800


def test_a_row_shorter_than_the_columns_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="zip"):
        draw_board(board(Row("Mala", (State.DONE,))))
