"""ODK's own form engine, running on Node.js, as the judge of ours."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

FOLDER = Path(__file__).parents[2] / "tools" / "oracle"

#: The zone in which both engines live.
ZONE = "Asia/Bangkok"


class OracleError(Exception):
    """The judge could not do what was asked, in its own words."""


class Oracle:
    """One process of the judge. It answers one question after the other."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [str(Path(sys.executable).with_name("node")), "oracle.mjs"],
            cwd=FOLDER,
            env={**os.environ, "TZ": ZONE},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def __enter__(self) -> Oracle:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.wait()

    def load(self, xml: str, files: Mapping[str, str] | None = None) -> list[str]:
        """Open a form and the data files that it reads, by name; gives its languages.

        Raises :class:`OracleError` for a form that ODK refuses.
        """
        return list(self._ask(op="load", xml=xml, files=dict(files or {})).get("languages") or [])

    def snapshot(self) -> list[dict[str, Any]]:
        """Every leaf and repeat with what it is now."""
        return list(self._ask(op="snapshot")["leaves"])

    def set(self, ref: str, value: str) -> None:
        """Answer a question."""
        self._ask(op="set", ref=ref, value=value)

    def add(self, ref: str) -> None:
        """Add a round to a repeat."""
        self._ask(op="add", ref=ref)

    def remove(self, ref: str, index: int) -> None:
        """Take a round away from a repeat, counted from 0."""
        self._ask(op="remove", ref=ref, index=index)

    def cpu(self) -> int:
        """Microseconds of processor time that the judge has used so far."""
        return int(self._ask(op="cpu")["micros"])

    def look(self, ref: str) -> dict[str, Any] | None:
        """One leaf with what it is now; None when there is none."""
        found: dict[str, Any] | None = self._ask(op="look", ref=ref)["leaf"]
        return found

    def xml(self) -> str:
        """The instance XML as it would be sent to a server."""
        return str(self._ask(op="xml")["xml"])

    def speak(self, language: str) -> None:
        """Change the language."""
        self._ask(op="language", language=language)

    def _ask(self, **what: Any) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(what) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise OracleError("the judge has ended")
        answer: dict[str, Any] = json.loads(line)
        if "error" in answer:
            raise OracleError(answer["error"])
        return answer
