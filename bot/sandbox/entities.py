"""Formatted text: Telegram's HTML into text and entities, as the Bot API reads it, and back for looking at.

Offsets and lengths are in UTF-16 code units, as everywhere in the Bot API.
"""

from __future__ import annotations

import html
import re
from typing import Any

from bot.sandbox.refusals import Refusal, bad

Entity = dict[str, Any]

_KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "a": "text_link",
    "span": "spoiler",
}
_TAGS = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "spoiler": "tg-spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
_TOKEN = re.compile(r"<(/?)([a-zA-Z-]*)((?:\s+[^<>]*?)?)>|&(#\d+|#x[0-9a-fA-F]+|lt|gt|amp|quot);")
_ATTRIBUTE = re.compile(r"""([\w-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+)))?""")
_TYPED = re.compile(
    r"(?P<bot_command>(?<![\w/])/[A-Za-z0-9_]{1,64}(?:@\w+)?)|(?P<url>https?://[^\s]+)|(?P<mention>(?<!\w)@\w{3,32})"
)


def length(text: str) -> int:
    """Length in UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """Text and entities of Telegram HTML. Raises a refusal in Telegram's words for HTML that it refuses."""
    out: list[str] = []
    at = 0
    open_tags: list[tuple[str, str, int, Entity]] = []
    found: list[Entity] = []
    position = 0
    for token in _TOKEN.finditer(source):
        plain = source[position : token.start()]
        _no_bracket(plain, source, position)
        out.append(plain)
        at += length(plain)
        position = token.end()
        if token[4]:
            letter = html.unescape(f"&{token[4]};")
            out.append(letter)
            at += length(letter)
        elif token[1]:
            _close(token, source, open_tags, found, at)
        else:
            name = token[2].lower()
            open_tags.append((name, token[2], at, _entity(name, token, source)))
    rest = source[position:]
    _no_bracket(rest, source, position)
    out.append(rest)
    if open_tags:
        raise _parse(f'Can\'t find end tag corresponding to start tag "{open_tags[-1][0]}"')
    return _trimmed("".join(out), found)


def _no_bracket(plain: str, source: str, start: int) -> None:
    if "<" in plain:
        byte = len(source[: start + plain.index("<")].encode())
        raise _parse(f"Unclosed start tag at byte offset {byte}")


def _parse(why: str) -> Refusal:
    return bad(f"can't parse entities: {why}")


def _entity(name: str, token: re.Match[str], source: str) -> Entity:
    byte = len(source[: token.start()].encode())
    attributes = {
        key.lower(): html.unescape(double or single or bare)
        for key, double, single, bare in _ATTRIBUTE.findall(token[3] or "")
    }
    if name not in _KINDS or (name == "span" and attributes.get("class") != "tg-spoiler"):
        raise _parse(f'Unsupported start tag "{name}" at byte offset {byte}')
    made: Entity = {"type": _KINDS[name]}
    if name == "a":
        made["url"] = attributes.get("href", "")
    if name == "blockquote" and "expandable" in attributes:
        made["type"] = "expandable_blockquote"
    return made


def _close(
    token: re.Match[str],
    source: str,
    open_tags: list[tuple[str, str, int, Entity]],
    found: list[Entity],
    at: int,
) -> None:
    byte = len(source[: token.start()].encode())
    if not open_tags:
        raise _parse(f"Unexpected end tag at byte offset {byte}")
    name, _written, start, made = open_tags.pop()
    if token[2] and token[2].lower() != name:
        raise _parse(
            f'Unmatched end tag at byte offset {byte}, expected "</{name}>", found "</{token[2].lower()}>"'
        )
    if at > start and (made["type"] != "text_link" or made["url"]):
        found.append({**made, "offset": start, "length": at - start})


def _trimmed(text: str, found: list[Entity]) -> tuple[str, list[Entity]]:
    """Without white space at both ends, as Telegram stores it; entities move along."""
    shown = text.rstrip()
    cut = length(shown) - length(shown.lstrip())
    shown = shown.lstrip()
    end = length(shown)
    kept = []
    for entity in sorted(found, key=lambda each: (each["offset"], -each["length"])):
        start = max(entity["offset"] - cut, 0)
        stop = min(entity["offset"] - cut + entity["length"], end)
        if stop > start:
            kept.append({**entity, "offset": start, "length": stop - start})
    return shown, kept


def typed(text: str) -> list[Entity]:
    """What Telegram itself finds in a text that was typed: commands, addresses, mentions."""
    return [
        {
            "type": match.lastgroup,
            "offset": length(text[: match.start()]),
            "length": length(match[0]),
        }
        for match in _TYPED.finditer(text)
    ]


def to_html(text: str, entities: list[Entity]) -> str:
    """Text and entities as Telegram HTML, for tests that look at the formatting."""
    units = text.encode("utf-16-le")

    def part(start: int, stop: int) -> str:
        return html.escape(units[start * 2 : stop * 2].decode("utf-16-le"), quote=False)

    marks: list[tuple[int, int, int, str]] = []
    for number, entity in enumerate(entities):
        tag, start, stop = _tag(entity), entity["offset"], entity["offset"] + entity["length"]
        if tag:
            marks.append((start, 1, number, f"<{tag}>"))
            marks.append((stop, 0, -number, f"</{tag.split()[0]}>"))
    out, at = [], 0
    for where, _kind, _number, tag in sorted(marks):
        out.append(part(at, where) + tag)
        at = where
    return "".join(out) + part(at, len(units) // 2)


def _tag(entity: Entity) -> str:
    if entity["type"] == "text_link":
        return f'a href="{html.escape(entity["url"])}"'
    if entity["type"] == "expandable_blockquote":
        return "blockquote expandable"
    return _TAGS.get(entity["type"], "")
