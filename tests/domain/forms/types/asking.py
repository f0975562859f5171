"""Forms of one question, asked and answered as the conversation does it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from pyxform.xls2xform import convert

from bot.domain.forms import types
from bot.domain.forms.filling import Filling
from bot.domain.forms.form import Form
from bot.domain.forms.types import Ask, Reading
from bot.domain.incoming import Incoming, Media, MediaKind, Place, Sender
from bot.domain.said import Said

NOW = dt.datetime(2026, 11, 24, 10, 20, tzinfo=ZoneInfo("Asia/Yangon"))
SENDER = Sender(1, "Mali")


@dataclass
class Asked:
    """One question of a filled form."""

    filling: Filling
    ref: str

    @property
    def type(self) -> types.QuestionType:
        return types.of(self.filling.form.questions[self.ref])

    def ask(self, draft: str = "") -> Ask:
        return self.type.ask(self.filling, self.ref, draft, 0)

    def labels(self, draft: str = "") -> list[list[str]]:
        """The words on the buttons, row by row, in English."""
        rows = self.ask(draft).rows
        return [[b.label.english() if isinstance(b.label, Said) else b.label for b in row] for row in rows]

    def codes(self, draft: str = "") -> list[str]:
        return [button.code for row in self.ask(draft).rows for button in row]

    def text(self, draft: str = "") -> str:
        extra = self.ask(draft).text_extra
        return extra.english() if extra else ""

    def press(self, label: str, draft: str = "") -> Reading:
        """Press the button with this label."""
        for row, buttons in zip(self.labels(draft), self.ask(draft).rows, strict=True):
            for words, button in zip(row, buttons, strict=True):
                if words == label:
                    return self.tap(button.code, draft)
        raise AssertionError(f"no button “{label}” in {self.labels(draft)}")

    def tap(self, code: str, draft: str = "") -> Reading:
        return self.type.tap(self.filling, self.ref, code, draft)

    def hear(
        self, text: str = "", place: Place | None = None, media: MediaKind | None = None, draft: str = ""
    ) -> Reading:
        sent = Media(media, "file", "unique") if media else None
        incoming = Incoming(1, SENDER, 1, 1, text=text, place=place, media=sent)
        return self.type.hear(self.filling, self.ref, incoming, draft)


def question(
    kind: str,
    language: str = "English (en)",
    value: str = "",
    choices: dict[str, str] | None = None,
    **cells: str,
) -> Asked:
    """A form with one question ``q``. ``choices`` are names and labels of the list ``c``."""
    survey = [{"type": kind, "name": "q", f"label::{language}": "Q?", **cells}]
    sheets: dict[str, Any] = {"survey": survey, "settings": [{"form_id": "f", "default_language": language}]}
    if choices:
        sheets["choices"] = [
            {"list_name": "c", "name": name, f"label::{language}": label} for name, label in choices.items()
        ]
    form = Form.from_xform(convert(sheets).xform)
    filling = Filling(form, {"q": value} if value else {}, now=NOW, language=language)
    return Asked(filling, "q")
