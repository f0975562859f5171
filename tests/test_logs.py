from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog
from sqlalchemy import text
from telegram.error import BadRequest

from bot import logs
from storage.engine import open_engine

TOKEN = "123456789:" + "A" * 35

#: What somebody wrote. Tracebacks show lines of code, so the words stand only here.
SAID = "I sold my buffalo"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    logs.configure("json", "debug", ["hush-hush"], stream)
    yield stream
    root.handlers[:], root.level = handlers, level
    structlog.reset_defaults()


def test_tokens_and_secrets_are_redacted_everywhere(written: io.StringIO) -> None:
    structlog.get_logger().info("started", address=f"https://example.org/bot{TOKEN}/getMe", word="hush-hush")
    logging.getLogger("somebody.else").warning("asked %s", f"/bot{TOKEN}/x")
    try:
        raise OSError(f"cannot reach /bot{TOKEN}/getMe")
    except OSError:
        structlog.get_logger().exception("failed")
    shown = written.getvalue()
    assert TOKEN not in shown
    assert "hush-hush" not in shown
    assert shown.count("***") >= 4


def test_libraries_that_log_addresses_and_parameters_are_quiet(written: io.StringIO) -> None:
    for name in ("httpx", "httpcore.connection", "aiohttp.client", "telegram.Bot", "sqlalchemy.engine"):
        logging.getLogger(name).debug("my answer")
    logging.getLogger("httpx").info("HTTP Request: POST")
    assert written.getvalue() == ""


def test_what_people_wrote_does_not_reach_the_log_through_exceptions(written: io.StringIO) -> None:
    def fail() -> None:
        try:
            int(SAID)
        except ValueError as error:
            raise RuntimeError(f"cannot read: {SAID}") from error

    try:
        fail()
    except RuntimeError:
        structlog.get_logger().exception("an update failed", update_id=7)
    line = json.loads(written.getvalue())
    assert SAID not in written.getvalue()
    assert line["exception"].index("ValueError") < line["exception"].index("RuntimeError")
    assert line["update_id"] == 7


def test_parameters_of_statements_stay_out_of_database_errors(written: io.StringIO) -> None:
    with open_engine("sqlite://").connect() as connection:
        try:
            connection.execute(text("INSERT INTO nowhere VALUES (:it)"), {"it": SAID})
        except Exception:
            structlog.get_logger().exception("failed")
    assert "no such table" in written.getvalue()
    assert SAID not in written.getvalue()


def test_what_telegram_says_is_kept() -> None:
    assert logs.harmless(BadRequest("chat not found")) == "BadRequest: chat not found"
    assert logs.harmless(ValueError(SAID)) == "ValueError"
