"""The Markdown of labels as HTML that Telegram accepts. What people answered is never read as Markdown."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

#: Stands in the source for the value with this number.
_PLACE = re.compile("\ue000(\\d+)\ue001")
#: A character after a backslash, which is then no Markdown; it is moved out of the way.
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+.!<>~-])")
_MOVED = re.compile("[\ue100-\ue1ff]")

_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+(.+?)[ \t]*#*[ \t]*$", re.MULTILINE)
_BULLET = re.compile(r"^([ \t]*)[-*+][ \t]+", re.MULTILINE)
_BREAK = re.compile(r"<\s*br\s*/?\s*>", re.IGNORECASE)
_STRAY = re.compile(r"</?\s*(?:b|strong|i|em|u|s|span|div|p|font|h[1-6])(?:\s[^<>]*)?>", re.IGNORECASE)
_INLINE = re.compile(
    r"\[(?P<words>[^\[\]\n]+)\]\((?P<url>[^\s()]+)\)"
    r"|\*\*(?=\S)(?P<strong>[^\n]+?)(?<=\S)\*\*"
    r"|(?<!\w)__(?=\S)(?P<strong2>[^\n]+?)(?<=\S)__(?!\w)"
    r"|\*(?=[^\s*])(?P<weak>[^*\n]+?)(?<=\S)\*"
    r"|(?<!\w)_(?=[^\s_])(?P<weak2>[^\n]*?[^\s_])_(?!\w)"
    r"|<\s*(?P<tag>b|strong|i|em|u|s|span|div|p|font|h[1-6])(?:\s[^<>]*)?>(?P<inner>.*?)<\s*/\s*(?P=tag)\s*>",
    re.IGNORECASE | re.DOTALL,
)
_URL = re.compile(r"(?:https?://|tg://|mailto:|tel:)\S+", re.IGNORECASE)

#: Which of Telegram's tags a tag of the source becomes; the others fall away, their words stay.
_TAGS = {"b": "b", "strong": "b", "i": "i", "em": "i", "u": "u", "s": "s"} | {
    f"h{n}": "b" for n in range(1, 7)
}

#: Deepest nesting; what is deeper stays as it was written.
_DEEPEST = 8


def to_html(pieces: Iterable[tuple[str, bool]]) -> str:
    """HTML from pieces of a text, each with whether it is a value that somebody gave.

    Bold, italic, underlined, headings (as bold), lists and links are kept; other tags and styles fall
    away; all else is escaped. The result is always well-formed.
    """
    values: list[str] = []
    source = ""
    for text, is_value in pieces:
        if is_value:
            source += f"\ue000{len(values)}\ue001"
            values.append(text)
        else:
            source += re.sub("[\ue000-\ue1ff]", "", text)
    source = _ESCAPED.sub(lambda found: chr(0xE100 + ord(found[1])), source)
    source = _BREAK.sub("\n", source)
    source = _HEADING.sub(lambda found: f"<b>{found[1]}</b>", source)
    if "\n" in source.strip():  # a single line such as “- 5” is no list
        source = _BULLET.sub(r"\1• ", source)
    made = _inline(source, values, 0)
    made = _MOVED.sub(lambda found: _escape(chr(ord(found[0]) - 0xE100)), made)
    return _PLACE.sub(lambda found: _escape(values[int(found[1])]), made).strip()


def to_plain(text: str) -> str:
    """The words of a text in Markdown, for where nothing can be bold: buttons and lists."""
    return html.unescape(re.sub(r"<[^<>]*>", "", to_html([(text, False)])))


def _escape(text: str) -> str:
    return html.escape(text, quote=False)


def _inline(source: str, values: list[str], depth: int) -> str:
    """HTML of a piece of Markdown; what is inside of something is made the same way."""
    if depth > _DEEPEST:
        return _escape(source)
    made, at = "", 0
    for found in _INLINE.finditer(source):
        made += _escape(_STRAY.sub("", source[at : found.start()]))
        at = found.end()
        made += _element(found, values, depth + 1)
    return made + _escape(_STRAY.sub("", source[at:]))


def _element(found: re.Match[str], values: list[str], depth: int) -> str:
    if found["url"] is not None:
        return _link(found, values, depth)
    strong = found["strong"] or found["strong2"]
    weak = found["weak"] or found["weak2"]
    if strong or weak:
        tag = "b" if strong else "i"
        return f"<{tag}>{_inline(strong or weak, values, depth)}</{tag}>"
    inner = _inline(found["inner"], values, depth)
    kept = _TAGS.get(found["tag"].lower())
    return f"<{kept}>{inner}</{kept}>" if kept and inner else inner


def _link(found: re.Match[str], values: list[str], depth: int) -> str:
    """A link, if it leads to where Telegram can go; else its words and its target."""
    words = _inline(found["words"], values, depth)
    url = _PLACE.sub(lambda place: values[int(place[1])], found["url"])
    url = _MOVED.sub(lambda moved: chr(ord(moved[0]) - 0xE100), url)
    if not _URL.fullmatch(url):
        return f"[{words}]({_escape(found['url'])})"
    return f'<a href="{html.escape(url)}">{words}</a>'
