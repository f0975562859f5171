"""The parameters of a call: from the address, a form, JSON or multipart, read as the Bot API reads them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from bot.sandbox.refusals import bad


@dataclass(frozen=True)
class Upload:
    """A file that came with a call: the name that it came under, and its content."""

    name: str
    content: bytes


@dataclass
class Fields:
    """Parameters by name. Texts stay texts until a method asks for something else."""

    values: dict[str, Any] = field(default_factory=dict)
    files: dict[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """A text; empty when it was not given."""
        value = self.values.get(name)
        return "" if value is None else str(value)

    def number(self, name: str, default: int | None = None) -> int:
        """A whole number. Raises a refusal when it is missing without default, or not a number."""
        value = self.values.get(name)
        if value in (None, ""):
            if default is None:
                raise bad(f"parameter {name} is required")
            return default
        try:
            return int(str(value))
        except ValueError:
            raise bad(f"{name} must be an integer") from None

    def decimal(self, name: str) -> float:
        """A number with a point. Raises a refusal for anything else."""
        try:
            return float(self.text(name))
        except ValueError:
            raise bad(f"{name} must be a number") from None

    def flag(self, name: str) -> bool:
        """True for ``true`` and ``1``."""
        return str(self.values.get(name, "")).lower() in ("true", "1")

    def object(self, name: str) -> Any:
        """A JSON value, given as JSON or as a text that holds it; None when it was not given."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value.strip():
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise bad(f"can't parse {name} JSON object") from None

    def upload(self, name: str) -> Upload | str:
        """A file: its content, or the id of one that is known. ``attach://NAME`` leads to another part."""
        if name in self.files:
            return self.files[name]
        value = self.text(name)
        if value.startswith("attach://"):
            found = self.files.get(value.removeprefix("attach://"))
            if found is None:
                raise bad(f"attached file {value!r} is not in the request")
            return found
        if not value:
            raise bad(f"there is no {name} in the request")
        return value


async def read_fields(request: web.Request) -> Fields:
    """All parameters of a call, wherever they stand."""
    found = Fields(dict(request.query))
    kind = request.content_type
    if kind == "application/json":
        body = await request.json()
        if isinstance(body, dict):
            found.values.update(body)
    elif kind in ("application/x-www-form-urlencoded", "multipart/form-data"):
        for name, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                found.files[name] = Upload(value.filename or name, value.file.read())
            elif isinstance(value, str):
                found.values[name] = value
    return found
