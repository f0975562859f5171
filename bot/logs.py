"""Structured logs: one line per happening, for people or as JSON, without tokens and without answers.

Redaction happens on the finished line, so it also covers exceptions and what libraries log. Messages of
exceptions may quote what somebody wrote; only those of libraries that never see an answer are kept.
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
from collections.abc import Iterable
from types import TracebackType
from typing import IO, Any

import structlog

#: Anything that looks like a bot token, alone or inside an address.
TOKEN = re.compile(r"\d{5,}:[A-Za-z0-9_-]{20,}")

#: Loggers that tell too much at lower levels: addresses with tokens, parameters with answers.
QUIET = {
    "httpx": logging.WARNING,
    "httpcore": logging.WARNING,
    "aiohttp": logging.WARNING,
    "aiohttp.access": logging.WARNING,
    "telegram": logging.INFO,
    "apscheduler": logging.WARNING,
    "sqlalchemy": logging.WARNING,
    "alembic": logging.WARNING,
    "asyncio": logging.WARNING,
    "matplotlib": logging.WARNING,
    "PIL": logging.WARNING,
    "tzlocal": logging.WARNING,
}

#: Modules whose exceptions never quote what people wrote.
_HARMLESS = ("telegram", "aiohttp", "sqlalchemy", "alembic", "apscheduler", "ssl", "socket", "bot.settings")

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]


def configure(
    form: str = "console", level: str = "info", secrets: Iterable[str] = (), stream: IO[str] | None = None
) -> None:
    """Send all logs to ``stream`` (by default standard error), ``form`` being console or json.

    ``secrets`` are further texts that must never appear. A second call replaces the first.
    """
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.ExceptionRenderer(_exception_text),
    ]
    target = stream or sys.stderr
    renderer: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=target.isatty())
    )
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(target)
    handler.setFormatter(
        _Redacting(
            secrets,
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name, least in QUIET.items():
        logging.getLogger(name).setLevel(max(least, root.level))


def redact(text: str, secrets: Iterable[str] = ()) -> str:
    """``text`` without tokens and without the given secrets."""
    for secret in secrets:
        text = text.replace(secret, "***")
    return TOKEN.sub("***", text)


def harmless(error: BaseException) -> str:
    """What an exception says, if it can be logged: its type, and its message unless it may quote people."""
    kind = type(error)
    if isinstance(error, OSError) or kind.__module__.startswith(_HARMLESS):
        return f"{kind.__name__}: {error}"
    return kind.__name__


class _Redacting(structlog.stdlib.ProcessorFormatter):
    def __init__(self, secrets: Iterable[str], **how: Any) -> None:
        super().__init__(**how)
        self._secrets = tuple(secrets)

    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record), self._secrets)


def _exception_text(exc_info: ExcInfo) -> str:
    """A traceback with the places and the types; messages only where they are harmless."""
    lines: list[str] = []
    error: BaseException | None = exc_info[1]
    while error is not None:
        trace = "".join(traceback.format_tb(error.__traceback__))
        lines.insert(0, f"{trace}{harmless(error)}")
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\nwhich led to:\n".join(lines)
