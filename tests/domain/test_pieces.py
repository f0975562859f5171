"""Long texts fall into pieces that Telegram takes, and nothing of them is lost."""

import re

from hypothesis import assume, given
from hypothesis import strategies as st

from bot.domain.pieces import length, pieces


def plain(html: str) -> str:
    return re.sub(r"<[^<>]*>", "", html)


def balanced(html: str) -> bool:
    open_tags: list[str] = []
    for closing, tag in re.findall(r"<(/?)(\w+)[^<>]*>", html):
        if closing and (not open_tags or open_tags.pop() != tag):
            return False
        if not closing:
            open_tags.append(tag)
    return not open_tags


def deepest(html: str) -> int:
    depths, depth = [0], 0
    for closing in re.findall(r"<(/?)\w+[^<>]*>", html):
        depth += -1 if closing else 1
        depths.append(depth)
    return max(depths)


def test_what_fits_stays_whole() -> None:
    assert pieces("<b>short</b>", 20) == ["<b>short</b>"]


def test_paragraphs_lines_and_blanks_are_where_a_text_is_cut() -> None:
    assert pieces("one two\n\nthree four", 12) == ["one two", "three four"]
    assert pieces("one two\nthree four", 12) == ["one two", "three four"]
    assert pieces("one two three", 9) == ["one two", "three"]
    assert pieces("onetwothree", 6) == ["onetwo", "three"]


def test_tags_are_closed_and_opened_again() -> None:
    assert pieces("<b>one two three</b>", 16) == ["<b>one two</b>", "<b>three</b>"]
    link = '<a href="https://x.org/">one two three four</a>'
    assert pieces(link, 42) == [
        '<a href="https://x.org/">one two</a>',
        '<a href="https://x.org/">three four</a>',
    ]


def test_letters_and_entities_stay_whole() -> None:
    assert pieces("a&amp;&lt;b", 7) == ["a&amp;", "&lt;b"]
    assert "".join(pieces("ကျွန်တော်" * 5, 12)) == "ကျွန်တော်" * 5
    assert all(not piece.startswith("\u103b") for piece in pieces("ကျ" * 20, 5))


def test_a_smile_counts_twice_as_for_telegram() -> None:
    assert length("🙂") == 2
    assert pieces("🙂🙂🙂", 4) == ["🙂🙂", "🙂"]


_HTML = st.recursive(
    st.text(alphabet="ab \n.ក្ល🙂", max_size=30) | st.sampled_from(["&amp;", "&lt;"]),
    lambda inner: (
        st.builds(
            lambda tag, parts: f"<{tag}>{''.join(parts)}</{tag}>",
            st.sampled_from(["b", "i", "u"]),
            st.lists(inner, max_size=3),
        )
        | st.lists(inner, max_size=4).map("".join)
    ),
    max_leaves=12,
)


@given(_HTML, st.integers(24, 80))
def test_every_piece_is_well_formed_and_short_enough(text: str, most: int) -> None:
    assume(7 * deepest(text) + len("&amp;") <= most)  # tags alone may be longer
    found = pieces(text, most)
    assert all(balanced(piece) for piece in found)
    assert all(length(piece) <= most for piece in found)
    assert "".join(plain("".join(found)).split()) == "".join(plain(text).split())
