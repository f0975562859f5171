"""The picture of an invitation: its QR code with the workshop's name, drawn at delivery."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.actions.house import House
from bot.pictures.qr import draw_qr


def make(_house: House, args: Mapping[str, Any]) -> tuple[str, bytes]:
    """Draw the code of ``link`` with ``title`` and ``subtitle``; gives its name and its content."""
    return "invitation.png", draw_qr(str(args["link"]), str(args["title"]), str(args["subtitle"]))
