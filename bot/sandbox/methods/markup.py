"""Buttons under messages and keyboards in place of the phone's own, checked as Telegram checks them."""

from __future__ import annotations

from typing import Any

from bot.sandbox.fields import Fields
from bot.sandbox.refusals import bad

#: What an inline button may do. Most of it needs more than the room has.
_ACTIONS = ("callback_data", "url", "switch_inline_query", "switch_inline_query_current_chat", "copy_text")


def inline_of(fields: Fields) -> dict[str, Any] | None:
    """The inline keyboard of an edit: None when there is none, also when the last one is taken away."""
    markup = fields.object("reply_markup")
    if markup is None:
        return None
    if not isinstance(markup, dict) or "inline_keyboard" not in markup:
        raise bad("inline keyboard expected")
    return _inline(markup)


def markup_of(fields: Fields) -> dict[str, Any] | None:
    """What ``reply_markup`` holds, checked: an inline keyboard, a keyboard, its removal, a forced reply."""
    markup = fields.object("reply_markup")
    if markup is None or markup == {}:
        return None
    if not isinstance(markup, dict):
        raise bad("object expected as reply markup")
    if "inline_keyboard" in markup:
        return _inline(markup)
    if "keyboard" in markup:
        rows = [[{"text": key} if isinstance(key, str) else key for key in row] for row in markup["keyboard"]]
        if not any(rows):
            raise bad("keyboard must be non-empty")
        if any(not key.get("text") for row in rows for key in row):
            raise bad("keyboard button text must be non-empty")
        return {**markup, "keyboard": rows}
    if markup.get("remove_keyboard") or markup.get("force_reply"):
        return markup
    raise bad("object expected as reply markup")


def _inline(markup: dict[str, Any]) -> dict[str, Any] | None:
    rows = [[_button(each) for each in row] for row in markup["inline_keyboard"] if row]
    return {"inline_keyboard": rows} if rows else None


def _button(button: Any) -> dict[str, Any]:
    if not isinstance(button, dict) or not str(button.get("text", "")).strip():
        raise bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if not any(name in button for name in _ACTIONS):
        raise bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    size = len(str(button.get("callback_data", "x")).encode())
    if not 1 <= size <= 64:
        raise bad("BUTTON_DATA_INVALID")
    if "url" in button and not str(button["url"]).startswith(("http://", "https://", "tg://")):
        raise bad("BUTTON_URL_INVALID")
    return button
