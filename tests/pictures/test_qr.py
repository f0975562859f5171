from __future__ import annotations

import io

import pytest
import zxingcpp
from PIL import Image

from bot.pictures.qr import draw_qr

LINK = "https://t.me/sala_workshop_bot?start=Zx8p1yP-q_k7AbCdEfGh12"

TITLES = [
    "SME clusters, Khon Kaen",
    "កម្មវិធីបណ្តុះបណ្តាលចង្កោមសហគ្រាសធុនតូចនិងមធ្យម",
    "ກຸ່ມວິສາຫະກິດ",
    "ဈေးကွက် လေ့လာရေး",
    "thị trường và cụm doanh nghiệp",
    "ตลาดและกลุ่มวิสาหกิจ",
    "$x$ <b> & a_title_without_any_space_that_is_much_longer_than_a_line",
]


def scanned(picture: bytes) -> list[str]:
    with Image.open(io.BytesIO(picture)) as image:
        return [code.text for code in zxingcpp.read_barcodes(image.convert("L"))]


@pytest.mark.parametrize("title", TITLES)
def test_a_phone_reads_the_link_back(title: str) -> None:
    assert scanned(draw_qr(LINK, title, "Trainees")) == [LINK]


def test_a_creased_print_still_scans() -> None:
    with Image.open(io.BytesIO(draw_qr(LINK, "Trainees"))) as image:
        creased = image.convert("L")
    creased.paste(255, (330, 330, 460, 420))
    assert [code.text for code in zxingcpp.read_barcodes(creased)] == [LINK]


def test_a_title_makes_the_picture_higher_and_never_wider() -> None:
    with (
        Image.open(io.BytesIO(draw_qr(LINK, ""))) as plain,
        Image.open(io.BytesIO(draw_qr(LINK, " ".join(TITLES[:3])))) as titled,
    ):
        assert plain.width == titled.width
        assert plain.height < titled.height
