"""One message as a phone shows it, over its Bot API shape."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.sandbox.entities import to_html

_MEDIA = ("photo", "voice", "audio", "video", "document", "location", "contact", "poll")


@dataclass(frozen=True)
class Button:
    """A button under a message. ``data`` is None for one that opens a link."""

    text: str
    data: str | None
    url: str | None = None


class ChatMessage:
    """A message of a chat. ``raw`` is what the Bot API tells of it; ``extra`` only the page shows."""

    def __init__(
        self, raw: dict[str, Any], bot_id: int, seq: int, extra: dict[str, Any] | None = None
    ) -> None:
        self.message_id: int = raw["message_id"]
        self.from_bot: bool = raw["from"]["id"] == bot_id
        self.seq = seq
        self.extra = extra or {}
        self.renew(raw)

    def renew(self, raw: dict[str, Any]) -> None:
        """Take other contents."""
        self.raw = raw
        self.text: str = raw.get("text", raw.get("caption", ""))
        rows = (raw.get("reply_markup") or {}).get("inline_keyboard", [])
        self.buttons: tuple[tuple[Button, ...], ...] = tuple(
            tuple(Button(each["text"], each.get("callback_data"), each.get("url")) for each in row)
            for row in rows
        )

    @property
    def kind(self) -> str:
        """``text``, or the kind of media."""
        return next((name for name in _MEDIA if name in self.raw), "text")

    @property
    def html(self) -> str:
        """The text with its formatting, as Telegram HTML."""
        return to_html(self.text, self.raw.get("entities", self.raw.get("caption_entities", [])))

    @property
    def edited(self) -> bool:
        """Whether its text was changed after it was sent."""
        return "edit_date" in self.raw

    @property
    def silent(self) -> bool:
        """Whether it came without a sound."""
        return bool(self.extra.get("silent"))

    @property
    def labels(self) -> list[str]:
        """What its buttons say, in order."""
        return [button.text for row in self.buttons for button in row]
