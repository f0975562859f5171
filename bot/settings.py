"""What an operator may set: ``config.toml`` and ``SALA_*`` environment variables, read into frozen objects.

Every key of the file has a variable: ``telegram.token`` is ``SALA_TELEGRAM__TOKEN``, and
``SALA_TELEGRAM__TOKEN_FILE`` names a file that holds it (for secrets). The environment wins over the file.
``config.example.toml`` explains each key.
"""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
)
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource
from pydantic_settings.exceptions import SettingsError

PREFIX = "SALA_"

#: A variable of the command line, not a key: which file to read.
NOT_KEYS = frozenset({"SALA_CONFIG"})

TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]{20,}")


class ConfigError(Exception):
    """The configuration cannot be used. ``lines`` say which key, what is wrong and what to do."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Webhook(_Section):
    """Where Telegram delivers updates; an empty ``url`` means that Sala asks for them instead."""

    url: str = ""
    secret: SecretStr = SecretStr("")
    listen: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65535)

    @field_validator("url")
    @classmethod
    def _https(cls, value: str) -> str:
        if value and not value.startswith(("https://", "http://127.", "http://localhost")):
            raise ValueError(
                "Telegram delivers to https:// addresses only; write the public https:// address"
            )
        return value

    @field_validator("secret")
    @classmethod
    def _letters(cls, value: SecretStr) -> SecretStr:
        if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", value.get_secret_value()):
            raise ValueError("use only letters, digits, _ and -, at most 256 of them")
        return value


class Telegram(_Section):
    """How Telegram is reached. An empty ``token`` means the rehearsal room."""

    token: SecretStr = SecretStr("")
    base_url: str = "https://api.telegram.org/bot"
    base_file_url: str = "https://api.telegram.org/file/bot"
    proxy: str = ""
    webhook: Webhook = Webhook()

    @field_validator("token")
    @classmethod
    def _shape(cls, value: SecretStr) -> SecretStr:
        token = value.get_secret_value().strip()
        if token and not TOKEN.fullmatch(token):
            raise ValueError(
                "this is not the shape of a token; copy it from @BotFather, such as 123456789:AAE..."
            )
        return SecretStr(token)

    @field_validator("base_url", "base_file_url")
    @classmethod
    def _address(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")):
            raise ValueError("write an address that begins with http:// or https:// and ends with /bot")
        return value

    @field_validator("proxy")
    @classmethod
    def _http_proxy(cls, value: str) -> str:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("only HTTP proxies work; write http://host:port or leave it empty")
        return value


class Database(_Section):
    """Where the data is; an empty ``url`` means ``sala.db`` in the data folder."""

    url: str = ""

    @field_validator("url")
    @classmethod
    def _sqlite(cls, value: str) -> str:
        if value and not value.startswith("sqlite:///"):
            raise ValueError("Sala keeps its data in SQLite; write sqlite:///FILE or leave it empty")
        return value


class Log(_Section):
    """What the log looks like."""

    format: Literal["console", "json"] = "console"
    level: Literal["debug", "info", "warning", "error"] = "info"


def _numbers(value: object) -> object:
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


class People(_Section):
    """Who may start workshops before anybody was invited, by Telegram account number."""

    facilitators: Annotated[frozenset[int], BeforeValidator(_numbers)] = frozenset()


class Defaults(_Section):
    """What is assumed until somebody says otherwise."""

    zone: str = "Asia/Bangkok"

    @field_validator("zone")
    @classmethod
    def _known(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError("this is not an IANA time zone; write one such as Asia/Vientiane")
        return value


class Submit(_Section):
    """The server of the OpenRosa protocol (ODK Central, KoboToolbox) that ``sala submit`` sends to.

    ``retry_first`` are the seconds before the second of four tries; the others are further apart.
    """

    url: str = ""
    user: str = ""
    password: SecretStr = SecretStr("")
    retry_first: float = Field(default=2, gt=0)

    @field_validator("url")
    @classmethod
    def _https(cls, value: str) -> str:
        url = value.strip().rstrip("/").removesuffix("/submission")
        host = urlsplit(url).hostname or ""
        if (
            url
            and not (url.startswith("https://") and host)
            and not (url.startswith("http://") and host in ("localhost", "127.0.0.1", "::1"))
        ):
            raise ValueError("answers leave this machine over https:// only; write the https:// address")
        return url


class Wall(_Section):
    """The page for the projector: where this machine serves it, and how browsers reach it.

    An empty ``url`` means ``http://listen:port``. An empty ``listen`` switches the wall off; ``port`` 0 takes
    a free one.
    """

    listen: str = "127.0.0.1"
    port: int = Field(default=8090, ge=0, le=65535)
    url: str = ""

    @field_validator("url")
    @classmethod
    def _address(cls, value: str) -> str:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("write the address that browsers open, such as https://wall.example.org")
        return value.rstrip("/")


class Sender(_Section):
    """How fast messages go out. The defaults stay below what Telegram allows.

    ``per_second`` for all chats together, ``per_chat`` for one chat (messages a second, after a burst
    of ``burst``), ``per_group_minute`` for a group. ``retry_first`` and ``retry_most`` are seconds
    between tries after a network error.
    """

    per_second: float = Field(default=28, gt=0)
    per_chat: float = Field(default=1, gt=0)
    burst: int = Field(default=6, ge=1)
    per_group_minute: int = Field(default=20, ge=1)
    in_flight: int = Field(default=64, ge=1, le=256)
    retry_first: float = Field(default=1, gt=0)
    retry_most: float = Field(default=60, gt=0)


class _Environment(PydanticBaseSettingsSource):
    """``SALA_SECTION__KEY`` and ``SALA_SECTION__KEY_FILE`` of the environment, as nested values."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        """Not used: :meth:`__call__` gives everything at once."""
        return None, field_name, False

    def __call__(self) -> dict[str, Any]:
        """All keys that the environment sets. Raises :class:`ConfigError` for an unreadable secret file."""
        found: dict[str, Any] = {}
        for name, value in sorted(os.environ.items()):
            if not name.startswith(PREFIX) or name in NOT_KEYS or name.endswith("_FILE"):
                continue
            _put(found, name, value)
        for name, value in sorted(os.environ.items()):
            if name.startswith(PREFIX) and name.endswith("_FILE"):
                try:
                    secret = Path(value).read_text(encoding="utf-8").strip()
                except OSError as error:
                    raise ConfigError(
                        [f"{name}: the file {value} cannot be read ({error.strerror})."]
                    ) from error
                _put(found, name.removesuffix("_FILE"), secret)
        return found


def _put(found: dict[str, Any], name: str, value: str) -> None:
    *sections, key = name.removeprefix(PREFIX).lower().split("__")
    place = found
    for section in sections:
        place = place.setdefault(section, {})
    place[key] = value


class Settings(BaseSettings):
    """Everything that can be set, checked and frozen."""

    model_config = ConfigDict(frozen=True, extra="forbid")  # type: ignore[assignment]  # BaseSettings takes both

    data: Path = Path("data")
    telegram: Telegram = Telegram()
    database: Database = Database()
    log: Log = Log()
    people: People = People()
    defaults: Defaults = Defaults()
    sender: Sender = Sender()
    submit: Submit = Submit()
    wall: Wall = Wall()

    @property
    def database_url(self) -> str:
        """SQLAlchemy's address of the database."""
        return self.database.url or f"sqlite:///{self.data / 'sala.db'}"

    @property
    def token(self) -> str:
        """The bot's token, or an empty string for the rehearsal room."""
        return self.telegram.token.get_secret_value()

    def secrets(self) -> tuple[str, ...]:
        """Texts that must never be written anywhere."""
        secrets = (self.telegram.webhook.secret, self.submit.password)
        found = (self.token, *(secret.get_secret_value() for secret in secrets))
        return tuple(secret for secret in found if secret)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment first, then what the file said."""
        return _Environment(settings_cls), init_settings


def load(path: Path | None = None) -> Settings:
    """Read ``path`` (by default ``config.toml``, which may be missing) and the environment.

    Raises :class:`ConfigError`, whose lines name each wrong key and say what to do.
    """
    written = _read(path or Path("config.toml"), must_exist=path is not None)
    try:
        settings = Settings(**written)
    except ValidationError as error:
        raise ConfigError([_plain(problem) for problem in error.errors()]) from None
    except SettingsError as error:
        raise ConfigError([str(error)]) from None
    hook = settings.telegram.webhook
    if hook.url and not hook.secret.get_secret_value():
        raise ConfigError(
            [
                "telegram.webhook.secret: is missing. With a webhook, anybody could pretend to be Telegram "
                "without it; write a long random word, for example from: openssl rand -hex 32"
            ]
        )
    return settings


def _read(path: Path, *, must_exist: bool) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except FileNotFoundError:
        if must_exist:
            raise ConfigError([f"{path}: there is no such file. Copy config.example.toml to it."]) from None
        return {}
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(
            [f"{path}: this is not valid TOML: {error}. Texts stand in double quotes."]
        ) from None
    except OSError as error:
        raise ConfigError([f"{path}: cannot be read ({error.strerror})."]) from error


def _plain(problem: Mapping[str, Any]) -> str:
    """One line for a person: the key, what is wrong, what to do. Never the value of a secret."""
    place = [str(part) for part in problem["loc"] if isinstance(part, str)]
    key = ".".join(place)
    if problem["type"] == "extra_forbidden":
        return f"{key}: there is no such key.{_guess(place)} config.example.toml lists all keys."
    if problem["type"] == "value_error":
        return f"{key}: {problem['ctx']['error']}."
    if problem["type"] == "model_type":
        return f"{key}: this is a section; write [{key}] and its keys below."
    words = dict(_WORDS).get(problem["type"], problem["msg"][:1].lower() + problem["msg"][1:])
    expected = problem.get("ctx", {})
    told = words.format_map({name: str(value) for name, value in expected.items()}) if expected else words
    return f"{key}: {told}."


_WORDS = (
    ("int_parsing", "write a whole number, without quotes"),
    ("int_type", "write a whole number, without quotes"),
    ("float_parsing", "write a number"),
    ("string_type", "write a text in double quotes"),
    ("literal_error", "write one of {expected}"),
    ("frozen_set_type", "write a list of Telegram account numbers, such as [123456789]"),
    ("greater_than", "write a number above {gt}"),
    ("greater_than_equal", "write a number of at least {ge}"),
    ("less_than_equal", "write a number of at most {le}"),
)


def _guess(place: list[str]) -> str:
    close = difflib.get_close_matches(".".join(place), list(keys()), n=1, cutoff=0.6)
    return f" Did you mean {close[0]}?" if close else ""


def keys(section: type[BaseModel] = Settings, before: str = "") -> Iterator[str]:
    """Every key that can be set, such as ``telegram.token``."""
    for name, field in section.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from keys(kind, f"{before}{name}.")
        else:
            yield f"{before}{name}"
