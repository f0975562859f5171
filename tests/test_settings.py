from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from bot import settings
from bot.settings import ConfigError, load

TOKEN = "123456789:" + "A" * 35


@pytest.fixture(autouse=True)
def _no_variables(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import os

    for name in list(os.environ):
        if name.startswith("SALA_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def write(text: str) -> Path:
    path = Path("config.toml")
    path.write_text(text, encoding="utf-8")
    return path


def test_without_a_file_everything_has_a_default() -> None:
    found = load()
    assert found.token == ""
    assert found.database_url == "sqlite:///data/sala.db"
    assert found.sender.per_second == 28


def test_the_example_holds_every_key_and_every_default() -> None:
    example = Path(settings.__file__).parent.parent / "config.example.toml"
    read = tomllib.loads(example.read_text(encoding="utf-8"))

    def names(section: dict[str, object], before: str = "") -> set[str]:
        found = set()
        for name, value in section.items():
            found |= names(value, f"{before}{name}.") if isinstance(value, dict) else {before + name}
        return found

    assert names(read) == set(settings.keys())
    assert load(example) == load()


def test_the_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    write('[telegram]\ntoken = "1:' + "B" * 35 + '"\n[sender]\nper_second = 5\n')
    monkeypatch.setenv("SALA_TELEGRAM__TOKEN", TOKEN)
    monkeypatch.setenv("SALA_PEOPLE__FACILITATORS", "17, 18")
    found = load()
    assert found.token == TOKEN
    assert found.sender.per_second == 5
    assert found.people.facilitators == {17, 18}


def test_a_secret_can_stand_in_a_file_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    secret = tmp_path / "token"
    secret.write_text(TOKEN + "\n", encoding="utf-8")
    monkeypatch.setenv("SALA_TELEGRAM__TOKEN_FILE", str(secret))
    assert load().token == TOKEN


def test_secrets_are_not_shown() -> None:
    found = load(write(f'[telegram]\ntoken = "{TOKEN}"'))
    assert TOKEN not in repr(found)
    assert found.secrets() == (TOKEN,)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[telegram]\ntokn = "x"', "telegram.tokn: there is no such key. Did you mean telegram.token?"),
        ("token = 'x'", "token: there is no such key."),
        (
            '[telegram]\ntoken = "x"',
            "telegram.token: this is not the shape of a token; copy it from @BotFather",
        ),
        ("telegram = 3", "telegram: this is a section; write [telegram]"),
        ("[telegram\n", "config.toml: this is not valid TOML"),
        ('[log]\nformat = "xml"', "log.format: write one of 'console' or 'json'."),
        ('[sender]\nper_second = "fast"', "sender.per_second: write a number."),
        ("[sender]\nburst = 0", "sender.burst: write a number of at least 1."),
        ('[people]\nfacilitators = ["Noy"]', "people.facilitators: write a whole number"),
        ('[defaults]\nzone = "Laos"', "defaults.zone: this is not an IANA time zone"),
        ('[database]\nurl = "postgresql://x"', "database.url: Sala keeps its data in SQLite"),
        ('[telegram]\nproxy = "socks5://x"', "telegram.proxy: only HTTP proxies work"),
        (
            '[telegram.webhook]\nurl = "http://example.org/x"',
            "telegram.webhook.url: Telegram delivers to https",
        ),
        ('[telegram.webhook]\nurl = "https://example.org/x"', "telegram.webhook.secret: is missing."),
        ("[telegram.webhook]\nport = 99999", "telegram.webhook.port: write a number of at most 65535."),
    ],
)
def test_mistakes_are_named_in_plain_words(text: str, said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(write(text))
    assert said in str(caught.value)


def test_all_mistakes_are_named_at_once() -> None:
    with pytest.raises(ConfigError) as caught:
        load(write('[log]\nlevel = "loud"\n[sender]\nburst = 0'))
    assert len(caught.value.lines) == 2


def test_a_file_that_was_asked_for_must_exist() -> None:
    with pytest.raises(ConfigError, match="there is no such file"):
        load(Path("other.toml"))


def test_a_wrong_secret_is_not_repeated_in_the_message() -> None:
    with pytest.raises(ConfigError) as caught:
        load(write('[telegram]\ntoken = "my secret"'))
    assert "my secret" not in str(caught.value)


def test_an_unreadable_secret_file_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SALA_TELEGRAM__TOKEN_FILE", "/nowhere/token")
    with pytest.raises(
        ConfigError, match="SALA_TELEGRAM__TOKEN_FILE: the file /nowhere/token cannot be read"
    ):
        load()
