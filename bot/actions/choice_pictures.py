"""What the choices of a question look like and sound like, sent before it.

Their pictures come side by side in one message, with the numbers that stand on the buttons.
"""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Any

from bot.actions.answer_rows import Desk
from bot.actions.house import House
from bot.actions.label_media import file_of
from bot.actions.tx import REPLY, Links, Tx
from bot.domain.forms.steps import Ref
from bot.pictures.tiles import tiles
from storage.tables import Media, Prompt

#: Pictures in one message, and most sounds or videos of one question.
IN_ONE, MOST_PLAYED = 12, 10


def make(house: House, args: Mapping[str, Any]) -> tuple[str, bytes]:
    """Draw the pictures side by side; ``args`` hold pairs of a number and a row of ``media``."""
    paths = house.read(_paths, [int(media) for _number, media in args["pictures"]])
    found = [(int(number), paths[int(media)]) for number, media in args["pictures"] if int(media) in paths]
    folder = house.rules.data / "media"
    return "choices.jpg", tiles([(number, (folder / path).read_bytes()) for number, path in found])


def _paths(tx: Tx, numbers: list[int]) -> dict[int, str]:
    rows = (tx.session.get(Media, number) for number in numbers)
    return {row.id or 0: row.path for row in rows if row is not None and row.state == "stored"}


def send_choices(desk: Desk, prompt: Prompt, ref: Ref, *, priority: int = REPLY) -> None:
    """Send what the choices that are offered now show or play."""
    pictures: list[list[int]] = []
    played: list[tuple[str, Media]] = []
    for number, option in enumerate(desk.filling.choices(ref), start=1):
        shown = {"image": option.media.get("big-image", ""), **option.media}
        for form in ("image", "audio", "video"):
            media = file_of(desk, shown[form]) if shown.get(form) else None
            if media is None:
                continue
            if form == "image" and media.kind == "photo":
                pictures.append([number, media.id or 0])
            else:
                played.append((f"{number}. {option.label}"[:200], media))
    links: Links = {"prompt_id": prompt.id, "workshop_id": desk.workshop.id}
    for start in range(0, len(pictures), IN_ONE):
        attach = {"make": "choices", "args": {"pictures": pictures[start : start + IN_ONE]}}
        desk.tx.say(desk.person, "", kind="photo", attach=attach, priority=priority, silent=True, **links)
    for text, media in played[:MOST_PLAYED]:
        words = html.escape(text, quote=False)
        file = {"media": media.id}
        desk.tx.say(desk.person, words, kind=media.kind, attach=file, priority=priority, silent=True, **links)
