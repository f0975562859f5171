"""How the Bot API says no: code, Telegram's own words, and parameters."""

from __future__ import annotations

from typing import Any


class Refusal(Exception):
    """An answer that is not ok. ``parameters`` are ``retry_after`` or ``migrate_to_chat_id``."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.body: dict[str, Any] = {"ok": False, "error_code": code, "description": description}
        if parameters:
            self.body["parameters"] = parameters


def bad(description: str, **parameters: int) -> Refusal:
    """The call makes no sense: 400."""
    return Refusal(400, f"Bad Request: {description}", **parameters)


def forbidden(description: str) -> Refusal:
    """The bot may not do this: 403."""
    return Refusal(403, f"Forbidden: {description}")


def conflict(description: str) -> Refusal:
    """Somebody else does it already: 409."""
    return Refusal(409, f"Conflict: {description}")


def too_many(retry_after: int) -> Refusal:
    """Too many messages: 429, with the seconds to wait."""
    return Refusal(429, f"Too Many Requests: retry after {retry_after}", retry_after=retry_after)
