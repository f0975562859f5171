"""The catalogues: in step with the code, and no translation loses what the code puts into it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from bot.actions.consents import LAYERS
from bot.actions.menus import BY_ROLE, COMMON
from bot.locales import LANGUAGES, tongue

ROOT = Path(__file__).parent.parent
OTHERS = [language for language in LANGUAGES if language != "en"]


def messages(language: str) -> list[Message]:
    path = ROOT / "bot" / "locales" / language / "LC_MESSAGES" / "sala.po"
    with path.open("rb") as file:
        return [message for message in read_po(file, locale=language) if message.id]


def pairs(message: Message) -> list[tuple[str, str]]:
    """Each translation with the English sentence that it stands for."""
    if isinstance(message.id, str):
        return [(message.id, str(message.string))] if message.string else []
    many = message.id[-1]
    return [(many, text) for text in message.string or () if text]


def test_the_catalogues_hold_just_the_sentences_of_the_code() -> None:
    """Mend it with: make messages."""
    found = subprocess.run(
        [sys.executable, "tools/messages.py", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (found.returncode, found.stdout) == (0, "")


@pytest.mark.parametrize("language", OTHERS)
def test_translations_keep_places_commands_and_formatting(language: str) -> None:
    marks = re.compile(r"\{\w*\}|</?[a-z]+>|(?<![\w<])/[a-z]{3,}\b")
    lost = [
        (english, text)
        for message in messages(language)
        for english, text in pairs(message)
        if sorted(set(marks.findall(english))) != sorted(set(marks.findall(text)))
        and not (isinstance(message.id, tuple) and "{n}" not in text)
    ]
    assert lost == []


@pytest.mark.parametrize("language", OTHERS)
def test_menus_and_consent_are_said_in_every_language(language: str) -> None:
    _ = tongue(language)
    menus = [text for role in (COMMON, *BY_ROLE.values()) for _name, text in role]
    consent = [text for layer in LAYERS.values() for text in (layer.title, layer.text)]
    assert [text for text in (*menus, *consent) if _(text) == text] == []


@pytest.mark.parametrize("language", OTHERS)
def test_a_language_says_yes_in_its_own_words(language: str) -> None:
    assert tongue(language)("Yes") != "Yes"
