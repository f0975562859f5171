"""Long texts in pieces that Telegram takes, each of them well-formed HTML."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

#: Longest text of one message, and of what stands below a picture, as Telegram counts (UTF-16 units, without
#: tags). Tags are counted in here, so a piece is rather too short than too long.
MESSAGE, CAPTION = 4096, 1024

_TOKEN = re.compile(
    r"<(?P<close>/?)(?P<tag>[a-z]+)(?P<rest>[^<>]*)>|&(?:#\d+|#x[0-9a-fA-F]+|\w+);|[^<&]|[<&]"
)

_EMPTY = re.compile(r"<([a-z]+)(?:\s[^<>]*)?></\1>")

#: Where a text is cut best, and which part of a piece may be lost for it.
_BORDERS = (("\n\n", 0.5), ("\n", 0.5), (". ", 0.3), ("។", 0.3), ("။", 0.3), (" ", 0.3))


def length(text: str) -> int:
    """How long a text is for Telegram: in UTF-16 units."""
    return len(text) + sum(letter > "\uffff" for letter in text)


def pieces(text: str, most: int = MESSAGE) -> list[str]:
    """A text of Telegram HTML as pieces of at most ``most`` units; what is short enough stays whole.

    A piece ends at a paragraph, a line, a sentence or a blank where it can, never inside of a tag, an
    entity or a letter with its marks. Tags that are open at its end are closed and opened again in the next.
    """
    found: list[str] = []
    rest = text if length(text) <= most else _without_empty_tags(text)
    while length(rest) > most:
        end = _end(rest, most)
        open_tags = _open(rest[:end])
        found.append(rest[:end].rstrip() + "".join(f"</{_name(tag)}>" for tag in reversed(open_tags)))
        rest = "".join(open_tags) + rest[end:].lstrip()
    return [*found, rest]


def _without_empty_tags(text: str) -> str:
    """The same text without tags that hold nothing, which would only take room."""
    while (shorter := _EMPTY.sub("", text)) != text:
        text = shorter
    return text


def _end(text: str, most: int) -> int:
    """Where the first piece ends: at least one token further than the tags that it begins with."""
    fitting, most_open = 0, 0
    for at, spent, closing in _ends(text):
        if spent + closing > most and fitting > most_open:
            break
        fitting = at
        if at and text[:at].endswith(">") and not re.sub(r"<[^<>]*>", "", text[:at]):
            most_open = at
    for border, share in _BORDERS:
        found = text.rfind(border, 0, fitting)
        if found >= fitting * (1 - share) and not _inside(text, found):
            return found + len(border)
    return fitting


def _ends(text: str) -> Iterator[tuple[int, int, int]]:
    """After each letter, entity and tag: where it ends, how much is spent, and what closing would cost."""
    spent, closing = 0, [0]
    for found in _TOKEN.finditer(text):
        spent += length(found[0])
        if found["tag"]:
            if found["close"]:
                closing = closing[:-1] or [0]
            else:
                closing.append(closing[-1] + len(found["tag"]) + 3)
        following = text[found.end() : found.end() + 1]
        if following and (unicodedata.combining(following) or unicodedata.category(following) in _JOINED):
            continue
        yield found.end(), spent, closing[-1]


_JOINED = ("Mn", "Mc", "Me", "Cf")


def _inside(text: str, at: int) -> bool:
    """Whether a place is inside of a tag."""
    return text.rfind("<", 0, at + 1) > text.rfind(">", 0, at + 1)


def _open(text: str) -> list[str]:
    """The tags that are open at the end of a text, as they were opened."""
    found: list[str] = []
    for token in _TOKEN.finditer(text):
        if token["tag"] and token["close"]:
            found = found[:-1]
        elif token["tag"]:
            found.append(token[0])
    return found


def _name(tag: str) -> str:
    return tag[1:-1].split(maxsplit=1)[0]
