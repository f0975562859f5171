"""Markdown of labels becomes HTML that Telegram accepts; answers stay what they are."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.forms.html import to_html, to_plain

CASES = [
    ("plain", "plain"),
    ("**bold** and __bold__", "<b>bold</b> and <b>bold</b>"),
    ("*soft* and _soft_", "<i>soft</i> and <i>soft</i>"),
    ("**bold with _soft_ inside**", "<b>bold with <i>soft</i> inside</b>"),
    ("snake_case_name and 2*3*4", "snake_case_name and 2<i>3</i>4"),
    ("2 * 3 * 4", "2 * 3 * 4"),
    ("# Heading\ntext", "<b>Heading</b>\ntext"),
    ("### Heading ###", "<b>Heading</b>"),
    ("#hashtag", "#hashtag"),
    ("We need\n- one **map**\n* two pens\nand time", "We need\n• one <b>map</b>\n• two pens\nand time"),
    ("- 5", "- 5"),
    ("Needed:\n- pens", "Needed:\n• pens"),
    ("1. one\n2. two", "1. one\n2. two"),
    ('<span style="color:red" onclick="x()">red</span>', "red"),
    ('<a href="javascript:x()">go</a>', '&lt;a href="javascript:x()"&gt;go&lt;/a&gt;'),
    ("<img src=x onerror=y>", "&lt;img src=x onerror=y&gt;"),
    ("&lt;b&gt; &amp;", "&amp;lt;b&amp;gt; &amp;amp;"),
    ("[a](https://x.org/ onclick=y)", "[a](https://x.org/ onclick=y)"),
    ("[words](https://example.org/a?b=1&c=2)", '<a href="https://example.org/a?b=1&amp;c=2">words</a>'),
    ("[**words**](tel:+85612345)", '<a href="tel:+85612345"><b>words</b></a>'),
    ("[bad](javascript:alert)", "[bad](javascript:alert)"),
    ('<span style="color:red">red</span> text', "red text"),
    ('<p style="text-align:center">**middle**</p>', "<b>middle</b>"),
    ("<b>bold</b> <u>line</u>", "<b>bold</b> <u>line</u>"),
    ("<b>open", "open"),
    ("</b>closed", "closed"),
    ("one<br/>two", "one\ntwo"),
    ("<script>x</script>", "&lt;script&gt;x&lt;/script&gt;"),
    ("3 < 4 & 5 > 2", "3 &lt; 4 &amp; 5 &gt; 2"),
    (r"\*not soft\* \# not a heading", "*not soft* # not a heading"),
    (r"5 \< 6", "5 &lt; 6"),
    ("**one** **two**", "<b>one</b> <b>two</b>"),
    ("**open", "**open"),
    ("ក្រុម **សំខាន់** ណាស់", "ក្រុម <b>សំខាន់</b> ណាស់"),
]


@pytest.mark.parametrize(("source", "html"), CASES)
def test_markdown(source: str, html: str) -> None:
    assert to_html([(source, False)]) == html


def test_words_without_their_markup() -> None:
    assert to_plain("**Bold** & [a link](https://x.org) <b>3 < 4</b>") == "Bold & a link 3 < 4"
    assert to_plain("2 * 3 * 4 snake_case") == "2 * 3 * 4 snake_case"


def test_a_value_is_never_markup() -> None:
    pieces = [("Dear **", False), ("<b>_Dao_</b> & *co*", True), ("**, hello", False)]
    assert to_html(pieces) == "Dear <b>&lt;b&gt;_Dao_&lt;/b&gt; &amp; *co*</b>, hello"


def test_a_value_can_be_where_a_link_leads_but_not_break_out_of_it() -> None:
    assert to_html([("[go](", False), ("https://x.org/a", True), (")", False)]) == (
        '<a href="https://x.org/a">go</a>'
    )
    assert to_html([("[go](", False), ('https://x.org/"onclick="', True), (")", False)]) == (
        '<a href="https://x.org/&quot;onclick=&quot;">go</a>'
    )
    assert to_html([("[go](", False), ("javascript:alert(1)", True), (")", False)]) == (
        "[go](javascript:alert(1))"
    )


_WORDS = st.text(alphabet="ab *_#[]()<>/&\\\n`bi", max_size=40)


@given(st.lists(st.tuples(_WORDS, st.booleans()), max_size=5))
def test_whatever_is_written_the_html_is_well_formed(pieces: list[tuple[str, bool]]) -> None:
    made = to_html(pieces)
    open_tags: list[str] = []
    for closing, tag in re.findall(r"<(/?)(\w+)[^<>]*>", made):
        if closing:
            assert open_tags.pop() == tag
        else:
            assert tag in ("b", "i", "u", "s", "a")
            open_tags.append(tag)
    assert not open_tags
    assert "<" not in re.sub(r"</?(?:b|i|u|s|a)(?: href=\"[^\"<>]*\")?>", "", made)
