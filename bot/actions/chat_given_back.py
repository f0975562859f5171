"""The act of giving a chat back. It cannot be undone: a chat is simply taken over again."""

from __future__ import annotations

from bot.actions.taking_over import describe

__all__ = ["describe"]
